"""The console: tabs beside each other, what waits is seen, and texts are pasted by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.seats import sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

STATUS = "https://your-worker.example.com/health/status"
RESTORE = (
    "curl -s -X POST -H 'Authorization: Bearer <admin_token>' "
    "https://your-worker.example.com/health/services/R2_STORAGE/degrade >/dev/null"
)


def type_in(page: Page, text: str) -> None:
    """A text, and Enter."""
    page.fill("#console-text", text)
    page.press("#console-text", "Enter")


def shows(page: Page, text: str) -> None:
    """Wait until the open tab shows it."""
    page.wait_for_function(
        "text => document.getElementById('console-log')?.innerText.includes(text)", arg=text
    )


def test_a_watch_holds_nothing_up(browser: Browser, tmp_path: Path) -> None:
    """It runs in its tab while others work; what waits is listed, dropped, or goes on after it."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        flo.page.get_by_role("button", name="StartEx").click()
        page = ben.page
        page.wait_for_function("() => document.body.dataset.state === 'running'")
        type_in(page, f"watch -n 1 'curl -s {STATUS} | jq -r .data.overall_status'")
        shows(page, "HEALTHY")
        type_in(page, "echo second")
        type_in(page, "echo third")
        queue = page.locator("#console-queue li")
        queue.nth(1).wait_for()
        assert [" ".join(one.split()[:3]) for one in queue.all_inner_texts()] == [
            "Waits: echo second",
            "Waits: echo third",
        ]
        assert "second" not in page.inner_text("#console-log")
        queue.first.get_by_role("button", name="Drop").click()
        page.wait_for_function("() => document.querySelectorAll('#console-queue li').length === 1")

        # Beside it, at once, in a tab of its own.
        page.fill("#console-text", "echo beside $((40 + 2))")
        page.get_by_role("button", name="Run in another tab").click()
        shows(page, "beside 42")
        assert page.get_attribute("#console-tab-2", "aria-selected") == "true"
        assert "runs" in page.inner_text("#console-tab-1")
        type_in(page, RESTORE)
        shows(page, "(changed: R2_STORAGE went read-only")
        assert violations(page) == []

        # By keyboard back to the first; Stop ends the watch, and what waited goes on.
        page.focus("#console-tab-2")
        page.keyboard.press("ArrowLeft")
        assert "beside 42" not in page.inner_text("#console-log")
        page.click("#console-stop")
        shows(page, "third")
        page.wait_for_function("() => document.getElementById('console-stop').disabled")
        assert "$ echo second" not in page.inner_text("#console-log")

        # A reload brings both tabs back.
        page.reload()
        shows(page, "third")
        page.click("#console-tab-2")
        shows(page, "beside 42")
        assert ben.problems == []


def test_one_click_pastes(browser: Browser, tmp_path: Path) -> None:
    """Runbooks and the command list lie beside the console; pasting runs nothing by itself."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        flo.page.get_by_role("button", name="StartEx").click()
        page = ben.page
        page.wait_for_function("() => document.body.dataset.state === 'running'")
        page.get_by_text("Runbooks and commands to paste").click()
        page.get_by_text("Commands for the worker").click()
        page.get_by_role("button", name="Paste GET /health/status").click()
        assert page.input_value("#console-text") == f"curl -s {STATUS}"
        assert page.inner_text("#console-log").strip() == ""
        page.press("#console-text", "Enter")
        shows(page, '"success":true')
        page.get_by_text("Runbook: Storage outage").click()
        page.get_by_role("button", name="Paste Storage outage, 1. Tools").first.click()
        assert page.input_value("#console-text").startswith("WORKER=")
        assert violations(page) == []
        other = browser.new_context().new_page()
        answer = other.goto(f"{page.url}/handbook")
        assert answer is not None
        assert answer.status == 401
