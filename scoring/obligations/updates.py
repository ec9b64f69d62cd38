"""The rhythm of updates: never longer apart than the severity allows, while it lasts.

Any delivered message of the responders to the team, the users or the status page is an update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Due
from scoring.obligations.notices import sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Ground
    from scoring.obligations.due import Settlement

UPDATE = "update"


def update_messages(ground: Ground) -> tuple[Settlement, ...]:
    """Every update that arrived, oldest first."""
    policy, player = ground.policy, ground.facts.scenario.player
    return tuple(sorted(sent(ground, lambda fact: said.is_update(fact.body, policy, player))))


def _stretches(ground: Ground, start: int) -> Iterator[tuple[int, int, int]]:
    """Stretches of the truth with an update rhythm: from, to, longest gap (ms)."""
    open_stretch: tuple[int, int, int] | None = None
    for span in ground.truth.spans:
        severity = None if span.level is None else ground.policy.severity(span.level)
        begin, end = max(span.start, start), min(span.end, ground.over_at)
        if severity is None or severity.update_every is None or begin >= end:
            continue
        every = severity.update_every
        if open_stretch is not None and open_stretch[1] == begin:
            open_stretch = (open_stretch[0], end, min(every, open_stretch[2]))
            continue
        if open_stretch is not None:
            yield open_stretch
        open_stretch = (begin, end, every)
    if open_stretch is not None:
        yield open_stretch


def _in_stretch(
    ground: Ground, stretch: tuple[int, int, int], updates: tuple[Settlement, ...]
) -> Iterator[Due]:
    last, end, every = stretch
    evidence = ground.instants.impact.evidence
    while last + every < end:
        deadline = last + every + ground.policy.grace
        in_time = [update for update in updates if last < update.at <= deadline]
        after = [update for update in updates if deadline < update.at <= deadline + every]
        settled = (in_time or after)[-1:] if in_time else after[:1]
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
    messages = update_messages(ground)
    return tuple(
        due
        for stretch in _stretches(ground, ground.clock)
        for due in _in_stretch(ground, stretch, messages)
    )
