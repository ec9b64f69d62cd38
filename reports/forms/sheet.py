"""A document's tables as CSV: one file, each table under its name, no cell ever a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from reports.document import Findings, Pairs, Scored, Table, Tiles, Timeline
from reports.final import final
from reports.forms.plain import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.document import Block, Cell, Report

Rows = list[list[str]]


def _whole(cell: Cell) -> str:
    return " ".join([cell.text, *(f"{part.sign} {part.text}" for part in cell.parts)])


def _rows(block: Block) -> tuple[str, Rows] | None:  # noqa: PLR0911 - one answer per kind
    """A block's name and rows, headings first; None for a block that is no table."""
    if isinstance(block, Table):
        head = [column.title for column in block.columns]
        return block.name, [head, *([_whole(one) for one in row] for row in block.rows)]
    if isinstance(block, Tiles):
        head = ["Figure", "Value", "Note"]
        return "Headlines", [head, *([t.label, t.value, t.note] for t in block.tiles)]
    if isinstance(block, Pairs):
        return "About", [["Name", "Value"], *([name, value] for name, value in block.pairs)]
    if isinstance(block, Findings):
        head = ["Level", "Finding", "Minute"]
        return block.name, [head, *([row.word, row.text, row.at] for row in block.rows)]
    if isinstance(block, Scored):
        head = ["Level", "Finding", "Minute"]
        points = "not scored" if block.score is None else f"{block.points} of 100"
        name = f"{block.title}: {points}"
        return name, [head, *([row.word, row.text, row.at] for row in block.findings)]
    if isinstance(block, Timeline):
        head = ["Minute", "Clock", "Who", "What", "Detail", "Said", "Entry"]
        rows = [
            [
                line.clock,
                line.wall,
                line.row.who,
                line.row.code or line.row.what,
                " · ".join(part for part in (line.row.flag, line.row.detail) if part),
                " / ".join(quote.text for quote in line.row.quotes),
                line.numbers,
            ]
            for line in block.rows
        ]
        return "Timeline", [head, *rows]
    return None


def _blocks(document: Report) -> Iterator[Block]:
    yield from document.opening
    for section in document.sections:
        yield from section.blocks


def render(document: Report) -> str:
    """The document's tables, one after the other, with an empty line between them."""
    document = final(document)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(f"{document.kind}: {document.title}")])
    for block in _blocks(document):
        found = _rows(block)
        if found is None or len(found[1]) == 1:
            continue
        name, rows = found
        writer.writerow([])
        writer.writerow([cell(name)])
        writer.writerows([[cell(text) for text in row] for row in rows])
    return out.getvalue()
