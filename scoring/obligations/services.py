"""Several services ill at once: owed to engineering management.

Knows the health monitor's verdicts. Data integrity and security, the matrix's other reasons, leave
no trace in this version's journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.obligations.due import Due
from scoring.obligations.roles import told

if TYPE_CHECKING:
    from scoring.case import Ground
    from scoring.facts import Fact
    from sim.journal.bodies import HealthChanged

MANAGEMENT = "engineering_manager"
_SEVERAL = 2


def _several_ill(ground: Ground) -> Fact[HealthChanged] | None:
    ill: set[str] = set()
    for fact in ground.facts.health:
        (ill.discard if fact.body.new == "HEALTHY" else ill.add)(fact.body.service)
        if len(ill) >= _SEVERAL and fact.at < ground.over_at:
            return fact
    return None


def several_services(ground: Ground) -> tuple[Due, ...]:
    """The debt to engineering management, when several services were ill at once."""
    seen = _several_ill(ground)
    if ground.clock is None or seen is None or MANAGEMENT not in ground.policy.roles:
        return ()
    due = max(ground.clock, seen.at)
    severity = ground.severity_at(due)
    if severity is None or due >= ground.over_at:
        return ()
    return (
        Due(
            kind="escalation",
            to=MANAGEMENT,
            reason="several services ill at once",
            due=due,
            deadline=due + severity.respond_within,
            evidence=(seen.seq,),
            settled_by=told(ground, MANAGEMENT),
        ),
    )
