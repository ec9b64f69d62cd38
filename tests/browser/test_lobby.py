"""From the lobby to the hot wash through the pages: planned, played, written down, reported."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from reports.review.hot_wash import QUESTIONS
from sim.journal.file import read_journal
from sim.records.hot_wash import read_hot_wash
from sim.records.record import Record
from tests.browser.lobby import HostedLobby, Walk
from tests.browser.seats import violations
from tests.browser.test_layout import wrong

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

MOST_CLICKS = 40
TITLE = "Complete R2 outage"
PEOPLE = {
    "Facilitator": "Flo",
    "Evaluator": "Eva",
    "On-call engineer": "Ana",
    "Technical lead": "Ben",
    "Communications lead": "Cleo",
}


def sit_down(walk: Walk, seat: str, name: str) -> Page:
    """Open a person's link on the session's page and take the seat; the board."""
    board = walk.open(f"Open {seat} {name}")
    board.get_by_role("button", name="Take the seat").click()
    walk.steps.append("Take the seat")
    board.wait_for_function("() => document.body.dataset.state !== undefined")
    return board


def told(board: Page, form: str) -> str:
    """What the board says came of a form."""
    board.wait_for_function(
        "id => { const s = document.querySelector(id + ' [role=status]');"
        " return s && s.className && s.className !== 'waiting'; }",
        arg=form,
        # Not once a frame: a window behind others draws none on a busy machine.
        polling=100,
    )
    return board.locator(f"{form} [role=status]").inner_text()


def write(board: Page, form: str, **fields: str) -> None:
    """Fill a form of the hot wash in and send it."""
    board.bring_to_front()
    for name, text in fields.items():
        board.locator(f"{form} [name={name}]").fill(text)
    board.locator(f"{form} button[type=submit]").click()
    assert told(board, form) == "written down"


def give_feedback(board: Page, value: int, text: str = "") -> None:
    """Answer all five questions."""
    board.bring_to_front()
    for name in QUESTIONS:
        board.locator(f"#give-feedback input[name={name}][value='{value}']").check()
    board.locator("#give-feedback textarea").fill(text)
    board.get_by_role("button", name="Send feedback").click()
    assert told(board, "#give-feedback").startswith("thank you")


def end(board: Page) -> None:
    """The facilitator presses EndEx."""
    board.bring_to_front()
    board.get_by_role("button", name="EndEx…").click()
    board.locator("#ending").get_by_role("button", name="EndEx").click()
    board.get_by_text("Talk about").wait_for()


def as_picture(walk: Walk, handout: str, folder: Path) -> list[str]:
    """A handout as HTML and PDF; what is wrong with it, and its words by pdftotext."""
    page = walk.open(f"Open to print {handout}")
    found = violations(page)
    address = page.url.removesuffix(".html") + ".pdf"
    page.close()
    path = folder / f"{handout}.pdf"
    path.write_bytes(walk.context.request.get(address).body())
    words = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
    )
    assert handout.lower() in words.stdout.lower()
    return found


def killed(browser: Browser, hosted: HostedLobby, boards: dict[str, Page]) -> Walk:
    """Kill -9, and return to the hot wash from the lobby's list."""
    hosted.kill()
    walk = Walk.begin(browser, hosted.link)
    walk.click(TITLE, "link", "section[aria-labelledby=sessions]")
    walk.click("Return to the hot wash")
    for seat, name in PEOPLE.items():
        walk.page.get_by_role("link", name=f"Open {seat} {name}").wait_for()
    for board in boards.values():
        # The port is the same, so the open boards come back by themselves.
        board.locator("#lost").wait_for(state="hidden")
        board.get_by_text("Ben wants a timeline").first.wait_for()
    return walk


def closing(walk: Walk, boards: dict[str, Page]) -> None:
    """Feedback of all, the report rebuilt, the session closed; the lobby's list."""
    flo = boards["Flo"]
    for number, board in enumerate(boards.values(), 1):
        give_feedback(board, number, "More time" if number == 3 else "")
    flo.bring_to_front()
    flo.get_by_text("5 of 5 gave feedback").wait_for()
    flo.get_by_role("button", name="Rebuild the report").click()
    flo.get_by_text("The report is up to date").wait_for()
    flo.get_by_role("button", name="Close the session…").click()
    flo.locator("#closing").get_by_role("button", name="Close the session").click()
    for board in boards.values():
        board.get_by_text("The session has ended.").wait_for()
    walk.page.bring_to_front()
    walk.back_to_the_lobby()


