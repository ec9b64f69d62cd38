"""The sections of figures: customer impact, times, severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import (
    Cell,
    Figure,
    Prose,
    ReportSection,
    Strip,
    StripPart,
    Table,
    columns,
    words,
)
from reports.impact_rows import impact_rows
from reports.par_chart import par_chart
from reports.phrases import DEFINITIONS, severity_name

if TYPE_CHECKING:
    from reports.document import Block
    from reports.material import Material


def impact(material: Material) -> ReportSection:
    """What it cost the customers, beside the reference response."""
    rows = impact_rows(material.card)
    has_par = material.card.par is not None
    name = "Customer impact"
    if not has_par:
        plain = tuple((words(row.label), words(row.value)) for row in rows)
        alone = columns("Over the whole exercise", "#This response")
        return ReportSection("impact", name, (Table(name, alone, plain, narrow=True),))
    body = tuple(
        (words(row.label), words(row.value), words(row.par, "note"), words(row.compared))
        for row in rows
    )
    heads = columns("Over the whole exercise", "#This response", "#Par", "In words")
    par = Prose(
        "Par is the reference response under the same seed: the same faults, the same users.",
        "soft",
    )
    blocks: list[Block] = [Table(name, heads, body, narrow=True), par]
    drawing = par_chart(material.card.impact, material.card.par)
    if drawing:
        text = "Customer impact compared with the reference response, bar by bar."
        caption = "Bars in each pair are scaled to the larger value."
        blocks.append(Figure("Customer impact against par", drawing, text, caption))
    return ReportSection("impact", name, tuple(blocks))


def times(material: Material) -> ReportSection:
    """Every measure with its meaning; what did not happen is a lower bound."""
    rows = []
    for measure in material.card.measures:
        meaning = DEFINITIONS.get(measure.name, "")
        if measure.censored:
            meaning = f"{meaning} Did not happen before EndEx."
        name = f" ({measure.name})" if measure.name.isupper() else ""
        rows.append(
            (
                words(f"{measure.title}{name}"),
                Cell(spell.measured(measure), "censored" if measure.censored else ""),
                Cell(meaning.strip(), cites=material.index.cites(measure.evidence)),
            )
        )
    heads = columns("Measure", "#Time", "What it means")
    return ReportSection("times", "Times", (Table("Times", heads, tuple(rows)),))


def severity(material: Material) -> ReportSection:
    """What was stated, and how bad it really was."""
    card, policy = material.card, material.policy
    stated = tuple(
        (
            words(spell.instant(card.starts_at, one.at), "note"),
            words(severity_name(one.level, policy), "strong" if one.counts else "soft"),
            Cell(
                f"{one.by}, by {one.how}"
                + (
                    ""
                    if one.counts
                    else "; an explicit assessment was in force, so it changed nothing"
                ),
                cites=material.index.cites(one.evidence),
            ),
        )
        for one in card.statements
    )
    whole = max(card.ended_at, 1)
    strip = Strip(
        tuple(
            StripPart(span.level or 0, round(100 * (span.end - span.start) / whole, 3))
            for span in card.truth
        )
    )
    rows = tuple(
        (
            words(f"{spell.clock(span.start)} to {spell.clock(span.end)}"),
            words(spell.spoken(span.end - span.start), "note"),
            words("nothing wrong" if span.level is None else severity_name(span.level, policy)),
        )
        for span in card.truth
    )
    table = Table(
        "Ground truth of severity", columns("From, to", "#For", "It was"), rows, narrow=True
    )
    said: Block = Prose("Nobody stated a severity.")
    if stated:
        said = Table(
            "Severity as stated",
            columns("At", "Severity", "By the responders"),
            stated,
            narrow=True,
        )
    blocks = (said, Prose("Ground truth, from the world's state:"), strip, table)
    return ReportSection("severity", "Severity", blocks)
