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
from reports.phrases import DEFINITIONS, actor, severity_name
from scoring.truth import breaches, delayed
from sim.journal.bodies import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.document import Block
    from reports.material import Material
    from sim.scenario.policy import Policy


_IS_PAR = "This is the reference response, so every figure is par."
_EQUALS_PAR = "Every figure equals par (the reference response with the same seed)."


def impact(material: Material) -> ReportSection:
    """What it cost the customers, beside the reference response."""
    rows = impact_rows(material.card)
    name = "Customer impact"
    if material.card.par is None or material.card.par == material.card.impact:
        plain = tuple((words(row.label), words(row.value)) for row in rows)
        alone = columns("Measure (whole exercise)", "#This response")
        figures: list[Block] = [Table(name, alone, plain, narrow=True)]
        if material.card.par is not None:
            is_par = material.card.participants == ("reference",)
            figures.append(Prose(_IS_PAR if is_par else _EQUALS_PAR, "soft"))
        return ReportSection("impact", name, tuple(figures))
    body = tuple(
        (words(row.label), words(row.value), words(row.par, "note"), words(row.compared))
        for row in rows
    )
    heads = columns("Measure (whole exercise)", "#This response", "#Par", "Compared with par")
    par = Prose(
        "Par is the reference response with the same seed, played on to the same EndEx: the same "
        "faults, the same users.",
        "soft",
    )
    blocks: list[Block] = [Table(name, heads, body, narrow=True), par]
    drawing = par_chart(material.card.impact, material.card.par)
    if drawing:
        text = "Customer impact compared with the reference response."
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


def stated_how(how: str) -> str:
    """How a severity was stated, as it follows a name: `with assess`, `by a decision`."""
    return how if how.startswith(("through ", "with ", "inferred ")) else f"by {how}"


def _around_recovery(material: Material) -> Iterator[str]:
    """Where the table and the recovery seem to disagree: what each of them looks at."""
    card = material.card
    impact, recover = card.instant("impact").at, card.instant("recover").at
    if impact is None or recover is None:
        return
    calm = [one for one in card.truth if one.level is None and impact < one.start < recover]
    if calm:
        yield (
            "“Nothing wrong” is not yet recovery: the table judges each minute by what users "
            f"experienced. Recovery, at T+{spell.clock(recover)}, also needs every fault over, the "
            "queue empty and nothing read-only."
        )
    levels = [one.level for one in card.truth if one.level is not None and one.start >= recover]
    windows = [fact.body for fact in material.facts.of(Window) if fact.body.start >= recover]
    if levels and all(_is_ordinary(one, material.policy) for one in windows):
        yield (
            f"{severity_name(max(levels), material.policy)} after recovery: a few isolated "
            "requests failed or were slow, fewer than the service objectives allow."
        )


def _is_ordinary(window: Window, policy: Policy) -> bool:
    """Whether all that can be wrong in it is that isolated requests failed or were slow."""
    harmed = window.owners_at_risk or delayed(window.operations).part
    return not harmed and not breaches(window, policy.objectives)


def severity(material: Material) -> ReportSection:
    """What was stated, and how bad it really was."""
    card, policy = material.card, material.policy
    stated = tuple(
        (
            words(spell.instant(card.starts_at, one.at), "note"),
            words(severity_name(one.level, policy), "strong" if one.counts else "soft"),
            Cell(
                f"{actor(one.by)}, {stated_how(one.how)}"
                + (
                    ""
                    if one.counts
                    else "; ignored, because a severity had already been set explicitly"
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
            words(f"T+{spell.clock(span.start)} to T+{spell.clock(span.end)}"),
            words(spell.spoken(span.end - span.start), "note"),
            words("nothing wrong" if span.level is None else severity_name(span.level, policy)),
        )
        for span in card.truth
    )
    table = Table(
        "Ground truth of severity",
        columns("Period", "#Duration", "Actual severity"),
        rows,
        narrow=True,
    )
    said: Block = Prose("Nobody stated a severity.")
    if stated:
        said = Table(
            "Severity as stated",
            columns("At", "Severity", "Stated by"),
            stated,
            narrow=True,
        )
    around = tuple(Prose(text, "soft") for text in _around_recovery(material))
    blocks = (
        said,
        Prose("Ground truth, from the state of the service, by whole minutes:"),
        strip,
        table,
        *around,
    )
    return ReportSection("severity", "Severity", blocks)
