"""Who sits where: the names of those who take part, and the role each plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import NotFound, Unusable
from sim.journal.conduct import STAFF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.bodies import Participant
    from sim.journal.conduct import Joined
    from sim.scenario.policy import Policy


class Seating:
    """The seats of one exercise; a name has one seat, a seat may have several names.

    Args:
        policy: its roles can be played.
        player: the role of whoever acts without a seat.
        participants: those who were there at StartEx.
    """

    def __init__(self, policy: Policy, player: str, participants: Sequence[Participant]) -> None:
        self._roles = (*policy.roles, *STAFF)
        self._player = player
        self._taken = {one.name: one.role for one in participants}

    def role_of(self, name: str) -> str:
        """The role that this name plays; the scenario's player for a name without a seat."""
        return self._taken.get(name, self._player)

    def check(self, joined: Joined) -> None:
        """Whether the seat can be taken.

        Raises:
            NotFound: there is no such seat.
            Unusable: the name sits somewhere already.
        """
        if joined.role not in self._roles:
            raise NotFound("seat", joined.role, self._roles)
        if joined.name in self._taken:
            seat = self._taken[joined.name]
            raise Unusable(f"{joined.name!r} already has a seat ({seat}); choose another name")

    def take(self, joined: Joined) -> None:
        """Take it."""
        self._taken[joined.name] = joined.role

    def taken(self) -> dict[str, str]:
        """Names and their roles."""
        return dict(self._taken)
