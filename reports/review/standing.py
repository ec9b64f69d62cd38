"""What of a review stands: its proposals that the scorer and the final ratings still make.

The file keeps everything. A report leaves out what was proposed once and is proposed no more (an
objective was overruled, a reading corrected), unless somebody has begun to work on it.
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


def standing(review: Review, fresh: Review) -> Standing:
    """What of a review stands beside what is proposed now."""
    ever = set(review.proposed)
    now = {one.id for one in fresh.improvements}
    strong = {one.id for one in fresh.strengths}
    withdrawn = tuple(
        one
        for one in review.improvements
        if one.id in ever and one.id not in now and one.status == "not started"
    )
    strengths = tuple(
        one for one in review.strengths if one.id in strong or f"strength-{one.id}" not in ever
    )
    kept = tuple(one for one in review.improvements if one not in withdrawn)
    shown = review.model_copy(update={"improvements": kept, "strengths": strengths})
    return Standing(shown, withdrawn)
