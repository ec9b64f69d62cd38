"""How an exercise is run: seats, the clock, changes of the MSEL, remarks; all of it rebuilt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Actor, Request
from sim.errors import ExerciseOver, NotFound, Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.exercise.responders import RecordedResponder, play
from sim.journal.bodies import Answered, InjectSent, Message
from sim.journal.conduct import ClockChanged, InjectChanged, Joined, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.conduct import Conduct
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario

ANA = Actor("Ana", "responder")
BEN = Actor("Ben", "responder")
PAGE = Request("POST", "/exercise/page", '{"role": "technical_lead", "text": "please join"}')
ANSWER = Request("POST", "/exercise/answer", "{}")


def inject(name: str, **fields: Any) -> dict[str, Any]:
    """One line of the MSEL."""
    return {"id": name, "sender": "Somebody", "text": "…", **fields}


def change(event: str, name: str, **fields: Any) -> InjectChanged:
    """A change of the MSEL by the facilitator."""
    return InjectChanged.model_validate({"by": "Flo", "event": event, "inject": name, **fields})


@pytest.fixture
def msel(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """An outage from 120 s with a timed, a conditional and a contingency inject."""
    return small(
        faults=[bucket_gone],
        injects=[
            inject("timed", at="100s"),
            inject("after", when={"after": "inject:timed", "wait": "60s"}),
            inject("spared", when={"after": "alert", "wait": "1m", "unless": "declared"}),
        ],
    )


def sent(exercise: Exercise) -> list[tuple[int, str, str]]:
    """When which inject was sent, and what set it off."""
    return [
        (entry.at, entry.body.inject, entry.body.trigger)
        for entry in exercise.journal.entries
        if isinstance(entry.body, InjectSent)
    ]


def test_a_held_inject_waits_and_comes_when_released(msel: Scenario, policy: Policy) -> None:
    """Held over its time it comes at the release; what follows it counts from then."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(change("held", "timed"), 50_000)
    exercise.advance(200_000)
    assert sent(exercise) == []
    exercise.enter(change("released", "timed"), 200_000)
    exercise.advance(400_000)
    assert [one for one in sent(exercise) if one[1] != "spared"] == [
        (200_000, "timed", "time"),
        (260_000, "after", "condition"),
    ]


def test_released_before_its_time_it_comes_at_its_time(msel: Scenario, policy: Policy) -> None:
    """A release does not send early."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(change("held", "timed"), 20_000)
    exercise.enter(change("released", "timed"), 40_000)
    exercise.advance(150_000)
    assert sent(exercise) == [(100_000, "timed", "time")]


def test_an_inject_is_held_once(msel: Scenario, policy: Policy) -> None:
    """A second hold is refused; after a release it can be held again."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(change("held", "timed"), 20_000)
    with pytest.raises(Unusable, match="is already on hold"):
        exercise.enter(change("held", "timed"), 30_000)
    exercise.enter(change("released", "timed"), 40_000)
    exercise.enter(change("held", "timed"), 50_000)
    exercise.advance(150_000)
    assert sent(exercise) == []


@pytest.mark.parametrize("event", ["held", "released", "edited", "dropped"])
def test_what_was_dropped_is_out_of_reach(msel: Scenario, policy: Policy, event: str) -> None:
    """Nothing can be done with an inject that was dropped."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(change("dropped", "timed"), 20_000)
    with pytest.raises(Unusable, match="was dropped"):
        exercise.enter(change(event, "timed", text="Other words"), 30_000)


def test_a_dropped_inject_never_comes(msel: Scenario, policy: Policy) -> None:
    """Nor does what waits for it."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(change("dropped", "timed"), 50_000)
    with pytest.raises(Unusable, match="was dropped"):
        exercise.fire("timed", 60_000)
    exercise.advance(exercise.horizon)
    assert [name for _, name, _ in sent(exercise)] == ["spared"]


def test_fired_early_it_does_not_come_again(msel: Scenario, policy: Policy) -> None:
    """A timed inject can be fired ahead of its time, once."""
    exercise = Exercise(msel, policy, 1)
    exercise.fire("timed", 30_000)
    exercise.advance(150_000)
    assert sent(exercise)[0] == (30_000, "timed", "facilitator")
    assert [name for _, name, _ in sent(exercise)].count("timed") == 1


def test_edited_and_added_injects_say_what_was_written(msel: Scenario, policy: Policy) -> None:
    """An edit keeps what it leaves empty; an added inject comes when it is fired."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(change("edited", "timed", text="Other words", channel="phone"), 10_000)
    exercise.enter(change("added", "extra", sender="The press", to="cto", text="A word?"), 20_000)
    exercise.fire("extra", 110_000)
    said = {
        entry.body.label: (
            entry.body.sender,
            entry.body.channel,
            entry.body.recipients,
            entry.body.text,
        )
        for entry in exercise.journal.entries
        if isinstance(entry.body, Message) and entry.body.purpose == "inject"
    }
    assert said == {
        "timed": ("Somebody", "phone", (msel.player,), "Other words"),
        "extra": ("The press", "slack", ("cto",), "A word?"),
    }


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (change("held", "nothing"), NotFound, "no inject named 'nothing'"),
        (change("released", "timed"), Unusable, "not on hold"),
        (change("added", "timed", sender="X", text="Y"), Unusable, "there is one with this id"),
        (change("added", "new", sender="X"), Unusable, "text: is required"),
        (change("edited", "timed", to="nobody-there"), NotFound, "nobody-there"),
        (Joined(name="Cy", role="king"), NotFound, "no seat named 'king'"),
        (Joined(name="Ana", role="cto"), Unusable, "'Ana' already has a seat"),
        (Remark(by="Eva", role="evaluator", text="", objective="nope"), NotFound, "nope"),
    ],
)
def test_what_cannot_be_entered_changes_nothing(
    msel: Scenario, policy: Policy, body: Conduct, error: type[Exception], says: str
) -> None:
    """Refused with a reason, and the world stands where it stood."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(Joined(name="Ana", role="oncall_engineer"), 1_000)
    lines = exercise.journal.lines
    with pytest.raises(error, match=says):
        exercise.enter(body, 40_000)
    assert (exercise.now, exercise.journal.lines) == (1_000, lines)


