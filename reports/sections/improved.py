"""The sections that people write: strengths, areas for improvement, causes, the improvement plan.

Without a review there is only what the scorer would propose, which the caller passes in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.document import Bullets, Prose, ReportSection, Subheading, Table, columns, words
from reports.phrases import titled
from reports.review.hot_wash import HotWash
from reports.review.proven import status_of
from reports.review.taken_in import is_agreed
from reports.text import went_well

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.document import Block, Cell
    from reports.material import Material
    from reports.review.model import Improvement, Review
    from scoring.model import Scorecard

_FISHBONE = ("people", "process", "technology", "environment")


def strengths(card: Scorecard, review: Review) -> ReportSection:
    """What went well; what the scorer noted, where nobody entered anything."""
    items = tuple(one.text for one in review.strengths)
    if items:
        return ReportSection("strengths", "Strengths", (Bullets(items),))
    noted = tuple(went_well(card))
    if not noted:
        return ReportSection("strengths", "Strengths", (Prose("None.", "soft"),))
    lead = Prose("None entered in review.yaml. The scorer noted:", "soft")
    return ReportSection("strengths", "Strengths", (lead, Bullets(noted)))


def areas(
    review: Review, withdrawn: Sequence[Improvement] = (), wash: HotWash | None = None
) -> ReportSection:
    """What fell short, as the plan answers it, and what the hot wash says should improve.

    Then what was proposed and is not any more. An action of the hot wash names no problem of its
    own: what it answers is among what the hot wash wants improved.
    """
    wash = wash or HotWash()
    items = (
        *(one.problem for one in review.improvements if not is_agreed(one)),
        *(one.text for one in wash.improve.values()),
    )
    block: Block = Bullets(items) if items else Prose("None entered in review.yaml.", "soft")
    blocks = [block]
    if withdrawn:
        names = ", ".join(titled(one.id) for one in withdrawn)
        text = (
            f"Not proposed any more, by an evaluator's rating or correction: {names}. It stays in "
            "review.yaml, and is planned again once its status says so."
        )
        blocks.append(Prose(text, "soft"))
    return ReportSection("areas", "Areas for improvement", tuple(blocks))


def _proof(material: Material, one: Improvement) -> Cell:
    if one.proof is None:
        return words("no proof named", "soft")
    wanted = f"{', '.join(one.proof.expect)} in {one.proof.scenario}"
    later = material.proof_of(one)
    if later is None:
        return words(f"not yet (needs {wanted})")
    return words(
        f"✓ proven by {later.name} on {later.played_at.date().isoformat()}; {wanted}", "good"
    )


def plan(material: Material, review: Review) -> ReportSection:
    """Who does what by when, how one sees it, and whether a later record proves it."""
    rows = tuple(
        (
            words(one.action),
            words(one.category),
            words(one.owner or "nobody yet"),
            words(one.due.isoformat() if one.due else "no date"),
            words(one.success or "not said"),
            words(status_of(one, material.proof_of(one))),
            _proof(material, one),
        )
        for one in review.improvements
    )
    heads = columns("Action", "Category", "Owner", "Due", "Done when", "Status", "Proven")
    lead = (
        "Immediate: within a week. Short-term: within four weeks. Long-term: within three months. "
        "An improvement counts as proven when a later run of the same scenario, by "
        f"{'people' if material.players.are_people else 'the same runbook or script'} and "
        "with its record in the same parent directory, meets its conditions."
    )
    table = Table("Improvement plan", heads, rows, empty="Nothing fell short: there is no plan.")
    return ReportSection("plan", "Improvement plan", (Prose(lead, "soft"), table))


def causes(review: Review) -> tuple[Block, ...]:
    """Five whys and the fishbone, where somebody filled them in."""
    blocks: list[Block] = []
    if review.whys:
        asked = tuple(f"{number}. {text}" for number, text in enumerate(review.whys, start=1))
        blocks += [Subheading("Five whys"), Bullets(asked)]
    rows = [(kind, getattr(review.fishbone, kind)) for kind in _FISHBONE]
    if any(factors for _, factors in rows):
        table = tuple((words(kind.capitalize()), words("; ".join(f) or "-")) for kind, f in rows)
        heads = columns("Category", "Contributing factors")
        blocks += [Subheading("Fishbone"), Table("Fishbone", heads, table, narrow=True)]
    return tuple(blocks)


def lessons(review: Review) -> tuple[Block, ...]:
    """What was learned."""
    blocks: list[Block] = []
    if review.lessons:
        blocks += [Subheading("Lessons"), Bullets(review.lessons)]
    return tuple(blocks)
