"""A new proposal put into a review that people have edited: adds, and takes nothing back.

What is there stays as it is, what was deleted stays deleted; only the scorer's own ratings follow
a new scorecard. The law: merging the same proposal twice changes nothing the second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.review.taken_in import with_ratings

if TYPE_CHECKING:
    from reports.review.hot_wash import HotWash
    from reports.review.model import Rated, Review


def _rated(edited: Review, fresh: Review) -> tuple[Rated, ...]:
    known = {one.id: one for one in edited.objectives}
    followed = tuple(
        one.model_copy(
            update={
                "proposed": next((f.proposed for f in fresh.objectives if f.id == one.id), None)
            }
        )
        for one in edited.objectives
    )
    return (*followed, *(one for one in fresh.objectives if one.id not in known))


def merge(edited: Review, fresh: Review, wash: HotWash | None = None) -> Review:
    """The edited review with what is new in a fresh proposal, and in the hot wash's ratings."""
    if wash is not None:
        edited = with_ratings(edited, wash)
    ever = set(edited.proposed)
    here = {one.id for one in edited.improvements}
    strong = {one.id for one in edited.strengths}
    improvements = tuple(
        one for one in fresh.improvements if one.id not in ever and one.id not in here
    )
    strengths = tuple(
        one for one in fresh.strengths if f"strength-{one.id}" not in ever and one.id not in strong
    )
    return edited.model_copy(
        update={
            "objectives": _rated(edited, fresh),
            "improvements": (*edited.improvements, *improvements),
            "strengths": (*edited.strengths, *strengths),
            "proposed": tuple(dict.fromkeys((*edited.proposed, *fresh.proposed))),
        }
    )
