"""A tabletop's moves as its boards show them: where it stands, what it asks, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.journal.decided import deeds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.journal.conduct import Decision
    from sim.scenario.moves import Move
    from sim.surfaces.web.views.seen import PlayersView


@dataclass(frozen=True, slots=True)
class MoveCard:
    """A move, for the facilitator.

    Attributes:
        state: `done`, `now` or `ahead`; one that was passed over is `done` too.
    """

    move: Move
    state: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A decision.

    Attributes:
        at: when it was made, ms since StartEx.
        deeds: what it would have done, in words; "" when nothing.
    """

    at: int
    body: Decision
    deeds: str


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """Where a tabletop stands.

    Attributes:
        present: the move that is discussed; None before the first.
        moves: all of them; for the facilitator only.
        decisions: the newest first.
    """

    present: Move | None
    moves: tuple[MoveCard, ...]
    decisions: tuple[DecisionCard, ...]


def discussion_view(
    seen: PlayersView, moves: Sequence[Move], clock: Callable[[int], str]
) -> DiscussionView:
    """The discussion as it stands; `clock` writes an instant as its readers do."""
    begun = [body.move for _, body in seen.moves]
    names = [move.id for move in moves]
    place = names.index(begun[-1]) if begun else -1
    cards = tuple(
        MoveCard(move, "now" if index == place else "done" if index < place else "ahead")
        for index, move in enumerate(moves)
    )
    return DiscussionView(
        present=moves[place] if begun else None,
        moves=cards,
        decisions=tuple(
            DecisionCard(at, body, deeds(body, seen.policy.called, clock))
            for at, body in reversed(seen.decisions)
        ),
    )