def planned(walk: Walk, tmp_path: Path) -> None:
    """A plan with people, its handouts looked at, a move rehearsed."""
    walk.click(f"Plan a session with {TITLE}", "link")
    for seat, name in PEOPLE.items():
        walk.type(seat, name)
    walk.type("Team", "Storage")
    walk.click("Save the plan")
    for handout in ("Situation manual", "Role cards", "Evaluator sheets", "Facilitator guide"):
        assert as_picture(walk, handout, tmp_path) == [], handout
    walk.click("Rehearse a move", "link")
    assert walk.page.get_by_role("heading", name="Questions").is_visible()
    walk.click("Back to the plan", "link")


def test_a_session_from_the_lobby_to_its_report(browser: Browser, tmp_path: Path) -> None:
    """Plan, handouts, a tabletop, a hot wash of five with a kill -9 in it, the report, the list."""
    with HostedLobby(tmp_path) as hosted:
        walk = Walk.begin(browser, hosted.link)
        planned(walk, tmp_path)
        walk.click("Start the session")
        boards = {name: sit_down(walk, seat, name) for seat, name in PEOPLE.items()}
        wall = walk.open("Open Observer")
        wall.fill("input[name=name]", "Wall")
        wall.get_by_role("button", name="Take the seat").click()
        flo, eva = boards["Flo"], boards["Eva"]
        flo.bring_to_front()
        flo.get_by_role("button", name="StartEx").click()
        flo.get_by_role("button", name="First move: First signs…").click()
        flo.locator("#moving").get_by_role("button", name="Go to this move").click()
        boards["Ana"].get_by_role("heading", name="First signs").wait_for()
        end(flo)
        for name, board in boards.items():
            board.get_by_text("Written down by everybody").wait_for()
            assert board.locator("#say, #move, #pager").locator("visible=true").count() == 0, name
            write(board, "#well", text=f"{name} was heard")
            write(board, "#improve", text=f"{name} wants a timeline")
        wall.get_by_text("Cleo wants a timeline").wait_for()
        write(boards["Ben"], "#agree", text="Name a scribe", owner="Ben", due="2031-03-31")
        eva.bring_to_front()
        rate = eva.locator("#rate form").first
        rate.locator("select").select_option("M")
        rate.locator("textarea").fill("Declared late")
        rate.get_by_role("button", name="Rate").click()
        eva.get_by_text("Declared late").first.wait_for()
        record = tmp_path / "records" / "complete-r2-outage"
        before = read_hot_wash(record)
        walk = killed(browser, hosted, boards)
        assert read_hot_wash(record) == before
        closing(walk, boards)
        report = walk.open("Report", "section[aria-labelledby=sessions]")
        text = report.inner_text("body")
        for name in PEOPLE.values():
            assert f"{name} was heard" in text
            assert f"{name} wants a timeline" in text
        for said in ("Name a scribe", "2031-03-31", "Declared late", "More time"):
            assert said in text
        assert "From 5 participants, without names" in text
        for link in ("Debrief", "Replay"):
            assert TITLE in walk.open(link, "section[aria-labelledby=sessions]").title()
        assert walk.problems == []
        assert hosted.stop() == 0
    assert read_journal(record)[-1].body.kind == "ended"
    assert {path.suffix for path in record.glob("report.*")} == {".html", ".md", ".pdf"}
    review = Record(record).review()
    assert review is not None
    assert "Name a scribe" in [one.action for one in review.improvements]
    assert "M" in [one.confirmed for one in review.objectives]


