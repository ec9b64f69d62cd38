"""The sections of the hot wash: what everybody wrote after EndEx, and their feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Bullets, Prose, ReportSection, Subheading, Table, columns, words
from reports.phrases import seat_of
from reports.review.hot_wash import OPEN_QUESTION, QUESTIONS, SCALE, answered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.document import Block, Cell
    from reports.material import Material
    from reports.review.hot_wash import AgreedAction, NotedThen, ToImprove, WentWell


def _who(made: Material, line: WentWell | ToImprove | AgreedAction | NotedThen) -> Cell:
    seat = seat_of(line.role, made.policy)
    return words(f"{line.by} ({seat})" if seat else line.by, "soft")


def _said(made: Material, name: str, lines: Iterable[WentWell | ToImprove]) -> Table:
    rows = tuple((words(line.text), _who(made, line)) for line in lines)
    return Table(name, columns(name, "Who"), rows, empty="Nothing was written down.")


def hot_wash(made: Material) -> tuple[ReportSection, ...]:
    """Went well, to improve, actions, notes; no section where nobody wrote any of it."""
    wash = made.wash
    if not (wash.well or wash.improve or wash.actions or wash.notes):
        return ()
    agreed = tuple(
        (words(one.text), words(one.owner), words(one.due.isoformat()), _who(made, one))
        for one in wash.actions.values()
    )
    actions = Table(
        "Actions agreed",
        columns("Action", "Owner", "Due", "Written down by"),
        agreed,
        empty="No action was agreed.",
    )
    blocks: list[Block] = [
        _said(made, "Went well", wash.well.values()),
        _said(made, "To improve", wash.improve.values()),
        actions,
    ]
    if wash.notes:
        titles = {one.id: one.text for one in made.card.objectives}
        rows = tuple(
            (
                words(one.text),
                words(titles.get(one.objective, one.objective) or "-"),
                _who(made, one),
            )
            for one in wash.notes.values()
        )
        blocks += [Subheading("Notes"), Table("Notes", columns("Note", "Objective", "Who"), rows)]
    return (ReportSection("hot-wash", "Hot wash", tuple(blocks)),)


def feedback(made: Material) -> tuple[ReportSection, ...]:
    """Each question's mean with its counts, then the free texts; no section without any."""
    given = made.wash.feedback
    if not given:
        return ()
    rows = tuple(
        (
            words(QUESTIONS[one.question]),
            words("-" if one.mean is None else f"{one.mean:.1f}", "strong"),
            *(words(str(count)) for count in one.counts),
            words(str(one.given)),
        )
        for one in answered(given)
    )
    heads = columns("Statement", "#Mean", *(f"#{value}" for value in SCALE), "#Answers")
    many = spell.count(len(given))
    lead = (
        f"From {many} {'participant' if len(given) == 1 else 'participants'}, without names. "
        f"1 is “{SCALE[1]}”, 5 is “{SCALE[5]}”; the columns count the answers."
    )
    blocks: list[Block] = [Prose(lead, "soft"), Table("Feedback", heads, rows)]
    texts = tuple(one.text for one in given if one.text)
    if texts:
        blocks += [Subheading(OPEN_QUESTION), Bullets(texts)]
    return (ReportSection("feedback", "Feedback", tuple(blocks)),)
