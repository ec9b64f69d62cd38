"""Every decision of a record left out in turn, over many draws; and pairs of decisions.

With and without a decision everything random is the same (common random numbers), so differences
within a draw are the decision's. Which decisions interact is asked of pairs that may: two that do
the same, and the few that matter most.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from reports.what_if.material import (
    DecisionEffect,
    ForkStep,
    Interaction,
    MeanDifference,
    NightOutcome,
    outcome_of,
)
from sim.campaigns.night import garbage_kept
from sim.campaigns.settings import with_settings
from sim.campaigns.what_if.changes import Changes, is_decision
from sim.campaigns.what_if.fork import forked
from sim.errors import Unusable
from sim.journal.bodies import Action
from sim.scenario.durations import MINUTE, format_duration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sim.campaigns.plan import Setting
    from sim.campaigns.what_if.fork import ForkSource
    from sim.journal.encoding import Entry

DRAWS = 30
MOST_PAIRS = 8
"""Pairs that are tried: each costs as many runs as a decision."""
FOREMOST = 3
"""So many of the decisions that matter most are tried with each other."""
_FACTORS = (0.25, 4)
_LEAST_OPERATIONS, _LEAST_MINUTES = 1.0, 0.1
_LEAST_SHARE = 0.02
"""An interaction that is smaller than this share of the joint effect is none to speak of."""


@dataclass(frozen=True, slots=True)
class VariantBatch:
    """Some variants of a record, to be played in one draw.

    Attributes:
        number: the draw.
        base: what all of them change, the night that they are compared with included.
    """

    number: int
    source: ForkSource
    base: Changes
    variants: tuple[Changes, ...]


@dataclass(frozen=True, slots=True)
class VariantDifference:
    """A variant against the record in one draw.

    Attributes:
        operations: how many more came to grief in the variant.
        ms: how much later the service was back in it; what never was counts as the end.
        never: whether it was not back in the variant, though it was in the record.
        points: how many more points it got; None when one of the two has no total.
        harms: how many more harms were found.
    """

    operations: int
    ms: int
    never: bool
    points: float | None
    harms: int


@dataclass(frozen=True, slots=True)
class PlayedVariants:
    """What the variants of a batch came to, in order."""

    number: int
    found: tuple[VariantDifference, ...]


def play_variants(batch: VariantBatch) -> PlayedVariants:
    """Play a batch: the record in this draw, and each variant."""
    with garbage_kept():
        night = forked(batch.source, batch.base, draw=batch.number)
        own = outcome_of(night.entries)
        # What is waited for in vain in the record's own night is not waited for in any.
        alone = frozenset(night.alone)
        found = [_variant(batch, changes, own.ended_at, alone) for changes in batch.variants]
        last = max((longer.ended_at for _, longer in found), default=0)
        covers = own
        if last > own.ended_at:
            # Both cover one span, or the longer one would have more of everyday's failures.
            more = forked(batch.source, batch.base, draw=batch.number, stay_until=last)
            covers = outcome_of(more.entries)
        return PlayedVariants(batch.number, tuple(_against(own, covers, *one) for one in found))


def _variant(
    batch: VariantBatch, changes: Changes, until: int, alone: frozenset[int]
) -> tuple[NightOutcome, NightOutcome]:
    """A variant as it ended, and as it covers the record's span."""
    source, draw = batch.source, batch.number
    played = forked(source, changes, draw=draw, whole_steps=True, alone=alone)
    own = outcome_of(played.entries)
    if own.ended_at >= until:
        return own, own
    longer = forked(source, changes, draw=draw, stay_until=until, whole_steps=True, alone=alone)
    return own, outcome_of(longer.entries)


