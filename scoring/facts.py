"""The journal by the type of its entries: each fact with its instant and its number.

Knows the header's scenario and how messages travel. Judges nothing: what the facts mean is the
business of the files beside this one, and of the world it must not know anything. A new kind of
entry is here already; whoever judges by it asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from scoring.corrections import Corrections
from sim.journal.bodies import Action, Arrived, Ended, FaultEdge, Header, Message, Window
from sim.journal.conduct import Decision
from sim.journal.embedded import policy_of, scenario_of
from sim.journal.transit import Transit
from sim.language.read import read
from sim.scenario.names import PRODUCTION_HOST
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.command_set import Effect
    from sim.journal.base import JournalModel
    from sim.journal.encoding import Entry
    from sim.language.model import Reading
    from sim.scenario.faults import Fault
    from sim.scenario.model import Scenario
    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy

BodyT = TypeVar("BodyT", bound="JournalModel")
BodyT_co = TypeVar("BodyT_co", covariant=True)

_TOLD = "decision-told-"

UNFINISHED = "unfinished"
"""The end reason of a journal without EndEx: the session was interrupted."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[BodyT_co]):
    """One journal entry of a known kind.

    Attributes:
        seq: its sequence number, which is what evidence cites.
        at: when, ms since StartEx.
        body: what happened.
    """

    seq: int
    at: int
    body: BodyT_co


@dataclass(frozen=True)
class Facts:
    """The journal by the type of its entries, oldest first in each; times in ms since StartEx.

    Attributes:
        header: the first entry; `scenario`: the exercise it carries.
        by_type: the facts; ask with `of`.
        ended_at: EndEx, or the last entry's instant when the journal was cut off.
        end_reason: `settled`, `horizon`, `closed` or `unfinished`.
        left_at: from then on nobody acted, as the journal's end says.
        digest: the last link of the hash chain.
        corrections: what an evaluator corrected.
        decisions: a tabletop's decisions that count: done before EndEx, and not rejected.
    """

    header: Header
    scenario: Scenario
    by_type: Mapping[type[JournalModel], tuple[Fact[JournalModel], ...]]
    ended_at: int
    end_reason: str
    left_at: int
    digest: str
    corrections: Corrections = field(default_factory=Corrections)
    decisions: tuple[Fact[Decision], ...] = ()

    def of(self, kind: type[BodyT]) -> tuple[Fact[BodyT], ...]:
        """Every fact of this type, oldest first."""
        return cast("tuple[Fact[BodyT], ...]", self.by_type.get(kind, ()))

    @cached_property
    def actions(self) -> tuple[Fact[Action], ...]:
        """Commands given to production; to ask the coach is none of the response."""
        # What is done in the test environment touches nobody and counts for nothing.
        return tuple(
            fact
            for fact in self.of(Action)
            if fact.body.host == PRODUCTION_HOST and "asks" not in fact.body.effect
        )

    @cached_property
    def hints(self) -> int | None:
        """How many hints the coach gave; None in an exercise without one."""
        if self.header.coach is None:
            return None
        asked = (fact.body for fact in self.of(Action) if "asks" in fact.body.effect)
        return sum(one.took_effect for one in asked)

    @cached_property
    def carried_out(self) -> tuple[Fact[Action], ...]:
        """Those of them that took effect."""
        return tuple(fact for fact in self.actions if fact.body.took_effect)

    @cached_property
    def by_effect(self) -> Mapping[Effect, tuple[Fact[Action], ...]]:
        """The same by each of their effects, oldest first in each."""
        found: dict[Effect, list[Fact[Action]]] = {}
        for fact in self.carried_out:
            for effect in fact.body.effect:
                found.setdefault(effect, []).append(fact)
        return {effect: tuple(facts) for effect, facts in found.items()}

    @cached_property
    def late(self) -> tuple[Fact[Message], ...]:
        """What arrived later than it was sent: the message at its arrival.

        Delivered to those it reached then, and to nobody else.
        """
        transit, found = Transit(), []
        travelled: tuple[Fact[Message] | Fact[Arrived], ...]
        travelled = (*self.of(Message), *self.of(Arrived))
        # An arrival can be understood only when the
        # message that it belongs to was taken in before.
        for fact in sorted(travelled, key=lambda fact: fact.seq):
            message = transit.take(fact.body)
            if message is not None and isinstance(fact.body, Arrived):
                found.append(Fact(fact.seq, fact.at, message))
        return tuple(found)

    @cached_property
    def began_at(self) -> int:
        """When the first fault began; 0 when none did.

        What is said or fired before it is about something else.
        """
        begun = (fact.at for fact in self.of(FaultEdge) if fact.body.edge == "began")
        return next(begun, 0)

    def reading(self, message: Message) -> Reading:
        """What a message was read as, or what an evaluator says that it should be read as."""
        corrected = self._corrected.get(message.message)
        return read(message.text) if corrected is None else corrected

    def tells_somebody(self, message: Message) -> bool:
        """Whether it can tell a role anything: readable, or a decision to tell the role."""
        return message.message.startswith(_TOLD) or self.reading(message).readable

    @cached_property
    def _corrected(self) -> Mapping[str, Reading]:
        """Corrected readings by the message's id: an evaluator names the entry, or the arrival.

        Of a decision it is the words for its audience that are corrected, not the page.
        """
        readings = self.corrections.readings
        if not readings:
            return {}
        entries: tuple[Fact[Message] | Fact[Arrived], ...]
        entries = (*self.of(Message), *self.of(Arrived))
        return {
            one.body.message: readings[one.seq]
            for one in entries
            if one.seq in readings and not one.body.message.startswith(_TOLD)
        }

    def window_at(self, at: int) -> Fact[Window] | None:
        """The window that holds this instant; at or after the last window's end, that window."""
        windows = self.of(Window)
        covering = (fact for fact in windows if fact.body.start <= at < fact.body.end)
        last = windows[-1] if windows and at >= windows[-1].body.end else None
        return next(covering, last)

    @property
    def begun(self) -> tuple[Fault, ...]:
        """The scenario's faults that began."""
        names = {fact.body.fault for fact in self.of(FaultEdge)}
        return tuple(fault for fault in self.scenario.faults if fault.id in names)

    @property
    def hurting_r2(self) -> frozenset[str]:
        """The faults that make calls to R2 fail or slow, whatever else there is."""
        return frozenset(
            fault.id
            for fault in self.scenario.faults
            # What follows another fault is what is left of it: nobody waits for its end to restore.
            if fault.conditions().hurts_r2 and fault.follows is None
        )

    def r2_fault_on(self, at: int) -> Fact[FaultEdge] | None:
        """The fault that hurt R2 at this instant, by its beginning; None when R2 was well."""
        on: dict[str, Fact[FaultEdge]] = {}
        for fact in self.of(FaultEdge):
            if fact.at > at:
                break
            if fact.body.edge == "ended":
                # Faults that never hurt R2 end here as well.
                on.pop(fact.body.fault, None)
            elif fact.body.fault in self.hurting_r2:
                on[fact.body.fault] = fact
        return next(iter(on.values()), None)

    @cached_property
    def _silencing(self) -> Mapping[Channel, set[str]]:
        """The faults that keep a channel from delivering, by the channel."""
        found: dict[Channel, set[str]] = {}
        for fault in self.scenario.faults:
            for channel in fault.conditions().channels_down:
                found.setdefault(channel, set()).add(fault.id)
        return found

    def channel_down(self, channel: Channel, at: int) -> bool:
        """Whether a fault kept this channel from delivering at this instant."""
        broken = self._silencing.get(channel)
        if broken is None:
            return False
        on: set[str] = set()
        for fact in self.of(FaultEdge):
            if fact.at <= at and fact.body.fault in broken:
                (on.add if fact.body.edge == "began" else on.discard)(fact.body.fault)
        return bool(on)


