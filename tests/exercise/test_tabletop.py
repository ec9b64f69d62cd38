"""A tabletop: a discussion with moves and decisions, the world untouched, all of it rebuilt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Actor, Request
from sim.commands.dispatch import TABLETOP
from sim.commands.table import COMMANDS, incident_commands
from sim.errors import ExerciseOver, NotFound, Unusable
from sim.exercise.discussion import beginning
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.exercise.responders import RecordedResponder, play
from sim.journal.bodies import Action, Ended, InjectSent
from sim.journal.conduct import Decision, Joined, MoveBegan, Remark
from sim.scenario.names import TEST_HOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.conduct import Conduct
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario

ANA = Actor("Ana", "responder")
QUESTIONS = [{"id": "severity", "text": "How bad?"}, {"text": "Who must know?"}]
MOVES = [
    {"id": "first", "title": "First", "at": "3m30s", "questions": QUESTIONS},
    {"id": "second", "title": "Second", "at": "5m", "questions": [{"text": "And now?"}]},
    {"id": "third", "title": "Third", "at": "9m", "questions": [{"text": "Is it over?"}]},
]
PEOPLES = [
    ("declare", {"text": "Downloads fail"}),
    ("ack", {}),
    ("assess", {"severity": 1}),
    ("page", {"role": "technical_lead", "text": "Please join"}),
    ("call", {"role": "technical_lead", "text": "Please join"}),
    ("post", {"channel": "slack", "text": "Downloads fail"}),
    ("email", {"to": "all_users", "text": "Downloads fail"}),
    ("status-page", {"state": "investigating", "text": "Downloads fail"}),
    ("note", {"text": "cause: unknown"}),
    ("resolve", {}),
]


@pytest.fixture
def discussed(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """An outage from 2 to 7 min with moves at 3:30, 5 and 9 min, and an inject at the second."""
    inject = {"id": "support", "at": "5m", "sender": "Support", "text": "What do we say?"}
    return small(faults=[bucket_gone], injects=[inject], moves=MOVES)


@pytest.fixture
def tabletop(discussed: Scenario, policy: Policy) -> Exercise:
    """The discussion of it, at StartEx."""
    return Exercise(discussed, policy, 1, exercise_type="tabletop")


def begins(name: str, **more: Any) -> MoveBegan:
    """A move begins."""
    return MoveBegan(by="Flo", move=name, title=name.capitalize(), time_box=900_000, **more)


def decides(by: str = "Ana", role: str = "oncall_engineer", **more: str) -> Decision:
    """The players decide."""
    return Decision(by=by, role=role, text="Severity 1", why="Every download fails", **more)


def acted(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """The commands of a journal with their answers."""
    return [(one.body.command, one.body.status) for one in entries if isinstance(one.body, Action)]


def test_the_system_is_out_of_reach(tabletop: Exercise) -> None:
    """Every command that is not of the people's side is refused alike, and journaled."""
    peoples = {command.name for command in incident_commands(coached=True)}
    others = [command for command in COMMANDS if command.name not in peoples]
    for command in others:
        response = tabletop.act(Request(command.method, command.sample_path), ANA)
        assert (response.status, response.body["error"]) == (403, TABLETOP)
    assert acted(tabletop.journal.entries) == [(command.name, 403) for command in others]
    assert len(others) > 60


def test_so_is_the_test_environment(tabletop: Exercise) -> None:
    """A tabletop has no other host to try things on; an unknown path stays unknown."""
    for path in ("/health/status", "/exercise/roster"):
        answer = tabletop.act(Request("GET", path, host=TEST_HOST), ANA)
        assert (answer.status, answer.body["error"]) == (403, TABLETOP)
    assert tabletop.act(Request("GET", "/nothing"), ANA).status == 404


def test_people_can_call_tell_and_declare(tabletop: Exercise) -> None:
    """The incident commands work as ever: roster, receipts, and what they say."""
    tabletop.advance(200_000)
    for name in ("roster", "receipts"):
        assert tabletop.act(Request("GET", f"/exercise/{name}"), ANA).status == 200
    for name, body in PEOPLES:
        answer = tabletop.act(Request("POST", f"/exercise/{name}", json.dumps(body)), ANA)
        assert answer.status == 200, (name, answer.body)
    tabletop.enter(Joined(name="Ben", role="technical_lead"))
    tabletop.act(Request("POST", "/exercise/page", json.dumps(PEOPLES[3][1])), ANA)
    answer = tabletop.act(Request("POST", "/exercise/answer", "{}"), Actor("Ben", "responder"))
    assert answer.status == 200


def test_a_move_brings_the_world_to_its_time(tabletop: Exercise) -> None:
    """What comes up to the move, its very instant included, has come and stands before it."""
    tabletop.enter(begins("first"))
    assert tabletop.now == 210_000
    assert "alert" in tabletop.milestones.reached
    tabletop.enter(begins("second"), 250_000)
    entries = tabletop.journal.entries
    sent = [one.seq for one in entries if isinstance(one.body, InjectSent)]
    moved = [(one.seq, one.at) for one in entries if isinstance(one.body, MoveBegan)]
    assert [at for _, at in moved] == [210_000, 300_000]
    assert len(sent) == 1
    assert sent[0] < moved[1][0]
    assert tabletop.move is not None
    assert tabletop.move.id == "second"
    # What follows comes after the instant's own events.
    tabletop.enter(decides())
    assert tabletop.journal.last.at == 300_001


