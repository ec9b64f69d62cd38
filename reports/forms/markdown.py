"""A document as Markdown, for a wiki or a pull request: texts escaped, drawings told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from reports.document import (
    Bullets,
    Figure,
    Findings,
    Pairs,
    Prose,
    Scored,
    Space,
    Strip,
    Subheading,
    Table,
    Tiles,
    Timeline,
)
from reports.final import final
from reports.forms.plain import markdown as safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.cites import Cites
    from reports.document import Block, Cell, FindingRow, Report
    from reports.row import Quote


def _cites(cites: Cites) -> str:
    shown = " ".join(f"#{cite.seq}" for cite in cites.shown)
    more = f" and {cites.more} more" if cites.more else ""
    return f" ({safe(shown + more)})" if shown else ""


def _cell(cell: Cell) -> str:
    below = "".join(f" {one.sign} {safe(one.text)}{_cites(one.cites)}" for one in cell.parts)
    return f"{safe(cell.text)}{_cites(cell.cites)}{below}" or " "


def _rows(titles: Sequence[tuple[str, bool]], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(safe(title) or ' ' for title, _ in titles)} |"
    yield f"|{'|'.join('---:' if numeric else '---' for _, numeric in titles)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield safe(table.empty)
        return
    titles = [(column.title, column.numeric) for column in table.columns]
    yield from _rows(titles, [[_cell(cell) for cell in row] for row in table.rows])


def _findings(rows: Sequence[FindingRow]) -> Iterator[str]:
    for row in rows:
        when = f" [{safe(row.at)}]" if row.at else ""
        yield f"- **{safe(row.word)}:** {safe(row.text)}{when}{_cites(row.cites)}"


def _quoted(quote: Quote) -> str:
    note = quote.note.removesuffix(".")
    return f" “{quote.text}” {note}." if note else f" “{quote.text}”"


def _timeline(block: Timeline) -> Iterator[str]:
    titles = [("Min", True), ("Clock", False), ("Who", False), ("What", False), ("Entry", True)]
    rows = []
    for line in block.rows:
        row = line.row
        said = "".join(_quoted(quote) for quote in row.quotes)
        parts = (row.code or row.what, row.flag, row.detail)
        what = " · ".join(part for part in parts if part)
        rows.append(
            [safe(text) for text in (line.clock, line.wall, row.who, what + said, line.numbers)]
        )
    yield from _rows(titles, rows)


def _block(block: Block) -> Iterator[str]:  # noqa: C901 - one arm per kind of block
    match block:
        case Prose():
            yield safe(block.text)
        case Bullets():
            yield from (f"- {safe(item)}" for item in block.items)
        case Subheading():
            yield f"### {safe(block.text)}"
        case Tiles():
            titles = [("", False), ("", True), ("", False)]
            rows = [[safe(t.label), safe(t.value), safe(t.note)] for t in block.tiles]
            yield from _rows(titles, rows)
        case Pairs():
            yield from (f"- **{safe(name)}:** {safe(value)}" for name, value in block.pairs)
        case Table():
            yield from _table(block)
        case Findings():
            yield from _findings(block.rows)
        case Scored():
            points = "not scored" if block.score is None else f"{block.points} of 100"
            yield f"### {safe(block.title)}: {safe(points)} (weight {safe(block.weight)})"
            yield ""
            yield safe(block.why)
            yield ""
            yield from _findings(block.findings)
        case Figure():
            yield f"*{safe(block.name)} (chart in the HTML report):* {safe(block.text)}"
        case Strip() | Space():
            return
        case Timeline():
            yield from _timeline(block)
        case _:
            assert_never(block)


def render(document: Report) -> str:
    """The document as Markdown."""
    document = final(document)
    lines = [f"# {safe(document.kind)}: {safe(document.title)}", "", safe(document.lead), ""]
    for block in document.opening:
        lines += [*_block(block), ""]
    for section in document.sections:
        lines += [f"## {safe(section.title)}", ""]
        for block in section.blocks:
            text = list(_block(block))
            lines += [*text, ""] if text else []
    return "\n".join(lines).rstrip() + "\n"