def embedded_policy(entries: Sequence[Entry]) -> Policy:
    """The policy the exercise was played under, as the header carries it."""
    return policy_of(_header(entries))


def _header(entries: Sequence[Entry]) -> Header:
    if not entries or not isinstance(entries[0].body, Header):
        raise ValueError("a journal opens with its header")
    return entries[0].body


def _decided(fact: Fact[Decision]) -> Iterator[Fact[Message]]:
    """The messages that a tabletop's decision would have sent; it has nobody to miss them."""
    body = fact.body
    sent = {"sender": body.by, "sender_role": body.role, "undelivered": ()}
    if body.told:
        yield Fact(
            fact.seq,
            done_at(fact),
            Message(
                message=f"{_TOLD}{fact.seq}",
                purpose="page",
                channel="pager",
                recipients=body.told,
                delivered=body.told,
                text=body.text,
                **sent,
            ),
        )
    if body.says and body.audience:
        page = body.audience == STATUS_PAGE
        reached = (PUBLIC if page else body.audience,)
        yield Fact(
            fact.seq,
            done_at(fact),
            Message(
                message=f"decision-said-{fact.seq}",
                purpose="status_page" if page else "email",
                channel="status_page" if page else "email",
                recipients=reached,
                delivered=reached,
                text=body.says,
                **sent,
            ),
        )


def done_at(fact: Fact[Decision]) -> int:
    """When what was decided would have been done, ms since StartEx."""
    return fact.at if fact.body.done_at is None else fact.body.done_at


def gather(entries: Sequence[Entry], corrections: Corrections | None = None) -> Facts:
    """Fold a journal's entries into facts.

    Args:
        entries: the whole journal, header first.
        corrections: what an evaluator corrected; decisions that were rejected are left out.

    Raises:
        ValueError: the entries do not open with a header.
    """
    header = _header(entries)
    found: dict[type[JournalModel], list[Fact[JournalModel]]] = {}
    for entry in entries:
        found.setdefault(type(entry.body), []).append(Fact(entry.seq, entry.at, entry.body))
    last, ended = entries[-1], found.get(Ended, [])
    end = cast("Fact[Ended]", ended[-1]) if ended else None
    known = Corrections() if corrections is None else corrections
    ended_at = last.at if end is None else end.at
    decisions = tuple(
        fact
        for fact in cast("list[Fact[Decision]]", found.get(Decision, []))
        # What would have been done after EndEx was not done.
        if fact.seq not in known.rejected and done_at(fact) <= ended_at
    )
    if decisions:
        sent = [*found.get(Message, []), *(one for fact in decisions for one in _decided(fact))]
        found[Message] = sorted(sent, key=lambda fact: (fact.at, fact.seq))
    return Facts(
        header=header,
        scenario=scenario_of(header),
        by_type={kind: tuple(facts) for kind, facts in found.items()},
        ended_at=ended_at,
        end_reason=UNFINISHED if end is None else end.body.reason,
        left_at=last.at if end is None else end.body.responder_left_at,
        digest=last.hash,
        corrections=known,
        decisions=decisions,
    )
