"""Updates: never longer apart than the severity allows, and when they were promised.

Any delivered message of the responders to the team, the users or the status page is an update.
Promises are read from the responders' own words: "next update in 20 minutes", "next update at
14:35", "Next Update: 14:35 UTC"; clock times are UTC, on the scenario's own clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scoring import messages
from scoring.obligations.due import DueItem, update_messages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scoring.ground import Ground
    from scoring.obligations.due import Settlement
    from sim.scenario.policy import Severity

UPDATE = "update"
PROMISE = "promised next update"
_DAY = timedelta(days=1)
_MINUTES = {"m": 1, "h": 60}
_PROMISED = re.compile(
    r"next\s+update[\s:*_\u2013\u2014-]*"
    r"(?:(?:is|will|be|due|expected|in|within|at|by|around|about)[\s:*_]+)*"
    r"(?:(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)|(?P<count>\d{1,3})\s*(?P<unit>h|m)(?!s))",
    re.IGNORECASE,
)


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
) -> Iterator[DueItem]:
    last = stretch.start
    evidence = ground.instants.impact.evidence
    while (every := stretch.gap(last - start)) is not None and last + every < stretch.end:
        deadline = last + every + ground.policy.grace
        in_time = [update for update in updates if last < update.at <= deadline]
        # No longer than one more gap: a later update
        # belongs to the debt that has fallen due by then.
        after = [update for update in updates if deadline < update.at <= deadline + every]
        # The last one in time, so that a burst of posts is
        # one update and the next gap counts from its end.
        settled = in_time[-1:] if in_time else after[:1]
        yield DueItem(
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


def updates(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each time the rhythm demanded an update."""
    if ground.clock is None:
        return ()
    start, messages = ground.clock, update_messages(ground)
    return tuple(
        due
        for stretch in _stretches(ground, start)
        for due in _in_stretch(ground, start, stretch, messages)
    )


def promised(text: str, at: int, starts_at: datetime) -> int | None:
    """The instant for which a text promises the next update; None when it promises none.

    Args:
        text: the message.
        at: when it was sent, ms since StartEx.
        starts_at: the wall time of StartEx, UTC. A clock time that has passed means tomorrow.
    """
    match = _PROMISED.search(text)
    if match is None:
        return None
    if match["count"]:
        return at + int(match["count"]) * _MINUTES[match["unit"].lower()] * 60_000
    now = starts_at + timedelta(milliseconds=at)
    then = now.replace(
        hour=int(match["hour"]), minute=int(match["minute"]), second=0, microsecond=0
    )
    # A clock time names a whole minute, which has passed only at its end.
    if then + timedelta(minutes=1) <= now:
        then += _DAY
    # That minute may have begun before the message was sent.
    return max(at, (then - starts_at) // timedelta(milliseconds=1))


def promises(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each promised instant."""
    if ground.instants.impact.at is None:
        return ()
    following = update_messages(ground)
    dues: dict[int, DueItem] = {}
    seen: set[str] = set()
    for fact in messages.received(ground.facts, ground.instants.impact.at):
        then = promised(fact.body.text, fact.at, ground.facts.scenario.starts_at)
        # A message that reaches several people at several instants promises once.
        if then is None or then in dues or fact.body.message in seen:
            continue
        seen.add(fact.body.message)
        dues[then] = DueItem(
            kind="notice",
            to=", ".join(fact.body.delivered) or fact.body.channel,
            reason=PROMISE,
            due=then,
            deadline=then + ground.policy.grace,
            evidence=(fact.seq,),
            settled_by=tuple(update for update in following if update.at > fact.at),
        )
    return tuple(dues.values())
