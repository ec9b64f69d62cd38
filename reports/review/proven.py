"""Whether a later record proves an improvement: it played the scenario and met the conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.expect import parse_expectation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reports.review.model import Improvement
    from scoring.model import Scorecard


@dataclass(frozen=True, slots=True)
class Later:
    """Another record beside the one under review, played after it or before it."""

    name: str
    played_at: datetime
    card: Scorecard
    team: str = ""


def proven_by(improvement: Improvement, later: Iterable[Later]) -> Later | None:
    """The first later record that meets every condition of the improvement's proof.

    Raises:
        Unusable: a condition cannot be read; says what can be written.
    """
    proof = improvement.proof
    if proof is None:
        return None
    wishes = [parse_expectation(text) for text in proof.expect]
    return next(
        (
            one
            for one in sorted(later, key=lambda one: one.played_at)
            if one.card.scenario == proof.scenario and all(wish.holds(one.card) for wish in wishes)
        ),
        None,
    )
