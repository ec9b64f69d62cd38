"""Plays responders in process and scores what they left: one row a night.

Everything but the scripts comes from the tree that is imported, so that another tree's scoring can
be measured with the same responders.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from scoring.score import score
from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.responder import ResponderScript
from tests.scoring.cheats.registry import RESPONDERS, Responder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.scoring.cheats.scripts import Script

SEEDS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """One night and its marks.

    Attributes:
        total: None where too little could be judged, or where it could not be played.
        criteria: score by criterion; what was not judged is left out.
        refused: why this tree cannot play it, or nothing.
    """

    responder: str
    family: str
    scenario: str
    policy: str
    seed: int
    total: float | None = None
    criteria: tuple[tuple[str, float], ...] = ()
    coverage: float = 0.0
    resolved: bool = False
    false_resolve: bool = False
    refused: str = ""

    def criterion(self, name: str) -> float | None:
        """One criterion's score."""
        return dict(self.criteria).get(name)


@dataclass(frozen=True, slots=True)
class Night:
    """What is played: a responder on a scenario under a policy, with these seeds."""

    responder: str
    scenario: str
    policy: str
    seeds: tuple[int, ...]


@cache
def scenario_of(name: str) -> Scenario:
    """A shipped scenario."""
    return load_scenario(find_scenario(name))


@cache
def policy_of(name: str) -> Policy:
    """A shipped policy."""
    return load_policy(find_policy(name))


@cache
def reference_of(name: str) -> Script:
    """A scenario's reference response as data."""
    path = find_reference(scenario_of(name))
    if path is None:
        raise LookupError(f"{name} has no reference response")
    return load_responder(path).model_dump(mode="json", exclude_defaults=True) | {
        "actor": "reference"
    }


def named(name: str, family: str = "") -> Responder:
    """A responder of the table; names are unique."""
    return next(one for one in RESPONDERS if one.name == name and family in ("", one.family))


@cache
def script_of(responder: str, scenario: str) -> ResponderScript:
    """A responder's script for a scenario, read as a file would be."""
    made = named(responder).make(scenario_of(scenario), reference_of(scenario))
    return ResponderScript.model_validate(made)


def nights(
    responders: Iterable[Responder], scenarios: Sequence[str] = (), seeds: tuple[int, ...] = SEEDS
) -> list[Night]:
    """All that these responders play, of these scenarios if any are named."""
    return [
        Night(one.name, scenario, policy, seeds)
        for one in responders
        for scenario in one.where
        if not scenarios or scenario in scenarios
        for policy in one.policies or (scenario_of(scenario).policy,)
    ]


def play_night(night: Night) -> list[Row]:
    """A row for each seed; a script that this tree cannot read gives rows without marks."""
    family = named(night.responder).family
    first = (night.responder, family, night.scenario, night.policy)
    try:
        Scripted(script_of(night.responder, night.scenario))
    except Unusable as error:
        return [Row(*first, seed, refused=str(error)) for seed in night.seeds]
    return [_marked(first, seed) for seed in night.seeds]


def _marked(first: tuple[str, str, str, str], seed: int) -> Row:
    responder, _, scenario, policy = first
    exercise = Exercise(scenario_of(scenario), policy_of(policy), seed)
    play(exercise, Scripted(script_of(responder, scenario)))
    card = score(exercise.journal.entries)
    return Row(
        *first,
        seed,
        total=card.total,
        criteria=tuple((one.id, one.score) for one in card.criteria if one.score is not None),
        coverage=card.coverage_percent,
        resolved=card.resolved,
        false_resolve=card.false_resolve,
    )


def play_all(todo: Sequence[Night], jobs: int = 1) -> list[Row]:
    """The rows of these nights, in their order."""
    if jobs == 1:
        return [row for night in todo for row in play_night(night)]
    # Spawned, not forked: whoever calls may have threads.
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        played = pool.imap(play_night, todo, chunksize=4)
        return [row for rows in played for row in rows]
