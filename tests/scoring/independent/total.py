"""The total, and what holds it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE
from tests.scoring.independent.claims import taken_back, verdict_in
from tests.scoring.independent.criteria import HALF_AN_HOUR, scores
from tests.scoring.independent.escalation import row, worst
from tests.scoring.independent.instants import resolutions
from tests.scoring.independent.notices import notices
from tests.scoring.independent.objectives import rating
from tests.scoring.independent.state import truly_over
from tests.scoring.independent.told import incident_began, side

if TYPE_CHECKING:
    from tests.scoring.independent.record import Record


def caps(record: Record) -> dict[str, float]:
    """The caps that hold."""
    limits, found = record.policy.caps, dict[str, float]()
    if any(not truly_over(record, at) for at in resolutions(record)):
        found["false_resolve"] = limits.false_resolve
    outside = {*record.policy.audiences, STATUS_PAGE, PUBLIC}
    owed = [row(record, debt) for debt in notices(record) if debt.to in outside]
    verdicts = {one.verdict for one in owed if one is not None}
    if verdicts == {"missed"}:
        found["unsaid"] = limits.unsaid
    if _lied(record):
        found["untruth"] = limits.untruth
    rated = set() if record.is_tabletop else {*ratings(record)}
    if "U" in rated:
        found["unable"] = limits.unable
    elif "M" in rated:
        found["major_challenges"] = limits.major_challenges
    return found


def ratings(record: Record) -> list[str | None]:
    """How each objective of which a condition could be judged is rated."""
    found: list[str | None] = []
    for one in record.scenario.objectives:
        rated, worths = rating(record, one.check)
        if worths:
            found.append(record.ratings.get(one.id, rated))
    return found


def _lied(record: Record) -> bool:
    """Whether an untruth to users or the public was not taken back in time."""
    for word in record.words():
        if word.at < incident_began(record) or not word.heard or side(record, word) != "users":
            continue
        level = worst(record, word.at)
        rhythm = level.updates[0].every if level is not None and level.updates else HALF_AN_HOUR
        for claim in word.reading.claims:
            if verdict_in(record, word, claim) == "untruth":
                back = taken_back(record, word, claim)
                if back is None or back > word.at + rhythm:
                    return True
    return False


def total(record: Record) -> tuple[float | None, float]:
    """The total and its coverage."""
    policy = record.policy
    weights = policy.quiet if record.first_fault is None else policy.weights
    found = scores(record)
    judged = [
        (round(score, 1), weights[name]) for name, score in found.items() if score is not None
    ]
    applies = [
        weight
        for name, weight in weights.items()
        if name in found
        and (not record.is_tabletop or name in {"severity", "escalation", "communication"})
    ]
    weight, whole = sum(share for _, share in judged), sum(applies)
    coverage = 100 * weight / whole if whole else 0.0
    if not weight or coverage < policy.coverage_floor:
        return None, round(coverage, 1)
    mean = sum(score * share for score, share in judged) / weight
    return round(min([mean, *caps(record).values()]), 1), round(coverage, 1)
