"""The hot wash as boards show it: the lists, and each objective with its ratings.

Pure: from what was written down, the live remarks and the scorecard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.review.hot_wash import HotWash
    from scoring.model import Rating, Scorecard
    from sim.journal.conduct import Remark
    from sim.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class ToRate:
    """An objective, with the scorer's rating and the evaluator's.

    Attributes:
        proposed: the scorer's; None while it is being scored, or where it proposes none.
        evaluator: the last that an evaluator gave, during the exercise or after it.
        by: who gave it; "" for nobody.
    """

    id: str
    text: str
    proposed: Rating | None
    evaluator: Rating | None
    by: str
    reason: str


def to_rate(
    scenario: Scenario,
    card: Scorecard | None,
    remarks: Sequence[tuple[int, Remark]],
    wash: HotWash,
) -> tuple[ToRate, ...]:
    """Every objective of the scenario."""
    proposed = {one.id: one.rating for one in (card.objectives if card is not None else ())}
    given: dict[str, tuple[Rating, str, str]] = {
        body.objective: (body.rating, body.by, body.text)
        for _, body in remarks
        if body.objective and body.rating is not None
    }
    given |= {name: (one.rating, one.by, one.text) for name, (_, one) in wash.ratings.items()}
    found = []
    for objective in scenario.objectives:
        rating, by, reason = given.get(objective.id, (None, "", ""))
        found.append(
            ToRate(objective.id, objective.text, proposed.get(objective.id), rating, by, reason)
        )
    return tuple(found)
