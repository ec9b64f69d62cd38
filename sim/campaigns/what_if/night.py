"""A record beside its fork: both played to the same end, and put into words for the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.debrief.said import did
from reports.what_if.material import EveryDecision, ForkStep, WhatIf, outcome_of
from sim.campaigns.what_if.changes import AddedCommand, Changes
from sim.campaigns.what_if.each import (
    DecisionTrial,
    decisions_of,
    each,
    interactions,
    other_settings,
    pairs_of,
    settings_tried,
)
from sim.campaigns.what_if.fork import forked
from sim.errors import Unusable
from sim.journal.bodies import Action, InjectSent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.campaigns.what_if.follow import Skipped
    from sim.campaigns.what_if.fork import ForkedNight, ForkSource
    from sim.journal.encoding import Entry


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record to be forked: its journal, and how the user named it."""

    name: str
    entries: tuple[Entry, ...]
    source: ForkSource

    @property
    def starts_at(self) -> str:
        """StartEx on the wall clock."""
        return self.source.scenario.starts_at.isoformat()

    def step(self, seq: int, why: str = "") -> ForkStep:
        """A step of the record in words."""
        entry = self.entries[seq]
        return ForkStep(seq, entry.at, self._words(entry), why)

    def _words(self, entry: Entry) -> str:
        body = entry.body
        if isinstance(body, Action):
            return did(body, self.source.policy)
        if isinstance(body, InjectSent):
            return f"sent the inject {body.inject}"
        return f"entered a line of kind {body.kind!r}"

    def check(self) -> None:
        """See that the record, played again as it was, leaves the same journal.

        Raises:
            Unusable: it does not, so a fork would prove nothing.
        """
        if forked(self.source).entries[-1].hash != self.entries[-1].hash:
            raise Unusable(
                "the record cannot be played again exactly, so a fork would prove nothing; "
                "tabletop replay shows where it differs"
            )


def beside(record: OwnRecord, changes: Changes, words: Sequence[str]) -> tuple[WhatIf, ForkedNight]:
    """Play a fork and compare it with the record.

    Args:
        record: the record, checked.
        changes: what is done otherwise.
        words: the same in sentences.
    """
    own, source = record.entries, record.source
    fork = forked(source, changes)
    until = max(own[-1].at, fork.entries[-1].at)
    # Both cover the same span, or the longer one would have more of everyday's failures.
    before = own if own[-1].at == until else forked(source, stay_until=until).entries
    after = fork.entries
    if after[-1].at < until:
        after = forked(source, changes, stay_until=until).entries
    judged = (outcome_of(own), outcome_of(fork.entries))
    found = WhatIf(
        title=source.scenario.title,
        record=record.name,
        starts_at=record.starts_at,
        changes=tuple(words),
        moved=_only_moved(record, changes),
        reacts=source.script is not None,
        before=judged[0] if before is own else outcome_of(before),
        after=judged[1] if after is fork.entries else outcome_of(after),
        until=until,
        judged=judged,
        same=fork.entries[-1].hash == own[-1].hash,
        skipped=_steps(record, fork.skipped),
        refused=_steps(record, fork.refused),
        unreached=tuple(record.step(seq) for seq in fork.unreached),
        alone=tuple(record.step(seq) for seq in fork.alone if seq not in fork.unreached),
    )
    return found, fork


def _steps(record: OwnRecord, skipped: Iterable[Skipped]) -> tuple[ForkStep, ...]:
    return tuple(record.step(one.seq, one.why) for one in skipped)


def _only_moved(record: OwnRecord, changes: Changes) -> tuple[ForkStep, int] | None:
    match changes.added:
        case (AddedCommand(at=at, moved=int(seq)),) if not changes.instead and not changes.settings:
            return (record.step(seq), at) if changes.without == {seq} else None
        case _:
            return None


def every(record: OwnRecord, trial: DecisionTrial, *, settings: bool) -> EveryDecision:
    """What each decision of a record did, which of them interact, and what settings would do.

    Args:
        record: the record, checked.
        trial: how it is tried.
        settings: whether the worker's settings are tried, too.

    Raises:
        Unusable: nobody decided anything in it.
    """
    steps = [record.step(seq) for seq in decisions_of(record.source, record.entries)]
    if not steps:
        raise Unusable("nobody changed the worker or told anybody anything in this record")
    effects, singles = each(trial, steps)
    actions = {one.seq: one.body for one in record.entries if isinstance(one.body, Action)}
    pairs = pairs_of(effects, actions)
    others = other_settings(record.source) if settings else []
    return EveryDecision(
        title=record.source.scenario.title,
        record=record.name,
        starts_at=record.starts_at,
        reacts=record.source.script is not None,
        seed=record.source.header.seed,
        draws=trial.draws,
        effects=tuple(effects),
        pairs=len(pairs),
        interactions=tuple(interactions(trial, singles, pairs)),
        settings=tuple(settings_tried(trial, others)),
    )
