"""A whole session through the pages: a facilitator and four players, from StartEx to the report."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sim.exercise.replay import rebuild
from sim.journal.bodies import Action, InjectSent, Message
from sim.journal.conduct import ClockChanged, Joined, Remark
from sim.journal.file import read_journal
from tests.browser.seats import LAPTOP, PATIENCE_MS, Seat, run, say, sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

HIDDEN = (
    "bucket-unreachable",  # the fault
    "r2_unavailable",  # its effect
    "unheard",
    "ground_truth",
    "worst_severity",
    "owners_at_risk",
    "files_damaged",
    "No reset and no forced queue",  # an expected action
    "vendor-post",  # an inject that has not come
)
"""Words that stand in the journal and that no player's browser may receive."""


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    """A session of the complete R2 outage, ten times real time."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "10") as running:
        yield running


@dataclass
class Team:
    """Everybody at the table."""

    flo: Seat
    eva: Seat
    wall: Seat
    ana: Seat
    ben: Seat
    cleo: Seat
    dan: Seat

    @classmethod
    def at(cls, browser: Browser, hosted: Hosted) -> Team:
        """All take their seats."""
        return cls(
            flo=sit(browser, hosted, "facilitator", "Flo"),
            eva=sit(browser, hosted, "evaluator", "Eva"),
            wall=sit(browser, hosted, "observer", "Wall"),
            ana=sit(browser, hosted, "oncall_engineer", "Ana"),
            ben=sit(browser, hosted, "technical_lead", "Ben"),
            cleo=sit(browser, hosted, "communications_lead", "Cleo"),
            dan=sit(browser, hosted, "engineering_manager", "Dan"),
        )

    def boards(self) -> dict[str, Seat]:
        """Every board, by the name of its picture."""
        return {
            "facilitator": self.flo,
            "evaluator": self.eva,
            "projector": self.wall,
            "player": self.ana,
            "technical-lead": self.ben,
            "communications": self.cleo,
            "manager": self.dan,
        }


def start(team: Team) -> None:
    """Nothing can be done before StartEx; then time runs into the outage."""
    run(team.ben, "curl -s https://your-worker.example.com/health/status")
    assert "has not begun yet" in team.ben.page.inner_text("#console-log")
    page = team.flo.page
    page.get_by_role("button", name="StartEx").click()
    page.get_by_role("button", name="Skip 10m").click()
    page.fill("input[name=pace]", "60")
    page.get_by_role("button", name="Set", exact=True).click()
    team.ana.page.get_by_text("R2_STORAGE is OFFLINE").first.wait_for(timeout=30_000)
    page.fill("input[name=pace]", "4")
    page.get_by_role("button", name="Set", exact=True).click()


def respond(team: Team) -> None:
    """Detection, the first looks on the console, the first words to team and users."""
    ana, ben, cleo = team.ana, team.ben, team.cleo
    ana.page.get_by_role("button", name=re.compile("Acknowledge")).first.click()
    ana.page.get_by_text("Declare, assess, resolve").click()
    ana.page.fill("#declare input[name=text]", "Downloads fail, the bucket does not answer")
    ana.page.get_by_role("button", name="Declare", exact=True).click()
    assert "declared" in ana.told("#declare")
    ana.page.select_option("#assess select[name=severity]", "1")
    ana.page.get_by_role("button", name="Assess").click()
    assert ana.told("#assess") == "severity 1"
    assert "delivered" in say(ana, "page", "R2 is down, please join", role="technical_lead")
    assert "delivered" in say(ana, "page", "Status page, please", role="communications_lead")
    ben.page.locator("#calls").get_by_role("button", name="Answer").first.click()
    cleo.page.locator("#calls").get_by_role("button", name="Answer").first.click()
    run(
        ben,
        "TOKEN='<admin_token>'\n"
        'curl -s -H "Authorization: Bearer $TOKEN" '
        "https://your-worker.example.com/health/r2/status | jq -c .data\n"
        "for i in 1 2; do echo look $i; sleep 5; done",
    )
    assert "look 2" in ben.page.inner_text("#console-log")
    assert "OFFLINE" in ben.page.inner_text("#console-log")
    cleo.page.select_option("#compose select[name=command]", "status-page")
    cleo.page.select_option("#compose select[name=template]", label="User notice")
    assert "Next update" in cleo.page.input_value("#compose textarea")
    told = say(cleo, "status-page", "Downloads fail. Next update in 20 minutes.")
    assert told.startswith("status page: investigating · understood as: downloads failing; next ")
    assert "delivered" in say(team.dan, "post", "I take the calls", channel="slack")


LOOK = (
    "curl -s https://your-worker.example.com/health/status | "
    "jq -r '.data.services | to_entries[] | \"\\(.key) \\(.value.status)\"'"
)


def look(team: Team) -> None:
    """A good moment, with the team at work: a call rings while the bucket is looked at."""
    run(team.ana, LOOK)
    assert "R2_STORAGE OFFLINE" in team.ana.page.inner_text("#console-log")
    calls = team.ana.page.locator("#calls .call:not([hidden])")
    assert "delivered" in say(
        team.ben, "call", "Leave the breaker alone until R2 answers.", role="oncall_engineer"
    )
    calls.filter(has_text="Phone call from Ben").wait_for()
    for name, seat in team.boards().items():
        seat.page.wait_for_timeout(300)
        seat.picture(f"board-{name}")
    calls.get_by_role("button", name="Answer").first.click()
    calls.filter(has_text="Leave the breaker alone").wait_for()
    calls.get_by_role("button", name="Hang up").click()


def pause(team: Team) -> None:
    """Nothing can be done, and time stands; every board is looked at meanwhile."""
    team.flo.page.get_by_role("button", name="Pause").click()
    page = team.ana.page
    page.wait_for_function("() => document.body.dataset.state === 'paused'")
    assert "paused" in say(team.ana, "note", "while it is paused")
    before = page.inner_text("[data-clock]")
    page.wait_for_timeout(1200)
    assert page.inner_text("[data-clock]") == before
    for name, seat in team.boards().items():
        seat.page.wait_for_timeout(300)
        assert violations(seat.page) == [], name
    team.flo.page.get_by_role("button", name="Resume").click()


def facilitate(team: Team) -> None:
    """Hold, edit and fire an inject; add one; a reload brings everything back."""
    page = team.flo.page
    page.get_by_role("button", name="Hold sales-call").click()
    page.get_by_role("button", name="Send or edit… sales-call").click()
    page.fill("#edit textarea", "The board meets at four. Can you promise a time?")
    page.get_by_role("button", name="Save for later").click()
    page.locator("#editing").wait_for(state="hidden")
    page.locator("#msel").get_by_text("The board meets at four").wait_for()
    page.get_by_role("button", name="Send or edit… sales-call").click()
    assert "meets at four" in page.input_value("#edit textarea")
    page.locator("#edit").get_by_role("button", name="Send now").click()
    team.ana.page.get_by_text("The board meets at four").first.wait_for()
    page.get_by_text("Add an inject").click()
    page.fill("#add input[name=sender]", "The press")
    page.fill("#add textarea", "Is it true that files are gone?")
    page.locator("#add").get_by_role("button", name="Send now").click()
    team.cleo.page.get_by_text("Is it true that files are gone?").first.wait_for()
    team.ben.page.reload()
    team.ben.page.get_by_text("look 2").first.wait_for()
    team.ben.page.wait_for_function("() => document.body.dataset.state === 'running'")


def end(team: Team, address: str) -> None:
    """A rating, EndEx, the hot wash for all, the after-action draft for the staff only."""
    eva, flo, ana = team.eva, team.flo, team.ana
    eva.page.select_option("#remark select[name=objective]", "detect")
    eva.page.select_option("#remark select[name=rating]", "P")
    eva.page.fill("#remark textarea", "Declared within two minutes")
    eva.page.get_by_role("button", name="Write down").click()
    assert eva.told("#remark") == "noted"
    flo.page.get_by_role("button", name="EndEx…").click()
    flo.page.locator("#ending").get_by_role("button", name="EndEx").click()
    flo.page.get_by_text("Talk about").wait_for()
    ana.page.get_by_text("Talk about").wait_for()
    flo.picture("board-hot-wash")
    assert violations(flo.page) == []
    with flo.context.expect_page() as opened:
        flo.page.get_by_role("link", name="After-action draft").click()
    assert opened.value.title().startswith("After-action report")
    refused = ana.context.request.get(f"{address}/record/{'0' * 12}/report.html")
    assert refused.status == 403


def test_a_team_plays_an_outage_through_the_pages(browser: Browser, hosted: Hosted) -> None:
    """Console, pages, status updates, a pause, a fired inject, ratings, EndEx, report; replayed."""
    team = Team.at(browser, hosted)
    start(team)
    respond(team)
    look(team)
    pause(team)
    facilitate(team)
    end(team, hosted.address)

    for name, seat in team.boards().items():
        assert seat.problems == [], name
    for seat in (team.ana, team.ben, team.cleo, team.dan, team.wall):
        text = "\n".join(seat.traffic)
        assert [word for word in HIDDEN if word in text] == []
    shown = "\n".join(team.flo.traffic)
    assert [word for word in ("bucket-unreachable", "vendor-post") if word not in shown] == []

    assert hosted.stop() == 0
    entries = read_journal(hosted.record)
    assert rebuild(entries).journal.digest == entries[-1].hash
    bodies = [entry.body for entry in entries]
    joined = [one.name for one in bodies if isinstance(one, Joined)]
    assert joined == ["Flo", "Eva", "Wall", "Ana", "Ben", "Cleo", "Dan"]
    clock = [one.event for one in bodies if isinstance(one, ClockChanged)]
    assert clock == ["started", "skipped", "paced", "paced", "paused", "resumed"]
    fired = [one.inject for one in bodies if isinstance(one, InjectSent)]
    assert {"sales-call", "the-press-1"} <= set(fired)
    assert [one.rating for one in bodies if isinstance(one, Remark)] == ["P"]
    assert not [one for one in bodies if isinstance(one, Action) and "while it is" in one.body]
    roles = {one.sender: one.sender_role for one in bodies if isinstance(one, Message)}
    assert (roles["Ana"], roles["Cleo"]) == ("oncall_engineer", "communications_lead")
    card = json.loads((hosted.record / "scorecard.json").read_text())
    # By hand in a browser it takes a little longer than the best: most of the points, not all.
    detection = next(one for one in card["criteria"] if one["id"] == "detection")["score"]
    assert 50 < detection <= 100


def test_a_session_is_run_by_keyboard_alone(browser: Browser, hosted: Hosted) -> None:
    """From the code to EndEx without a mouse, for the facilitator and for a player."""
    context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    context.set_default_timeout(PATIENCE_MS)

    def tab_to(page: Page, condition: str) -> None:
        """Tab until the condition holds of `e`, the control that has the keyboard."""
        for _ in range(160):
            page.keyboard.press("Tab")
            if page.evaluate(f"(e => {condition})(document.activeElement)"):
                return
        raise AssertionError(f"no way there by Tab: {condition}")

    def press(page: Page, name: str) -> None:
        """Tab to the button or field of this name, then press Enter."""
        tab_to(page, f"(e.textContent || e.name || '').trim().startsWith({json.dumps(name)})")
        page.keyboard.press("Enter")

    def join(role: str, name: str) -> Page:
        page = context.new_page()
        page.goto(hosted.address)
        tab_to(page, "e.name === 'code'")
        page.keyboard.type(hosted.code(role))
        page.keyboard.press("Tab")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_selector("header.top")
        page.wait_for_function("() => document.body.dataset.state !== undefined")
        return page

    flo, ana = join("facilitator", "Flo"), join("oncall_engineer", "Ana")
    press(flo, "StartEx")
    ana.wait_for_function("() => document.body.dataset.state === 'running'")
    # Where the keyboard stood it stands again: the same key pauses, and goes on.
    flo.wait_for_function("() => document.activeElement.textContent.trim() === 'Pause'")
    flo.keyboard.press("Enter")
    flo.wait_for_function("() => document.activeElement.textContent.trim() === 'Resume'")
    flo.keyboard.press("Enter")
    ana.wait_for_function("() => document.body.dataset.state === 'running'")
    press(flo, "Skip 10m")
    press(flo, "Send or edit")
    flo.locator("#editing").wait_for()
    press(flo, "Send now")
    ana.bring_to_front()
    ana.get_by_text("Eleven tickets").first.wait_for()
    tab_to(ana, "e.id === 'console-text'")
    ana.keyboard.type('declare "Downloads fail"')
    ana.keyboard.press("Enter")
    ana.wait_for_function(
        "() => document.getElementById('console-log').textContent.includes('declared')"
    )
    flo.bring_to_front()
    press(flo, "EndEx…")
    press(flo, "EndEx")
    flo.get_by_text("Talk about").wait_for()
    context.close()
