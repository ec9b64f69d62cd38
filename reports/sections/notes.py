"""The section of what evaluators and facilitators noted, during the exercise and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Bullets, Cell, ReportSection, Subheading, Table, columns, words
from reports.phrases import RATINGS, seat_of
from reports.review.live import note_of
from sim.journal.conduct import Remark

if TYPE_CHECKING:
    from reports.document import Block
    from reports.material import Material
    from scoring.facts import Fact


def _row(made: Material, fact: Fact[Remark]) -> tuple[Cell, ...]:
    body = fact.body
    titles = {one.id: one.text for one in made.card.objectives}
    rating = words("-") if body.rating is None else Cell(body.rating, body.rating)
    return (
        words(spell.clock(fact.at), "note"),
        words(f"{body.by} ({seat_of(body.role, made.policy)})"),
        words(titles.get(body.objective, body.objective) or "-"),
        rating,
        Cell(
            body.text.strip() or RATINGS.get(body.rating or "", "-"),
            cites=made.index.cites((fact.seq,)),
        ),
    )


def notes(made: Material) -> tuple[ReportSection, ...]:
    """Remarks entered live, then what the review adds to them; no section without any."""
    remarks = made.facts.of(Remark)
    live = {note_of(fact) for fact in remarks}
    written = () if made.review is None else made.review.notes
    added = tuple(note for note in written if note not in live)
    blocks: list[Block] = []
    if remarks:
        heads = columns("#Minute", "Who", "Objective", "Rating", "Note")
        rows = tuple(_row(made, fact) for fact in remarks)
        blocks.append(Table("Evaluators' notes", heads, rows))
    if added:
        blocks += [Subheading("Written afterwards")] if remarks else []
        blocks.append(Bullets(added))
    return (ReportSection("notes", "Evaluators' notes", tuple(blocks), "Notes"),) if blocks else ()
