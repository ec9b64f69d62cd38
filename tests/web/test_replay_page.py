"""A replay: each moment's boards are the live ones, nothing to press, nothing without the key."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from sim.errors import Unusable
from sim.exercise.replay import rebuild
from sim.journal.file import read_journal
from sim.surfaces.moments import moment_of
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.landmarks import landmarks
from sim.surfaces.web.recorded import RecordedSession
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import Source, View
    from tests.web.conftest import Table

STARTS_AT = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
KEY = "a-key-of-this-test"
VIEWS: tuple[tuple[View, str], ...] = (
    ("player", "oncall_engineer"),
    ("player", "technical_lead"),
    ("facilitator", ""),
    ("evaluator", ""),
    ("projector", ""),
)
LEFT_OUT = {"seats"}
"""The join links, which are the session's alone."""


def boards_of(source: Source) -> Boards:
    """Boards of a source, without what is pressed in a live session."""
    return Boards(
        source, Renderer(source.exercise.scenario.starts_at, source.exercise.policy, live=False), ""
    )


def shown(boards: Boards) -> dict[str, object]:
    """All that every board shows now."""
    found: dict[str, object] = {"state": boards.source.state}
    for view, role in VIEWS:
        sections = boards.sections(view, role)
        found[f"{view} {role}"] = {
            name: html for name, html in sections.items() if name not in LEFT_OUT
        }
    return found


def play(table: Table, note: Callable[[], None]) -> None:
    """A session with something of every kind; `note` is called after each step."""
    actions: dict[int, list[tuple[Person, str, dict[str, str]]]] = {
        15: [(table.ana, "say", {"command": "ack"})],
        16: [
            (table.ana, "say", {"command": "declare", "text": "Downloads fail"}),
            (table.ana, "say", {"command": "assess", "severity": "1", "cause": "R2"}),
            (table.ana, "say", {"command": "page", "role": "technical_lead", "text": "join"}),
            (table.ben, "say", {"command": "answer"}),
        ],
        18: [(table.flo, "pause", {}), (table.flo, "resume", {})],
        20: [
            (table.flo, "hold", {"inject": "sales-call"}),
            (table.flo, "edit", {"inject": "sales-call", "text": "Other words"}),
            (table.flo, "fire", {"inject": "sales-call"}),
            (table.eva, "remark", {"objective": "detect", "rating": "S", "text": "slow"}),
        ],
        22: [(table.ana, "say", {"command": "status-page", "state": "identified", "text": "R2"})],
        24: [(table.flo, "pace", {"pace": "30"}), (table.flo, "pace", {"pace": "60"})],
    }
    note()
    for minute in range(1, 27):
        table.at(minute)
        note()
        for person, action, fields in actions.get(minute, ()):
            outcome = table.do(person, action, **fields)
            assert outcome.ok, outcome.text
            note()
    table.session.finish()
    note()


@pytest.fixture
def recorded(table: Table) -> RecordedSession:
    """The record of such a session, read from disk."""
    play(table, lambda: None)
    entries = read_journal(table.record)
    return RecordedSession(rebuild(entries), entries)


@pytest.mark.slow
def test_every_moment_shows_what_the_live_boards_showed(table: Table) -> None:
    """Section by section, chart and state too, after each step of a session; in any order."""
    live = boards_of(table.session)
    steps: list[tuple[int, int, dict[str, object]]] = []
    play(
        table,
        lambda: steps.append(
            (table.session.clock.now(), len(table.session.exercise.journal), shown(live))
        ),
    )
    entries = read_journal(table.record)
    recorded = RecordedSession(rebuild(entries), entries)
    replayed = boards_of(recorded)
    order = [*steps, *reversed(steps), *steps[::7]]
    for at, count, expected in order:
        recorded.stand(recorded.length if count == len(entries) else at, count)
        assert recorded.count == count
        assert shown(replayed) == expected, f"at {at} ms, {count} entries"


@pytest.mark.slow
def test_a_replay_has_nothing_to_press(recorded: RecordedSession) -> None:
    """At moments all along, on no board is there a form, a button, a field or a link to join."""
    replay = Replay(recorded, KEY)
    for count in range(1, len(recorded.entries) + 1, 11):
        at = recorded.entries[count - 1].at
        for board in replay.boards:
            moment = replay.moment(at, count, board)
            html = "".join(moment["sections"].values())
            # Looking for words is reading.
            html = html.replace('<input type="search"', "")
            for word in ("<button", "<form", "<input", "<textarea", "data-action", "code="):
                assert word not in html, f"{word} on {board} at {at} ms"


