"""A hot wash taken into a review: each line once, so that what people edit afterwards stands.

What went well becomes a strength, an action a line of the improvement plan, a rating the
evaluator's. `proposed` of the review remembers what was taken in, as it does with the scorer's own
proposals: deleted stays deleted, edited stays edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.review.model import WITHIN_DAYS, Improvement, Rated, Strength

if TYPE_CHECKING:
    from datetime import date

    from reports.review.hot_wash import AgreedAction, HotWash
    from reports.review.model import Category, Review

_CATEGORIES: tuple[Category, ...] = ("immediate", "short-term")


def _name(number: int) -> str:
    return f"hot-wash-{number}"


def _category(due: date, day: date) -> Category:
    days = (due - day).days
    return next((one for one in _CATEGORIES if days <= WITHIN_DAYS[one]), "long-term")


def _improvement(number: int, action: AgreedAction, day: date) -> Improvement:
    return Improvement(
        id=_name(number),
        problem=f"Agreed in the hot wash, written down by {action.by}.",
        action=action.text,
        category=_category(action.due, day),
        owner=action.owner,
        due=action.due,
        success="The team agrees at the next exercise that it is done.",
    )


def is_agreed(improvement: Improvement) -> bool:
    """Whether a line of the plan comes from a hot wash."""
    return improvement.id.startswith(_name(0)[:-1])


def lines_of(wash: HotWash, day: date) -> tuple[tuple[Strength, ...], tuple[Improvement, ...]]:
    """What a hot wash proposes: strengths, and lines of the plan.

    Args:
        wash: the hot wash.
        day: the day of the exercise, which says how soon an action is due.
    """
    strengths = tuple(Strength(id=_name(n), text=one.text) for n, one in wash.well.items())
    plan = tuple(_improvement(n, one, day) for n, one in wash.actions.items())
    return strengths, plan


def with_ratings(review: Review, wash: HotWash) -> Review:
    """The review with the hot wash's ratings that it has not taken in before."""
    ever = set(review.proposed)
    fresh = {
        name: rated for name, (number, rated) in wash.ratings.items() if _name(number) not in ever
    }
    if not fresh:
        return review
    known = {one.id for one in review.objectives}
    objectives = tuple(
        one.model_copy(update={"confirmed": rated.rating, "reason": rated.text})
        if (rated := fresh.get(one.id)) is not None
        else one
        for one in review.objectives
    )
    new = tuple(
        Rated(id=name, confirmed=rated.rating, reason=rated.text)
        for name, rated in fresh.items()
        if name not in known
    )
    marks = tuple(_name(wash.ratings[name][0]) for name in fresh)
    return review.model_copy(
        update={
            "objectives": (*objectives, *new),
            "proposed": tuple(dict.fromkeys((*review.proposed, *marks))),
        }
    )
