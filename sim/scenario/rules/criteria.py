"""The criteria as a policy knows them: what each is called, what it weighs unless a policy says so.

Pure data, low enough for policies and lint to check names by. How a criterion judges, and what to
do when it falls short, stands in its file in `scoring.criteria`; a row here is what makes that file
count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.scenario.rules.procedure import Skill


class CriterionRow(NamedTuple):
    """One criterion.

    Attributes:
        id: its name in policies, objectives and scorecards, and of its file.
        weighs: what its weight is for, in words.
        weight: relative to the others, where the policy gives none.
        skill: the skill area of the training programme that it shows; `share`: how much of it,
            where the policy does not say.
    """

    id: str
    weighs: str
    weight: float
    skill: Skill | None = None
    share: float = 1


CRITERION_ROWS: tuple[CriterionRow, ...] = (
    CriterionRow("detection", "How soon the incident is declared.", 15, "coordination"),
    CriterionRow("acknowledgement", "How soon the alert is acknowledged.", 5, "coordination"),
    CriterionRow("severity", "Whether it is called as bad as it is.", 10, "coordination"),
    CriterionRow("mitigation", "How soon users are served again.", 15, "technical"),
    CriterionRow("recovery", "How soon everything is back to normal.", 15, "technical"),
    CriterionRow(
        "escalation", "Whether the right roles are called in time.", 15, "coordination", share=2
    ),
    CriterionRow("communication", "Whether team and users are told in time.", 15, "communication"),
    CriterionRow("procedure", "Whether it is worked in a safe order.", 10),
)
"""Every criterion, in the order a scorecard shows them."""

CRITERION_IDS: tuple[str, ...] = tuple(row.id for row in CRITERION_ROWS)
