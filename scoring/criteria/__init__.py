"""One pure file per criterion; none knows another.

Each has a `CRITERION`. A new one is a file beside these and a row in
`sim.scenario.rules.criteria`, where policies find its name and its usual weight.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from scoring.tabletop import touches_system
from scoring.verdict import Verdict
from sim.scenario.rules.criteria import CRITERION_IDS

if TYPE_CHECKING:
    from scoring.criterion import Criterion


def _criterion(name: str) -> Criterion:
    # By name: a criterion that had to be imported here would be one more list to forget.
    found: Criterion = import_module(f"{__name__}.{name}").CRITERION
    return found


CRITERIA: dict[str, Criterion] = {name: _criterion(name) for name in CRITERION_IDS}
"""Every criterion by its id, in the order a scorecard shows them."""

NOT_APPLICABLE = Verdict(None, "Not applicable: a tabletop touches no system.")


def applies(criterion: str, exercise_type: str) -> bool:
    """Whether a criterion, by its id, can be judged in this type of exercise."""
    return touches_system(exercise_type) or CRITERIA[criterion].in_tabletop
