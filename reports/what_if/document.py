"""A fork, or every decision of a record, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.attempt import sections
from reports.document import Bullets, Pairs, Prose, Report, ReportSection
from reports.what_if.decisions import every_decision, lead, settings_section
from reports.what_if.sentences import remarks, sentences

if TYPE_CHECKING:
    from reports.what_if.material import EveryDecision, WhatIf

KIND = "What if"
RESPONDS = {
    True: "A script responded; in the fork it continues to react to what it sees.",
    False: "The record's commands are given again, each as long after what it answered (the last "
    "alert, message or answer seen before it) as in the record.",
}


def _comparison(made: WhatIf) -> ReportSection:
    found = Bullets(sentences(made))
    return ReportSection("comparison", "Record and fork", (found,), "Comparison")


def _remarks(made: WhatIf) -> tuple[ReportSection, ...]:
    found = remarks(made)
    if not found:
        return ()
    blocks = tuple(block for title, lines in found for block in (Prose(title), Bullets(lines)))
    return (ReportSection("otherwise", "Commands that came otherwise", blocks, "Commands"),)


def what_if(made: WhatIf) -> Report:
    """The report of one fork."""
    first = sentences(made)[0]
    return Report(
        kind=KIND,
        title=made.title,
        lead=first,
        opening=(
            Pairs((("Record", made.record), ("Changed", " ".join(made.changes) or "nothing"))),
            Prose(RESPONDS[made.reacts], "soft"),
        ),
        sections=sections(made, _comparison, _remarks),
    )


def each_decision(made: EveryDecision) -> Report:
    """The report of every decision."""
    about = (("Record", made.record), ("Runs", str(made.draws)))
    return Report(
        kind=KIND,
        title=made.title,
        lead=lead(made),
        opening=(Pairs(about),),
        sections=sections(made, every_decision, settings_section),
    )
