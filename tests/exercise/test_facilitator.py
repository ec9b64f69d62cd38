"""What the facilitator fires, what branches from it, and which expected actions came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Actor, Request
from sim.errors import ExerciseOver, NotFound, Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.expected import expected_actions
from sim.exercise.injects import to_fire
from sim.exercise.replay import rebuild
from sim.exercise.responders import Entered, Firing, RecordedResponder, TimedCommand, nobody, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action, InjectSent, Message
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Short, StartExercise

ACTOR = Actor("tester", "responder")
DECLARE = Request("POST", "/exercise/declare", '{"text": "gone"}')


def inject(name: str, **fields: Any) -> dict[str, Any]:
    """One line of the MSEL."""
    return {"id": name, "sender": "Somebody", "text": "…", **fields}


@pytest.fixture
def msel(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """An outage from 120 s to 420 s with two injects by hand and what branches from the first."""
    expected = {"mark": "declared", "within": "1m"}
    return small(
        faults=[bucket_gone],
        injects=[
            inject("then", when={"after": "inject:press", "wait": "30s"}),
            inject("last", when={"after": "inject:then"}),
            inject("calm", when={"after": "alert", "wait": "5m", "unless": "inject:press"}),
            inject("press", by="facilitator", to="cto", channel="phone", expected=expected),
            inject("spare", by="facilitator", expected=expected),
            inject("timed", at="100s"),
        ],
    )


def test_it_comes_when_it_is_fired(msel: Scenario, start: StartExercise) -> None:
    """Fired at 200 s it comes at 200 s, to whom it is for; its branches follow, others do not."""
    player = start(msel)
    player.exercise.fire("press", 200_000)
    player.exercise.advance(player.exercise.horizon)
    assert player.log("inject") == [
        (100_000, "timed time"),
        (200_000, "press facilitator"),
        (230_000, "then condition"),
        (230_000, "last condition"),
    ]
    sent = next(
        entry.body
        for entry in player.exercise.journal.entries
        if isinstance(entry.body, Message) and entry.body.label == "press"
    )
    assert (sent.delivered, sent.channel) == (("cto",), "phone")


def test_nobody_fires_it(msel: Scenario, start: StartExercise) -> None:
    """Not fired, it never comes, and the other branch does."""
    player = start(msel)
    player.exercise.advance(player.exercise.horizon)
    assert [what for _, what in player.log("inject")] == ["timed time", "calm condition"]


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("pres", NotFound, "no inject named 'pres'"),
        ("press", Unusable, "inject 'press' was already sent, at 3m20s"),
    ],
)
def test_what_cannot_be_fired(
    msel: Scenario, policy: Policy, name: str, error: type[Exception], says: str
) -> None:
    """Unknown or fired before: refused, and the world stands where it stood."""
    exercise = Exercise(msel, policy, 1)
    exercise.fire("press", 200_000)
    lines = exercise.journal.lines
    with pytest.raises(error, match=says) as caught:
        exercise.fire(name, 400_000)
    assert (exercise.now, exercise.journal.lines) == (200_000, lines)
    if isinstance(caught.value, NotFound):
        assert caught.value.known == ("then", "last", "calm", "press", "spare", "timed")


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("timed", Unusable, "comes automatically"),
        ("then", Unusable, "comes automatically"),
        ("nothing", NotFound, "no inject named 'nothing'"),
    ],
)
def test_a_headless_run_fires_what_waits_for_the_facilitator(
    msel: Scenario, name: str, error: type[Exception], says: str
) -> None:
    """And nothing else; who asks for another is told which there are."""
    assert to_fire(msel, "press").id == "press"
    with pytest.raises(error, match=says) as refused:
        to_fire(msel, name)
    if isinstance(refused.value, NotFound):
        assert refused.value.known == ("press", "spare")


def test_not_after_the_end(msel: Scenario, policy: Policy) -> None:
    """Neither at the horizon nor after EndEx can anything be fired."""
    exercise = Exercise(msel, policy, 1)
    with pytest.raises(ExerciseOver):
        exercise.fire("press", exercise.horizon)
    play(exercise, nobody())
    with pytest.raises(ExerciseOver):
        exercise.fire("press")


def _played(msel: Scenario, policy: Policy) -> Exercise:
    """Commands and firings, some of them at the same millisecond in either order."""
    exercise = Exercise(msel, policy, 5)
    exercise.act(Request("GET", "/health/status"), ACTOR, 150_000)
    exercise.fire("press")
    exercise.act(Request("POST", "/exercise/ack", ""), ACTOR, 150_000)
    exercise.act(DECLARE, ACTOR, 240_000)
    exercise.fire("spare", 250_000)
    exercise.advance(300_000)
    exercise.finish()
    return exercise


def test_a_record_with_firings_is_rebuilt(msel: Scenario, policy: Policy) -> None:
    """Replay, and the record as a responder in a fresh world, give the same bytes."""
    exercise = _played(msel, policy)
    entries = exercise.journal.entries
    assert rebuild(entries).journal.lines == exercise.journal.lines
    again = Exercise(msel, policy, 5)
    play(again, RecordedResponder.of(entries))
    assert again.journal.lines == exercise.journal.lines


def test_a_record_is_resumed_from_any_firing(msel: Scenario, policy: Policy) -> None:
    """Cut after any command or inject by hand: rebuilt and played on, the same bytes come out."""
    whole = _played(msel, policy)
    entries = whole.journal.entries
    cuts = [
        place + isinstance(entry.body, InjectSent)  # the message belongs to its inject
        for place, entry in enumerate(entries)
        if isinstance(entry.body, Action)
        or (isinstance(entry.body, InjectSent) and entry.body.trigger == "facilitator")
    ]
    # Taken up, the world finishes the millisecond first: only a cut after its last command counts.
    last = {entries[cut].at: (given, cut) for given, cut in enumerate(cuts, start=1)}
    assert [given for given, _ in last.values()] == [3, 4, 5]
    for given, cut in last.values():
        resumed = rebuild(entries[: cut + 1])
        moves: list[TimedCommand | Firing | Entered] = []
        rest = RecordedResponder.of(entries)
        while (move := rest.next_move()) is not None:
            moves.append(move)
            rest._moves.pop(0)  # noqa: SLF001 - laid out, to leave out what was played already
        play(resumed, RecordedResponder(moves[given:], rest.leaves_at()))
        assert resumed.journal.lines == whole.journal.lines


def test_a_responder_sees_what_is_fired(
    small: MakeScenario, policy: Policy, bucket_gone: dict[str, object], short: Short
) -> None:
    """A script that waits for the inject acts on it; later firings come though it is through."""
    scenario = small(
        faults=[bucket_gone],
        injects=[inject("press", by="facilitator"), inject("late", by="facilitator")],
    )
    step = {"do": "declare gone", "after": "inject:press", "wait": "20s"}
    script = ResponderScript.model_validate(
        {"format": 1, "scenario": scenario.name, "tracks": {"one": [step]}}
    )
    exercise = Exercise(scenario, policy, 1)
    play(exercise, Scripted(script), [Firing(200_000, "press"), Firing(500_000, "late")])
    assert short(exercise.journal.entries, "inject", "action") == [
        (200_000, "press facilitator"),
        (220_000, "declare 200"),
        (500_000, "late facilitator"),
    ]
    assert rebuild(exercise.journal.entries).journal.lines == exercise.journal.lines


def test_an_inject_comes_before_a_command_of_its_instant(
    msel: Scenario, policy: Policy, short: Short
) -> None:
    """Both at 200 s: the facilitator's inject is there when the responder declares."""
    exercise = Exercise(msel, policy, 1)
    declares = RecordedResponder([TimedCommand(200_000, DECLARE, ACTOR)])
    play(exercise, declares, [Firing(200_000, "press")])
    at_once = [one for one in exercise.journal.entries if one.at == 200_000]
    assert short(at_once, "inject", "action") == [
        (200_000, "press facilitator"),
        (200_000, "declare 200"),
    ]
    assert rebuild(exercise.journal.entries).journal.lines == exercise.journal.lines


def test_which_expected_actions_came(msel: Scenario, policy: Policy) -> None:
    """Each inject that was sent: in time, late, before it, not at all, or cut off by the end."""

    def told(declare_at: int | None, fire_at: int, end: int = 1_000_000) -> str:
        exercise = Exercise(msel, policy, 1)
        moves: list[TimedCommand | Firing] = [Firing(fire_at, "spare")]
        if declare_at is not None:
            moves.append(TimedCommand(declare_at, DECLARE, ACTOR))
        play(exercise, RecordedResponder(sorted(moves, key=lambda move: move.at)))
        entries = [entry for entry in exercise.journal.entries if entry.at < end]
        (action,) = expected_actions(entries)
        return action.words

    assert (
        told(240_000, 200_000) == "the incident was declared 40 s after this inject (limit 1 min)"
    )
    assert (
        told(290_000, 200_000)
        == "the incident was declared 1.5 min after this inject (limit 1 min), 30 s late"
    )
    assert told(190_000, 200_000) == "the incident had already been declared"
    assert told(None, 200_000) == "the incident was not declared within 1 min"
    assert (
        told(None, 200_000, end=230_000)
        == "the incident had not been declared when the exercise ended, 1 min allowed"
    )
