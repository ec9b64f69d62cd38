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
        quiet: its weight where nothing breaks; such criteria have no other.
    """

    id: str
    weighs: str
    weight: float
    skill: Skill | None = None
    share: float = 1
    quiet: float = 0


CRITERION_ROWS: tuple[CriterionRow, ...] = (
    CriterionRow("detection", "How soon the incident is declared.", 8, "coordination"),
    CriterionRow("acknowledgement", "How soon the alert is acknowledged.", 4, "coordination"),
    CriterionRow("severity", "Whether it is called as bad as it is.", 10, "coordination"),
    CriterionRow("mitigation", "How soon users are served again.", 8, "technical"),
    CriterionRow("recovery", "How soon everything is back to normal.", 12, "technical"),
    CriterionRow(
        "escalation", "Whether the right roles are called in time.", 14, "coordination", share=2
    ),
    CriterionRow(
        "communication", "Whether team and users get true information in time.", 22, "communication"
    ),
    CriterionRow("procedure", "Whether it is worked in a safe order.", 22),
    CriterionRow("looking", "Whether somebody looked before answering.", 0, "technical", quiet=30),
    CriterionRow(
        "answering", "Whether who raised the alarm was answered.", 0, "communication", quiet=40
    ),
    CriterionRow("restraint", "Whether a well service was left alone.", 0, "technical", quiet=30),
)
"""Every criterion, in the order a scorecard shows them."""

CRITERION_IDS: tuple[str, ...] = tuple(row.id for row in CRITERION_ROWS)
QUIET_IDS: tuple[str, ...] = tuple(row.id for row in CRITERION_ROWS if row.quiet)
"""Those that count where nothing breaks, and only there."""
