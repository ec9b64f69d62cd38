"""The simulated colleagues: who answers a page, and how long it takes.

Each answer time belongs to the role, not to the page, so paging somebody twice or paging others
first changes nothing about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Answered, Message
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from sim.world.kernel import Kernel
    from sim.world.notifications import Notifications
    from sim.world.streams import Streams


class People:
    """Everybody but the player; tells `answered` when somebody does."""

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        policy: Policy,
        player: str,
        kernel: Kernel,
        streams: Streams,
        notifications: Notifications,
        answered: Callable[[Answered], None],
    ) -> None:
        self._policy = policy
        self._player = player
        self._kernel = kernel
        self._streams = streams
        self._notifications = notifications
        self._answered = answered
        self._called: set[str] = set()
        self.joined: tuple[str, ...] = ()

    def reached(self, message: Message) -> None:
        """A page, call or broadcast arrived: whoever was not called yet will answer."""
        for role in message.delivered:
            if role == self._player or role in self._called or role not in self._policy.roles:
                continue
            self._called.add(role)
            person = self._policy.roles[role]
            delay = person.answers_in.at(self._streams.uniform("answer", role))
            self._kernel.at(
                self._kernel.now + delay,
                lambda role=role: self._answer(role, message.message),  # type: ignore[misc]
            )

    def _answer(self, role: str, message: str) -> None:
        person = self._policy.roles[role]
        self.joined = (*self.joined, role)
        self._answered(Answered(role=role, person=person.person, message=message))
        channel: Channel = "slack" if self._notifications.reachable("slack") else "phone"
        self._notifications.send(
            Draft(
                purpose="chat",
                sender=person.person,
                sender_role=role,
                channel=channel,
                to=(self._player,),
                text=person.says,
            )
        )
