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
TALL = "document.documentElement.scrollHeight > innerHeight"


def decide(seat: Seat, question: str, text: str, why: str) -> str:
    """Answer a question of the move; what came of it."""
    form = f"#decide-{question}"
    seat.page.fill(f"{form} textarea[name=text]", text)
    seat.page.fill(f"{form} input[name=why]", why)
    seat.page.click(f"{form} button:not(.anyway)")
    return seat.told(form)


def go(flo: Seat, button: str) -> None:
    """Go to a move: the button asks first, and the answer does it."""
    flo.page.get_by_role("button", name=button).click()
    flo.page.locator("#moving").get_by_role("button", name="Go to this move").click()


def fits(wall: Seat) -> None:
    """The wall shows a move without scrolling: nobody scrolls there."""
    for width, height in (LAPTOP, (1920, 1080)):
        wall.page.set_viewport_size({"width": width, "height": height})
        assert wall.page.evaluate(TALL) is False, (width, height)


def reached_by_phone(*seats: Seat) -> None:
    """The bar at the bottom of a phone leads to parts that are there, the log among them."""
    for seat in seats:
        seat.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        bar = seat.page.locator("nav.jump:not(.washes) a")
        assert "Log" in bar.all_inner_texts()
        for number in range(bar.count()):
            target = bar.nth(number).get_attribute("href")
            assert seat.page.locator(str(target)).is_visible(), target
        seat.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


def shows_the_hand(seat: Seat) -> None:
    """The choice that was clicked looks and is pressed, the others are not."""
    for choice, pressed in (("Yes", "true"), ("No", "false")):
        hand = seat.page.locator("#poll").get_by_role("button", name=choice, exact=True)
        assert hand.get_attribute("aria-pressed") == pressed, choice


def test_a_team_discusses_an_outage(  # noqa: PLR0915 - one session, told in order
    browser: Browser, tmp_path: Path
) -> None:
    """Moves on and back, a scribe, a poll, the timer, EndEx on every board; the record replays."""
    record = tmp_path / "record"
    with Hosted.new(record, "complete-r2-outage", "--type", "tabletop") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        eva = sit(browser, hosted, "evaluator", "Eva")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        wall = sit(browser, hosted, "observer", "Wall")
        everybody = (flo, eva, ana, ben, wall)
        ana.page.get_by_text("The facilitator begins the first move").wait_for()
        flo.page.get_by_role("button", name="StartEx").click()
        # One misclick does nothing: it asks, and “Stay here” stays.
        flo.page.get_by_role("button", name="First move: First signs…").click()
        flo.page.locator("#moving").get_by_text("time moves on to 14:22").wait_for()
        flo.page.locator("#moving").get_by_role("button", name="Stay here").click()
        assert ana.page.get_by_text("The facilitator begins the first move").is_visible()
        go(flo, "First move: First signs…")
        for seat in everybody:
            seat.page.get_by_text("Nobody else has been called in so far").first.wait_for()
        told = decide(ana, "severity", "Severity 1", "Nobody can download")
        # The words alone do not count: they are asked about, and what counts is seen by all.
        assert told == "Your words say severity 1; shall it count?"
        assert ana.page.locator("#incident").get_by_text("not assessed").is_visible()
        form = ana.page.locator("#decide-severity")
        assert form.get_by_role("button", name="Only words").is_visible()
        form.get_by_role("button", name="Count it").click()
        for seat in (ana, ben):
            seat.page.locator("#incident dd", has_text="1 (Ana").wait_for()
        assert form.get_by_role("button", name="Count it").is_hidden()
        # What somebody else decides does not take away what is being typed.
        ana.page.fill("#decide-users textarea[name=text]", "half a sentence")
        assert decide(ben, "system", "Look, touch nothing", "It is the vendor's") == "written down"
        ana.page.get_by_text("Look, touch nothing").first.wait_for()
        assert ana.page.input_value("#decide-users textarea[name=text]") == "half a sentence"
        ben.page.get_by_text("Nobody can download").wait_for()
        assert "delivered" in say(ana, "page", "Please join", role="technical_lead")
        ben.page.locator("#calls").get_by_role("button", name="Answer").first.click()
        # The timer is held on every board.
        flo.page.get_by_role("button", name="Hold timer").click()
        for seat in everybody:
            seat.page.locator("[data-box]", has_text="left, held").first.wait_for()
        flo.page.get_by_role("button", name="Extend").click()
        wall.page.locator("[data-box]", has_text="19 min").first.wait_for()
        flo.page.get_by_role("button", name="Resume timer").click()
        wall.page.wait_for_function(
            "() => !document.querySelector('[data-box]').textContent.includes('held')"
        )
        # Hands up: one click each, seen by all.
        flo.page.fill("#poll-ask [name=text]", "Is it severity 1?")
        flo.page.locator("#poll-ask").get_by_role("button", name="Ask").click()
        ana.page.locator("#poll").get_by_role("button", name="Yes").click()
        ben.page.locator("#poll").get_by_role("button", name="No", exact=True).click()
        for seat in everybody:
            seat.page.get_by_text("Is it severity 1?").first.wait_for()
            seat.page.locator("li", has_text="Yes 1 Ana").wait_for()
        shows_the_hand(ana)
        # A scribe for those who speak; final is one of them.
        flo.page.locator("#scribe summary").first.click()
        flo.page.select_option("#scribe-form [name=question]", "severity")
        flo.page.fill("#scribe-form [name=text]", "Severity 1: nobody can download")
        flo.page.select_option("#scribe-form [name=severity]", "1")
        flo.page.check("#scribe-form [name=final]")
        flo.page.locator("#scribe-form").get_by_role("button", name="Write down").click()
        ana.page.locator("#decisions .entry", has_text="written down by Flo").wait_for()
        assert ana.page.locator("#decisions .chip", has_text="final").count() == 1
        rate = "#rate-first-signs-severity"
        eva.page.select_option(f"{rate} [name=rating]", "S")
        eva.page.click(f"{rate} button")
        assert eva.told(rate) == "rated S"
        for name, seat in {
            "tabletop-facilitator": flo,
            "tabletop-evaluator": eva,
            "tabletop-player": ana,
            "tabletop-projector": wall,
        }.items():
            seat.page.wait_for_timeout(400)
            seat.picture(f"board-{name}")
            assert violations(seat.page) == [], name
        assert ana.page.locator("#console-text").count() == 0
        fits(wall)
        reached_by_phone(flo, eva, ana)
        go(flo, "Next move: A tempting shortcut…")
        ben.page.get_by_role("heading", name="A tempting shortcut").wait_for()
        flo.page.get_by_role("button", name="Back to “First signs”").click()
        for seat in everybody:
            seat.page.get_by_text("Nobody else has been called in so far").first.wait_for()
        go(flo, "Next move: A tempting shortcut…")
        ben.page.get_by_role("heading", name="A tempting shortcut").wait_for()
        assert ana.page.locator("#decide textarea[name=text]").count() == 1
        for seat in (ana, ben, wall):  # the title gives cause and extent away
            assert "Complete R2 outage" not in "\n".join((*seat.traffic, seat.page.content()))
        assert "Complete R2 outage" in flo.page.title()
        flo.page.get_by_role("button", name="EndEx…").click()
        ending = flo.page.locator("#ending")
        ending.get_by_text("Not reached: The largest customer, The vendor reports.").wait_for()
        ending.get_by_role("button", name="EndEx").click()
        for seat in everybody:
            seat.page.get_by_text("Talk about").wait_for()
        wall.page.get_by_text("Not reached: The largest customer, The vendor reports.").wait_for()
        assert flo.page.locator("#moves .chip", has_text="not reached").count() == 2
        text = "\n".join((*ana.traffic, *ben.traffic, *wall.traffic))
        assert "leave the breaker" not in text  # what good answers contain
        for seat in everybody:
            assert seat.problems == []
        assert hosted.stop() == 0
    entries = read_journal(record)
    assert rebuild(entries).journal.digest == entries[-1].hash
    assert header_of(entries).exercise_type == "tabletop"
    assert not (record / "timer.json").exists()
    bodies = [entry.body for entry in entries]
    moves = [body.move for body in bodies if isinstance(body, MoveBegan)]
    assert moves == ["first-signs", "tempting-shortcut", "first-signs", "tempting-shortcut"]
    decided = [(body.by, body.question) for body in bodies if isinstance(body, Decision)]
    assert decided == [("Ana", "severity"), ("Ben", "system"), ("Ana", "severity")]


