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
from scoring.obligations.updates import UPDATE
from sim.command_set import ROWS, typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.document import Block, Tone
    from reports.material import Material
    from scoring.model import Obligation

_SYMBOLS = {"met": "✓", "late": "◐", "missed": "✗"}
_TONES: dict[str, Tone] = {"met": "good", "late": "late", "missed": "problem"}
_SETTLED = ("#From", "#Due by", "#Met at", "Verdict", "How")
_CALLS = columns("Role", "Reason or duty", *_SETTLED)
_NOTICES = columns("To", "What was due", *_SETTLED)


def _how(how: str) -> str:
    """What met it: a command as people give it, or a message by its purpose."""
    return typed(how) if how in ROWS else how.replace("_", " ")


def _row(material: Material, entry: Obligation) -> tuple[Cell, ...]:
    return (
        words(material.policy.called(entry.to), "strong"),
        words(entry.reason),
        words(spell.clock(entry.due), "note"),
        words(spell.clock(entry.deadline), "note"),
        words("never" if entry.met_at is None else spell.clock(entry.met_at)),
        words(f"{_SYMBOLS[entry.verdict]} {entry.verdict}", _TONES[entry.verdict]),
        Cell(_how(entry.how), cites=material.index.cites(entry.evidence)),
    )


def _rows(material: Material, owed: Iterable[Obligation]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(_row(material, entry) for entry in owed)


def escalation(material: Material) -> ReportSection:
    """Calls and duties that were owed, and calls that were not."""
    card = material.card
    owed = [entry for entry in card.obligations if entry.kind != "notice"]
    blocks: list[Block] = [
        Prose(
            f"Escalations and duties on time: {spell.adherence(card)}. A call counts if it was "
            "delivered by the deadline, a duty if it was done by then. Times are in minutes since "
            "StartEx. The clock for the initial escalations starts at "
            "detection or, if nothing was detected, when the time allowed to respond to the alert "
            "is over."
        ),
        Table(
            "Escalation", _CALLS, _rows(material, owed), empty="No escalation or duty was required."
        ),
    ]
    drawing = gantt(card, material.policy)
    if drawing:
        text = (
            "Each escalation or duty as a bar from when it was required to its deadline, with a "
            "mark where it was met."
        )
        caption = (
            "Each bar runs from when it was required to its deadline. Dot: met on time. "
            "Triangle: late. Cross: never met. The table above shows the same data."
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
    table = Table(
        "Communication", _NOTICES, _rows(material, owed), empty="No message was required."
    )
    blocks: list[Block] = [table]
    if any(entry.reason == UPDATE for entry in owed):
        text = (
            "A general update counts wherever it was sent (team, users or status page). One "
            "required for a specific audience counts only if it reached that audience; a promised "
            "update or a restoration notice also counts if it was posted on the status page or "
            "sent to the public in another way."
        )
        blocks.append(Prose(text, "soft"))
    return ReportSection("communication", "Communication", tuple(blocks))
