"""What was really wrong and when it was detectable, at the top of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.debrief.known import when_it_could_be_known
from reports.debrief.material import Debriefed, PlayedNight
from reports.debrief.wrong import what_was_wrong
from scoring.ground import ground_of

if TYPE_CHECKING:
    from reports.document import ReportSection
    from reports.material import Material


def _alone(made: Material) -> Debriefed:
    """The record's own night, with nothing played again."""
    ground = ground_of(made.entries, corrections=made.corrections)
    return Debriefed(made, PlayedNight(ground, made.card.impact, {}), None)


def wrong(made: Material) -> ReportSection:
    """The ground truth, and the faults of this night."""
    return what_was_wrong(_alone(made))


def known(made: Material) -> ReportSection:
    """The signs in order."""
    return when_it_could_be_known(_alone(made), "The responders")
