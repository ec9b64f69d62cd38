"""The sections of verdicts: criteria, skill areas, objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Prose, Scored, Section, Subheading, Table, columns, words
from reports.sections.findings import ranked
from reports.words import RATINGS, titled

if TYPE_CHECKING:
    from reports.document import Block, Tone
    from reports.material import Material
    from scoring.model import Rating


def criteria(material: Material) -> Section:
    """Every criterion with its findings, and the skill areas they show."""
    scored = tuple(
        Scored(
            title=result.title,
            score=result.score,
            points=spell.points(result.score),
            weight=spell.decimal(result.weight),
            why=result.why,
            findings=ranked(result.findings, material.index),
        )
        for result in material.card.criteria
    )
    skills = tuple(
        (words(one.skill.capitalize()), words(spell.points(one.score)), words(one.why, "soft"))
        for one in material.card.skills
    )
    text = "The same criteria and steps of the procedure, as the areas of the training programme."
    table = Table("Skill areas", columns("Area", "#Points", "From"), skills, narrow=True)
    heading = Subheading("Skill areas", "skills")
    blocks: tuple[Block, ...] = (*scored, heading, Prose(text, "soft"), table)
    return Section("criteria", "Criteria", blocks)


def _rating(rating: Rating | None) -> Cell:
    tone: Tone = "" if rating is None else rating
    return Cell(rating or "-", tone)


def objectives(material: Material) -> Section:
    """Each objective with its rating: the evaluator's where there is one, else the proposal."""
    titles = {result.id: result.title for result in material.card.criteria}
    whys = {result.id: result.why for result in material.card.criteria}
    reviewed = {one.id: one for one in (material.review.objectives if material.review else ())}
    rows = []
    for objective in material.card.objectives:
        rated = reviewed.get(objective.id)
        confirmed = None if rated is None else rated.confirmed
        rating = confirmed or objective.rating
        meaning = RATINGS[rating] if rating else "not judged"
        reason = whys.get(objective.criterion, "")
        if rated is not None and rated.reason:
            reason = rated.reason
        source = "proposed"
        if confirmed is not None:
            source = "confirmed" if confirmed == objective.rating else "overruled"
            source += f" (proposed {objective.rating or 'nothing'})" * (source == "overruled")
        rows.append(
            (
                _rating(rating),
                words(objective.text),
                words(f"{meaning}; {source}"),
                words(reason),
                words(titles.get(objective.criterion, titled(objective.criterion)), "soft"),
            )
        )
    heads = columns("Rating", "Objective", "In words", "Because", "Judged by")
    text = "Ratings are proposed by the scorer; an evaluator confirms or overrules them."
    table = Table("Objectives", heads, tuple(rows))
    return Section("objectives", "Objectives", (Prose(text, "soft"), table))
