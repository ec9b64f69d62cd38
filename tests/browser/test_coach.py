"""The coach on a player's board: a button, and the hint where it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.seats import sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

ASK = "What would an expert look at now?"


def test_a_hint_stands_where_it_was_asked_for(browser: Browser, tmp_path: Path) -> None:
    """The first click answers below the button; with news, it quotes them and names a command."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1", "--coach") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        assert flo.page.get_by_role("button", name=ASK).count() == 0
        flo.page.get_by_role("button", name="StartEx").click()
        page = ana.page
        page.wait_for_function("() => document.body.dataset.state === 'running'")
        page.get_by_role("button", name=ASK).click()
        page.locator("#did-hint", has_text="Nothing that has reached you").wait_for()
        for _ in range(2):
            flo.page.get_by_role("button", name="Skip 10m").click()
        page.locator("#pager .entry").first.wait_for()
        page.get_by_role("button", name=ASK).click()
        page.locator("#did-hint", has_text="You have not").wait_for()
        assert "Next: " in page.inner_text("#did-hint")
        assert violations(page) == []
        ana.picture("coach")
        assert ana.problems == []


def test_without_a_coach_there_is_no_button(browser: Browser, tmp_path: Path) -> None:
    """A board of a session without --coach does not offer hints."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        ana.page.locator("#pager").wait_for()
        assert ana.page.get_by_role("button", name=ASK).count() == 0
