"""The section of a tabletop's discussion: its moves, what was asked, what was decided and why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Cell, Part, Prose, ReportSection, Subheading, Table, columns, words
from reports.phrases import RATINGS, deeds_of, seat_of
from scoring.tabletop import not_reached
from sim.journal.conduct import Decision, MoveBegan
from sim.journal.talk import (
    ROOMS,
    AnswerRated,
    DecisionMarked,
    PollAnswered,
    PollAsked,
    RoomTaken,
)
from sim.scenario.agenda import moves_of
from sim.scenario.durations import spoken

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
_HEADS = ("#Minute", "Question", "Decided", "Who", "Why", "Good answers contain")


def _move_at(made: Material, fact: Fact[Decision]) -> str:
    """The move a decision belongs to: the one it names, or the last that had begun; "" for none."""
    begun = [move.body.move for move in made.facts.of(MoveBegan) if move.seq < fact.seq]
    return fact.body.move or (begun[-1] if begun else "")


def _finals(made: Material) -> frozenset[int]:
    """The entries of the final decisions: of each question and room the last that was marked."""
    decisions = {fact.seq: fact for fact in made.facts.of(Decision)}
    found: dict[tuple[str, str, str], int] = {}
    for mark in made.facts.of(DecisionMarked):
        fact = decisions.get(mark.body.decision)
        if fact is not None:
            found[_move_at(made, fact), fact.body.question, fact.body.room] = fact.seq
    return frozenset(found.values())


def _does(made: Material, fact: Fact[Decision]) -> tuple[Part, ...]:
    """What it would have done, and whether that counts."""
    done = deeds_of(fact.body, made.policy)
    if not done:
        return ()
    written = {} if made.review is None else made.review.decisions
    sign, counts = _STANDING[written.get(str(fact.seq), "proposed")]
    said = f", in the words “{fact.body.says}”" if fact.body.says else ""
    return (Part(f"{done}{said}: {counts}", sign),)


def _weighed(made: Material, fact: Fact[Decision]) -> tuple[Part, ...]:
    """Whether it is the final one, and what was said against it."""
    body = fact.body
    return (
        *((Part("the final decision on this question", "✓"),) if fact.seq in _finals(made) else ()),
        *((Part(f"options considered: {body.options}", "~"),) if body.options else ()),
        *((Part(f"dissent: {body.dissent}", "~"),) if body.dissent else ()),
    )


def _decided(made: Material, question: Question | None, fact: Fact[Decision]) -> tuple[Cell, ...]:
    body = fact.body
    seat = seat_of(body.role, made.policy)
    who = body.by if body.by == seat else f"{body.by} ({seat})"
    room = f", room {body.room}" if body.room else ""
    scribe = f"; written down by {body.scribe}" if body.scribe else ""
    return (
        words(spell.clock(fact.at), "note"),
        words(question.text if question else "-"),
        Cell(
            body.text,
            "strong",
            cites=made.index.cites((fact.seq,)),
            parts=(*_weighed(made, fact), *_does(made, fact)),
        ),
        words(f"{who}{room}{scribe}"),
        words(body.why or "no reason given", "" if body.why else "soft"),
        words(question.asks if question else "", "soft"),
    )


def _rooms(made: Material, move: str, decisions: Decisions) -> tuple[str, ...]:
    """The rooms in which a move was discussed; one without a name when everybody was together.

    A question was put to a room when somebody was in it while the move was discussed.
    """
    where: dict[str, str] = {}
    present = ""
    used: set[str] = {fact.body.room for fact in decisions}
    for fact in sorted(
        (*made.facts.of(MoveBegan), *made.facts.of(RoomTaken)), key=lambda fact: fact.seq
    ):
        if isinstance(fact.body, MoveBegan):
            present = fact.body.move
        elif isinstance(fact.body, RoomTaken):
            where[fact.body.name] = fact.body.room
        if present == move:
            used.update(where.values())
    return tuple(room for room in ROOMS if room in used) or ("",)


def _rows(
    made: Material, questions: Sequence[Question], decisions: Decisions, rooms: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    """Question by question with what was decided on it; then what answers none of them."""
    for question in questions:
        answers = [fact for fact in decisions if fact.body.question == question.id]
        for room in rooms:
            mine = [fact for fact in answers if fact.body.room in {room, ""}]
            for fact in mine:
                if fact.body.room == room or room == rooms[0]:
                    yield _decided(made, question, fact)
            if not mine:
                where = f" in room {room}" if room else ""
                nothing = (words(question.text), words(f"nothing was decided{where}", "problem"))
                yield (words("-"), *nothing, words("-"), words("-"), words(question.asks, "soft"))
    asked = {question.id for question in questions}
    for fact in decisions:
        if fact.body.question not in asked:
            yield _decided(made, None, fact)


def _of_move(
    made: Material, began: Fact[MoveBegan], move: Move | None, decisions: Decisions
) -> Iterator[Block]:
    box = began.body.time_box
    limit = f", {spoken(box)} for it" if box else ""
    yield Subheading(f"{began.body.title} (T+{spell.clock(began.at)}{limit})")
    if move is not None and move.situation:
        yield Prose(move.situation)
    rooms = _rooms(made, began.body.move, decisions)
    rows = tuple(_rows(made, move.questions if move else (), decisions, rooms))
    yield Table(began.body.title, columns(*_HEADS), rows, empty="Nothing was decided.")
    if move is not None:
        yield from _rated(made, move)


def _rated(made: Material, move: Move) -> Iterator[Block]:
    """How evaluators rated the answers; of each question and room the last rating counts."""
    asked = {question.id: question.text for question in move.questions}
    last: dict[tuple[str, str], Fact[AnswerRated]] = {}
    for fact in made.facts.of(AnswerRated):
        if fact.body.move == move.id and fact.body.question in asked:
            last[fact.body.question, fact.body.room] = fact
    if not last:
        return
    rows = tuple(
        (
            words(asked[question] + (f" (room {room})" if room else "")),
            Cell(fact.body.rating, fact.body.rating),
            words(fact.body.by),
            Cell(fact.body.text or RATINGS[fact.body.rating], cites=made.index.cites((fact.seq,))),
        )
        for name in asked
        for (question, room), fact in sorted(last.items())
        if question == name
    )
    yield Prose("How the answers were rated:")
    heads = columns("Question", "Rating", "Rated by", "Why")
    yield Table(f"{move.title}: how the answers were rated", heads, rows)


def _polls(made: Material) -> Iterator[Block]:
    """Each show of hands with its result: of each person the last answer counts."""
    rows = []
    asked = made.facts.of(PollAsked)
    ends = [*(poll.seq for poll in asked), sys.maxsize][1:]
    for poll, end in zip(asked, ends, strict=True):
        votes = {
            fact.body.by: fact.body.choice
            for fact in made.facts.of(PollAnswered)
            if poll.seq < fact.seq < end
        }
        for number, choice in enumerate(poll.body.choices):
            names = [name for name, chosen in votes.items() if chosen == number]
            rows.append(
                (
                    words(spell.clock(poll.at) if number == 0 else "", "note"),
                    Cell(
                        poll.body.text if number == 0 else "",
                        "strong",
                        cites=made.index.cites((poll.seq,) if number == 0 else ()),
                    ),
                    words(choice),
                    words(str(len(names))),
                    words(", ".join(names) or "-"),
                )
            )
    if rows:
        heads = columns("#Minute", "Asked", "Choice", "#Hands", "Who")
        yield Subheading("Shows of hands")
        yield Table("Shows of hands", heads, tuple(rows))


def discussion(made: Material) -> ReportSection:
    """Every move that began, with its questions and the decisions; then what was not reached."""
    moves = {move.id: move for move in moves_of(made.facts.scenario, made.policy)}
    decided: dict[str, list[Fact[Decision]]] = {}
    for fact in made.facts.of(Decision):
        decided.setdefault(_move_at(made, fact), []).append(fact)
    begun: dict[str, Fact[MoveBegan]] = {}
    for one in made.facts.of(MoveBegan):
        begun.setdefault(one.body.move, one)  # it may have been gone back to
    blocks: list[Block] = []
    for name, began in begun.items():
        blocks += _of_move(made, began, moves.get(name), decided.pop(name, []))
    rest = [fact for facts in decided.values() for fact in facts]
    if rest:
        heading = "Outside the moves" if begun else "Decisions"
        rows = tuple(_decided(made, None, fact) for fact in rest)
        blocks += [Subheading(heading), Table(heading, columns(*_HEADS), rows)]
    blocks += _polls(made)
    missed = [move.title for move in not_reached(made.facts, made.policy)]
    if missed:
        unasked = " Nobody was asked there: what fell due in that time does not count."
        text = f"Not reached: {', '.join(missed)}.{unasked if begun else ''}"
        blocks.append(Prose(text, "soft"))
    return ReportSection("discussion", "Discussion", tuple(blocks))
