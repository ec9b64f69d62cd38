"""The same actions through a drill, a board and the worker's API leave the same scorecard."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import httpx
import pytest

from scoring.score import score
from sim.commands.command import Request
from sim.commands.console import request_of
from sim.commands.dispatch import ADMIN_TOKEN
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.journal.bodies import Header, Participant
from sim.journal.conduct import FACILITATOR, ClockChanged, Joined
from sim.journal.file import LiveJournal, read_journal
from sim.surfaces.arguments import choose
from sim.surfaces.http.app import make_app
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.live.session import DrillSession
from sim.surfaces.web.board_actions import carry_out
from sim.surfaces.web.seats import SeatPlan
from sim.surfaces.web.team import TeamSession
from tests.web.conftest import SCENARIO, Hand

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy
    from sim.surfaces.live.session import LiveSession

ExerciseType = Literal["drill", "functional"]
NAME, ROLE, PACE = "Ana", "oncall_engineer", 60

Said = tuple[str, dict[str, str]]
"""An incident command and its arguments, as the fields of a form."""


def said(command: str, **fields: str) -> Said:
    """In the words of the script."""
    return command, fields


def call(line: str, **body: object) -> Request:
    """In the words of the script: a method and a path."""
    method, path = line.split()
    return Request(method, path, json.dumps(body) if body else "")


SCRIPT: tuple[tuple[float, Said | Request], ...] = (
    (3, call("GET /health/status")),
    (16.5, call("GET /health/r2/status")),
    (17, said("ack")),
    (17.5, said("declare", text="Downloads fail, the bucket does not answer")),
    (18, said("page", role="technical_lead", text="R2 is down, please join")),
    (18.25, call("GET /health/circuit-breaker")),
    (19, said("assess", severity="1", cause="The vendor has lost the bucket")),
    (20, said("status-page", state="investigating", text="Downloads fail. More in 20 minutes.")),
    (21, said("page", role="nobody", text="is refused")),
    (22, call("GET /health/queue/status")),
    (23, said("post", channel="slack", text="Worker is read-only, next update in 20 minutes")),
    (25, said("email", to="all_stakeholders", text="Storage outage, next update at 14:50")),
    (26, call("POST /health/r2/test")),
    (30, said("note", text="The vendor confirms an outage")),
    (40, said("status-page", state="identified", text="Our supplier works on it.")),
    (58, call("POST /health/r2/test")),
    (62, call("POST /health/r2/test")),
    (62.5, call("POST /health/circuit-breaker/reset")),
    (63, call("POST /health/services/R2_STORAGE/restore")),
    (63.5, call("POST /health/queue/process")),
    (64, call("GET /no/such/endpoint")),
    (75, call("GET /health/queue/status")),
    (80, said("status-page", state="resolved", text="Downloads work again.")),
    (81, said("resolve", text="Storage is back, the queue is empty")),
)
"""Minutes since StartEx, and what is done; an eighth of a minute is exact in binary at pace 60."""


class Way(Protocol):
    """Does one thing in a session; returns whether it was done."""

    def __call__(self, what: Said | Request) -> bool: ...


@dataclass(frozen=True, slots=True)
class Played:
    """What a way left behind."""

    done: tuple[bool, ...]
    entries: list[Entry]
    card: Scorecard


def exercise_for(kind: ExerciseType, *people: Participant) -> Exercise:
    """The complete outage, seed 7."""
    chosen = choose(SCENARIO, None)
    return Exercise(chosen.scenario, chosen.policy, 7, exercise_type=kind, participants=people)


def play(session: LiveSession, wall: Hand, record: Path, way: Way) -> Played:
    """Give the script, let the exercise end, and score its journal."""
    done = []
    for minute, what in SCRIPT:
        wall.seconds = minute * 60 / PACE
        session.tick()
        assert session.clock.now() == minute * 60_000
        done.append(way(what))
    wall.seconds = 90 * 60 / PACE
    session.finish()
    entries = read_journal(record)
    assert rebuild(entries).journal.digest == entries[-1].hash
    return Played(tuple(done), entries, score(entries))


def by_drill(record: Path) -> Played:
    """`declare …` and curl in the shell of a drill."""
    exercise = exercise_for("drill", Participant(name=NAME, role=ROLE))
    wall = Hand()
    clock = PacedClock(0, PACE, exercise.horizon, seconds=wall)
    with LiveJournal(record) as disk:
        session = DrillSession(exercise, disk, clock, player=NAME, shown=lambda _: None)

        def way(what: Said | Request) -> bool:
            if isinstance(what, Request):
                answer = asyncio.run(session.handle(what, f"Bearer {ADMIN_TOKEN}"))
                return bool(answer.body["success"])
            command, fields = what
            words = [command, *(f"--{name}={value}" for name, value in fields.items())]
            return session.say(words)[0] == 0

        return play(session, wall, record, way)


def hosted(record: Path, make_way: Callable[[TeamSession, str], Way]) -> Played:
    """A team session with one player, begun at once."""
    exercise = exercise_for("functional")
    wall = Hand()
    clock = PacedClock(0, PACE, exercise.horizon, paused=True, seconds=wall)
    policy: Policy = exercise.policy
    seats = SeatPlan.fresh(policy, record)
    with LiveJournal(record) as disk:
        session = TeamSession(exercise, disk, clock, seats)
        flo = session.join(seats.code_of(FACILITATOR), "Flo")
        ana = session.join(seats.code_of(ROLE), NAME)
        assert carry_out(session, flo, "start", {}).ok
        return play(session, wall, record, make_way(session, ana.token))


def by_board(record: Path) -> Played:
    """Forms of the board for what is said, its console's way for calls."""

    def make_way(session: TeamSession, token: str) -> Way:
        person = session.seats.who(token)
        assert person is not None

        def way(what: Said | Request) -> bool:
            if isinstance(what, Request):
                return bool(session.play(person, what).body["success"])
            command, fields = what
            return carry_out(session, person, "say", {"command": command, **fields}).ok

        return way

    return hosted(record, make_way)


