"""The sections of obligations: escalation, and communication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import (
    Cell,
    Figure,
    Findings,
    Prose,
    ReportSection,
    Subheading,
    Table,
    columns,
    words,
)
from reports.gantt import gantt
from reports.sections.findings import finding_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.document import Block, Tone
    from reports.material import Material
    from scoring.model import Obligation

_SYMBOLS = {"met": "✓", "late": "◐", "missed": "✗"}
_TONES: dict[str, Tone] = {"met": "good", "late": "late", "missed": "problem"}
_HEADS = columns("To", "Because", "#Due", "#Deadline", "#Met at", "Verdict", "How")


def _row(material: Material, entry: Obligation) -> tuple[Cell, ...]:
    return (
        words(material.policy.called(entry.to), "strong"),
        words(entry.reason),
        words(spell.clock(entry.due), "note"),
        words(spell.clock(entry.deadline), "note"),
        words("never" if entry.met_at is None else spell.clock(entry.met_at)),
        words(f"{_SYMBOLS[entry.verdict]} {entry.verdict}", _TONES[entry.verdict]),
        Cell(entry.how.replace("_", " "), cites=material.index.cites(entry.evidence)),
    )


def _table(material: Material, name: str, owed: Iterable[Obligation], nothing: str) -> Table:
    return Table(name, _HEADS, tuple(_row(material, entry) for entry in owed), empty=nothing)


def escalation(material: Material) -> ReportSection:
    """Calls and duties that were owed, and calls that were not."""
    card = material.card
    owed = [entry for entry in card.obligations if entry.kind != "notice"]
    blocks: list[Block] = [
        Prose(
            f"In time: {spell.adherence(card)}. Counted when delivered, or done, by the deadline; "
            "minutes since StartEx."
        ),
        _table(material, "Escalation", owed, "No escalation fell due."),
    ]
    drawing = gantt(card, material.policy)
    if drawing:
        text = "Each escalation from when it fell due to its deadline, with when it was met."
        caption = (
            "Bars run from due to deadline. A dot is met in time, a triangle came late, a cross "
            "never came. The table above says the same."
        )
        blocks.append(Figure("Escalation over time", drawing, text, caption))
    if card.needless:
        needless = tuple(finding_row(one, material) for one in card.needless)
        title = "Called in unnecessarily (not counted in adherence)"
        blocks += [Subheading(title), Findings("Called in unnecessarily", needless)]
    return ReportSection("escalation", "Escalation", tuple(blocks))


def communication(material: Material) -> ReportSection:
    """Notices that were owed."""
    owed = [entry for entry in material.card.obligations if entry.kind == "notice"]
    table = _table(material, "Communication", owed, "No notice fell due.")
    return ReportSection("communication", "Communication", (table,))
