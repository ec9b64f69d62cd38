"""The after-action report with its improvement plan, in the shape of HSEEP's AAR/IP.

In short, what was really wrong, what happened, objectives with their reasons, evaluators' notes,
the hot wash, strengths, areas for improvement, the plan, feedback, customer impact; as annexes what
is looked up. A tabletop has its discussion in place of what concerns the system. The same material
gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.attempt import annexes, sections
from reports.document import Report, ReportSection
from reports.phrases import verdict
from reports.sections import (
    corrected,
    discussion,
    figures,
    hot_wash,
    improved,
    judged,
    lived,
    measured,
    notes,
    obligations,
    opening,
    summary,
    timeline,
    truth,
)
from scoring.tabletop import touches_system

if TYPE_CHECKING:
    from reports.material import Material

KIND = "After-action report"


def _reviewed(made: Material) -> tuple[ReportSection, ...]:
    review = made.review
    if review is None:
        return ()
    more = (*improved.causes(review), *improved.lessons(review))
    learned = (ReportSection("lessons", "Causes and lessons", more, "Lessons"),) if more else ()
    return (
        improved.strengths(made.card, review),
        improved.areas(review, made.withdrawn, made.wash),
        improved.plan(made, review),
        *learned,
    )


def after_action(made: Material) -> Report:
    """The report as a document."""
    touched = touches_system(made.card.exercise_type)
    return Report(
        kind=KIND,
        title=made.card.title,
        lead=verdict(made.card, made.facts),
        opening=(opening.tiles(made), opening.about(made)),
        sections=sections(
            made,
            summary.summary,
            truth.wrong,
            figures.what_happened if touched else discussion.discussion,
            judged.objectives,
            corrected.corrected,
            notes.notes,
            hot_wash.hot_wash,
            _reviewed,
            hot_wash.feedback,
            *((measured.impact, lived.that_night) if touched else ()),
        )
        + annexes(
            made,
            *((truth.known, measured.times) if touched else ()),
            measured.severity,
            obligations.escalation,
            obligations.communication,
            judged.criteria,
            timeline.timeline,
            timeline.method,
        ),
    )
