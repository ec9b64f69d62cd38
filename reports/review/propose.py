"""What the scorer proposes for a review: ratings, strengths and improvements, from the findings.

Each criterion below `P` makes one improvement; each harm makes one as well, to be done at once.
Who owns what is a proposal too: people know better.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reports import format as spell
from reports.review.live import evaluators, notes, ratings
from reports.review.model import WITHIN_DAYS, Improvement, Proof, Rated, Review, Strength
from scoring.criteria import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.review.model import Category
    from scoring.facts import Fact
    from scoring.model import CriterionResult, ObjectiveRating, Scorecard, ScoreFinding
    from sim.journal.conduct import Remark
    from sim.scenario.policy import Policy

_MOST_PROBLEMS = 3
_NO_RATING_YET = 100.0
_LATER_BELOW_S = 40.0


def _owner(policy: Policy, role: str) -> str:
    meant = policy.meant(role)
    return policy.roles[meant].title if meant in policy.roles else ""


def _problems(result: CriterionResult) -> str:
    told = [one.text for one in result.findings if one.level == "problem"][:_MOST_PROBLEMS]
    more = sum(one.level == "problem" for one in result.findings) - len(told)
    rest = f" And {more} more." if more > 0 else ""
    reasons = " ".join(told) or result.why
    return f"{result.title}: {spell.points(result.score)} of 100. {reasons}{rest}"


def _category(score: float) -> Category:
    return "short-term" if score < _LATER_BELOW_S else "long-term"


def _falls_short(
    result: CriterionResult, card: Scorecard, policy: Policy, day: date
) -> Improvement | None:
    enough = policy.ratings.get("P", _NO_RATING_YET)
    if result.score is None or result.score >= enough:
        return None
    advice, category = CRITERIA[result.id].advice, _category(result.score)
    return Improvement(
        id=result.id,
        problem=_problems(result),
        action=advice.action,
        category=category,
        owner=_owner(policy, advice.owner),
        due=day + timedelta(days=WITHIN_DAYS[category]),
        success=f"{result.title} reaches {enough:g} of 100 in {card.title}, with any seed.",
        proof=Proof(scenario=card.scenario, expect=(f"{result.id}>={enough:g}",)),
    )


def _harm(
    number: int, finding: ScoreFinding, card: Scorecard, policy: Policy, day: date
) -> Improvement:
    return Improvement(
        id=f"harm-{number}",
        problem=finding.text,
        action="Agree what has to be seen before this command is given; put it in the runbook.",
        category="immediate",
        owner=_owner(policy, "technical_lead"),
        due=day + timedelta(days=WITHIN_DAYS["immediate"]),
        success=f"{card.title} is played without any harm.",
        proof=Proof(scenario=card.scenario, expect=("harm==0",)),
    )


def _strengths(card: Scorecard, policy: Policy) -> tuple[Strength, ...]:
    enough = policy.ratings.get("P", _NO_RATING_YET)
    return tuple(
        Strength(id=one.id, text=f"{one.title}: {spell.points(one.score)} of 100. {one.why}")
        for one in card.criteria
        if one.score is not None and one.score >= enough
    )


def _rated(objective: ObjectiveRating, live: Fact[Remark] | None) -> Rated:
    """The proposed rating, and beside it the one that the evaluator entered."""
    if live is None:
        return Rated(id=objective.id, proposed=objective.rating)
    return Rated(
        id=objective.id,
        proposed=objective.rating,
        confirmed=live.body.rating,
        reason=live.body.text,
    )


def propose(
    card: Scorecard, policy: Policy, day: date, remarks: Sequence[Fact[Remark]] = ()
) -> Review:
    """What the scorer proposes, with what evaluators entered during the exercise.

    Args:
        card: the scorecard.
        policy: for the bounds of ratings and the names of roles.
        day: the day of the exercise, from which deadlines run.
        remarks: the journal's; the last rating of an objective confirms or overrules the proposed
            one, its words are the reason, and all other words are notes.
    """
    live = ratings(remarks)
    harms = [one for part in card.criteria for one in part.findings if one.level == "harm"]
    improvements = (
        *(_harm(number, one, card, policy, day) for number, one in enumerate(harms, start=1)),
        *(
            found
            for part in card.criteria
            if (found := _falls_short(part, card, policy, day)) is not None
        ),
    )
    strengths = _strengths(card, policy)
    return Review(
        format=1,
        evaluator=evaluators(remarks),
        notes=notes(remarks),
        objectives=tuple(_rated(one, live.get(one.id)) for one in card.objectives),
        strengths=strengths,
        improvements=improvements,
        proposed=(
            *(f"strength-{one.id}" for one in strengths),
            *(one.id for one in improvements),
        ),
    )
