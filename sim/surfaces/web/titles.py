"""What an exercise is called where its players look: a scenario's title says what will break.

"Complete R2 outage" above a player's board gives cause and extent away, and "False alarm" ends the
exercise. Until EndEx players, the wall and whoever takes a seat read a name that says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.surfaces.web.source import View


def neutral_title(scenario: Scenario) -> str:
    """`Exercise, 3 March 2026`: the day is the simulated one, as on the board's clock."""
    return f"Exercise, {scenario.starts_at.day} {scenario.starts_at:%B %Y}"


def title_for(view: View, scenario: Scenario, *, over: bool) -> str:
    """The title of a board: the staff's is the scenario's, everybody's after EndEx."""
    known = over or view in {"facilitator", "evaluator"}
    return scenario.title if known else neutral_title(scenario)
