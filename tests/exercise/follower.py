"""A responder that asks the coach each minute and does at once what the hint says.

What a hint leaves open (`…`) it fills in with the reference's own words: it plays somebody who
knows what to say and does not know what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, cast

from sim.commands.command import Actor
from sim.commands.console import parse_line
from sim.exercise.exercise import Exercise
from sim.exercise.picked import filled
from sim.scenario.durations import MINUTE
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario

if TYPE_CHECKING:
    from sim.commands.command import Request
    from sim.exercise.coach.coach import ReferenceCoach
    from sim.scenario.responder import ResponderScript
    from sim.world.coaching import Hint

WHO = Actor("novice", "responder")
ASK = parse_line("hint")


@dataclass(slots=True)
class Followed:
    """A night with the coach.

    Attributes:
        hints: the instant, ms, and the hint given then.
        answers: the instant, ms, and what one of the responder's other commands was answered.
    """

    exercise: Exercise
    hints: list[tuple[int, Hint]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)


def reference_of(name: str) -> ResponderScript:
    """A shipped scenario's reference response."""
    path = find_reference(load_scenario(find_scenario(name)))
    assert path is not None
    return load_responder(path)


def begun(name: str, *, coached: bool = True, seed: int = 1) -> Exercise:
    """A shipped scenario at StartEx, with its coach or without."""
    scenario = load_scenario(find_scenario(name))
    policy = load_policy(find_policy(scenario.policy))
    return Exercise(scenario, policy, seed, coach=reference_of(name) if coached else None)


@cache
def followed(name: str, seed: int = 1) -> Followed:
    """The night of somebody who asks each minute and follows at once."""
    night = Followed(begun(name, seed=seed))
    exercise, script = night.exercise, reference_of(name)
    coach = cast("ReferenceCoach", exercise.world.coach)
    for at in range(0, exercise.horizon, MINUTE):
        exercise.advance(at)
        if exercise.next_action_at >= exercise.horizon:
            break
        hint = coach.hint(exercise.scenario.player, at)
        answer = exercise.act(ASK, WHO, at)
        assert str(answer.body["message"]).count(hint.command)
        night.hints.append((at, hint))
        if hint.due:
            answer = exercise.act(_step(script, hint.step, coach), WHO)
            night.answers.append((at, str(answer.body)))
        elif not coach.has_more:
            break
    exercise.finish()
    return night


def _step(script: ResponderScript, place: str, coach: ReferenceCoach) -> Request:
    track, _, number = place.partition(".")
    step = script.tracks[track][int(number)]
    return parse_line(filled(step.do, coach.kept), filled(step.body, coach.kept))
