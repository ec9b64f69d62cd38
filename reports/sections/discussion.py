"""The section of a tabletop's discussion: its moves, what was asked, what was decided and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Part, Prose, ReportSection, Subheading, Table, columns, words
from reports.phrases import deeds_of, seat_of
from sim.journal.conduct import Decision, MoveBegan
from sim.scenario.agenda import moves_of
from sim.scenario.durations import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.document import Block, Sign
    from reports.material import Material
    from scoring.facts import Fact
    from sim.scenario.moves import Move, Question

    Decisions = Sequence[Fact[Decision]]

_STANDING: dict[str, tuple[Sign, str]] = {
    "confirmed": ("✓", "confirmed"),
    "rejected": ("✗", "rejected by the evaluator"),
    "proposed": ("~", "proposed as met"),
}
_HEADS = columns("#Minute", "Question", "Decided", "Who", "Why", "Good answers contain")


def _move_at(made: Material, fact: Fact[Decision]) -> str:
    """The move a decision belongs to: the one it names, or the last that had begun; "" for none."""
    begun = [move.body.move for move in made.facts.of(MoveBegan) if move.seq < fact.seq]
    return fact.body.move or (begun[-1] if begun else "")


def _does(made: Material, fact: Fact[Decision]) -> Iterator[Part]:
    """What it would have done, and whether that counts."""
    done = deeds_of(fact.body, made.policy)
    if not done:
        return
    written = {} if made.review is None else made.review.decisions
    sign, counts = _STANDING[written.get(str(fact.seq), "proposed")]
    yield Part(f"{done}: {counts} (entry {fact.seq})", sign)
    if fact.body.says:
        yield Part(f"in the words: “{fact.body.says}”", sign)


def _decided(made: Material, question: Question | None, fact: Fact[Decision]) -> tuple[Cell, ...]:
    body = fact.body
    return (
        words(spell.clock(fact.at), "note"),
        words(question.text if question else "-"),
        Cell(
            body.text,
            "strong",
            cites=made.index.cites((fact.seq,)),
            parts=tuple(_does(made, fact)),
        ),
        words(f"{body.by} ({seat_of(body.role, made.policy)})"),
        words(body.why or "no reason given", "" if body.why else "soft"),
        words(question.asks if question else "", "soft"),
    )


def _rows(
    made: Material, questions: Sequence[Question], decisions: Decisions
) -> Iterator[tuple[Cell, ...]]:
    """Question by question with what was decided on it; then what answers none of them."""
    for question in questions:
        answers = [fact for fact in decisions if fact.body.question == question.id]
        for fact in answers:
            yield _decided(made, question, fact)
        if not answers:
            nothing = (words(question.text), words("nothing was decided", "problem"))
            yield (words("-"), *nothing, words("-"), words("-"), words(question.asks, "soft"))
    asked = {question.id for question in questions}
    for fact in decisions:
        if fact.body.question not in asked:
            yield _decided(made, None, fact)


def _of_move(
    made: Material, began: Fact[MoveBegan], move: Move | None, decisions: Decisions
) -> Iterator[Block]:
    box = began.body.time_box
    limit = f", {format_duration(box)} for it" if box else ""
    yield Subheading(f"{began.body.title} (minute {spell.clock(began.at)}{limit})")
    if move is not None and move.situation:
        yield Prose(move.situation)
    rows = tuple(_rows(made, move.questions if move else (), decisions))
    yield Table(began.body.title, _HEADS, rows, empty="Nothing was decided.")


def discussion(made: Material) -> ReportSection:
    """Every move that began, with its questions and the decisions; then what was not reached."""
    moves = {move.id: move for move in moves_of(made.facts.scenario, made.policy)}
    decided: dict[str, list[Fact[Decision]]] = {}
    for fact in made.facts.of(Decision):
        decided.setdefault(_move_at(made, fact), []).append(fact)
    begun = {fact.body.move: fact for fact in made.facts.of(MoveBegan)}
    blocks: list[Block] = []
    for name, began in begun.items():
        blocks += _of_move(made, began, moves.get(name), decided.pop(name, []))
    rest = [fact for facts in decided.values() for fact in facts]
    if rest:
        heading = "Outside the moves" if begun else "Decisions"
        rows = tuple(_decided(made, None, fact) for fact in rest)
        blocks += [Subheading(heading), Table(heading, _HEADS, rows)]
    missed = [move.title for name, move in moves.items() if name not in begun]
    if missed:
        blocks.append(Prose(f"Not reached: {', '.join(missed)}.", "soft"))
    return ReportSection("discussion", "Discussion", tuple(blocks))
