"""One pure file per criterion; none knows another.

Each has an `ID` (also the name of its weight in the policy), a `TITLE` and `judge(case)`. A new
criterion is a file beside these and a line in `CRITERIA`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.criteria import (
    acknowledgement,
    communication,
    detection,
    escalation,
    mitigation,
    procedure,
    recovery,
    severity,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.case import Case
    from scoring.verdict import Verdict
    from sim.scenario.rules.rubric import Weights


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as the scorer uses it.

    Attributes:
        weigh: its weight under a policy.
    """

    id: str
    title: str
    judge: Callable[[Case], Verdict]
    weigh: Callable[[Weights], float]


CRITERIA: tuple[Criterion, ...] = (
    Criterion(detection.ID, detection.TITLE, detection.judge, lambda w: w.detection),
    Criterion(
        acknowledgement.ID,
        acknowledgement.TITLE,
        acknowledgement.judge,
        lambda w: w.acknowledgement,
    ),
    Criterion(severity.ID, severity.TITLE, severity.judge, lambda w: w.severity),
    Criterion(mitigation.ID, mitigation.TITLE, mitigation.judge, lambda w: w.mitigation),
    Criterion(recovery.ID, recovery.TITLE, recovery.judge, lambda w: w.recovery),
    Criterion(escalation.ID, escalation.TITLE, escalation.judge, lambda w: w.escalation),
    Criterion(
        communication.ID, communication.TITLE, communication.judge, lambda w: w.communication
    ),
    Criterion(procedure.ID, procedure.TITLE, procedure.judge, lambda w: w.procedure),
)
"""Every criterion, in the order a scorecard shows them."""