def test_nothing_is_in_the_way_in_lobby_and_hot_wash(browser: Browser, tmp_path: Path) -> None:
    """Every page of the lobby and each board in the hot wash, at every width; axe as well."""
    with HostedLobby(tmp_path) as hosted:
        walk = Walk.begin(browser, hosted.link)
        found: list[str] = []

        def look(state: str) -> None:
            found.extend(wrong(walk.seat(), state))

        look("lobby, empty")
        walk.click("Breaker stuck open", "link")
        look("scenario")
        walk.click("Edit a copy", "link")
        look("editor")
        walk.type("Save as", "ours")
        walk.click("Save the draft")
        walk.click("Plan a session", "link")
        look("form of a plan")
        walk.type("Facilitator", "Flo with a rather long name")
        walk.type("On-call engineer", "Ana")
        walk.click("Save the plan")
        look("plan")
        walk.click("Rehearse a move", "link")
        look("rehearsal")
        walk.click("Back to the plan", "link")
        walk.click("Start the session")
        look("session")
        lobby = walk.page
        flo = sit_down(walk, "Facilitator", "Flo with a rather long name")
        ana = sit_down(walk, "On-call engineer", "Ana")
        flo.bring_to_front()
        flo.get_by_role("button", name="StartEx").click()
        end(flo)
        flo.get_by_text("The report is up to date").wait_for()
        write(ana, "#well", text="The first page went out within two minutes " * 5)
        write(ana, "#agree", text="Name a scribe", owner="Ben", due="2031-03-31")
        for name, board in {"facilitator": flo, "player": ana}.items():
            walk.page = board
            look(f"hot wash, {name}")
        walk.page = flo
        walk.click("Close the session…")
        look("dialog")
        walk.click("Close the session", within="#closing")
        walk.page = lobby
        walk.back_to_the_lobby()
        look("lobby, in use")
        walk.click("Breaker stuck open", "link", "section[aria-labelledby=sessions]")
        look("record")
        assert found == []


def discuss(walk: Walk, flo: Page, ana: Page) -> None:
    """A move, an answer, EndEx."""
    walk.page = flo
    flo.bring_to_front()
    walk.click("StartEx")
    walk.click("First move: First signs…")
    walk.click("Go to this move", within="#moving")
    walk.page = ana
    ana.bring_to_front()
    ana.get_by_role("heading", name="First signs").wait_for()
    answer = ana.locator("#move form textarea[name=text]").first
    answer.fill("Severity 1: nobody can download")
    ana.locator("#move form select[name=severity]").first.select_option("1")
    walk.steps.append("answer a question")
    walk.picture("first-5-move")
    walk.click("Decide", within="#move")
    ana.locator("#incident dd", has_text="1 (Ana").wait_for()
    walk.page = flo
    flo.bring_to_front()
    walk.click("EndEx…")
    walk.click("EndEx", within="#ending")
    flo.get_by_text("The report is up to date").wait_for()


def wash(walk: Walk, ana: Page) -> None:
    """What a player writes in the hot wash."""
    walk.page = ana
    ana.bring_to_front()
    walk.type("What went well?", "We called it severity 1 at once")
    walk.click("Add what went well")
    walk.type("What should be improved?", "Nobody told the users")
    walk.click("Add what to improve")
    walk.type("What will be done?", "Write a template for the first notice")
    walk.type("Owner", "Ana", "#agree")
    walk.type("Due", "2031-03-31", "#agree")
    walk.click("Add an action")
    walk.picture("first-6-hot-wash")
    for number, name in enumerate(QUESTIONS):
        ana.locator(f"#give-feedback input[name={name}]").nth(2 + number % 3).check()
        walk.steps.append(name)
    walk.click("Send feedback")
    assert told(ana, "#give-feedback").startswith("thank you")


def test_a_first_timer_finds_the_way(browser: Browser, tmp_path: Path) -> None:
    """From the lobby's link to the report of a tabletop, by what the screen offers, counted."""
    with HostedLobby(tmp_path) as hosted:
        walk = Walk.begin(browser, hosted.link)
        lobby = walk.page
        walk.picture("first-1-lobby")
        walk.click(f"Plan a session with {TITLE}", "link")
        walk.type("Facilitator", "Flo")
        walk.type("On-call engineer", "Ana")
        walk.picture("first-2-plan")
        walk.click("Save the plan")
        manual = walk.open("Open to print Situation manual")
        walk.page = manual
        walk.picture("first-3-manual")
        walk.page = lobby
        walk.click("Start the session")
        walk.picture("first-4-links")
        flo = sit_down(walk, "Facilitator", "Flo")
        ana = sit_down(walk, "On-call engineer", "Ana")
        discuss(walk, flo, ana)
        wash(walk, ana)
        walk.page = flo
        flo.bring_to_front()
        walk.click("Close the session…")
        walk.click("Close the session", within="#closing")
        walk.page = lobby
        lobby.bring_to_front()
        walk.back_to_the_lobby()
        walk.picture("first-7-list")
        report = walk.open("Report", "section[aria-labelledby=sessions]")
        text = report.inner_text("body")
        assert "Write a template for the first notice" in text
        assert "We called it severity 1 at once" in text
        walk.page = report
        walk.picture("first-8-report")
        assert walk.problems == []
    print(f"{len(walk.steps)} clicks: {', '.join(walk.steps)}")  # noqa: T201 - the figure
    assert len(walk.steps) <= MOST_CLICKS
