"""A journal laid out for the slow scorer: plain lists, read off entry by entry.

Nothing of `scoring` is used here or in the modules beside it, except for the names of the
scorecard's fields in the comparison. What each word means is in docs/reference/metrics.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.journal.bodies import Action, Alert, Arrived, Ended, FaultEdge, Message, Window
from sim.journal.encoding import header_of
from sim.scenario.model import Scenario
from sim.scenario.names import PRODUCTION_HOST
from sim.scenario.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.encoding import Entry

OURS = ("page", "post", "broadcast", "status_page", "call", "email")
"""Purposes of messages that responders send; the others come from colleagues and the MSEL."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one message brought about at one instant, for the names it reached or failed to.

    A message that arrives late makes a word of its own when it arrives.

    Attributes:
        heard: the names it reached that noticed it.
        in_vain: the names that did not hear it, or did not pick up.
    """

    at: int
    message: Message
    heard: tuple[str, ...]
    in_vain: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Record:
    """A journal and the policy it is held against; hashed by identity, so that it can be cached."""

    entries: Sequence[Entry]
    scenario: Scenario
    policy: Policy

    @property
    def player(self) -> str:
        """The role that the responder plays, by this policy's name."""
        return self.policy.meant(self.scenario.player)

    @property
    def end(self) -> int:
        """EndEx."""
        return next(entry.at for entry in self.entries if isinstance(entry.body, Ended))

    @property
    def first_fault(self) -> int | None:
        """When the first fault begins."""
        begun = [at for at, edge in self.fault_edges() if edge.edge == "began"]
        return begun[0] if begun else None

    @cached_property
    def counts_from(self) -> int:
        """What happens before is about something else: the first fault, StartEx without one."""
        return self.first_fault or 0

    def fault_edges(self) -> list[tuple[int, FaultEdge]]:
        """Beginnings and ends of faults."""
        return [(e.at, e.body) for e in self.entries if isinstance(e.body, FaultEdge)]

    def windows(self) -> list[Window]:
        """The windows from the one in which the first fault begins on."""
        every = [e.body for e in self.entries if isinstance(e.body, Window)]
        return [window for window in every if window.end > self.counts_from]

    def alerts(self) -> list[tuple[int, Alert]]:
        """Alerts that were delivered."""
        return [
            (e.at, e.body)
            for e in self.entries
            if isinstance(e.body, Alert)
            and e.body.state == "delivered"
            and e.at >= self.counts_from
        ]

    def actions(self, since: int | None = None) -> list[tuple[int, Action]]:
        """Commands that were given to production, in effect or not."""
        since = self.counts_from if since is None else since
        return [
            (e.at, e.body)
            for e in self.entries
            if isinstance(e.body, Action) and e.body.host == PRODUCTION_HOST and e.at >= since
        ]

    def done(self, *commands: str, since: int | None = None) -> list[tuple[int, Action]]:
        """Commands of these names that took effect."""
        return [
            (at, action)
            for at, action in self.actions(since)
            if action.command in commands and 200 <= action.status < 300
        ]

    def sent(self) -> list[tuple[int, Message]]:
        """What responders sent, delivered or not."""
        return [
            (e.at, e.body)
            for e in self.entries
            if isinstance(e.body, Message) and e.body.purpose in OURS and e.at >= self.counts_from
        ]

    def words(self, purposes: Sequence[str] = OURS) -> list[Word]:
        """What messages brought about, at each instant that one reached somebody or nobody."""
        found: list[Word] = []
        messages: dict[str, Message] = {}
        for entry in self.entries:
            body = entry.body
            if isinstance(body, Message):
                messages[body.message] = body
                found.append(self._word(entry.at, body, body.delivered, body.unheard))
            elif isinstance(body, Arrived):
                late = messages[body.message]
                found.append(self._word(entry.at, late, body.delivered, body.unheard))
        return [word for word in found if word.message.purpose in purposes]

    def _word(
        self, at: int, message: Message, reached: Sequence[str], unheard: Sequence[str]
    ) -> Word:
        heard = (self.policy.meant(name) for name in reached if name not in unheard)
        in_vain = [*unheard]
        if message.purpose == "call" and message.channel not in self.channels_down(at):
            in_vain += message.undelivered
        return Word(at, message, tuple(heard), tuple(map(self.policy.meant, in_vain)))

    def channels_down(self, at: int) -> set[str]:
        """The channels that do not work at this instant."""
        down: set[str] = set()
        for fault in self.scenario.faults:
            if fault.effect == "channel_down":
                edges = [
                    edge.edge
                    for when, edge in self.fault_edges()
                    if when <= at and edge.fault == fault.id
                ]
                if edges and edges[-1] == "began":
                    down |= set(fault.channels)
        return down


def record_of(entries: Sequence[Entry], policy: Policy | None = None) -> Record:
    """The record of a journal, held against its own policy or another one."""
    header = header_of(entries)
    return Record(
        entries,
        Scenario.model_validate(header.scenario),
        policy or Policy.model_validate(header.policy),
    )
