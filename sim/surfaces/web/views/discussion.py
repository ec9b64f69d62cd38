"""A tabletop's moves as its boards show them: where it stands, what it asks, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
class DiscussionView:
    """Where a tabletop stands.

    Attributes:
        present: the move that is discussed; None before the first.
        moves: all of them; for the facilitator only.
        decisions: when and what, the newest first.
    """

    present: Move | None
    moves: tuple[MoveCard, ...]
    decisions: tuple[tuple[int, Decision], ...]


def discussion_view(seen: PlayersView, moves: Sequence[Move]) -> DiscussionView:
    """The discussion as it stands."""
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
        decisions=tuple(reversed(seen.decisions)),
    )
