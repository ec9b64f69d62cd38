"""The form for messages in a real browser: choices for what is stated, on a laptop and a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.seats import LAPTOP, PHONE, say, sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

DOWNLOADS = "#compose [name=says-downloads]"
NEXT = "#compose [name=next]"


def test_what_is_chosen_is_said_once(browser: Browser, tmp_path: Path) -> None:
    """It is kept when it is refused, gone when it was sent, and not offered for a note.

    Nothing stands wider than a phone, and axe finds nothing wrong.
    """
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        flo.page.get_by_role("button", name="StartEx").click()
        page = ana.page
        page.wait_for_function("() => document.body.dataset.state === 'running'")
        page.select_option(DOWNLOADS, "failing")
        page.fill(NEXT, "soon")
        refused = say(ana, "status-page", "We look into it.")
        assert refused == "next: 'soon' is not a time: write 20m, 2h or 14:40."
        assert page.input_value(DOWNLOADS) == "failing"
        page.fill(NEXT, "14:40")
        page.click("#compose button[type=submit]")
        sent = page.locator("#compose [role=status].good")
        sent.wait_for()
        said = "status page: investigating · understood as: downloads failing; next update 14:40"
        assert sent.inner_text() == said
        assert (page.input_value(DOWNLOADS), page.input_value(NEXT)) == ("", "")
        page.select_option(DOWNLOADS, "works")
        assert say(ana, "note", "for the log") == "noted"
        assert page.locator("#compose fieldset.stated").is_hidden()
        page.select_option("#compose select[name=command]", "post")
        assert page.locator("#compose fieldset.stated").is_visible()
        for width, height in (LAPTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert page.evaluate(wide) is False
            assert violations(page) == []
        assert ana.problems == []
