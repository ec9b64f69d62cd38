"""The next role of the matrix, each time a timer runs out: shared by the rules that have one.

Which timer it is, and when it runs out, is the rules' own business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.obligations.due import Due
from scoring.obligations.roles import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scoring.case import Ground
    from scoring.model import Evidence
    from sim.scenario.policy import Severity


def next_in_line(
    ground: Ground,
    expiries: Iterable[tuple[int, Evidence]],
    timer: Callable[[Severity], int | None],
    words: str,
) -> tuple[Due, ...]:
    """One debt for each expiry, to the next role after the first; none when the roles are used up.

    Args:
        ground: the incident.
        expiries: when the timer ran out (ms since StartEx), with what it last started at.
        timer: the severity's time, ms, for the reason.
        words: the reason, with room for the minutes: `no progress for {} min`.
    """
    dues: list[Due] = []
    for column, (at, evidence) in enumerate(expiries, start=1):
        severity = ground.severity_at(at)
        if severity is None or column >= len(severity.matrix):
            break
        role, minutes = severity.matrix[column], (timer(severity) or 0) // 60_000
        dues.append(
            Due(
                kind="escalation",
                to=role,
                reason=f"{words.format(minutes)} at severity {severity.level}",
                due=at,
                deadline=at + ground.policy.grace,
                evidence=evidence,
                settled_by=told(ground, role),
            )
        )
    return tuple(dues)
