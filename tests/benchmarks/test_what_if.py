"""The budget of leaving out every decision: so many nights, in units of bare SimPy events.

A ratio of processor times in one process, so that it says the same on a slow and on a busy machine.
How many nights were played is pinned beside it.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import pytest

from sim.campaigns.what_if.changes import NOTHING
from sim.campaigns.what_if.each import DecisionTrial, decisions_of, each, play_variants
from sim.campaigns.what_if.fork import source_of
from sim.campaigns.what_if.night import OwnRecord
from sim.exercise.exercise import Exercise
from sim.exercise.responders import RecordedResponder, TimedCommand, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action
from tests.benchmarks.test_scored_night import EVENTS, bare, took

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.campaigns.what_if.each import PlayedVariants, VariantBatch
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from tests.benchmarks.conftest import Show

pytestmark = pytest.mark.slow

COMMANDS = 40
DRAWS = 30
MEASURED_DRAWS = 2
BUDGET = 2.6
"""A night of the outage takes 1.2; a person's is played again for what never came."""


def a_persons_record(
    scenario: Scenario, policy: Policy, script: ResponderScript
) -> tuple[Entry, ...]:
    """Forty commands of the reference response, given by a person: every decision, then looks."""
    first = Exercise(scenario, policy, 7)
    play(first, Scripted(script))
    given = [one for one in first.journal.entries if isinstance(one.body, Action)]
    does = [one for one in given if one.body.effect[0] != "looks"]  # type: ignore[union-attr]
    looks = [one for one in given if one.body.effect[0] == "looks"]  # type: ignore[union-attr]
    told = [one for one in does if one.body.effect[0] != "tests"]  # type: ignore[union-attr]
    tests = [one for one in does if one.body.effect[0] == "tests"]  # type: ignore[union-attr]
    kept = {one.seq for one in (*told, *tests[-4:], *looks)[:COMMANDS]}
    without = frozenset(one.seq for one in given if one.seq not in kept)
    moves = RecordedResponder.of(first.journal.entries, without).moves
    again = Exercise(scenario, policy, 7)
    play(again, RecordedResponder([one for one in moves if isinstance(one, TimedCommand)]))
    return again.journal.entries


def test_every_decision_of_forty_commands(
    scenario: Scenario, policy: Policy, reference: ResponderScript, show: Show
) -> None:
    """Two draws measured; thirty on two cores follow from them, a minute being the wish."""
    entries = a_persons_record(scenario, policy, reference)
    assert sum(isinstance(one.body, Action) for one in entries) == COMMANDS
    mine = OwnRecord("mine", entries, source_of(entries))
    steps = [mine.step(seq) for seq in decisions_of(mine.source, entries)]
    nights: list[int] = []

    def here(batches: Iterable[VariantBatch]) -> Iterator[PlayedVariants]:
        # Think times drawn anew are the harder ones.
        return map(play_variants, (replace(one, number=one.number + 1) for one in batches))

    def work() -> None:
        each(DecisionTrial(mine.source, NOTHING, MEASURED_DRAWS, here, nights.append), steps)

    events = min(took(bare) for _ in range(3))
    spent = inf
    for _ in range(2):
        events = min(events, took(bare))
        nights.clear()
        spent = min(spent, took(work))
    many = sum(nights)
    assert many == MEASURED_DRAWS * len(steps)
    ratio = spent / many / events
    whole = spent / MEASURED_DRAWS * DRAWS / 2 / 1000
    show(
        f"{len(steps)} decisions of {COMMANDS} commands: {spent / many:.0f} ms a night, "
        f"{ratio:.2f} times {EVENTS:,} bare events ({events:.0f} ms) of a budget of {BUDGET}; "
        f"{DRAWS} draws on two cores: {whole:.0f} s of processor time each"
    )
    assert ratio <= BUDGET
