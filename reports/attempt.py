"""A report that is made whatever is in the record: what cannot be shown says so in its place.

Records outlive versions, and what people send is anything. One entry or one section that cannot be
shown costs that row or section; the rest of the report is as it would be without it. Such a failure
is a defect of the trainer or of the record, so its place names it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from reports.document import Prose, ReportSection
from reports.row import LogRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.journal.encoding import Entry

MadeT = TypeVar("MadeT")
_MOST = 200
"""Characters of an error's own text."""


def sections(
    made: MadeT, *makers: Callable[[MadeT], ReportSection | Iterable[ReportSection]]
) -> tuple[ReportSection, ...]:
    """The sections of a report in order, those that fail with a sentence for a content."""
    return tuple(section for maker in makers for section in _made_by(maker, made))


def annexes(
    made: MadeT, *makers: Callable[[MadeT], ReportSection | Iterable[ReportSection]]
) -> tuple[ReportSection, ...]:
    """The same of what is looked up and not read."""
    return tuple(replace(section, annex=True) for section in sections(made, *makers))


def folded(
    made: MadeT, *makers: Callable[[MadeT], ReportSection | Iterable[ReportSection]]
) -> tuple[ReportSection, ...]:
    """The same of figures that stand behind what is read: annexes, closed on a page."""
    return tuple(replace(section, folded=True) for section in annexes(made, *makers))


def _made_by(
    maker: Callable[[MadeT], ReportSection | Iterable[ReportSection]], made: MadeT
) -> Iterator[ReportSection]:
    try:
        found = maker(made)
        whole = (found,) if isinstance(found, ReportSection) else tuple(found)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other sections are good
        name = maker.__name__.strip("_")
        text = f"This section could not be made ({problem(error)}). The others are complete."
        title = name.replace("_", " ").capitalize()
        whole = (ReportSection(f"failed-{name}", title, (Prose(text, "problem"),)),)
    yield from whole


def row(entry: Entry, make: Callable[[], LogRow | None]) -> LogRow | None:
    """An entry's row of the timeline, or one that says which line of the journal has none."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - as above: the other rows are good
        return LogRow(
            (entry.seq,),
            entry.at,
            "Report",
            f"1 entry could not be shown: line {entry.seq + 1}",
            "frame",
            detail=problem(error),
        )


def problem(error: Exception) -> str:
    """What went wrong, in a few words."""
    said = str(error).partition("\n")[0][:_MOST]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