def test_a_move_never_turns_time_back(tabletop: Exercise) -> None:
    """Begun late it begins now; a move may be passed over."""
    tabletop.enter(begins("second"), 420_000)
    assert (tabletop.journal.last.at, tabletop.journal.last.body.kind) == (420_000, "move")


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (begins("second"), Unusable, "'second' has already begun"),
        (begins("fourth"), NotFound, "no move named 'fourth'"),
        (decides(role="king"), NotFound, "no role named 'king'"),
        (decides(role="facilitator"), NotFound, "no role named 'facilitator'"),
        (decides(by="Ben"), Unusable, "'Ben' has the seat technical_lead and cannot decide"),
        (decides(by="Flo"), Unusable, "'Flo' has the seat facilitator"),
        (decides(move="fourth"), NotFound, "no move named 'fourth'"),
        (decides(question="severity"), NotFound, "no question named 'severity'"),
        (decides(move="first", question="q9"), NotFound, "no question named 'q9'"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    tabletop: Exercise, body: Conduct, error: type[Exception], says: str
) -> None:
    """Refused with a reason; neither the journal nor time nor the move has changed."""
    tabletop.enter(Joined(name="Ben", role="technical_lead"))
    tabletop.enter(Joined(name="Flo", role="facilitator"))
    tabletop.enter(begins("second"))
    before = (tabletop.now, tabletop.journal.lines, tabletop.move)
    with pytest.raises(error, match=says):
        tabletop.enter(body, 400_000)
    assert (tabletop.now, tabletop.journal.lines, tabletop.move) == before


@pytest.mark.parametrize(
    "body",
    [
        decides(by="Somebody", role="cto"),
        decides(move="first", question="severity"),
        decides(question="q1"),
        decides(by="Ben", role="technical_lead", move="third"),
    ],
)
def test_what_is_decided_is_written_down(tabletop: Exercise, body: Conduct) -> None:
    """Any name for a role of the policy; a question of the move named, or of the present one."""
    tabletop.enter(Joined(name="Ben", role="technical_lead"))
    tabletop.enter(begins("second"))
    tabletop.enter(body, 310_000)
    assert (tabletop.journal.last.at, tabletop.journal.last.body) == (310_000, body)


def test_before_the_first_move_a_question_needs_one(tabletop: Exercise) -> None:
    """Without a present move there is no question to answer; deciding is possible."""
    with pytest.raises(Unusable, match="no move has begun"):
        tabletop.enter(decides(question="severity"))
    tabletop.enter(decides())
    assert tabletop.move is None


@pytest.mark.parametrize("body", [begins("first"), decides()])
def test_other_exercises_have_neither(discussed: Scenario, policy: Policy, body: Conduct) -> None:
    """A drill is played, not discussed."""
    exercise = Exercise(discussed, policy, 1, exercise_type="drill")
    with pytest.raises(Unusable, match=r"only a tabletop has .*; this is a drill exercise"):
        exercise.enter(body)
    assert (exercise.moves, exercise.move) == ((), None)


def test_a_scenario_without_moves_has_derived_ones(
    small: MakeScenario, bucket_gone: dict[str, object], policy: Policy
) -> None:
    """They can begin as written ones do."""
    scenario = small(faults=[bucket_gone])
    exercise = Exercise(scenario, policy, 1, exercise_type="tabletop")
    exercise.enter(beginning(exercise.moves[0], "Flo"))
    assert [one.title for one in exercise.moves] == ["First signs"]
    assert "alert" in exercise.milestones.reached


def test_it_ends_when_the_discussion_is_closed(tabletop: Exercise) -> None:
    """Nobody repairs anything, so nothing is waited for; the horizon ends it as well."""
    tabletop.enter(begins("first"))
    tabletop.finish()
    assert tabletop.journal.last.at == 210_001
    assert tabletop.journal.last.body == Ended(reason="closed", responder_left_at=210_001)
    with pytest.raises(ExerciseOver):
        tabletop.enter(begins("second"))


def test_time_can_run_out(tabletop: Exercise) -> None:
    """At the horizon it was time, not the facilitator."""
    tabletop.advance(tabletop.horizon)
    tabletop.finish()
    assert isinstance(tabletop.journal.last.body, Ended)
    assert tabletop.journal.last.body.reason == "horizon"


@pytest.mark.parametrize("finished", [True, False])
def test_all_of_it_is_rebuilt(tabletop: Exercise, discussed: Scenario, *, finished: bool) -> None:
    """Replay gives the same bytes, refusals, moves and decisions of one millisecond included."""
    tabletop.enter(Joined(name="Ana", role="oncall_engineer"))
    tabletop.enter(decides(), 210_000)
    tabletop.enter(begins("first"), 210_000)
    tabletop.act(Request("GET", "/health/status"), ANA)
    tabletop.enter(decides(question="severity"))
    tabletop.advance(260_000)
    tabletop.enter(begins("second"), 280_000)
    tabletop.act(Request("POST", "/exercise/assess", '{"severity": 1}'), ANA, 310_000)
    tabletop.enter(Remark(by="Eva", role="evaluator", text="Quick", objective="any", rating="P"))
    tabletop.enter(begins("third"))
    if finished:
        tabletop.finish()
    entries = tabletop.journal.entries
    assert rebuild(entries).journal.lines == tabletop.journal.lines
    if finished:
        again = Exercise(discussed, tabletop.policy, 1, exercise_type="tabletop")
        play(again, RecordedResponder.of(entries))
        assert again.journal.lines == tabletop.journal.lines
