"""A re-lived incident: that night and this session, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from scoring.lived import lived

if TYPE_CHECKING:
    from reports.material import Material
    from scoring.lived import Lived


def line(row: Lived) -> str:
    """As in `Incident declared after 12 min; you after 9 min`."""
    what = row.fact.what
    then = f"{what} after {spell.spoken(row.then)}"
    return (
        f"{then}; you did not" if row.now is None else f"{then}; you after {spell.spoken(row.now)}"
    )


def _repaired(material: Material) -> bool:
    return any(fault.ends.by == "vendor" for fault in material.facts.scenario.faults)


def that_night(material: Material) -> tuple[ReportSection, ...]:
    """What the sources date, when it came then and when it came here; none for other scenarios."""
    relived = material.facts.scenario.relived
    rows = lived(material.card, material.facts, material.policy)
    if relived is None or not rows:
        return ()
    scale = (
        f" One minute here is {relived.scale} of the original incident."
        if relived.scale > 1
        else ""
    )
    durations = material.facts.header.durations
    if durations is not None and durations.within is not None and _repaired(material):
        scale += (
            " The vendor's repairs were shortened for this session: what ends with them cannot be "
            "compared."
        )
    lead = f"{relived.incident}. Minutes count from the impact, as the sources do.{scale}"
    body = tuple(
        (
            Cell(line(row), cites=material.index.cites(row.evidence)),
            words(spell.spoken(row.then)),
            words("did not happen" if row.now is None else spell.spoken(row.now)),
            words(row.fact.source),
        )
        for row in rows
    )
    table = Table(
        "The original incident and this session",
        columns("What", "#Original", "#This session", "Source"),
        body,
    )
    translated = Prose(f"What was translated: {' '.join(relived.translated.split())}", "soft")
    # As words: a report leads nowhere outside itself.
    pages = "; ".join(f"{name}: {page}" for name, page in relived.sources.items())
    blocks = (Prose(lead, "soft"), table, Prose(f"Sources: {pages}.", "soft"), translated)
    return (ReportSection("that-night", "The original incident and you", blocks, "Original"),)
