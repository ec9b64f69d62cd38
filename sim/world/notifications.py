"""Messages between people: who is addressed, over what, and what arrives.

Resolves roles, groups and audiences by the policy and writes one journal entry per message. A
channel that is down delivers nothing; the receipt says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy

Purpose = Literal["page", "post", "broadcast", "status_page", "call", "email", "chat", "inject"]
PUBLIC = "public"
"""Recipient of the status page and of social posts: whoever looks."""


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


class Notifications:
    """Sends messages; tells `sent` about each, with its receipts."""

    def __init__(
        self,
        policy: Policy,
        is_down: Callable[[Channel], bool],
        sent: Callable[[Message], None],
    ) -> None:
        self._policy = policy
        self._is_down = is_down
        self._sent = sent
        self._count = 0

    def targets(self) -> tuple[str, ...]:
        """Every name a broadcast can be aimed at."""
        policy = self._policy
        return tuple(sorted({*policy.roles, *policy.groups, *policy.audiences}))

    def roles(self, target: str) -> tuple[str, ...]:
        """The roles behind a role or group; none for an audience."""
        if target in self._policy.roles:
            return (target,)
        return self._policy.groups.get(target, ())

    def audience(self, target: str) -> tuple[Channel, ...]:
        """The channels behind an audience; none for a role or group."""
        return self._policy.audiences.get(target, ())

    def send(self, draft: Draft) -> Message:
        """Send over the draft's channel; everybody it reaches has it at once."""
        recipients = tuple(
            dict.fromkeys(name for to in draft.to for name in (self.roles(to) or (to,)))
        )
        delivered = () if self._is_down(draft.channel) else recipients
        self._count += 1
        message = Message(
            message=f"msg-{self._count:04d}",
            purpose=draft.purpose,
            sender=draft.sender,
            sender_role=draft.sender_role,
            channel=draft.channel,
            recipients=recipients,
            delivered=delivered,
            undelivered=tuple(name for name in recipients if name not in delivered),
            label=draft.label,
            severity=draft.severity,
            text=draft.text,
        )
        self._sent(message)
        return message

    def broadcast_channel(self, target: str) -> Channel:
        """The channel a broadcast takes: the pager for roles, an audience's first working one."""
        channels = self.audience(target)
        if not channels:
            return self._policy.page_channel
        return next((channel for channel in channels if not self._is_down(channel)), channels[0])

    def reachable(self, channel: Channel) -> bool:
        """Whether the channel works now."""
        return not self._is_down(channel)
