"""What of a review stands: its proposals that the scorer and the final ratings still make.

The file keeps everything. A report leaves out what was proposed once and is proposed no more (an
objective was overruled, a reading corrected), unless somebody has begun to work on it; and where
nobody has touched the words of a proposal, it shows them with the corrected figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.review.model import Improvement, Review


@dataclass(frozen=True, slots=True)
class Standing:
    """A review as a report shows it.

    Attributes:
        review: with what stands.
        withdrawn: improvements that are in the file and not proposed any more.
    """

    review: Review
    withdrawn: tuple[Improvement, ...] = ()


def standing(review: Review, fresh: Review, uncorrected: Review) -> Standing:
    """What of a review stands.

    Args:
        review: as people have edited it.
        fresh: what is proposed now.
        uncorrected: what would be proposed without the review's corrections.
    """
    ever = set(review.proposed)
    now = {one.id: one for one in fresh.improvements}
    strong = {one.id: one for one in fresh.strengths}
    problems = {one.id: one.problem for one in uncorrected.improvements}
    texts = {one.id: one.text for one in uncorrected.strengths}
    withdrawn = tuple(
        one
        for one in review.improvements
        if one.id in ever and one.id not in now and one.status == "not started"
    )
    improvements = tuple(
        one.model_copy(update={"problem": now[one.id].problem})
        if one.id in now and one.problem == problems.get(one.id)
        else one
        for one in review.improvements
        if one not in withdrawn
    )
    strengths = tuple(
        strong[one.id] if one.id in strong and one.text == texts.get(one.id) else one
        for one in review.strengths
        if one.id in strong or f"strength-{one.id}" not in ever
    )
    shown = review.model_copy(update={"improvements": improvements, "strengths": strengths})
    return Standing(shown, withdrawn)
