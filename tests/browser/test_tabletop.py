"""A tabletop through the pages: moves, questions, decisions, a rating; nothing is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.exercise.replay import rebuild
from sim.journal.conduct import Decision, MoveBegan
from sim.journal.encoding import header_of
from sim.journal.file import read_journal
from tests.browser.seats import LAPTOP, PHONE, Seat, say, sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def decide(seat: Seat, question: str, text: str, why: str) -> str:
    """Answer a question of the move; what came of it."""
    form = f"#decide-{question}"
    seat.page.fill(f"{form} textarea[name=text]", text)
    seat.page.fill(f"{form} input[name=why]", why)
    seat.page.click(f"{form} button")
    return seat.told(form)


def test_a_team_discusses_an_outage(browser: Browser, tmp_path: Path) -> None:
    """Two moves, decisions of two players, a page that is answered, EndEx; the record replays."""
    record = tmp_path / "record"
    with Hosted.new(record, "complete-r2-outage", "--type", "tabletop") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        wall = sit(browser, hosted, "observer", "Wall")
        ana.page.get_by_text("The facilitator begins the first move").wait_for()
        flo.page.get_by_role("button", name="StartEx").click()
        flo.page.get_by_role("button", name="Begin First signs").click()
        ana.page.get_by_role("heading", name="First signs").wait_for()
        told = decide(ana, "severity", "Severity 1", "Nobody can download")
        assert told == "written down"
        # What somebody else decides does not take away what is being typed.
        ana.page.fill("#decide-users textarea[name=text]", "half a sentence")
        assert decide(ben, "system", "Look, touch nothing", "It is the vendor's") == "written down"
        ana.page.get_by_text("Look, touch nothing").first.wait_for()
        assert ana.page.input_value("#decide-users textarea[name=text]") == "half a sentence"
        ben.page.get_by_text("Nobody can download").wait_for()
        assert "delivered" in say(ana, "page", "Please join", role="technical_lead")
        ben.page.locator("#calls").get_by_role("button", name="Answer").first.click()
        for name, seat in {
            "tabletop-facilitator": flo,
            "tabletop-player": ana,
            "tabletop-projector": wall,
        }.items():
            seat.page.wait_for_timeout(400)
            seat.picture(f"board-{name}")
            assert violations(seat.page) == [], name
        assert wall.page.get_by_text("left", exact=False).first.is_visible()
        assert ana.page.locator("#console-text").count() == 0
        flo.page.get_by_role("button", name="Begin A tempting shortcut").click()
        ben.page.get_by_role("heading", name="A tempting shortcut").wait_for()
        assert ana.page.locator("#decide textarea[name=text]").count() == 1
        flo.page.get_by_role("button", name="EndEx…").click()
        flo.page.locator("#ending").get_by_role("button", name="EndEx").click()
        flo.page.get_by_text("Talk about").wait_for()
        text = "\n".join((*ana.traffic, *ben.traffic, *wall.traffic))
        assert "leave the breaker" not in text  # what good answers contain
        for seat in (flo, ana, ben, wall):
            assert seat.problems == []
        assert hosted.stop() == 0
    entries = read_journal(record)
    assert rebuild(entries).journal.digest == entries[-1].hash
    assert header_of(entries).exercise_type == "tabletop"
    bodies = [entry.body for entry in entries]
    moves = [body.move for body in bodies if isinstance(body, MoveBegan)]
    assert moves == ["first-signs", "tempting-shortcut"]
    decided = [(body.by, body.question) for body in bodies if isinstance(body, Decision)]
    assert decided == [("Ana", "severity"), ("Ben", "system")]


def test_a_decision_says_what_it_does(browser: Browser, tmp_path: Path) -> None:
    """Folded away, kept when it is refused, gone when it was sent; as good on a phone.

    What is half filled in stays when somebody else decides, and is not the next move's.
    """
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--type", "tabletop") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        flo.page.get_by_role("button", name="StartEx").click()
        flo.page.get_by_role("button", name="Begin First signs").click()
        page, form = ana.page, "#decide-severity"
        page.get_by_role("heading", name="First signs").wait_for()
        assert page.locator(f"{form} [name=severity]").is_hidden()
        page.click(f"{form} summary")
        page.fill(f"{form} [name=text]", "Severity 1, page the lead")
        page.select_option(f"{form} [name=severity]", "1")
        page.check(f"{form} [name=told-technical_lead]")
        page.select_option(f"{form} [name=audience]", "all_users")
        page.select_option(f"{form} [name=says-downloads]", "failing")
        page.fill(f"{form} [name=at]", "soon")
        for width, height in (PHONE, LAPTOP):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(WIDE) is False
            assert violations(page) == []
        page.click(f"{form} button")
        assert ana.told(form) == "at: 'soon' is not a time: write 14:22, or nothing for now"
        assert page.is_checked(f"{form} [name=told-technical_lead]")
        assert decide(ben, "system", "Look, touch nothing", "") == "written down"
        page.get_by_text("Look, touch nothing").first.wait_for()
        assert page.is_checked(f"{form} [name=told-technical_lead]")
        page.fill(f"{form} [name=at]", "14:22")
        page.click(f"{form} button")
        page.locator(f"{form} [role=status].good").wait_for()
        assert not page.is_checked(f"{form} [name=told-technical_lead]")
        assert page.input_value(f"{form} [name=severity]") == ""
        deeds = "page Technical lead at 14:22 · severity 1 · tell All users"
        for seat in (ana, ben, flo):
            seat.page.locator("#decisions").get_by_text(deeds).wait_for()
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert page.evaluate(WIDE) is False
        page.select_option(f"{form} [name=severity]", "2")
        page.check(f"{form} [name=told-cto]")
        flo.page.get_by_role("button", name="Begin A tempting shortcut").click()
        page.get_by_role("heading", name="A tempting shortcut").wait_for()
        flo.page.get_by_role("button", name="Begin The largest customer").click()
        page.get_by_role("heading", name="The largest customer").wait_for()
        assert page.locator(form).count() == 1  # another move's, of the same name
        assert page.input_value(f"{form} [name=severity]") == ""
        assert not page.is_checked(f"{form} [name=told-cto]")
        for seat in (flo, ana, ben):
            assert seat.problems == []
