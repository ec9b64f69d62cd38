"""A document as lines for a terminal: headings, folded paragraphs, tables that fit its width."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from io import StringIO
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
from reports.forms.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.document import Block, Cell, Report

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class TerminalLine:
    """One line of text; `bold` sets it off where there are colours."""

    text: str
    bold: bool = False


def _folded(text: str, width: int, lead: str = _INDENT) -> Iterator[TerminalLine]:
    """A paragraph; `lead` begins its first line, and as many spaces the others."""
    found = textwrap.wrap(
        one_line(text),
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from (TerminalLine(line) for line in found)


def _cell(cell: Cell) -> str:
    below = [f"{one.sign} {one_line(one.text)}" for one in cell.parts]
    return "\n".join((one_line(cell.text), *below))


def _table(table: Table, width: int) -> Iterator[TerminalLine]:
    if not table.rows:
        yield from _folded(table.empty, width)
        return
    from rich.console import Console  # noqa: PLC0415 - heavy
    from rich.table import Table as Drawn  # noqa: PLC0415 - heavy
    from rich.text import Text  # noqa: PLC0415 - heavy

    drawn = Drawn(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in table.columns:
        drawn.add_column(
            Text(column.title), justify="right" if column.numeric else "left", overflow="fold"
        )
    for row in table.rows:
        drawn.add_row(*(Text(_cell(cell)) for cell in row))
    into = StringIO()
    Console(file=into, width=width - len(_INDENT), no_color=True, highlight=False).print(drawn)
    yield from (TerminalLine(f"{_INDENT}{line}".rstrip()) for line in into.getvalue().splitlines())


def _pairs(pairs: Sequence[tuple[str, str]], width: int) -> Iterator[TerminalLine]:
    wide = max((len(name) for name, _ in pairs), default=0)
    for name, value in pairs:
        yield from _folded(value or "-", width, f"{_INDENT}{name:<{wide}}  ")


def _block(block: Block, width: int) -> Iterator[TerminalLine]:  # noqa: C901, PLR0912 - one arm per kind of block
    match block:
        case Prose():
            yield from _folded(block.text, width)
        case Bullets():
            for item in block.items:
                yield from _folded(item, width, f"{_INDENT}- ")
        case Subheading():
            yield TerminalLine(f"{_INDENT}{one_line(block.text)}", bold=True)
        case Tiles():
            yield from _pairs(
                [(one.label, f"{one.value}, {one.note}") for one in block.tiles], width
            )
        case Pairs():
            yield from _pairs(block.pairs, width)
        case Table():
            yield from _table(block, width)
        case Findings():
            for row in block.rows:
                when = f" [{row.at}]" if row.at else ""
                yield from _folded(f"{row.word}: {row.text}{when}", width, f"{_INDENT}- ")
        case Scored():
            yield from _folded(f"{block.title}: {block.points}. {block.why}", width)
        case Figure():
            yield from _folded(block.text, width)
        case Strip() | Space():
            return  # the table below a strip says the same; nobody writes on a terminal
        case Timeline():
            for line in block.rows:
                what = " · ".join(
                    one for one in (line.row.code or line.row.what, line.row.detail) if one
                )
                yield from _folded(f"{line.row.who}: {what}", width, f"{_INDENT}{line.wall}  ")
        case _:
            assert_never(block)


def lines(document: Report, width: int, *, skip: Sequence[str] = ()) -> Iterator[TerminalLine]:
    """The document's lines.

    Args:
        document: any report.
        width: columns of the terminal.
        skip: sections that are left out, by their anchors.
    """
    document = final(document)
    yield TerminalLine(f"{document.kind}: {one_line(document.title)}", bold=True)
    yield from _folded(document.lead, width)
    yield TerminalLine("")
    for block in document.opening:
        yield from _block(block, width)
    for section in document.sections:
        if section.anchor in skip:
            continue
        yield TerminalLine("")
        yield TerminalLine(one_line(section.title), bold=True)
        for place, block in enumerate(section.blocks):
            if place and not isinstance(block, Bullets):
                yield TerminalLine("")
            yield from _block(block, width)
