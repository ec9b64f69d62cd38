"""A journal laid out for the slow scorer: plain lists, read off entry by entry.

Nothing of `scoring` is used here or in the modules beside it, except for the names of the
scorecard's fields in the comparison. What each word means is in docs/reference/metrics.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import Action, Alert, Arrived, Ended, FaultEdge, Message, Window
from sim.journal.conduct import Decision
from sim.journal.encoding import header_of
from sim.language.read import read, says_something
from sim.scenario.model import Scenario
from sim.scenario.names import PRODUCTION_HOST
from sim.scenario.policy import Policy
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring.corrections import Corrections
    from scoring.model import Rating
    from sim.journal.encoding import Entry
    from sim.language.model import Reading
    from sim.scenario.names import Channel

OURS = ("page", "post", "broadcast", "status_page", "call", "email")
"""Purposes of messages that responders send; the others come from colleagues and the MSEL."""


def _says_nothing(action: Action) -> bool:
    return action.command == "note" and not says_something(str(action.arguments.get("text", "")))


@dataclass(frozen=True, slots=True)
class Word:
    """What one message brought about at one instant, for the names it reached or failed to.

    A message that arrives late makes a word of its own when it arrives.

    Attributes:
        seq: of the entry that sent it.
        heard: the names it reached that noticed it.
        in_vain: the names that did not hear it, or did not pick up.
        reading: what it says.
        sent: whether it was sent at this very instant, and did not arrive late.
        bare: a decision to tell somebody, which needs no words for that.
        only: whom a decision's words are for, and nobody else.
    """

    at: int
    seq: int
    message: Message
    heard: tuple[str, ...]
    in_vain: tuple[str, ...]
    reading: Reading
    sent: bool = True
    bare: bool = False
    only: str = ""

    @property
    def counts(self) -> bool:
        """Whether it can meet any debt at all."""
        return self.reading.readable


@dataclass(frozen=True, eq=False)
class Record:
    """A journal and the policy that judges it; hashed by identity, so that it can be cached."""

    entries: Sequence[Entry]
    scenario: Scenario
    policy: Policy
    readings: Mapping[int, Reading] = field(default_factory=dict)
    rejected: frozenset[int] = frozenset()
    ratings: Mapping[str, Rating] = field(default_factory=dict)

    @property
    def player(self) -> str:
        """The role that the responder plays, by this policy's name."""
        return self.policy.meant(self.scenario.player)

    @property
    def is_tabletop(self) -> bool:
        """Whether it is a discussion."""
        return header_of(self.entries).exercise_type == "tabletop"

    @cached_property
    def end(self) -> int:
        """EndEx."""
        return next(entry.at for entry in self.entries if isinstance(entry.body, Ended))

    @property
    def first_fault(self) -> int | None:
        """When the first fault begins."""
        begun = [at for at, edge in self.fault_edges if edge.edge == "began"]
        return begun[0] if begun else None

    @cached_property
    def counts_from(self) -> int:
        """What happens before is about something else: the first fault, StartEx without one."""
        return self.first_fault or 0

    @cached_property
    def fault_edges(self) -> list[tuple[int, FaultEdge]]:
        """Beginnings and ends of faults."""
        return [(e.at, e.body) for e in self.entries if isinstance(e.body, FaultEdge)]

    @cached_property
    def every_window(self) -> list[Window]:
        """All windows, those before the first fault included."""
        return [e.body for e in self.entries if isinstance(e.body, Window)]

    @cached_property
    def windows(self) -> list[Window]:
        """The windows from the one in which the first fault begins on."""
        return [window for window in self.every_window if window.end > self.counts_from]

    @cached_property
    def alerts(self) -> list[tuple[int, Alert]]:
        """Alerts that were delivered."""
        return [
            (e.at, e.body)
            for e in self.entries
            if isinstance(e.body, Alert)
            and e.body.state == "delivered"
            and e.at >= self.counts_from
        ]

    @cached_property
    def every_action(self) -> list[tuple[int, Action]]:
        """Commands that were given to production, in effect or not, from StartEx on."""
        return [
            (e.at, e.body)
            for e in self.entries
            if isinstance(e.body, Action) and e.body.host == PRODUCTION_HOST
        ]

    def actions(self, since: int | None = None) -> list[tuple[int, Action]]:
        """Those from an instant on; from the first fault on when none is given."""
        since = self.counts_from if since is None else since
        return [(at, action) for at, action in self.every_action if at >= since]

    def done(self, *commands: str, since: int | None = None) -> list[tuple[int, Action]]:
        """Commands of these names that took effect."""
        return [
            (at, action)
            for at, action in self.actions(since)
            if action.command in commands and took_effect(action) and not _says_nothing(action)
        ]

    @cached_property
    def decisions(self) -> list[tuple[int, int, Decision]]:
        """What a tabletop decided and nobody rejected: when it would have been done, and where."""
        found = [
            (e.at if e.body.done_at is None else e.body.done_at, e.seq, e.body)
            for e in self.entries
            if isinstance(e.body, Decision) and e.seq not in self.rejected
        ]
        # What would have been done after EndEx was not done.
        done = [one for one in found if self.is_tabletop and one[0] <= self.end]
        return sorted(done, key=lambda one: one[:2])

    @cached_property
    def sent(self) -> list[Word]:
        """What responders sent, delivered or not, once each."""
        return [word for word in self.words() if word.sent and word.at >= self.counts_from]

    @cached_property
    def _words(self) -> list[Word]:
        found: list[Word] = []
        messages: dict[str, tuple[int, Message]] = {}
        for entry in self.entries:
            body = entry.body
            if isinstance(body, Message):
                messages[body.message] = entry.seq, body
                found.append(self._word(entry.at, entry.seq, body, body.delivered, body.unheard))
            elif isinstance(body, Arrived):
                seq, late = messages[body.message]
                found.append(self._word(entry.at, seq, late, body.delivered, body.unheard, late=1))
        for at, seq, decision in self.decisions:
            found += self._decided(at, seq, decision)
        return sorted(found, key=lambda word: (word.at, word.seq))

    def words(self, purposes: Sequence[str] = OURS) -> list[Word]:
        """What messages brought about, at each instant that one reached somebody or nobody."""
        return [word for word in self._words if word.message.purpose in purposes]

    def _word(  # noqa: PLR0917 - the parts of an entry
        self,
        at: int,
        seq: int,
        message: Message,
        reached: Sequence[str],
        unheard: Sequence[str],
        late: int = 0,
    ) -> Word:
        heard = (self.policy.meant(name) for name in reached if name not in unheard)
        in_vain = [*unheard]
        if message.purpose == "call" and message.channel not in self.channels_down(at):
            in_vain += message.undelivered
        reading = self.readings.get(seq) or read(message.text)
        vain = tuple(map(self.policy.meant, in_vain))
        return Word(at, seq, message, tuple(heard), vain, reading, sent=not late)

    def _decided(self, at: int, seq: int, decision: Decision) -> list[Word]:
        """The page and the words that a decision stands for."""
        found = []
        policy = self.policy
        told = tuple(map(policy.meant, decision.told))
        reading = self.readings.get(seq)
        if told:
            page = _message(decision, seq, "page", policy.page_channel, told, decision.text)
            found.append(Word(at, seq, page, told, (), read(decision.text), bare=True))
        if decision.audience and decision.says:
            to = policy.meant(decision.audience)
            purpose: Literal["post", "status_page"] = "post"
            channel: Channel = "in_app"
            names: tuple[str, ...] = (to,)
            only = "" if to in policy.audiences else to
            if to == STATUS_PAGE:
                purpose, channel, names = "status_page", "status_page", (PUBLIC,)
            elif to == PUBLIC:
                channel = "social"
            elif to in policy.groups:
                names = policy.groups[to]
            message = _message(decision, seq, purpose, channel, names, decision.says)
            found.append(
                Word(at, seq, message, names, (), reading or read(decision.says), only=only)
            )
        return found

    def channels_down(self, at: int) -> set[str]:
        """The channels that do not work at this instant."""
        down: set[str] = set()
        for fault in self.scenario.faults:
            if fault.effect == "channel_down":
                edges = [
                    edge.edge
                    for when, edge in self.fault_edges
                    if when <= at and edge.fault == fault.id
                ]
                if edges and edges[-1] == "began":
                    down |= set(fault.channels)
        return down


def _message(  # noqa: PLR0917 - the parts of a message
    decision: Decision,
    seq: int,
    purpose: Literal["page", "post", "status_page"],
    channel: Channel,
    names: tuple[str, ...],
    text: str,
) -> Message:
    return Message(
        message=f"decision-{seq}",
        purpose=purpose,
        sender=decision.by,
        sender_role=decision.role,
        channel=channel,
        recipients=names,
        delivered=names,
        undelivered=(),
        text=text,
    )


def took_effect(action: Action) -> bool:
    """Whether it was answered in the 200s."""
    return 200 <= action.status < 300


def record_of(
    entries: Sequence[Entry],
    policy: Policy | None = None,
    corrections: Corrections | None = None,
) -> Record:
    """The record of a journal, judged by its own policy or another one."""
    header = header_of(entries)
    return Record(
        entries,
        Scenario.model_validate(header.scenario),
        policy or Policy.model_validate(header.policy),
        corrections.readings if corrections else {},
        corrections.rejected if corrections else frozenset(),
        corrections.ratings if corrections else {},
    )
