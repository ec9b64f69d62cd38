"""Instants as people type them: `14:30` on the simulated clock, or `30m` since StartEx."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.scenario.durations import HOUR, MINUTE, SECOND, format_duration, parse_duration

if TYPE_CHECKING:
    from datetime import datetime

_DAY = 24 * HOUR
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def moment_of(
    text: str,
    starts_at: datetime,
    length: int,
    *,
    option: str = "",
    ends: str = "the record ends",
) -> int:
    """The instant that `14:30` (simulated) or `30m` (since StartEx) means, in ms.

    Args:
        text: as typed.
        starts_at: StartEx.
        length: the latest instant that is meant, ms.
        option: how an error begins; `--at` with the text when empty.
        ends: what `length` is, for the error.

    Raises:
        Unusable: it is neither, or later than `length`.
    """
    begins = option or f"--at {text}"
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        hour, minute, second = (int(part or 0) for part in clock.groups())
        began = (starts_at.hour * 60 + starts_at.minute) * MINUTE + starts_at.second * SECOND
        at = (hour * HOUR + minute * MINUTE + second * SECOND - began) % _DAY
    else:
        try:
            at = parse_duration(text)
        except ValueError:
            raise Unusable(
                f"{begins}: write a simulated time like 14:30, or a time since StartEx like 30m"
            ) from None
    if at > length:
        raise Unusable(
            f"{begins}: {ends} {format_duration(length // SECOND * SECOND)} after "
            f"StartEx at {starts_at:%H:%M}"
        )
    return at
