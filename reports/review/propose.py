"""What the scorer proposes for a review: ratings, strengths and improvements, from the findings.

Each criterion below `P` makes one improvement; each harm makes one as well, to be done at once.
An evaluator's rating of an objective goes before the scorer's: what it says fell short is an
improvement of its own, what it says was performed is none. Who owns what is a proposal too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reports import format as spell
from reports.phrases import RATINGS
from reports.review.final import FELL_SHORT, finals
from reports.review.hot_wash import HotWash
from reports.review.live import evaluators, notes, ratings
from reports.review.model import WITHIN_DAYS, Improvement, Proof, Rated, Review, Strength
from reports.review.taken_in import lines_of, with_ratings
from scoring.criteria import CRITERIA
from sim.journal.versions import REVIEW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.review.final import Final
    from reports.review.model import Category
    from scoring.facts import Fact
    from scoring.model import CriterionResult, ObjectiveRating, Scorecard, ScoreFinding
    from sim.journal.conduct import Remark
    from sim.scenario.policy import Policy

_MOST_PROBLEMS = 3
_MOST_TEXT = 2_000
_MOST_ID = 54
"""An identifier has 63 characters, and `strength-` comes before it."""
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
        action=advice.action_for(card),
        category=category,
        owner=_owner(policy, advice.owner),
        due=day + timedelta(days=WITHIN_DAYS[category]),
        success=(
            f"{result.title} reaches {enough:g} of 100 in one run of {card.title}, with any seed."
        ),
        proof=Proof(scenario=card.scenario, expect=(f"{result.id}>={enough:g}",)),
    )


def _harm(
    number: int, finding: ScoreFinding, card: Scorecard, policy: Policy, day: date
) -> Improvement:
    return Improvement(
        id=f"harm-{number}",
        problem=finding.text,
        action="Agree what must be confirmed before the action that did harm; put it in the "
        "runbook.",
        category="immediate",
        owner=_owner(policy, "technical_lead"),
        due=day + timedelta(days=WITHIN_DAYS["immediate"]),
        success=f"A run of {card.title} has no harmful action.",
        proof=Proof(scenario=card.scenario, expect=("harm==0",)),
    )


def _rated_so(one: Final) -> str:
    """`Inform users. Performed with major challenges, as evaluated (proposed P). Late.`."""
    words = RATINGS[one.rating or "U"]
    source = ""
    if one.overruled:
        source = f", as evaluated (proposed {one.objective.rating or 'nothing'})"
    text = f"{one.objective.text} {words[:1].upper()}{words[1:]}{source}."
    return f"{text} {one.reason}".strip()[:_MOST_TEXT]


def _objective_falls_short(one: Final, card: Scorecard, policy: Policy, day: date) -> Improvement:
    advice = CRITERIA[one.objective.criterion].advice
    category: Category = "short-term" if one.rating == "U" else "long-term"
    return Improvement(
        id=_own_id(one),
        problem=_rated_so(one),
        action=advice.action_for(card),
        category=category,
        owner=_owner(policy, advice.owner),
        due=day + timedelta(days=WITHIN_DAYS[category]),
        success=f"An evaluator rates it P or S: {one.objective.text}"[:_MOST_TEXT],
    )


def _own_id(one: Final) -> str:
    return f"objective-{one.objective.id}"[:_MOST_ID]


def _strengths(card: Scorecard, policy: Policy, rated: Sequence[Final]) -> tuple[Strength, ...]:
    enough = policy.ratings.get("P", _NO_RATING_YET)
    doubted = {one.objective.criterion for one in rated if one.overruled and one.rating != "P"}
    return (
        *(
            Strength(id=one.id, text=f"{one.title}: {spell.points(one.score)} of 100. {one.why}")
            for one in card.criteria
            if one.score is not None and one.score >= enough and one.id not in doubted
        ),
        *(
            Strength(id=_own_id(one), text=_rated_so(one))
            for one in rated
            if one.overruled and one.rating == "P"
        ),
    )


def _performed(rated: Sequence[Final]) -> frozenset[str]:
    """Criteria of which an evaluator says that all they were to show was performed."""
    overruled = {one.objective.criterion for one in rated if one.overruled}
    short = {one.objective.criterion for one in rated if one.rating not in {"P", None}}
    return frozenset(overruled - short)


def _improvements(
    card: Scorecard, policy: Policy, day: date, rated: Sequence[Final]
) -> tuple[Improvement, ...]:
    harms = [one for part in card.criteria for one in part.findings if one.level == "harm"]
    performed = _performed(rated)
    criteria = [
        found
        for part in card.criteria
        if part.id not in performed and (found := _falls_short(part, card, policy, day)) is not None
    ]
    planned = {one.id for one in criteria}
    return (
        *(_harm(number, one, card, policy, day) for number, one in enumerate(harms, start=1)),
        *criteria,
        *(
            _objective_falls_short(one, card, policy, day)
            for one in rated
            if one.rating in FELL_SHORT
            and (one.overruled or one.objective.criterion not in planned)
        ),
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
    card: Scorecard,
    policy: Policy,
    day: date,
    remarks: Sequence[Fact[Remark]] = (),
    written: Review | None = None,
    *,
    wash: HotWash | None = None,
) -> Review:
    """What the scorer proposes, with what evaluators entered during the exercise.

    Args:
        card: the scorecard.
        policy: for the bounds of ratings and the names of roles.
        day: the day of the exercise, from which deadlines run.
        remarks: the journal's; the last rating of an objective confirms or overrules the proposed
            one, its words are the reason, and all other words are notes.
        written: the review as people have edited it, whose ratings stand.
        wash: the hot wash: its ratings stand once, its actions are planned.
    """
    live, wash = ratings(remarks), wash or HotWash()
    objectives = tuple(_rated(one, live.get(one.id)) for one in card.objectives)
    start = written or Review(format=REVIEW, objectives=objectives)
    rated = finals(card, with_ratings(start, wash) if wash.ratings else written, remarks)
    well, planned = lines_of(wash, day)
    improvements = (*_improvements(card, policy, day, rated), *planned)
    strengths = (*_strengths(card, policy, rated), *well)
    fresh = Review(
        format=REVIEW,
        evaluator=evaluators(remarks),
        notes=notes(remarks),
        objectives=objectives,
        strengths=strengths,
        improvements=improvements,
        proposed=(
            *(f"strength-{one.id}" for one in strengths),
            *(one.id for one in improvements),
        ),
    )
    return with_ratings(fresh, wash)
