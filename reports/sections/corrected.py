"""The section of what an evaluator corrected for the scorer, and which verdicts stand on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Prose, ReportSection, Table, columns, words
from reports.phrases import deeds_of
from reports.review.correct import texts_of
from sim.journal.conduct import Decision
from sim.language.echo import UNDERSTOOD, VOID, said
from sim.language.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.material import Material

_HEADS = columns("#Entry", "What", "Without the correction", "As corrected")
_CHANGED = columns("Verdict", "#Without", "#With")


def _rejected(made: Material) -> Iterator[tuple[Cell, ...]]:
    for fact in made.facts.of(Decision):
        if fact.seq in made.corrections.rejected:
            deeds = deeds_of(fact.body, made.policy) or "nothing that is scored"
            yield (
                words(str(fact.seq)),
                Cell(fact.body.text, cites=made.index.cites((fact.seq,))),
                words(deeds),
                words("rejected: it counts for nothing", "problem"),
            )


def _reread(made: Material) -> Iterator[tuple[Cell, ...]]:
    texts = texts_of(made.entries)
    for seq, reading in sorted(made.corrections.readings.items()):
        yield (
            words(str(seq)),
            Cell(texts[seq], cites=made.index.cites((seq,))),
            words(f"{UNDERSTOOD}{said(read(texts[seq])) or VOID}"),
            words(f"should be {UNDERSTOOD}{said(reading) or VOID}"),
        )


def _changed(made: Material) -> Iterator[tuple[Cell, ...]]:
    before, after = made.uncorrected, made.card
    for old, new in zip(before.criteria, after.criteria, strict=True):
        if old.score != new.score:
            yield (
                words(new.title),
                words(spell.points(old.score)),
                words(spell.points(new.score), "strong"),
            )
    for was, now in zip(before.objectives, after.objectives, strict=True):
        if was.rating != now.rating:
            rating = Cell(now.rating or "-", now.rating or "")
            yield words(now.text), words(was.rating or "-"), rating
    if before.total != after.total:
        old_total, new_total = spell.points(before.total), spell.points(after.total)
        yield words("Total"), words(old_total), words(new_total, "strong")


def corrected(made: Material) -> tuple[ReportSection, ...]:
    """What was corrected, and every verdict that it changed; no section without a correction."""
    rows = (*_rejected(made), *_reread(made))
    if not rows:
        return ()
    text = (
        "An evaluator corrected what the scorer had gone by. The verdicts below rest on that; all "
        "others are the same without it."
    )
    blocks = (
        Prose(text, "soft"),
        Table("Corrections", _HEADS, rows),
        Table("Verdicts that rest on them", _CHANGED, tuple(_changed(made)), empty="None."),
    )
    return (ReportSection("corrections", "Corrections", blocks),)
