"""A discussion goes back, is timed, polled, rated and split; all of it in the journal, rebuilt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import NotFound, Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.journal.bodies import FaultEdge
from sim.journal.conduct import Decision, Joined, MoveBegan
from sim.journal.talk import (
    AnswerRated,
    DecisionMarked,
    PollAnswered,
    PollAsked,
    PollClosed,
    RoomTaken,
    TimerChanged,
)

if TYPE_CHECKING:
    from sim.journal.conduct import Conduct
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario

MOVES = [
    {"id": "first", "title": "First", "at": "3m", "questions": [{"id": "bad", "text": "How bad?"}]},
    {"id": "second", "title": "Second", "at": "5m", "questions": [{"text": "And now?"}]},
    {"id": "third", "title": "Third", "at": "9m", "questions": [{"text": "Is it over?"}]},
]


@pytest.fixture
def discussed(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """An outage from 2 to 7 min, with three moves."""
    return small(faults=[bucket_gone], moves=MOVES)


@pytest.fixture
def tabletop(discussed: Scenario, policy: Policy) -> Exercise:
    """The discussion of it, with a facilitator and two players."""
    exercise = Exercise(discussed, policy, 1, exercise_type="tabletop")
    exercise.enter(Joined(name="Flo", role="facilitator"))
    exercise.enter(Joined(name="Ana", role="oncall_engineer"))
    exercise.enter(Joined(name="Ben", role="technical_lead"))
    return exercise


def begins(name: str) -> MoveBegan:
    """A move begins."""
    return MoveBegan(by="Flo", move=name, title=name.capitalize(), time_box=900_000)


def decides(**more: Any) -> Decision:
    """Ana decides."""
    body = {"by": "Ana", "role": "oncall_engineer", "text": "Severity 1", **more}
    return Decision.model_validate(body)


def edges(exercise: Exercise) -> list[Entry]:
    """Where faults began and ended."""
    return [one for one in exercise.journal.entries if isinstance(one.body, FaultEdge)]


def test_a_discussion_goes_back_and_time_does_not(tabletop: Exercise) -> None:
    """To a move that had begun and to one passed over; the world stays where it was."""
    for name in ("first", "third"):
        tabletop.enter(begins(name))
    now, faults = (
        tabletop.now,
        [e for e in tabletop.journal.entries if isinstance(e.body, FaultEdge)],
    )
    for name in ("first", "second", "third"):
        tabletop.enter(begins(name))
        assert tabletop.move is not None
        assert tabletop.move.id == name
    # A move after an event of its own millisecond stands a millisecond later.
    assert now <= tabletop.now <= now + 3
    assert edges(tabletop) == faults
    assert rebuild(tabletop.journal.entries).journal.digest == tabletop.journal.digest


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (TimerChanged(by="Flo", event="resumed", left_ms=1), Unusable, "already running"),
        (TimerChanged(by="Flo", event="extended", left_ms=1), Unusable, "by how much"),
        (DecisionMarked(by="Ana", decision=1), NotFound, "no decision named '1'"),
        (PollAnswered(by="Ana", role="oncall_engineer", choice=0), Unusable, "no poll is open"),
        (PollClosed(by="Flo"), Unusable, "no poll is open"),
        (PollAsked(by="Flo", text="Well?", choices=("Yes",)), Unusable, "2 to 6"),
        (PollAsked(by="Flo", text="Well?", choices=("Yes", "Yes")), Unusable, "there twice"),
        (PollAsked(by="Flo", text="Well?", choices=("Yes", "")), Unusable, "1 to 80"),
        (AnswerRated(by="Eva", move="x", question="bad", rating="P"), NotFound, "no move named"),
        (AnswerRated(by="Eva", move="first", question="x", rating="P"), NotFound, "no question"),
        (RoomTaken(by="Flo", name="Cy", room="A"), NotFound, "no person named 'Cy'"),
        (RoomTaken(by="Flo", name="Flo", room="A"), Unusable, "is in both rooms"),
        (decides(scribe="Ben"), Unusable, "'Ben' has no seat that writes down for others"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    tabletop: Exercise, body: Conduct, error: type[Exception], says: str
) -> None:
    """Refused with a reason; the journal and time stay as they were."""
    tabletop.enter(begins("first"))
    before = tabletop.now, tabletop.journal.lines
    with pytest.raises(error, match=says):
        tabletop.enter(body)
    assert (tabletop.now, tabletop.journal.lines) == before


def test_a_timer_and_a_poll_follow_one_another(tabletop: Exercise) -> None:
    """Held once, resumed once; the next move's timer runs; a poll takes what it offers."""
    tabletop.enter(begins("first"))
    tabletop.enter(TimerChanged(by="Flo", event="held", left_ms=5))
    with pytest.raises(Unusable, match="already held"):
        tabletop.enter(TimerChanged(by="Flo", event="held", left_ms=5))
    tabletop.enter(TimerChanged(by="Flo", event="extended", left_ms=9, extended_ms=4))
    tabletop.enter(TimerChanged(by="Flo", event="resumed", left_ms=9))
    tabletop.enter(TimerChanged(by="Flo", event="held", left_ms=3))
    tabletop.enter(begins("second"))
    tabletop.enter(TimerChanged(by="Flo", event="held", left_ms=5))
    tabletop.enter(PollAsked(by="Flo", text="Over?", choices=("Yes", "No")))
    tabletop.enter(PollAnswered(by="Ana", role="oncall_engineer", choice=1))
    for vote, says in (
        (PollAnswered(by="Ana", role="oncall_engineer", choice=2), "has 2 choices"),
        (PollAnswered(by="Ana", role="technical_lead", choice=0), "has the seat"),
    ):
        with pytest.raises(Unusable, match=says):
            tabletop.enter(vote)
    tabletop.enter(PollClosed(by="Flo"))
    assert rebuild(tabletop.journal.entries).journal.digest == tabletop.journal.digest


def test_only_what_answers_a_question_is_final(tabletop: Exercise) -> None:
    """A decision beside the questions cannot be; another one on the question can, later."""
    tabletop.enter(begins("first"))
    for question in ("", "bad", "bad"):
        tabletop.enter(decides(question=question))
    beside, one, other = (e.seq for e in tabletop.journal.entries if isinstance(e.body, Decision))
    with pytest.raises(Unusable, match="answers a question"):
        tabletop.enter(DecisionMarked(by="Ana", decision=beside))
    for seq in (one, other):
        tabletop.enter(DecisionMarked(by="Ana", decision=seq))


def test_a_plain_decision_is_spelt_as_ever(tabletop: Exercise) -> None:
    """What it does not say is not written, so that records of before keep their hashes."""
    tabletop.enter(decides())
    plain = tabletop.journal.lines[-1]
    assert not any(f'"{name}"' in plain for name in ("options", "dissent", "scribe", "room"))
    tabletop.enter(decides(options="Wait", dissent="Ben", scribe="Flo", room="B"))
    said = tabletop.journal.lines[-1]
    assert all(f'"{name}"' in said for name in ("options", "dissent", "scribe", "room"))


def test_other_exercises_have_no_discussion(discussed: Scenario, policy: Policy) -> None:
    """In a drill nothing of it can be entered."""
    drill = Exercise(discussed, policy, 1, exercise_type="drill")
    with pytest.raises(Unusable, match="only a tabletop has a discussion; this is a drill"):
        drill.enter(PollAsked(by="Flo", text="Over?", choices=("Yes", "No")))