def _against(
    own: NightOutcome, covers: NightOutcome, other: NightOutcome, longer: NightOutcome
) -> VariantDifference:
    """A variant against the record: users over one span, points as each night ended."""
    until = longer.ended_at
    was = until if covers.recovered_at is None else min(covers.recovered_at, until)
    points = None
    if own.total is not None and other.total is not None:
        points = round(other.total - own.total, 1)
    return VariantDifference(
        operations=longer.operations(until) - covers.operations(until),
        ms=longer.back_at - was,
        never=longer.recovered_at is None and covers.recovered_at is not None,
        points=points,
        harms=len(other.harms) - len(own.harms),
    )


def decisions_of(source: ForkSource, entries: Sequence[Entry]) -> tuple[int, ...]:
    """The decisions of a record, by sequence number; of a script's step, its first."""
    found: list[int] = []
    steps: set[tuple[int, int]] = set()
    for entry in entries:
        if not isinstance(entry.body, Action) or not is_decision(entry.body):
            continue
        if source.script is not None:
            track, step, _ = source.turns[entry.seq]
            if (track, step) in steps:
                continue
            steps.add((track, step))
        found.append(entry.seq)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DecisionTrial:
    """What is tried, in which draws, and who plays.

    Attributes:
        base: what is done otherwise in every night.
        play: plays batches; they come back in any order.
        tell: gets the number of nights of each batch that was played.
    """

    source: ForkSource
    base: Changes
    draws: int
    play: Callable[[Iterable[VariantBatch]], Iterator[PlayedVariants]]
    tell: Callable[[int], None]

    def differences(self, variants: Sequence[Changes]) -> list[list[VariantDifference]]:
        """For each variant its difference in every draw, draws in order."""
        batches = (
            VariantBatch(draw, self.source, self.base, tuple(variants))
            for draw in range(self.draws)
        )
        played: dict[int, PlayedVariants] = {}
        for one in self.play(batches) if variants else ():
            played[one.number] = one
            self.tell(len(one.found))
        in_order = [played[draw].found for draw in sorted(played)]
        return [[found[place] for found in in_order] for place in range(len(variants))]


def left_out(base: Changes, *seqs: int) -> Changes:
    """The same without some commands more."""
    return Changes(frozenset(seqs), settings=base.settings)


def _effect(step: ForkStep, found: Sequence[VariantDifference], sign: int) -> DecisionEffect:
    points = [one.points for one in found if one.points is not None]
    return DecisionEffect(
        step,
        operations=MeanDifference.of([sign * one.operations for one in found]),
        minutes=MeanDifference.of([sign * one.ms / MINUTE for one in found]),
        # Points gained without a decision are points that it cost.
        points=MeanDifference.of(points) if points else None,
        harms=sum(sign * one.harms > 0 for one in found),
        never=sum(one.never for one in found),
        draws=len(found),
    )


def each(
    trial: DecisionTrial, steps: Sequence[ForkStep]
) -> tuple[list[DecisionEffect], Differences]:
    """Leave each decision out in turn.

    Returns:
        What each did, the costliest first; and the differences behind it, by sequence number.
    """
    found = trial.differences([left_out(trial.base, step.seq) for step in steps])
    # The night without it against the night with it: what the decision did is the negative.
    effects = [_effect(step, own, -1) for step, own in zip(steps, found, strict=True)]
    effects.sort(key=lambda one: one.cost, reverse=True)
    return effects, {step.seq: own for step, own in zip(steps, found, strict=True)}


JointAndSum = tuple[MeanDifference, MeanDifference, MeanDifference]
Differences = dict[int, list[VariantDifference]]


def pairs_of(
    effects: Sequence[DecisionEffect], actions: Mapping[int, Action]
) -> list[tuple[ForkStep, ForkStep]]:
    """The pairs that may interact: the foremost with each other, and those that do the same."""
    matter = [one for one in effects if one.sure]
    foremost = sorted(matter, key=lambda one: one.weight, reverse=True)[:FOREMOST]
    pairs = [(one.step, other.step) for one, other in combinations(foremost, 2)]
    by_seq = sorted((one.step for one in effects), key=lambda step: step.seq)
    alike = [
        (one, other)
        for one, other in combinations(by_seq, 2)
        if _does_the_same(actions[one.seq], actions[other.seq])
    ]
    ordered = (
        (one, other) if one.seq < other.seq else (other, one) for one, other in (*pairs, *alike)
    )
    return list(dict.fromkeys(ordered))[:MOST_PAIRS]