def test_a_replay_ends_with_the_hot_wash(recorded: RecordedSession) -> None:
    """As the session did, on each board; not a moment earlier."""
    replay = Replay(recorded, KEY)
    whole = len(recorded.entries)
    for board in replay.boards:
        end = replay.moment(recorded.length, whole, board)["sections"]
        before = replay.moment(recorded.length, whole - 1, board)["sections"]
        assert "wash" in end
        assert "wash" not in before


def test_who_has_a_board(recorded: RecordedSession) -> None:
    """The scenario's player first, everybody who sat at the table, the staff's, the projector."""
    boards = Replay(recorded, KEY).boards
    assert list(boards) == [
        "player:oncall_engineer",
        "player:technical_lead",
        "facilitator",
        "evaluator",
        "projector",
    ]
    # The seat's name, as on its link.
    assert boards["projector"] == "Observer"


def test_moments_to_jump_to(recorded: RecordedSession) -> None:
    """In order, each where the entry stands that it names."""
    found = landmarks(recorded.entries, recorded.exercise.policy)
    assert [mark.count for mark in found] == sorted(mark.count for mark in found)
    assert all(recorded.entries[mark.count - 1].at == mark.at for mark in found)
    told = [(mark.at // 60_000, mark.text) for mark in found]
    for expected in (
        (0, "StartEx"),
        (12, "Fault bucket-unreachable began"),
        (16, "Ana declares"),
        (16, "Ben answers (Technical lead)"),
        (20, "Inject sales-call"),
        (22, "Ana sets the status page to identified"),
    ):
        assert expected in told
    assert told[-1][1].startswith("EndEx")


def test_what_is_out_of_range_is_the_nearest_moment(recorded: RecordedSession) -> None:
    """Before StartEx, after the end, more or fewer entries than have happened."""
    whole = len(recorded.entries)
    for at, count, stands in (
        (-5, None, 0),
        (10**12, None, recorded.length),
        (10**12, 10**6, recorded.length),
    ):
        recorded.stand(at, count)
        assert recorded.at == stands
    assert recorded.count == whole
    recorded.stand(0, -3)
    assert recorded.count == 1


def test_nothing_is_served_without_the_key(recorded: RecordedSession) -> None:
    """No page, no moment, not even the looks; with the link a cookie is set, and all is there."""
    asyncio.run(_ask(httpx.ASGITransport(Replay(recorded, KEY).app)))


async def _ask(transport: httpx.ASGITransport) -> None:
    moment = "/moment?at=0&board=projector"
    served = ("/replay", "/static/board.js", "/static/board.css", moment)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8700") as client:
        for path in ("/", "/?key=wrong", "/elsewhere", *served):
            assert (await client.get(path)).status_code == 401, path
        answer = await client.get(f"/?key={KEY}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/replay")
        assert "httponly" in answer.headers["set-cookie"].lower()
        for path in served:
            answer = await client.get(path)
            assert answer.status_code == 200, path
            assert KEY not in answer.text
        for path, status in (
            ("/moment?at=x&board=projector", 400),
            ("/moment?at=0&board=player:nobody", 404),
            ("/static/..%2Freplay.py", 404),
            ("/static/replay.py", 404),
        ):
            assert (await client.get(path)).status_code == status, path
        assert (await client.post(moment)).status_code == 405
        stranger = await client.get("/replay", headers={"host": "evil.example"})
        assert stranger.status_code == 421


@pytest.mark.parametrize(
    ("text", "minute"), [("30m", 30), ("1h", 60), ("0s", 0), ("14:30", 30), ("14:00:30", 0.5)]
)
def test_a_moment_as_people_write_it(text: str, minute: float) -> None:
    """Simulated time of day, or time since StartEx at 14:00."""
    assert moment_of(text, STARTS_AT, 3_600_000) == minute * 60_000


@pytest.mark.parametrize(
    ("text", "says"),
    [("soon", "write a simulated time"), ("25:00", "write"), ("2h", "ends 1h"), ("13:59", "ends")],
)
def test_a_moment_that_is_none(text: str, says: str) -> None:
    """One clear line."""
    with pytest.raises(Unusable, match=says):
        moment_of(text, STARTS_AT, 3_600_000)
