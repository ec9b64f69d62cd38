"""The rating of each objective that stands: the evaluator's where there is one, else the proposal.

What went well, what fell short and what is planned go by it, and both ratings can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.review.live import ratings
from reports.review.model import Rated

if TYPE_CHECKING:
    from reports.review.live import Remarks
    from reports.review.model import Review
    from scoring.model import ObjectiveRating, Rating, Scorecard

FELL_SHORT = frozenset({"M", "U"})
"""Ratings that something has to be done about."""


@dataclass(frozen=True, slots=True)
class Final:
    """An objective with its two ratings.

    Attributes:
        objective: as the scorer rates it.
        evaluator: the evaluator's rating; None without one.
        reason: the evaluator's.
    """

    objective: ObjectiveRating
    evaluator: Rating | None
    reason: str

    @property
    def rating(self) -> Rating | None:
        """The one that stands."""
        return self.evaluator or self.objective.rating

    @property
    def overruled(self) -> bool:
        """Whether the evaluator's differs from the scorer's."""
        return self.evaluator is not None and self.evaluator != self.objective.rating


def finals(card: Scorecard, review: Review | None, remarks: Remarks) -> tuple[Final, ...]:
    """Every objective's.

    Args:
        card: the scorer's.
        review: what people wrote; an objective that is in it has the rating that it has there.
        remarks: the journal's, for objectives that no review names.
    """
    written = {one.id: one for one in (review.objectives if review else ())}
    entered = {
        name: Rated(id=name, confirmed=fact.body.rating, reason=fact.body.text)
        for name, fact in ratings(remarks).items()
    }
    found = []
    for objective in card.objectives:
        rated = written.get(objective.id) or entered.get(objective.id)
        found.append(
            Final(objective, None, "")
            if rated is None
            else Final(objective, rated.confirmed, rated.reason)
        )
    return tuple(found)
