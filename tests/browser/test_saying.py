"""The form for messages in a browser: blanks as fields, the reading while typing, the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.seats import sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]


def test_a_template_is_filled_in_and_asked_about(browser: Browser, tmp_path: Path) -> None:
    """Fields fill its blanks, the reading follows, an open blank asks, and is sent when meant."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        flo.page.get_by_role("button", name="StartEx").click()
        page = ana.page
        page.wait_for_function("() => document.body.dataset.state === 'running'")
        page.select_option("#compose select[name=command]", "status-page")
        page.select_option("#compose select[name=template]", label="User notice")
        page.get_by_label("What does not work at the moment, and what does.").fill(
            "Downloads fail. Uploads work."
        )
        text = page.input_value("#compose textarea")
        assert text.startswith("Downloads fail. Uploads work. We are working on it.")
        assert "[time]" in text
        page.locator("#compose .readas", has_text="downloads failing, uploads working").wait_for()
        page.locator("#compose").get_by_role("button", name="Send", exact=True).click()
        ask = page.locator("#compose").get_by_role("button", name="Send anyway")
        ask.wait_for()
        assert "[time] is not filled in" in page.inner_text("#compose [role=status]")
        assert violations(page) == []
        assert page.inner_text("#incident").count("nothing posted") == 1
        page.get_by_label("time", exact=True).fill("14:40")
        assert ask.is_hidden()
        page.locator("#compose .readas", has_text="next update 14:40").wait_for()
        page.locator("#compose").get_by_role("button", name="Send", exact=True).click()
        page.locator("#compose [role=status].good").wait_for()
        assert page.locator("#compose .blanks input").count() == 0
        assert page.inner_text("#compose .readas") == ""

        # The guide's own, sent as it stands because somebody means it.
        page.select_option("#compose select[name=command]", "post")
        page.select_option("#compose select[name=template]", label="INCIDENT UPDATE (team)")
        page.locator("#compose").get_by_role("button", name="Send", exact=True).click()
        ask.click()
        page.locator("#compose [role=status].good").wait_for()
        page.locator("#feed").get_by_text("INCIDENT UPDATE").first.wait_for()
        assert ana.problems == []


def test_amending_waiting_and_choosing(browser: Browser, tmp_path: Path) -> None:
    """No severity is preset; a second declaration amends; a role outside comes in when called."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        flo.page.get_by_role("button", name="Wait until called Technical lead").click()
        ben.page.get_by_text("Nobody has called you yet").wait_for()
        assert ben.page.locator("#terminal").is_hidden()
        flo.page.get_by_role("button", name="StartEx").click()
        page = ana.page
        page.wait_for_function("() => document.body.dataset.state === 'running'")
        page.get_by_text("Declare, assess, resolve").click()
        assert page.input_value("#assess select[name=severity]") == ""
        page.get_by_role("button", name="Assess").click()
        assert page.evaluate("document.querySelector('#assess select').validity.valueMissing")
        page.fill("#declare input[name=text]", "Downloads fail")
        page.get_by_role("button", name="Declare", exact=True).click()
        page.get_by_role("button", name="Amend", exact=True).wait_for()
        page.fill("#declare input[name=text]", "The bucket is gone")
        page.get_by_role("button", name="Amend", exact=True).click()
        page.locator("#incident", has_text="amended").wait_for()
        assert ben.page.locator("#outside").is_visible()
        assert "Downloads fail" not in "".join(ben.traffic)
        page.select_option("#compose select[name=command]", "page")
        page.select_option("#compose select[name=role]", "technical_lead")
        page.fill("#compose textarea", "Please join")
        page.locator("#compose").get_by_role("button", name="Send", exact=True).click()
        ben.page.locator("#calls .call:not([hidden])", has_text="Please join").wait_for()
        ben.page.locator("#terminal").wait_for()
        assert ben.page.locator("#outside").is_hidden()
        assert [flo.problems, ana.problems, ben.problems] == [[], [], []]
