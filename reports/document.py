"""A report as frozen values: sections of blocks, every text final, whatever form it is given.

A report's own file builds a `Report`; the files of `reports.forms` turn any document into HTML,
Markdown, CSV, JSON or PDF. A new kind of block is a class here and one piece in each form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from reports.cites import Cites

if TYPE_CHECKING:
    from reports.row import LogRow

Tone = Literal[
    "", "good", "late", "problem", "harm", "note", "soft", "strong", "censored", "P", "S", "M", "U"
]
"""How a text is set off, beside what it says: colour never says anything alone."""

Sign = Literal["✓", "~", "✗"]
"""As asked, in part, not at all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line below a cell's text, with a sign of how it came out."""

    text: str
    sign: Sign
    cites: Cites = field(default_factory=Cites)


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table: `cites` lead to the timeline, `link` to another place or file.

    Attributes:
        parts: what it comes from, one line each, below the text.
    """

    text: str
    tone: Tone = ""
    cites: Cites = field(default_factory=Cites)
    link: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; figures are set to the right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure; `tone` problem sets it off."""

    label: str
    value: str
    note: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Headline figures side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values: what the report is about."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings.

    Attributes:
        name: what the table holds, for the CSV's file and for readers who cannot see it.
        narrow: few short columns; it need not be as wide as the page.
        empty: what stands there without rows.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    narrow: bool = False
    empty: str = "None."


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with its level's sign, its instant and its evidence."""

    level: str
    word: str
    symbol: str
    text: str
    at: str = ""
    cites: Cites = field(default_factory=Cites)


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings, in the order they are told."""

    name: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A criterion: a bar in percent (None when it was not judged), why, and its findings."""

    title: str
    score: float | None
    points: str
    weight: str
    why: str
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class StripPart:
    """A part of a strip, in percent of its length; `level` 0 is nothing."""

    level: int
    percent: float


@dataclass(frozen=True, slots=True)
class Strip:
    """How severe it was over time, drawn; the table below it says the same."""

    spans: tuple[StripPart, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing.

    Attributes:
        svg: the drawing; made here and trusted.
        text: what it shows, in a sentence, for who cannot see it.
        caption: what stands below it.
        anchors: journal entries that have their place in it.
    """

    name: str
    svg: str
    text: str
    caption: str
    anchors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One row with its times and anchors written out."""

    clock: str
    wall: str
    numbers: str
    row: LogRow


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, row by row."""

    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Lines to write on, on paper."""

    lines: int


Block = (
    Prose
    | Bullets
    | Subheading
    | Tiles
    | Pairs
    | Table
    | Findings
    | Scored
    | Strip
    | Figure
    | Timeline
    | Space
)


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A part of a report.

    Attributes:
        short: its name in the table of contents.
        annex: it is looked up, not read: it comes after what is read, on pages of its own.
        folded: on a page it is closed until somebody opens it; on paper it is open.
        sheet: it is handed out: on paper it begins a page.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    short: str = ""
    annex: bool = False
    folded: bool = False
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Attributes:
        kind: what it is: `After-action report`.
        title: what it is about.
        lead: the one sentence to remember.
        opening: blocks before the first section: tiles, what it is about.
    """

    kind: str
    title: str
    lead: str
    opening: tuple[Block, ...]
    sections: tuple[ReportSection, ...]


def words(text: str, tone: Tone = "") -> Cell:
    """A cell that is only text."""
    return Cell(text, tone)


def columns(*titles: str) -> tuple[Column, ...]:
    """Headings; one that begins with `#` is of figures: `#Minutes`."""
    return tuple(Column(title.removeprefix("#"), title.startswith("#")) for title in titles)
