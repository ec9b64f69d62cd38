"""Injects come when the MSEL says: at their time, or when their condition holds, to the second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import scenarios
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.journal.bodies import BreakerMoved, InjectSent
from sim.scenario.durations import SECOND
from sim.surfaces.arguments import choose, reference_for
from sim.surfaces.web.views.truth import StaffView

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, StartExercise

NAMES = sorted(path.stem for path in Path(scenarios.__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("responder", ["none", "reference"])
@pytest.mark.parametrize("name", NAMES)
def test_countdowns_and_sending_agree(name: str, responder: str) -> None:
    """What the facilitator's board counts down to is when the inject is sent, within a second.

    The board is folded up to the entry before the sending: nothing of it is known yet.
    """
    chosen = choose(name)
    exercise = Exercise(chosen.scenario, chosen.policy, 7)
    reference = reference_for(chosen)
    if responder == "reference" and reference is not None:
        play(exercise, reference)
    else:
        exercise.finish()
    board = StaffView(chosen.scenario, chosen.policy, 7)
    off, sent = {}, 0
    for entry in exercise.journal.entries:
        if isinstance(entry.body, InjectSent) and entry.body.trigger != "facilitator":
            (line,) = (one for one in board.msel() if one.inject == entry.body.inject)
            sent += 1
            if line.due_at is None or abs(line.due_at - entry.at) > SECOND:
                off[line.inject] = (line.due_at, entry.at)
        board.take(entry)
    assert off == {}
    assert sent > 0


@pytest.mark.parametrize(("wait", "least"), [("0s", 0), ("7s", 7 * SECOND)])
def test_what_users_bring_about_is_noticed_within_a_second(
    wait: str,
    least: int,
    small: MakeScenario,
    bucket_gone: dict[str, object],
    start: StartExercise,
) -> None:
    """The breaker opens because of users, between two looks of the monitor: the inject follows."""
    inject = {
        "id": "opened",
        "sender": "Somebody",
        "text": "Is the breaker open?",
        "when": {"after": "breaker_opened", "wait": wait},
    }
    exercise = start(small(faults=[bucket_gone], injects=[inject])).exercise
    exercise.advance(exercise.horizon)
    entries = exercise.journal.entries
    opened = next(
        entry.at
        for entry in entries
        if isinstance(entry.body, BreakerMoved) and entry.body.new == "OPEN"
    )
    came = next(entry.at for entry in entries if isinstance(entry.body, InjectSent))
    assert least <= came - opened <= least + SECOND


def test_looking_closely_changes_nothing_else(
    small: MakeScenario, bucket_gone: dict[str, object], start: StartExercise
) -> None:
    """With an inject that makes the world catch up each second, users and breaker do the same."""

    def facts(wait: str) -> list[tuple[int, str]]:
        inject = {
            "id": "opened",
            "sender": "Somebody",
            "text": "Is the breaker open?",
            "when": {"after": "breaker_opened", "wait": wait},
        }
        exercise = start(small(faults=[bucket_gone], injects=[inject])).exercise
        exercise.advance(exercise.horizon)
        left_out = ("exercise", "inject", "message", "arrived")
        return [
            (entry.at, repr(entry.body))
            for entry in exercise.journal.entries
            if entry.body.kind not in left_out
        ]

    assert facts("0s")[1:] == facts("1m")[1:]
