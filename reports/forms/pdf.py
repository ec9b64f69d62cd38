"""A document as PDF: the HTML's print form, laid out by WeasyPrint; fetches nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reports.document import Prose, Timeline
from reports.forms import html
from sim.errors import Unusable
from sim.needs import feature, install_line

if TYPE_CHECKING:
    from reports.document import Block, Report, ReportSection, TimelineRow

MOST_ROWS = 600
"""Of a timeline on paper; the HTML report has all of them."""


def _is_look(line: TimelineRow) -> bool:
    """Somebody read something; it is told again by what was done about it."""
    return line.row.tone == "action" and line.row.code.startswith("GET ")


def _on_paper(block: Block) -> tuple[Block, ...]:
    """A long timeline without its looks, then without its end; both counted below it."""
    if not isinstance(block, Timeline) or len(block.rows) <= MOST_ROWS:
        return (block,)
    told = tuple(one for one in block.rows if not _is_look(one))
    kept = told[:MOST_ROWS]
    looks, later = len(block.rows) - len(told), len(told) - len(kept)
    text = (
        f"Left out on paper: {looks:,} commands that only read, and {later:,} later rows. "
        "The HTML report and the CSV have all of them."
    )
    return (Timeline(kept), Prose(text, "soft"))


def for_paper(document: Report) -> Report:
    """The document with timelines that fit paper."""

    def fit(section: ReportSection) -> ReportSection:
        blocks = tuple(one for block in section.blocks for one in _on_paper(block))
        return replace(section, blocks=blocks)

    return replace(document, sections=tuple(fit(one) for one in document.sections))


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    """A report is self-contained: whatever asks for a file or an address is refused."""
    raise ValueError(f"a report loads nothing, and this asks for {url[:60]}")


def render(document: Report) -> bytes:
    """The document as PDF.

    Raises:
        Unusable: the libraries that draw text are not on this machine; says how to get them.
    """
    try:
        # Heavy, and it needs libraries of the system.
        from weasyprint import HTML  # type: ignore[import-untyped]  # noqa: PLC0415
    except OSError as error:
        raise Unusable(
            "PDF needs the system's Pango library: install it (Debian: "
            f"{install_line(feature('pdf').needs)}), or choose another --form"
        ) from error
    made: bytes = HTML(string=html.render(for_paper(document)), url_fetcher=_refuse).write_pdf()
    return made
