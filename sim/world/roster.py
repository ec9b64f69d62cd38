"""Who has which role tonight, and who of them hears what.

The policy's people, as the scenario changes them. Names that the policy leaves open are drawn by
Faker from the exercise's seed and the role, so they are the same whoever asks first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.people import Tonight
from sim.world.catalogue import drawn

if TYPE_CHECKING:
    from sim.scenario.durations import Spread
    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from sim.scenario.rules.people import RolePolicy
    from sim.world.streams import Streams

_AS_EVER = Tonight.model_construct()
_PERCENT = 100


class TeamRoster:
    """The people of one exercise.

    Args:
        policy: who they are.
        tonight: what is different about some of them.
        streams: the exercise's randomness.
    """

    def __init__(self, policy: Policy, tonight: dict[str, Tonight], streams: Streams) -> None:
        self._policy = policy
        self._tonight = {policy.meant(role): what for role, what in tonight.items()}
        self._streams = streams
        self._names: dict[str, str] = {}
        self._attempts: dict[str, int] = {}
        self._seated: dict[str, str] = {}

    def tonight(self, role: str) -> Tonight:
        """What is different about the role tonight."""
        return self._tonight.get(role, _AS_EVER)

    def seat(self, role: str, name: str) -> None:
        """A person of flesh and blood plays this role; the first to sit gives it its name."""
        self._seated.setdefault(role, name)

    def seated(self, role: str) -> bool:
        """Whether a person plays this role: it answers for itself, and hears what it is sent."""
        return role in self._seated

    def name(self, role: str) -> str:
        """The person who has the role."""
        if role in self._seated:
            return self._seated[role]
        named = self._role(role).person
        if named is not None:
            return named
        if role not in self._names:
            seed = int(self._streams.uniform("roster.name", role) * 2**48)
            self._names[role] = drawn(seed, "name")
        return self._names[role]

    def answers_in(self, role: str) -> Spread:
        """From hearing to answering."""
        return self.tonight(role).answers_in or self._role(role).answers_in

    def says(self, role: str) -> str:
        """What the person posts when answering."""
        return self.tonight(role).says or self._role(role).says

    def absent(self, role: str) -> bool:
        """Whether the person is away the whole night; drawn once for each seed and role."""
        chance = self._role(role).absent
        away = chance and self._streams.uniform("roster.absent", role) * _PERCENT < chance
        return bool(away) or self.tonight(role).absent

    def hears(self, role: str, channel: Channel) -> bool:
        """Whether a message that reached the person now is noticed; each one is an attempt.

        The nth attempt at a role has its own draw, whatever was sent to others in between.
        """
        # Counted also for a seat or somebody absent, who needs no draw: the number says which
        # attempt it is, not which draw.
        attempt = self._attempts[role] = self._attempts.get(role, 0) + 1
        if self.seated(role):
            return True
        if self.absent(role) or channel in self.tonight(role).deaf_to:
            return False
        chance = self._role(role).misses
        return not chance or (
            self._streams.uniform("roster.misses", role, attempt) * _PERCENT >= chance
        )

    def _role(self, role: str) -> RolePolicy:
        return self._policy.roles[role]
