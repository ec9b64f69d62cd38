"""The debrief as a document, in the order in which a team asks: what was it, when was it known?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.attempt import sections
from reports.debrief.beside import beside_par
from reports.debrief.decisions import what_mattered
from reports.debrief.known import when_it_could_be_known
from reports.debrief.offers import offers
from reports.debrief.wrong import what_was_wrong
from reports.document import Report
from reports.phrases import verdict
from reports.sections import discussion, judged, lived, opening, timeline
from scoring.tabletop import touches_system

if TYPE_CHECKING:
    from reports.debrief.material import Debriefed
    from reports.document import ReportSection

KIND = "Debrief"


def debrief(night: Debriefed) -> Report:
    """The report as a document."""
    made = night.made
    played = touches_system(made.card.exercise_type)

    def discussed(_: Debriefed) -> ReportSection:
        return discussion.discussion(made)

    def objectives(_: Debriefed) -> ReportSection:
        return judged.objectives(made)

    def that_night(_: Debriefed) -> tuple[ReportSection, ...]:
        return lived.that_night(made)

    def rows(_: Debriefed) -> ReportSection:
        return timeline.timeline(made)

    middle = (when_it_could_be_known, what_mattered, offers, beside_par, that_night)
    return Report(
        kind=KIND,
        title=made.card.title,
        lead=verdict(made.card, made.facts),
        opening=(opening.about(made),),
        sections=sections(
            night,
            what_was_wrong,
            *(middle if played else (discussed, offers)),
            objectives,
            rows,
        ),
    )
