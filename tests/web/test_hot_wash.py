"""The hot wash: written by everybody after EndEx, kept through a kill, in the report."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from reports.review.hot_wash import QUESTIONS, answered
from scoring.score import score
from sim.errors import TabletopError
from sim.records.hot_wash import HOT_WASH_NAME, HotWashFile, read_hot_wash
from sim.records.record import Record
from sim.records.review import REVIEW_NAME, read_review
from sim.surfaces.reports import document_of, material_of, rebuilt_results, rendered
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.open_boards import SESSION_CLOSED
from sim.surfaces.web.render import Renderer
from tests.web.hosting import Guest, Hosted, own_port
from tests.web.page_client import open_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.journal.bodies import ExerciseType
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import View
    from tests.web.conftest import Table

ALL_FIVE = dict.fromkeys(QUESTIONS, "4")
DUE = "2031-03-31"


@pytest.fixture
def washed(open_table: Callable[[ExerciseType], Table]) -> Table:
    """A tabletop after EndEx."""
    table = open_table("tabletop")
    assert table.do(table.flo, "start").ok
    assert table.do(table.flo, "end").ok
    return table


def report_of(table: Table) -> str:
    """The report as Markdown, made as the facilitator's button makes it."""
    entries = table.session.exercise.journal.entries
    card = score(entries)
    return rendered(
        document_of("after-action", material_of(table.record, card, entries)), "md"
    ).decode()


def test_nothing_is_written_before_endex(table: Table) -> None:
    """Each of the hot wash's actions is refused, and there is no file."""
    for action in ("well", "improve", "action", "feedback", "take-back", "rebuild", "close"):
        answer = table.do(table.flo, action, text="x", owner="Flo", due=DUE, line="1", **ALL_FIVE)
        assert not answer.ok, action
    assert not (table.record / HOT_WASH_NAME).exists()
    assert not table.session.closed


def test_what_is_acknowledged_is_on_disk(washed: Table) -> None:
    """After each answer another reader finds the line; a torn one behind it is cut off."""
    assert washed.do(washed.ana, "well", text="Paged at once").ok
    assert [one.text for one in read_hot_wash(washed.record).well.values()] == ["Paged at once"]
    assert washed.do(washed.ben, "action", text="Add an alert", owner="Ben", due=DUE).ok
    path = washed.record / HOT_WASH_NAME
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"by":"Eva","kind":"wel')
    again = HotWashFile(washed.record)
    assert again.standing == read_hot_wash(washed.record) == washed.session.washed
    again.add(next(iter(washed.session.washed.well.values())))
    assert path.read_bytes().startswith(whole)
    assert len(read_hot_wash(washed.record).well) == 2
    assert path.stat().st_mode & 0o077 == 0


def test_a_damaged_line_is_named(washed: Table) -> None:
    """One line of error with the file and the line."""
    assert washed.do(washed.ana, "well", text="Paged at once").ok
    path = washed.record / HOT_WASH_NAME
    path.write_text(path.read_text().replace('"well"', '"wall"'))
    with pytest.raises(TabletopError, match=r"hot-wash\.jsonl:2: "):
        read_hot_wash(washed.record)
    path.write_text('{"format": 99}\n')
    with pytest.raises(TabletopError, match="99"):
        read_hot_wash(washed.record)


