"""Updates: never longer apart than the severity allows, and when they were promised.

An update is a message of the responders to the team, the users or the public that arrived, can be
read, says nothing better than the world, and claims something, promises the next one or says that
nothing changed. Clock times of promises are UTC, on the scenario's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scoring.obligations.due import DueItem, reaches, said_since, settlement, update_messages
from sim.scenario.durations import HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scoring.ground import Ground
    from scoring.obligations.due import Settlement
    from scoring.said import Said
    from sim.scenario.rules.severity import Severity

UPDATE = "update"
PROMISE = "promised next update"
_UPDATE_FOR = "update for "
_DAY = timedelta(days=1)
# Not `parse_duration`: people may promise more than the week that it allows.
_UNITS = {"m": MINUTE, "h": HOUR}


def is_update(reason: str) -> bool:
    """Whether an obligation is one of a rhythm: everybody's, or an audience's own."""
    return reason == UPDATE or reason.startswith(_UPDATE_FOR)


def _gap(severity: Severity, to: str | None, elapsed: int, given: int) -> int | None:
    """The longest gap allowed now; None for no rhythm any more.

    Args:
        severity: whose rhythms count.
        to: whom they are for; None for those of everybody.
        elapsed: since the obligations' clock, ms.
        given: updates that were due so far: a rhythm of one update is over after it.
    """
    until, left = 0, given
    for rhythm in severity.updates:
        if rhythm.to != to:
            continue
        if rhythm.once:
            if not left:
                return rhythm.every
            left -= 1
        elif rhythm.lasts is None or elapsed < until + rhythm.lasts:
            return rhythm.every
        else:
            until += rhythm.lasts
    return None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time with an update rhythm, without a break; instants in ms since StartEx."""

    start: int
    end: int
    severities: tuple[Severity, ...]

    def next_due(self, ground: Ground, to: str | None, last: int, given: int) -> int | None:
        """When the next update is due after one at `last`: the soonest of its severities'."""
        start = ground.clock or 0
        dues = [
            ground.later(severity, last, gap)
            for severity in self.severities
            if (gap := _gap(severity, to, last - start, given)) is not None
        ]
        return min(dues, default=None)


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
    ground: Ground, to: str | None, stretch: _Stretch, updates: tuple[Settlement, ...]
) -> Iterator[DueItem]:
    last, given = stretch.start, 0
    evidence = ground.instants.impact.evidence
    while (due := stretch.next_due(ground, to, last, given)) is not None and due < stretch.end:
        every, deadline = due - last, due + ground.policy.grace
        in_time = [update for update in updates if last < update.at <= deadline]
        # No longer than one more gap: a later update
        # belongs to the debt that has fallen due by then.
        after = [update for update in updates if deadline < update.at <= deadline + every]
        # The last one in time, so that a burst of posts is
        # one update and the next gap counts from its end.
        settled = in_time[-1:] if in_time else after[:1]
        yield DueItem(
            kind="notice",
            to=ground.policy.notify_team if to is None else to,
            reason=UPDATE if to is None else f"{_UPDATE_FOR}{ground.policy.called(to).lower()}",
            due=due,
            deadline=deadline,
            evidence=evidence,
            settled_by=tuple(settled),
        )
        last, given = (settled[0].at if settled else deadline), given + 1
        evidence = (settled[0].seq,) if settled else evidence


def _audiences(ground: Ground) -> tuple[str | None, ...]:
    """Whom there are rhythms for, each once."""
    rhythms = (one for severity in ground.policy.severities for one in severity.updates)
    return tuple(dict.fromkeys(one.to for one in rhythms))


def _for(ground: Ground, to: str | None) -> tuple[Settlement, ...]:
    """The updates that one rhythm is kept by, in order."""
    if to is None:
        return update_messages(ground)
    return tuple(
        sorted(
            settlement(one)
            for one in said_since(ground)
            if one.updates and reaches(ground, one.fact, to)
        )
    )


def updates(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each time a rhythm demanded an update."""
    if ground.clock is None:
        return ()
    return tuple(
        due
        for to in _audiences(ground)
        for stretch in _stretches(ground, ground.clock)
        for due in _in_stretch(ground, to, stretch, _for(ground, to))
    )


def promised(said: str, at: int, starts_at: datetime) -> int:
    """The instant for which the next update is promised, ms since StartEx.

    Args:
        said: the promise as it was read: `20m`, `2h` or `14:40`.
        at: when it was sent, ms since StartEx.
        starts_at: the wall time of StartEx, UTC. A clock time that has passed means tomorrow.
    """
    hour, colon, minute = said.partition(":")
    if not colon:
        return at + int(said[:-1]) * _UNITS[said[-1]]
    now = starts_at + timedelta(milliseconds=at)
    then = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    # A clock time names a whole minute, which has passed only at its end.
    if then + timedelta(minutes=1) <= now:
        then += _DAY
    # That minute may have begun before the message was sent.
    return max(at, (then - starts_at) // timedelta(milliseconds=1))


@dataclass(frozen=True, slots=True)
class _Promise:
    """A promised next update, in a message; instants in ms since StartEx."""

    by: Said
    then: int
    deadline: int


def _promised(ground: Ground, impact: int) -> Iterator[_Promise]:
    """Each promise since the impact; a message that arrives bit by bit promises once."""
    seen: set[str] = set()
    for one in ground.said:
        said, message = one.reading.next_update, one.fact.body.message
        if said is None or not one.readable or one.at < impact or message in seen:
            continue
        seen.add(message)
        then = promised(said, one.at, ground.facts.scenario.starts_at)
        yield _Promise(one, then, then + ground.policy.grace)


def _replaced(promise: _Promise, others: Iterable[_Promise]) -> bool:
    """Whether a newer promise to the same side came no later than this one's deadline."""
    return any(
        other.by.side == promise.by.side
        and (promise.by.at, promise.by.fact.seq) < (other.by.at, other.by.fact.seq)
        and other.by.at <= promise.deadline
        for other in others
    )


def promises(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each promised instant that no newer promise replaced."""
    impact = ground.instants.impact.at
    if impact is None:
        return ()
    given = tuple(_promised(ground, impact))
    following = {
        "inside": update_messages(ground),
        "outside": update_messages(ground, outside=True),
    }
    return tuple(
        DueItem(
            kind="notice",
            to=", ".join(one.by.fact.body.delivered) or one.by.fact.body.channel,
            reason=PROMISE,
            due=one.then,
            deadline=one.deadline,
            evidence=(one.by.fact.seq,),
            settled_by=tuple(update for update in following[one.by.side] if update.at > one.by.at),
        )
        for one in given
        if not _replaced(one, given)
    )
