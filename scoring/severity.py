"""Which severity stands: responders may state several, and correct themselves.

Knows the statements and when the users were well again; how good the statement is, the criterion
says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.instants import statements

if TYPE_CHECKING:
    from scoring.ground import Ground
    from scoring.instants import Statement


def standing_assessment(ground: Ground) -> Statement | None:
    """The last level stated until mitigation, dated to when it was first held without a break.

    Who states one only after mitigation is held to that first statement.
    """
    said = statements(ground.facts, ground.policy)
    until = ground.instants.mitigate.at
    in_time = tuple(one for one in said if until is None or one.at <= until)
    found: Statement | None = None
    for one in in_time or said[:1]:
        found = found if found is not None and found.level == one.level else one
    return found
