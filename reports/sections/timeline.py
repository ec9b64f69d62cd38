"""The closing sections: the timeline, and how everything was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Prose, ReportSection, Timeline, TimelineRow
from scoring.tabletop import touches_system

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.material import Material
    from reports.row import LogRow

_MOST_NUMBERS = 2


def _numbers(seqs: Sequence[int]) -> str:
    """The entries of a row: `24`, `15-17` without gaps, `36, 41`, or `30 … 199`."""
    first, last = seqs[0], seqs[-1]
    if len(seqs) > 1 and last - first == len(seqs) - 1:
        return f"{first}-{last}"
    if len(seqs) <= _MOST_NUMBERS:
        return ", ".join(str(seq) for seq in seqs)
    return f"{first} … {last}"


def _row(row: LogRow, starts_at: str) -> TimelineRow:
    return TimelineRow(
        clock=spell.clock(row.at),
        wall=spell.wall_clock(starts_at, row.at),
        numbers=_numbers(row.seqs),
        row=row,
    )


def timeline(material: Material) -> ReportSection:
    """Everything that happened, row by row."""
    lead = (
        "Minutes since StartEx and the scenario's wall clock. Rows marked “ground truth” were "
        "hidden from the responders. The last column gives the numbers of the journal's entries."
    )
    rows = tuple(_row(row, material.card.starts_at) for row in material.rows)
    return ReportSection("timeline", "Timeline", (Prose(lead, "soft"), Timeline(rows)))


def method(material: Material) -> ReportSection:
    """Where the figures come from."""
    period = spell.spoken(material.policy.monitoring_period)
    discussed = (
        "All figures are derived from the exercise's journal and nothing else. A tabletop is a "
        "discussion: the simulated service followed its script, nobody "
        "touched it, and time moved with the moves. So no time is measured, "
        "and of the criteria only severity, escalation and "
        "communication apply. Decisions are recorded; nobody is scored for them."
    )
    clocks = (
        "All figures are derived from the exercise's journal and nothing else. Mitigation and "
        "recovery are measured from the state of the simulated service, not from what anybody "
        "declares. The clock starts with the impact: the first operation that failed, was "
        "too slow, had to wait or hit a damaged file, in the first minute outside the service "
        "objectives. "
        f"Mitigation is dated to the start of the first {period} within the service objectives, "
        f"recovery to the start of the first {period} in which everything was normal; those "
        f"{period} are not added."
    )
    owed = (
        "Escalation adherence is the number of escalations and duties met by their deadline, out "
        "of those that were required. The total is the weighted mean of the criteria that could "
        "be scored, and is given with the share of the weight that was scored."
    )
    censored = (
        "If something had not happened by EndEx, the time up to EndEx is given as a lower bound "
        "(“>”; statisticians call such a time censored), and the score is calculated from it. "
        f"{owed}"
    )
    numbers = "Numbers like #12 point to the journal entry behind the statement."
    played = (clocks, censored, numbers)
    texts = played if touches_system(material.card.exercise_type) else (discussed, owed, numbers)
    blocks = tuple(Prose(text, "soft") for text in texts)
    return ReportSection("method", "How this was measured", blocks, "Method")
