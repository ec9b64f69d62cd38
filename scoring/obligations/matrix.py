"""The first column of the escalation matrix: owed at detection.

When the incident turns worse afterwards, the first column of the worse severity is owed from
then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.obligations.due import Due
from scoring.obligations.roles import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Ground
    from sim.scenario.policy import Severity


def _moments(ground: Ground, start: int) -> Iterator[tuple[int, Severity]]:
    at_start = ground.severity_at(start)
    if at_start is not None:
        yield start, at_start
    for reached, level in ground.truth.rises(ground.instants.impact.at or 0):
        severity = ground.policy.severity(level)
        if start < reached < ground.over_at and severity is not None:
            yield reached, severity


def first_column(ground: Ground) -> tuple[Due, ...]:
    """One debt for each first role of the matrix that fell due, none twice."""
    if ground.clock is None:
        return ()
    dues: dict[str, Due] = {}
    for at, severity in _moments(ground, ground.clock):
        role = severity.matrix[0]
        if role not in dues:
            dues[role] = Due(
                kind="escalation",
                to=role,
                reason=f"first in line for severity {severity.level}",
                due=at,
                deadline=at + severity.respond_within,
                evidence=ground.instants.detect.evidence or ground.instants.impact.evidence,
                settled_by=told(ground, role),
            )
    return tuple(dues.values())
