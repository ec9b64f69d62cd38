"""The sections of verdicts: criteria, skill areas, objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import (
    Cell,
    Part,
    Prose,
    ReportSection,
    Scored,
    Subheading,
    Table,
    columns,
    words,
)
from reports.phrases import RATINGS, titled
from reports.review.final import finals
from reports.sections.findings import ranked
from scoring.criteria import NOT_APPLICABLE, applies
from sim.journal.conduct import Remark

if TYPE_CHECKING:
    from reports.cites import Index
    from reports.document import Block, Sign, Tone
    from reports.material import Material
    from reports.review.final import Final
    from scoring.model import ConditionResult, CriterionResult, Rating


_BECAUSE = 3
"""The column of reasons: shown where anybody gave one, or an objective has no conditions."""


def _why(result: CriterionResult, before: float | None) -> str:
    if result.score == before:
        return result.why
    return f"{result.why} Rests on a correction: {spell.points(before)} without it."


def criteria(material: Material) -> ReportSection:
    """Every criterion with its findings, and the skill areas they show."""
    kind = material.card.exercise_type
    applicable = [one for one in material.card.criteria if applies(one.id, kind)]
    others = [one.title for one in material.card.criteria if not applies(one.id, kind)]
    before = {one.id: one.score for one in material.uncorrected.criteria}
    scored: tuple[Block, ...] = tuple(
        Scored(
            title=result.title,
            score=result.score,
            points=spell.points(result.score),
            weight=spell.decimal(result.weight),
            why=_why(result, before[result.id]),
            findings=ranked(result.findings, material),
        )
        for result in applicable
    )
    caps = tuple(
        (words(spell.decimal(cap.at_most)), Cell(cap.why, cites=material.index.cites(cap.evidence)))
        for cap in material.card.caps
    )
    if caps:
        heads = columns("#Total cannot exceed", "Reason")
        scored = (Table("What limits the total", heads, caps, narrow=True), *scored)
    if others:
        text = f"{NOT_APPLICABLE.why} Left out: {', '.join(others)}."
        scored = (*scored, Prose(text, "soft"))
    skills = tuple(
        (words(one.skill.capitalize()), words(spell.points(one.score)), words(one.why, "soft"))
        for one in material.card.skills
    )
    text = "The same criteria and procedure steps, grouped by training area."
    table = Table("Skill areas", columns("Area", "#Points", "From"), skills, narrow=True)
    heading = Subheading("Skill areas", "skills")
    blocks: tuple[Block, ...] = (*scored, heading, Prose(text, "soft"), table)
    return ReportSection("criteria", "Criteria", blocks)


def _rating(rating: Rating | None) -> Cell:
    tone: Tone = "" if rating is None else rating
    return Cell(rating or "-", tone)


def _part(result: ConditionResult, index: Index) -> Part:
    """A condition with what became of it."""
    worth = result.worth or 0.0
    sign: Sign = "✓" if worth >= 1 else "~" if worth > 0 else "✗"
    return Part(result.text, sign, index.cites(result.evidence))


def _source(one: Final, before: Rating | None, *, corrected: bool) -> str:
    """Whose rating it is, and what it would be without."""
    proposed = one.objective.rating or "nothing"
    if one.overruled:
        source = f"overruled (proposed {proposed})"
    else:
        source = "proposed" if one.evaluator is None else "confirmed"
    if corrected:
        source += f"; the proposal rests on a correction ({before or 'nothing'} without it)"
    return source


def objectives(material: Material) -> ReportSection:
    """Each objective with its rating: the evaluator's where there is one, else the proposal."""
    titles = {result.id: result.title for result in material.card.criteria}
    whys = {result.id: result.why for result in material.card.criteria}
    before = {one.id: one.rating for one in material.uncorrected.objectives}
    rows: list[tuple[Cell, ...]] = []
    for one in finals(material.card, material.review, material.facts.of(Remark)):
        objective, rating = one.objective, one.rating
        meaning = RATINGS[rating] if rating else "not rated"
        # Where its own sentence was tested, the conditions say why; else the criterion does.
        reason = "" if objective.conditions else whys.get(objective.criterion, "")
        reason = one.reason or reason
        without = before[objective.id]
        source = _source(one, without, corrected=without != objective.rating)
        rows.append(
            (
                _rating(rating),
                Cell(
                    objective.text,
                    parts=tuple(_part(part, material.index) for part in objective.conditions),
                ),
                words(f"{meaning}; {source}"),
                words(reason),
                words(titles.get(objective.criterion, titled(objective.criterion)), "soft"),
            )
        )
    heads = columns("Rating", "Objective and result", "Meaning", "Because", "Criterion")
    if not any(row[_BECAUSE].text for row in rows):
        heads = (*heads[:_BECAUSE], *heads[_BECAUSE + 1 :])
        rows = [(*row[:_BECAUSE], *row[_BECAUSE + 1 :]) for row in rows]
    text = (
        "Ratings are proposed by the scorer, from what each objective asks for: ✓ met, ~ in part "
        "or late, ✗ not met. An evaluator confirms or overrules them. "
        "A criterion's points measure speed and completeness, which the objective may not ask "
        "about, so an objective can be rated P even though its criterion scored low."
    )
    table = Table("Objectives", heads, tuple(rows))
    return ReportSection("objectives", "Objectives", (Prose(text, "soft"), table))
