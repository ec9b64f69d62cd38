"""The rhythm of updates: never longer apart than the severity allows, while it lasts.

Any delivered message of the responders to the team, the users or the status page is an update.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Due
from scoring.obligations.notices import sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Ground
    from scoring.obligations.due import Settlement
    from sim.scenario.policy import Severity

UPDATE = "update"


def update_messages(ground: Ground) -> tuple[Settlement, ...]:
    """Every update that arrived, oldest first."""
    policy, player = ground.policy, ground.facts.scenario.player
    return tuple(sorted(sent(ground, lambda fact: said.is_update(fact.body, policy, player))))


def _gap(severity: Severity, elapsed: int) -> int | None:
    """The longest gap allowed so long after the obligations' clock; None for no rhythm any more."""
    until = 0
    for rhythm in severity.updates:
        if rhythm.lasts is None or elapsed < until + rhythm.lasts:
            return rhythm.every
        until += rhythm.lasts
    return None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time with an update rhythm, without a break; instants in ms since StartEx."""

    start: int
    end: int
    severities: tuple[Severity, ...]

    def gap(self, elapsed: int) -> int | None:
        """The shortest of its severities' gaps."""
        gaps = (_gap(severity, elapsed) for severity in self.severities)
        return min((gap for gap in gaps if gap is not None), default=None)


def _stretches(ground: Ground, start: int) -> Iterator[_Stretch]:
    """Stretches of the truth in which updates are owed."""
    open_stretch: _Stretch | None = None
    for span in ground.truth.spans:
        severity = None if span.level is None else ground.policy.severity(span.level)
        begin, end = max(span.start, start), min(span.end, ground.over_at)
        if severity is None or not severity.updates or begin >= end:
            continue
        if open_stretch is not None and open_stretch.end == begin:
            both = (*open_stretch.severities, severity)
            open_stretch = _Stretch(open_stretch.start, end, both)
            continue
        if open_stretch is not None:
            yield open_stretch
        open_stretch = _Stretch(begin, end, (severity,))
    if open_stretch is not None:
        yield open_stretch


def _in_stretch(
    ground: Ground, start: int, stretch: _Stretch, updates: tuple[Settlement, ...]
) -> Iterator[Due]:
    last = stretch.start
    evidence = ground.instants.impact.evidence
    while (every := stretch.gap(last - start)) is not None and last + every < stretch.end:
        deadline = last + every + ground.policy.grace
        in_time = [update for update in updates if last < update.at <= deadline]
        after = [update for update in updates if deadline < update.at <= deadline + every]
        settled = in_time[-1:] if in_time else after[:1]
        yield Due(
            kind="notice",
            to=ground.policy.notify_team,
            reason=UPDATE,
            due=last + every,
            deadline=deadline,
            evidence=evidence,
            settled_by=tuple(settled),
        )
        last = settled[0].at if settled else deadline
        evidence = (settled[0].seq,) if settled else evidence


def updates(ground: Ground) -> tuple[Due, ...]:
    """One debt for each time the rhythm demanded an update."""
    if ground.clock is None:
        return ()
    start, messages = ground.clock, update_messages(ground)
    return tuple(
        due
        for stretch in _stretches(ground, start)
        for due in _in_stretch(ground, start, stretch, messages)
    )
