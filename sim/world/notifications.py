"""Messages between people: who is addressed, over what, and what arrives when.

Resolves roles, groups and audiences by the policy and writes one journal entry per message. A
channel that is down delivers nothing, a lossy one misses some, a slow one takes its time; the
receipts say so. Who does not notice what reached them, no receipt says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import Arrived, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from sim.world.kernel import Kernel, Life
    from sim.world.prevailing import Prevailing
    from sim.world.roster import TeamRoster
    from sim.world.streams import Streams

Purpose = Literal["page", "post", "broadcast", "status_page", "call", "email", "chat", "inject"]
PERSONAL: frozenset[Purpose] = frozenset({"page", "call", "email", "broadcast"})
"""Sent to somebody in person: only these can go unheard."""
ReceiptState = Literal["delivered", "delayed", "not delivered"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent; `to` are roles, groups, audiences or `public`."""

    purpose: Purpose
    sender: str
    sender_role: str
    channel: Channel
    to: tuple[str, ...]
    text: str
    label: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a message for its recipients."""

    delivered: tuple[str, ...]
    undelivered: tuple[str, ...]
    delayed: tuple[tuple[str, int], ...] = ()
    unheard: tuple[str, ...] = ()


class Notifications:
    """Sends messages; tells `sent` about each, with its receipts, and `arrived` about late ones."""

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        policy: Policy,
        roster: TeamRoster,
        kernel: Kernel,
        streams: Streams,
        prevailing: Prevailing,
        sent: Callable[[Message], None],
        arrived: Callable[[Message, Arrived], None],
    ) -> None:
        self._policy = policy
        self._roster = roster
        self._kernel = kernel
        self._streams = streams
        self._prevailing = prevailing
        self._sent = sent
        self._arrived = arrived
        self._attempts: dict[tuple[str, str], int] = {}
        self._late: dict[str, set[str]] = {}
        self.messages: list[tuple[int, Message]] = []

    def targets(self) -> tuple[str, ...]:
        """Every name a broadcast can be aimed at."""
        policy = self._policy
        return tuple(sorted({*policy.roles, *policy.groups, *policy.audiences, *policy.aliases}))

    def roles(self, target: str) -> tuple[str, ...]:
        """The roles behind a role or group; none for an audience."""
        meant = self._policy.meant(target)
        if meant in self._policy.roles:
            return (meant,)
        return self._policy.groups.get(meant, ())

    def audience(self, target: str) -> tuple[Channel, ...]:
        """The channels behind an audience; none for a role or group."""
        return self._policy.audiences.get(self._policy.meant(target), ())

    def send(self, draft: Draft) -> Message:
        """Send over the draft's channel; what arrives late is told when it does."""
        names = (
            self.roles(to) or ((self._policy.meant(to),) if self.audience(to) else (to,))
            for to in draft.to
        )
        # Once each: somebody can be in several of the groups addressed.
        recipients = tuple(dict.fromkeys(name for some in names for name in some))
        fate = self._fate(draft, recipients)
        message = Message(
            message=f"msg-{len(self.messages) + 1:04d}",
            purpose=draft.purpose,
            sender=draft.sender,
            sender_role=draft.sender_role,
            channel=draft.channel,
            recipients=recipients,
            delivered=fate.delivered,
            undelivered=fate.undelivered,
            delayed=tuple(name for name, _ in fate.delayed),
            unheard=fate.unheard,
            label=draft.label,
            severity=draft.severity,
            text=draft.text,
        )
        self.messages.append((self._kernel.now, message))
        for name, delay in fate.delayed:
            self._kernel.process(self._on_its_way(message, name, delay))
        self._sent(message)
        return message

    def _fate(self, draft: Draft, recipients: tuple[str, ...]) -> Fate:
        conditions, channel = self._prevailing.conditions, draft.channel
        if channel in conditions.channels_down:
            return Fate((), recipients)
        lost, late = conditions.loss_ppm(channel), conditions.delay_of(channel)
        missed: tuple[str, ...] = ()
        if lost or late is not None:
            # One key for both draws: loss and delay are the fate of the same attempt.
            keys = {name: (channel, name, self._attempt(channel, name)) for name in recipients}
            missed = tuple(
                name for name, key in keys.items() if self._streams.ppm("channel.lost", *key) < lost
            )
            if late is not None:
                delays = tuple(
                    (name, late.at(self._streams.uniform("channel.late", *key)))
                    for name, key in keys.items()
                    if name not in missed
                )
                return Fate((), missed, delays)
        here = tuple(name for name in recipients if name not in missed)
        unheard = self._unheard(draft.purpose, channel, here)
        if draft.purpose == "call":
            # Nobody picks up: a phone tells that at once.
            return Fate(tuple(n for n in here if n not in unheard), (*missed, *unheard))
        return Fate(here, missed, unheard=unheard)

    def _attempt(self, channel: Channel, name: str) -> int:
        """How many messages to this name the channel has had, with this one."""
        count = self._attempts[channel, name] = self._attempts.get((channel, name), 0) + 1
        return count

    def _unheard(
        self, purpose: Purpose, channel: Channel, names: tuple[str, ...]
    ) -> tuple[str, ...]:
        if purpose not in PERSONAL:
            return ()
        return tuple(
            name
            for name in names
            if name in self._policy.roles and not self._roster.hears(name, channel)
        )

    def _on_its_way(self, message: Message, name: str, delay: int) -> Life:
        """One message to one recipient, over a slow channel."""
        yield self._kernel.timeout(delay)
        # Looked up now and not when it was sent: a person may have sat down in this role meanwhile.
        unheard = self._unheard(message.purpose, message.channel, (name,))
        self._late.setdefault(message.message, set()).add(name)
        self._arrived(message, Arrived(message=message.message, delivered=(name,), unheard=unheard))

    def receipt(self, message: Message, name: str) -> ReceiptState:
        """What the sender can know by now of a message and one of its recipients."""
        if name in message.delivered or name in self._late.get(message.message, ()):
            return "delivered"
        return "delayed" if name in message.delayed else "not delivered"

    def broadcast_channel(self, target: str) -> Channel:
        """The channel a broadcast takes: the pager for roles, an audience's first working one."""
        channels = self.audience(target)
        if not channels:
            return self._policy.page_channel
        # All down: the first one is tried all the same, and the receipt will say that it failed.
        return next((channel for channel in channels if self.reachable(channel)), channels[0])

    def reachable(self, channel: Channel) -> bool:
        """Whether the channel delivers now, at least some of it."""
        return channel not in self._prevailing.conditions.channels_down