@pytest.mark.parametrize(
    ("action", "fields", "says"),
    [
        ("well", {"text": " "}, "text: write a sentence"),
        ("action", {"text": "x", "owner": "", "due": DUE}, "owner: say who will do it"),
        ("action", {"text": "x", "owner": "Eva", "due": "soon"}, "due: a day, like 2026-03-31"),
        ("action", {"text": "x", "owner": "Eva", "due": "9999-01-01"}, "10 years away"),
        ("feedback", {**ALL_FIVE, "role": "6"}, "answer all five questions, each from 1 to 5"),
        ("feedback", {"role": "3"}, "answer all five questions, each from 1 to 5"),
        ("remark", {"rating": "P"}, "objective: say which one is rated"),
        ("remark", {"objective": "nothing", "rating": "P"}, "objective"),
        ("take-back", {"line": "7"}, "line: there is no such line"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    washed: Table, action: str, fields: dict[str, str], says: str
) -> None:
    """What is missing is named; no line is written."""
    answer = washed.do(washed.eva, action, **fields)
    assert not answer.ok
    assert says in answer.text
    assert "\n" not in answer.text
    assert washed.session.washed.count == 0


def test_only_its_writer_and_the_facilitator_remove_a_line(washed: Table) -> None:
    """Ben cannot remove Ana's; Flo can, and it is gone for good."""
    assert washed.do(washed.ana, "improve", text="Too late").ok
    assert not washed.do(washed.ben, "take-back", line="1").ok
    assert washed.session.washed.improve
    assert washed.do(washed.flo, "take-back", line="1").ok
    assert not read_hot_wash(washed.record)


def test_boards_change_to_the_hot_wash(washed: Table) -> None:
    """No form of the exercise is left on any board; every board shows what was written."""
    assert washed.do(washed.ana, "well", text="Paged at once").ok
    session = washed.session
    boards = Boards(
        session, Renderer(session.exercise.scenario.starts_at, session.exercise.policy), ""
    )
    boards.card = score(session.exercise.journal.entries)
    assert not boards.card.caps
    assert "Talk about" in boards.sections("player", "")["wash"]
    allowed = {"well", "improve", "action", "feedback", "remark", "take-back", "rebuild", "close"}
    views: dict[View, Person] = {
        "player": washed.ana,
        "facilitator": washed.flo,
        "evaluator": washed.eva,
        "projector": washed.wes,
    }
    for view, person in views.items():
        made = {**boards.sections(view, person.role), **boards.own(view, person)}
        html = "".join(made.values())
        assert "Paged at once" in html, view
        sent = {part.partition('"')[0] for part in html.split('data-action="')[1:]}
        assert sent <= allowed, view
        assert ("feedback" in sent) == (view != "projector"), view


def test_figures_of_time_nobody_played_say_so(table: Table) -> None:
    """Ended after twenty minutes: the instants they count from, and how long it went on alone."""
    assert table.do(table.flo, "skip", **{"for": "20m"}).ok
    assert table.do(table.flo, "end").ok
    session = table.session
    boards = Boards(
        session, Renderer(session.exercise.scenario.starts_at, session.exercise.policy), ""
    )
    boards.card = card = score(session.exercise.journal.entries)
    harm = card.instant("impact").at
    left = session.seen.left_at
    assert harm is not None
    assert left is not None
    html = boards.sections("player", table.ana.role)["wash"]
    clock = boards.render.clock
    assert f"from the first harm to users at {clock(harm)}, the time to acknowledge" in html
    assert left < card.ended_at
    assert f"The exercise was ended at {clock(left)}; the simulation continued with nobody" in html
    assert f"until {clock(card.ended_at)}, and what was not done" in html


def test_feedback_counts_the_last_of_each_and_names_nobody(washed: Table) -> None:
    """Sent twice it counts once; the file has no name beside it."""
    assert washed.do(washed.ana, "feedback", **ALL_FIVE).ok
    assert washed.do(washed.ana, "feedback", **{**ALL_FIVE, "role": "1"}, text="More time").ok
    assert washed.do(washed.ben, "feedback", **{**ALL_FIVE, "role": "2"}).ok
    wash = read_hot_wash(washed.record)
    role = next(one for one in answered(wash.feedback) if one.question == "role")
    assert (role.counts, role.given, role.mean) == ((1, 1, 0, 0, 0), 2, 1.5)
    text = (washed.record / HOT_WASH_NAME).read_text()
    assert not any(name in text for name in ("Ana", "Ben", "oncall"))
    report = report_of(washed)
    assert "More time" in report
    row = next(line for line in report.splitlines() if "expected of me in my role" in line)
    assert row.replace("\\", "").endswith("| 1.5 | 1 | 1 | 0 | 0 | 0 | 2 |")


def test_the_report_has_all_of_it_and_edits_stand(washed: Table) -> None:
    """Taken in once: what is edited or deleted in review.yaml afterwards stays so."""
    report_of(washed)  # as EndEx makes it
    objective = washed.session.exercise.scenario.objectives[0]
    assert washed.do(washed.ana, "well", text="Paged at once").ok
    assert washed.do(washed.ben, "improve", text="Nobody wrote a timeline").ok
    assert washed.do(washed.flo, "action", text="Name a scribe", owner="Ben", due=DUE).ok
    given = {"objective": objective.id, "rating": "M", "text": "Slow"}
    assert washed.do(washed.eva, "remark", **given).ok
    report = report_of(washed)
    for text in ("Paged at once", "Nobody wrote a timeline", "Name a scribe", DUE, "Slow"):
        assert text in report
    review = read_review(washed.record)
    assert review is not None
    planned = {one.id: one for one in review.improvements}["hot-wash-3"]
    assert (planned.action, planned.owner, str(planned.due)) == ("Name a scribe", "Ben", DUE)
    assert {one.id: one.confirmed for one in review.objectives}[objective.id] == "M"
    path = washed.record / REVIEW_NAME
    edited = path.read_text().replace("Name a scribe", "Name two scribes")
    edited = edited.replace("confirmed: M", "confirmed: S").replace("Paged at once", "Paged soon")
    path.write_text(f"# ours\n{edited}")
    assert "Name two scribes" in report_of(washed)
    again = read_review(washed.record)
    assert again is not None
    assert {one.id: one.confirmed for one in again.objectives}[objective.id] == "S"
    assert [one.text for one in again.strengths if one.id == "hot-wash-1"] == ["Paged soon"]
    assert path.read_text() == f"# ours\n{edited}"
    # A newer rating is news again.
    assert washed.do(washed.eva, "remark", objective=objective.id, rating="U", text="").ok
    report_of(washed)
    last = read_review(washed.record)
    assert last is not None
    assert {one.id: one.confirmed for one in last.objectives}[objective.id] == "U"


def test_a_review_made_late_has_the_hot_wash_as_well(washed: Table) -> None:
    """With no review beside the record, the first one takes everything in."""
    objective = washed.session.exercise.scenario.objectives[0]
    assert washed.do(washed.eva, "remark", objective=objective.id, rating="U", text="").ok
    assert washed.do(washed.ana, "well", text="Paged at once").ok
    entries = washed.session.exercise.journal.entries
    results = rebuilt_results(washed.record, entries, None)
    assert results.problem == ""
    review = Record(washed.record).review()
    assert review is not None
    assert {one.id: one.confirmed for one in review.objectives}[objective.id] == "U"
    assert f"objective-{objective.id}" in {one.id for one in review.improvements}
    assert {path.suffix for path in washed.record.glob("report.*")} >= {".html", ".md"}


@pytest.mark.slow
def test_a_kill_in_the_hot_wash_loses_nothing(tmp_path: Path) -> None:
    """Killed -9 three times between lines; resumed, all links work and every line is there.

    When the session is closed, the boards are told that there is nothing to come back to.
    """
    record = tmp_path / "record"
    port = str(own_port())
    hosted = Hosted.new(record, "complete-r2-outage", "--type", "tabletop", "--port", port)
    written: list[str] = []

    async def write(guest: Guest, *asked: tuple[str, dict[str, str]]) -> None:
        async with (
            httpx.AsyncClient(base_url=hosted.address, timeout=60) as client,
            open_page(client, guest) as page,
        ):
            for action, fields in asked:
                answer = await page.do(action, **fields)
                assert answer.ok, answer.text

    async def closed() -> int | None:
        async with (
            httpx.AsyncClient(base_url=hosted.address, timeout=60) as client,
            open_page(client, ana) as page,
        ):
            await write(flo, ("close", {}))
            await page.socket.wait_closed()
            return page.socket.close_code

    try:
        flo, ana = hosted.join("facilitator", "Flo"), hosted.join("oncall_engineer", "Ana")
        asyncio.run(write(flo, ("start", {}), ("end", {})))
        for number in range(3):
            text = f"line {number}"
            asyncio.run(write(ana, ("well", {"text": text})))
            written.append(text)
            hosted.kill()
            hosted = Hosted.again(record)
            assert "back in the hot wash" in hosted.said
        asyncio.run(write(ana, ("feedback", ALL_FIVE)))
        assert asyncio.run(closed()) == SESSION_CLOSED
        assert hosted.wait() == 0
    except BaseException:
        hosted.__exit__()
        raise
    wash = read_hot_wash(record)
    assert [one.text for one in wash.well.values()] == written
    assert len(wash.feedback) == 1
    report = (record / "report.html").read_text()
    assert all(text in report for text in written)
    assert "From 1 participant, without names" in report
    assert not (record / "seats.json").exists()