def _does_the_same(one: Action, other: Action) -> bool:
    """Whether two commands can stand in for each other: one command, to the same end."""
    if one.command != other.command:
        return False
    if one.effect[0] == "tells":
        return "calls_role" in one.effect and one.arguments.get("role") == other.arguments.get(
            "role"
        )
    return True


def settings_tried(
    trial: DecisionTrial, others: Sequence[tuple[str, Setting, Setting]]
) -> list[DecisionEffect]:
    """Set each setting otherwise: what that changes, what changes most first."""
    variants = [Changes(settings={**trial.base.settings, path: to}) for path, to, _ in others]
    steps = [ForkStep(-1, 0, f"{path}={to} instead of {was}") for path, to, was in others]
    found = trial.differences(variants)
    effects = [_effect(step, own, 1) for step, own in zip(steps, found, strict=True)]
    return sorted(effects, key=lambda one: one.weight, reverse=True)


def interactions(
    trial: DecisionTrial, singles: Differences, pairs: Sequence[tuple[ForkStep, ForkStep]]
) -> list[Interaction]:
    """The pairs whose joint effect differs from the sum beyond the interval."""
    variants = [left_out(trial.base, one.seq, other.seq) for one, other in pairs]
    found = []
    for (one, other), joint in zip(pairs, trial.differences(variants), strict=True):
        single = list(zip(singles[one.seq], singles[other.seq], strict=True))
        operations = _beyond(
            [-both.operations for both in joint],
            [-(first.operations + second.operations) for first, second in single],
        )
        minutes = _beyond(
            [-both.ms / MINUTE for both in joint],
            [-(first.ms + second.ms) / MINUTE for first, second in single],
        )
        if _counts(operations, _LEAST_OPERATIONS) or _counts(minutes, _LEAST_MINUTES):
            parts = zip(operations, minutes, strict=True)
            found.append(Interaction(one, other, *parts))
    return found


def _beyond(
    joint: list[float], apart: list[float]
) -> tuple[MeanDifference, MeanDifference, MeanDifference]:
    beyond = [both - one for both, one in zip(joint, apart, strict=True)]
    return MeanDifference.of(joint), MeanDifference.of(apart), MeanDifference.of(beyond)


def _counts(found: JointAndSum, least: float) -> bool:
    """Whether the joint effect differs from the sum beyond the interval, and enough to matter."""
    joint, apart, beyond = found
    whole = max(abs(joint.mean), abs(apart.mean))
    return beyond.sure and abs(beyond.mean) >= max(least, _LEAST_SHARE * whole)


def other_settings(source: ForkSource) -> list[tuple[str, Setting, Setting]]:
    """The worker's numbers and durations: path, what else to try, and what it is."""
    worker = source.scenario.model_dump(mode="json")["worker"]
    return [
        (path, other, value)
        for path, value in _values(worker, "worker")
        for other in _others(value)
        if _is_valid(source, path, other)
    ]


def _values(value: object, path: str) -> Iterator[tuple[str, Setting]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _values(part, f"{path}.{key}")
    elif isinstance(value, int | str) and not isinstance(value, bool):
        yield path, value


def _others(value: Setting) -> Iterator[Setting]:
    """A quarter and four times a number or a duration; nothing for what is neither."""
    try:
        amount = value if isinstance(value, int) else parse_duration(str(value))
    except ValueError:
        return
    for factor in _FACTORS:
        other = max(1, round(amount * factor))
        if other != amount:
            yield other if isinstance(value, int) else format_duration(other)


def _is_valid(source: ForkSource, path: str, value: Setting) -> bool:
    try:
        with_settings(source.scenario, {path: value})
    except Unusable:
        return False
    return True
