"""What was really wrong: the ground truth that was hidden, and the faults of this night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from reports.phrases import titled
from sim.journal.bodies import FaultEdge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.debrief.material import Debriefed
    from scoring.facts import Fact

_BY = {
    "vendor": "repaired by the vendor",
    "command": "ended by a responder's command",
    "escalation": "ended because the right people were called",
    "scenario": "ended without help",
}


def _edges(night: Debriefed) -> Iterator[tuple[Fact[FaultEdge], Fact[FaultEdge] | None]]:
    """Each fault's beginning with its end; None while it went on."""
    edges = night.mine.ground.facts.of(FaultEdge)
    for place, begun in enumerate(edges):
        if begun.body.edge == "began":
            later = edges[place + 1 :]
            ended = (one for one in later if one.body.fault == begun.body.fault)
            yield begun, next((one for one in ended if one.body.edge == "ended"), None)


def _faults(night: Debriefed) -> Table:
    clock = night.made.card.starts_at
    rows = []
    for begun, ended in _edges(night):
        seqs = (begun.seq,) if ended is None else (begun.seq, ended.seq)
        place = f", service {begun.body.service}" if begun.body.service else ""
        what = f"{titled(begun.body.fault)} ({titled(begun.body.effect)}{place})"
        rows.append(
            (
                Cell(what, cites=night.cites(night.mine, *seqs)),
                words(spell.wall_clock(clock, begun.at)),
                words("not before the end" if ended is None else spell.wall_clock(clock, ended.at)),
                words("" if ended is None else spell.spoken(ended.at - begun.at)),
                words("" if ended is None else _BY[ended.body.by]),
            )
        )
    headings = columns("What broke", "Began", "Ended", "#Lasted", "How it ended")
    return Table("What broke, and when", headings, tuple(rows), empty="Nothing broke.")


def what_was_wrong(night: Debriefed) -> ReportSection:
    """The ground truth in the scenario's words, then the faults as they came this night."""
    truth = " ".join(night.mine.ground.facts.scenario.ground_truth.split())
    return ReportSection(
        "wrong", "What was really wrong", (Prose(truth), _faults(night)), "What was wrong"
    )