def test_a_decision_says_what_it_does(browser: Browser, tmp_path: Path) -> None:
    """Folded away, kept when it is refused, gone when it was sent; as good on a phone.

    What is half filled in stays when somebody else decides, and is not the next move's.
    """
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--type", "tabletop") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        ben = sit(browser, hosted, "technical_lead", "Ben")
        flo.page.get_by_role("button", name="StartEx").click()
        go(flo, "First move: First signs…")
        page, form = ana.page, "#decide-severity"
        page.get_by_role("heading", name="First signs").wait_for()
        # What the question asks for is in view; the rest of what an answer does is folded away.
        assert page.locator(f"{form} [name=severity]").is_visible()
        assert page.locator(f"{form} [name=told-technical_lead]").is_hidden()
        assert page.locator("#decide-users [name=severity]").is_hidden()
        page.click(f"{form} [data-key^=does] summary")
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
        page.click(f"{form} button:not(.anyway)")
        assert ana.told(form) == "at: 'soon' is not a time: write 14:22, or nothing for now"
        assert page.is_checked(f"{form} [name=told-technical_lead]")
        assert decide(ben, "system", "Look, touch nothing", "") == "written down"
        page.get_by_text("Look, touch nothing").first.wait_for()
        assert page.is_checked(f"{form} [name=told-technical_lead]")
        page.fill(f"{form} [name=at]", "14:22")
        page.click(f"{form} button:not(.anyway)")
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
        go(flo, "Next move: A tempting shortcut…")
        page.get_by_role("heading", name="A tempting shortcut").wait_for()
        go(flo, "Next move: The largest customer…")
        page.get_by_role("heading", name="The largest customer").wait_for()
        assert page.locator(form).count() == 1  # another move's, of the same name
        assert page.input_value(f"{form} [name=severity]") == ""
        assert not page.is_checked(f"{form} [name=told-cto]")
        for seat in (flo, ana, ben):
            assert seat.problems == []