def test_nothing_is_entered_after_the_end(msel: Scenario, policy: Policy) -> None:
    """EndEx closes the journal."""
    exercise = Exercise(msel, policy, 1)
    exercise.finish()
    with pytest.raises(ExerciseOver):
        exercise.enter(Remark(by="Eva", role="evaluator", text="late"))


def _answers(exercise: Exercise) -> list[tuple[str, str]]:
    return [
        (entry.body.role, entry.body.person)
        for entry in exercise.journal.entries
        if isinstance(entry.body, Answered)
    ]


def test_a_seated_role_answers_for_itself(msel: Scenario, policy: Policy) -> None:
    """With a person in the seat nobody simulated answers; the person's own answer is the one."""
    empty = Exercise(msel, policy, 1)
    empty.act(PAGE, ANA, 150_000)
    empty.advance(empty.horizon)
    assert [role for role, _ in _answers(empty)] == ["technical_lead"]

    seated = Exercise(msel, policy, 1)
    seated.enter(Joined(name="Ana", role="oncall_engineer"))
    seated.enter(Joined(name="Ben", role="technical_lead"))
    assert seated.act(ANSWER, BEN, 140_000).status == 409
    seated.act(PAGE, ANA, 150_000)
    seated.advance(400_000)
    assert _answers(seated) == []
    assert seated.act(ANSWER, BEN, 400_000).status == 200
    assert _answers(seated) == [("technical_lead", "Ben")]
    assert "already" in str(seated.act(ANSWER, BEN, 400_000).body["message"])
    assert _answers(seated) == [("technical_lead", "Ben")]


def test_who_speaks_speaks_for_the_own_role(msel: Scenario, policy: Policy) -> None:
    """The message carries the seat of whoever sent it; without a seat, the player's."""
    exercise = Exercise(msel, policy, 1)
    exercise.enter(Joined(name="Ben", role="technical_lead"))
    for actor in (BEN, ANA):
        exercise.act(Request("POST", "/exercise/post", '{"channel": "slack", "text": "hi"}'), actor)
    roles = [
        entry.body.sender_role
        for entry in exercise.journal.entries
        if isinstance(entry.body, Message) and entry.body.purpose == "post"
    ]
    assert roles == ["technical_lead", msel.player]


def test_the_clock_moves_nothing(msel: Scenario, policy: Policy) -> None:
    """Pauses and remarks are in the record; the world's own entries are the same without them."""

    def world(bodies: Sequence[Conduct]) -> list[tuple[int, str]]:
        exercise = Exercise(msel, policy, 1)
        for at, body in enumerate(bodies):
            exercise.enter(body, 50_000 + at * 30_000)
        exercise.finish()
        kinds = {"clock", "remark", "header", "ended"}
        return [
            (entry.at, entry.body.model_dump_json())
            for entry in exercise.journal.entries
            if entry.body.kind not in kinds
        ]

    ran = (
        ClockChanged(by="Flo", event="paused", pace_permille=1000),
        Remark(by="Eva", role="evaluator", text="Good"),
        ClockChanged(by="Flo", event="paced", pace_permille=60_000),
    )
    assert world(ran) == world(())


def test_all_of_it_is_rebuilt(msel: Scenario, policy: Policy) -> None:
    """Replay, and the record as a responder, give the same bytes; two at one millisecond too."""
    exercise = Exercise(msel, policy, 3)
    exercise.enter(Joined(name="Ana", role="oncall_engineer"))
    exercise.enter(Joined(name="Ben", role="technical_lead"))
    exercise.enter(ClockChanged(by="Flo", event="started", pace_permille=10_000))
    exercise.enter(change("held", "timed"), 90_000)
    exercise.act(PAGE, ANA, 150_000)
    exercise.enter(change("released", "timed"), 150_000)
    exercise.act(ANSWER, BEN, 150_000)
    exercise.enter(change("added", "extra", sender="The press", text="A word?"), 160_000)
    exercise.fire("extra", 160_000)
    exercise.enter(Remark(by="Eva", role="evaluator", text="Quick"), 160_000)
    exercise.advance(300_000)
    exercise.finish()
    entries = exercise.journal.entries
    assert rebuild(entries).journal.lines == exercise.journal.lines
    again = Exercise(msel, policy, 3)
    play(again, RecordedResponder.of(entries))
    assert again.journal.lines == exercise.journal.lines
