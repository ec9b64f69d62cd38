"""Promised next updates: read from the responders' own words, held against what followed.

Understands "next update in 20 minutes", "next update at 14:35", "Next Update: 14:35 UTC"; clock
times are UTC, on the scenario's own clock.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Due
from scoring.obligations.updates import update_messages

if TYPE_CHECKING:
    from datetime import datetime

    from scoring.case import Ground

PROMISE = "promised next update"
_DAY = timedelta(days=1)
_MINUTES = {"m": 1, "h": 60}
_PROMISED = re.compile(
    r"next\s+update[\s:*_\u2013\u2014-]*"
    r"(?:(?:is|will|be|due|expected|in|within|at|by|around|about)[\s:*_]+)*"
    r"(?:(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)|(?P<count>\d{1,3})\s*(?P<unit>h|m)(?!s))",
    re.IGNORECASE,
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
    if then + timedelta(minutes=1) <= now:
        then += _DAY
    return max(at, (then - starts_at) // timedelta(milliseconds=1))


def promises(ground: Ground) -> tuple[Due, ...]:
    """One debt for each promised instant."""
    if ground.instants.impact.at is None:
        return ()
    messages = update_messages(ground)
    dues: dict[int, Due] = {}
    seen: set[str] = set()
    for fact in said.received(ground.facts, ground.instants.impact.at):
        then = promised(fact.body.text, fact.at, ground.facts.scenario.starts_at)
        # A message that reaches several people at several instants promises once.
        if then is None or then in dues or fact.body.message in seen:
            continue
        seen.add(fact.body.message)
        dues[then] = Due(
            kind="notice",
            to=", ".join(fact.body.delivered) or fact.body.channel,
            reason=PROMISE,
            due=then,
            deadline=then + ground.policy.grace,
            evidence=(fact.seq,),
            settled_by=tuple(update for update in messages if update.at > fact.at),
        )
    return tuple(dues.values())