def by_http(record: Path) -> Played:
    """The worker's API over HTTP with the player's own token, incident commands too."""

    def make_way(session: TeamSession, token: str) -> Way:
        transport = httpx.ASGITransport(make_app(session))

        async def send(request: Request) -> httpx.Response:
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost", headers=headers
            ) as client:
                return await client.request(
                    request.method, request.path, content=request.body.encode()
                )

        def way(what: Said | Request) -> bool:
            if not isinstance(what, Request):
                command, fields = what
                what = request_of([command, *(f"--{n}={value}" for n, value in fields.items())])
            return bool(asyncio.run(send(what)).json()["success"])

        return way

    return hosted(record, make_way)


def of_the_world(played: Played) -> list[Entry]:
    """What happened; how the exercise was run is left out."""
    return [
        entry
        for entry in played.entries
        if not isinstance(entry.body, Header | Joined | ClockChanged)
    ]


def world_of(played: Played) -> list[dict[str, Any]]:
    """Time and body of what happened."""
    return [{"at": entry.at, **entry.body.model_dump()} for entry in of_the_world(played)]


def card_of(played: Played) -> dict[str, Any]:
    """The scorecard without the journal's digest, the names and the kind of exercise.

    Evidence is counted among the world's own entries: a team's journal has some more.
    """
    ranks = {entry.seq: rank for rank, entry in enumerate(of_the_world(played))}

    def counted(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                name: tuple(ranks[seq] for seq in value) if name == "evidence" else counted(value)
                for name, value in part.items()
            }
        return [counted(one) for one in part] if isinstance(part, list | tuple) else part

    card: dict[str, Any] = counted(
        played.card.model_dump(exclude={"journal_digest", "participants", "exercise_type"})
    )
    return card


@pytest.mark.slow
def test_three_ways_leave_the_same_scorecard(tmp_path: Path) -> None:
    """Every answer, every entry of the world and the whole card are equal."""
    played = []
    for name, way in (("drill", by_drill), ("board", by_board), ("http", by_http)):
        record = tmp_path / name
        record.mkdir()
        played.append(way(record))
    drill, board, http = played
    assert drill.done == board.done == http.done
    assert sum(drill.done) >= 20
    assert drill.card.resolved
    assert world_of(drill) == world_of(board)
    assert world_of(drill) == world_of(http)
    assert card_of(drill) == card_of(board)
    assert card_of(drill) == card_of(http)
