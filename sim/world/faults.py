"""What is broken at time t, and what clears it.

Draws every fault's beginning, and the vendor's repair, from their own streams before StartEx;
whatever responders do, these instants stay. Adds up the faults of the moment. Faults that end by
a command or by calling somebody in end when that happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import FaultEdge
from sim.scenario.faults import Conditions, combine
from sim.scenario.faults.conditions import R2_CALLS
from sim.scenario.faults.restore_herd import RestoreHerd
from sim.scenario.people import SOONEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.scenario.faults import Fault
    from sim.world.kernel import Kernel, Life
    from sim.world.lengths import Lengths
    from sim.world.prevailing import Prevailing
    from sim.world.streams import Streams

RAMP_STEPS = 10
"""A ramp rises in this many steps; conditions are constant in between."""

FULL = 100

EndedBy = Literal["scenario", "vendor", "command", "escalation"]


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """A fault with its instants, ms.

    Of one that follows another, its beginning and its end count from that one's end until that has
    come.

    Attributes:
        ends_at: None when only the responders can end it, or nobody.
        residual_ms: how long what it leaves behind lasts after its end.
    """

    fault: Fault
    begins_at: int
    ends_at: int | None
    residual_ms: int = 0

    def course(self, until: int) -> Iterator[tuple[int, int]]:
        """When its strength changes up to `until`: (instant, percent), the beginning first."""
        flickers, ramp = self.fault.flickers, self.fault.ramp
        if flickers is not None:
            for at in range(self.begins_at, until, flickers.on + flickers.off):
                yield at, FULL
                yield at + flickers.on, 0
        elif ramp:
            for step in range(RAMP_STEPS):
                # step + 1: a fault that has begun is never at nothing, and the last step brings it
                # to the full.
                yield self.begins_at + ramp * step // RAMP_STEPS, FULL * (step + 1) // RAMP_STEPS
        else:
            yield self.begins_at, FULL


def plan_faults(
    faults: tuple[Fault, ...], streams: Streams, lengths: Lengths
) -> tuple[PlannedFault, ...]:
    """Draw when each fault begins, when its vendor ends it, and what that leaves behind."""
    begins = {
        fault.id: fault.begins.at(streams.uniform("fault.begins", fault.id)) for fault in faults
    }
    # By fault: the instant its repair counts from, and how long it takes from there.
    repairs: dict[str, tuple[int, int]] = {}
    for fault in faults:
        if fault.ends.by == "vendor":
            from_, takes = repairs.get(fault.ends.after_end_of or "", (begins[fault.id], 0))
            repairs[fault.id] = (from_, takes + repair_ms(fault, lengths))
    factor = lengths.factor(repairs.values())
    planned = []
    for fault in faults:
        ends_at = None
        if fault.id in repairs:
            from_, takes = repairs[fault.id]
            ends_at = from_ + int(takes * factor)
            if fault.ends.after_end_of is not None:  # it may begin after that one's end
                ends_at = max(begins[fault.id] + SOONEST, ends_at)
        planned.append(
            PlannedFault(
                _tonight(fault, lengths), begins[fault.id], ends_at, _residual(fault, lengths)
            )
        )
    return tuple(planned)


def repair_ms(fault: Fault, lengths: Lengths) -> int:
    """How long the repair takes, once it is under way."""
    after = fault.ends.after
    return 0 if after is None else lengths.of(after, "repair", fault.id)


def _tonight(fault: Fault, lengths: Lengths) -> Fault:
    """The fault with whatever of its own is drawn."""
    if not isinstance(fault, RestoreHerd):
        return fault
    return fault.model_copy(update={"lasts": lengths.whole(fault.lasts, "herd", fault.id)})


def _residual(fault: Fault, lengths: Lengths) -> int:
    return (
        0 if fault.residual is None else lengths.whole(fault.residual.lasts, "residual", fault.id)
    )


class Faults:
    """The faults of one exercise as they come and go.

    Args:
        planned: the faults with their instants.
        until: nothing is scheduled after this, ms.
        kernel: time.
        lengths: how long repairs take.
        prevailing: the conditions as they are.
        tell: hears of every beginning and end.
        begun: hears of every fault that has begun, to do its lasting damage.
        changed: takes the conditions of the moment whenever a fault changes them.
    """

    def __init__(
        self,
        planned: tuple[PlannedFault, ...],
        until: int,
        kernel: Kernel,
        lengths: Lengths,
        prevailing: Prevailing,
        *,
        tell: Callable[[FaultEdge], None],
        begun: Callable[[Fault], None],
        changed: Callable[[Conditions], None],
    ) -> None:
        self._prevailing = prevailing
        self._kernel = kernel
        self._lengths = lengths
        self._tell = tell
        self._begun = begun
        self._changed = changed
        self._strength: dict[str, int] = {}
        self._planned = {entry.fault.id: entry for entry in planned}
        self._ending: set[str] = set()
        self._joined: set[str] = set()
        self._spent: dict[str, int] = {}
        self._until = until
        self._herd_until = 0
        self._residual: dict[str, Conditions] = {}
        for entry in planned:
            if entry.fault.follows is None:
                self._book(entry)

    @property
    def any(self) -> bool:
        """Whether anything is broken now, be it between two flickers."""
        return bool(self._strength)

    @property
    def on(self) -> tuple[Fault, ...]:
        """What is broken now, in the order in which it began."""
        return tuple(self._planned[name].fault for name in self._strength)

    def is_on(self, name: str) -> bool:
        """Whether this fault has begun and not ended."""
        return name in self._strength

    def command_given(self, command: str) -> None:
        """A command took effect: it may be what clears a fault."""
        # A copy, because a repair that takes no time ends the fault right here, out of this
        # mapping.
        for name in list(self._strength):
            ends = self._planned[name].fault.ends
            # Where a release is named, not the command matters but what it deploys.
            if ends.by == "command" and ends.command == command and ends.release is None:
                self._end_unless_in_vain(name)

    def deployed(self, release: str) -> None:
        """A release went to production: it may be what clears a fault."""
        for name in list(self._strength):
            if self._planned[name].fault.ends.release == release:
                self._end_unless_in_vain(name)

    def _end_unless_in_vain(self, name: str) -> None:
        """A command clears a fault, unless the first ones are not to."""
        tries = max((t for of, t in self._prevailing.conditions.in_vain if of == name), default=0)
        if self._spent.get(name, 0) < tries:
            self._spent[name] = self._spent.get(name, 0) + 1
            return
        self._end_later(name, "command")

    def joined(self, role: str) -> None:
        """Somebody was called in and answered: they may be the one who clears a fault."""
        self._joined.add(role)
        for name in list(self._strength):
            ends = self._planned[name].fault.ends
            if ends.by == "escalation" and ends.role == role:
                self._end_later(name, "escalation")

    def hasten(self, name: str, sooner_ms: int) -> None:
        """The vendor repairs a fault that is on sooner, a minute from now at the earliest."""
        planned = self._planned.get(name)
        if planned is None or planned.ends_at is None or name not in self._strength:
            return
        at = max(self._kernel.now + SOONEST, planned.ends_at - sooner_ms)
        if at < planned.ends_at:
            # The later repair stays booked, and will find nothing left to end.
            self._kernel.process(self._repair(name, at, "vendor"))

    def begin_now(self, fault: Fault, lasts: int | None) -> None:
        """Something is broken on purpose: from now on, for so long or until `end_now`."""
        now = self._kernel.now
        planned = PlannedFault(fault, now, None if lasts is None else now + lasts)
        self._planned[fault.id] = planned
        self._begin(planned)
        if planned.ends_at is not None:
            self._kernel.process(self._repair(fault.id, planned.ends_at, "scenario"))

    def end_now(self) -> tuple[str, ...]:
        """A command ends whatever is broken; which faults that were."""
        ended = tuple(self._strength)
        for name in ended:
            self._end(name, "command")
        return ended

    def restored(self) -> None:
        """Normal mode is back: a herd, if there is one, comes now."""
        conditions = self._prevailing.conditions
        if conditions.herd_ppm:
            self._kernel.process(self._herd(conditions.herd_ms))

    def _book(self, planned: PlannedFault) -> None:
        self._kernel.process(self._life(planned, self._until))
        if planned.ends_at is not None:
            self._kernel.process(self._repair(planned.fault.id, planned.ends_at, "vendor"))

    def _follow(self, name: str) -> None:
        """What was to come after a fault is booked, now that its end is known."""
        now = self._kernel.now
        for planned in list(self._planned.values()):
            if planned.fault.follows == name:
                after = planned.ends_at
                booked = replace(
                    planned,
                    begins_at=now + planned.begins_at,
                    ends_at=None if after is None else now + after,
                )
                self._planned[planned.fault.id] = booked
                self._book(booked)

    def _herd(self, lasts: int) -> Life:
        """Everybody comes back at once, and that is too much for R2 for a while."""
        self._herd_until = self._kernel.now + lasts
        over = self._kernel.timeout(lasts)
        self._apply()
        yield over
        self._apply()

    def _life(self, planned: PlannedFault, until: int) -> Life:
        """One fault: it begins, and its strength changes until it has ended."""
        # All instants are booked at StartEx, so that of one millisecond they come first.
        begins = self._kernel.until(planned.begins_at)
        changes = [
            (self._kernel.until(at), percent)
            for at, percent in planned.course(until)
            # `_begin` sets the first strength.
            if at > planned.begins_at
        ]
        yield begins
        self._begin(planned)
        for change, percent in changes:
            yield change
            # Ended meanwhile: a flicker or a step of a ramp must not bring it back.
            if planned.fault.id not in self._strength:
                return
            self._strength[planned.fault.id] = percent
            self._apply()

    def _repair(self, name: str, at: int, by: EndedBy) -> Life:
        """One repair under way; whichever takes effect first ends the fault."""
        yield self._kernel.until(at)
        self._end(name, by)

    def _begin(self, planned: PlannedFault) -> None:
        # Told first, so that whatever the new conditions cause stands after it in the journal.
        self._tell(_edge(planned.fault, "began", "scenario"))
        # + 1, because a flickering course stops short of its end and would have no first instant.
        _, first = next(planned.course(planned.begins_at + 1))
        self._strength[planned.fault.id] = first
        self._apply()
        self._begun(planned.fault)
        if planned.fault.ends.role in self._joined:
            # Whoever is there already takes it up as soon as it begins.
            self._end_later(planned.fault.id, "escalation")

    def _end_later(self, name: str, by: EndedBy) -> None:
        if name in self._ending:
            return
        self._ending.add(name)
        delay = repair_ms(self._planned[name].fault, self._lengths)
        if delay:
            self._kernel.process(self._repair(name, self._kernel.now + delay, by))
        else:
            self._end(name, by)

    def _end(self, name: str, by: EndedBy) -> None:
        if name not in self._strength:
            return
        self._tell(_edge(self._planned[name].fault, "ended", by))
        del self._strength[name]
        residual, lasts = self._planned[name].fault.residual, self._planned[name].residual_ms
        if residual is not None and by == "vendor":
            self._residual[name] = residual.conditions()
            self._kernel.process(self._fade(name, lasts))
        self._apply()
        self._follow(name)

    def _fade(self, name: str, lasts: int) -> Life:
        """What a fault leaves behind goes: no edge, because the fault itself is over."""
        yield self._kernel.timeout(lasts)
        del self._residual[name]
        self._apply()

    def _apply(self) -> None:
        parts = [
            self._planned[name].fault.conditions().scaled(percent)
            for name, percent in self._strength.items()
        ]
        parts += self._residual.values()
        now = combine(tuple(parts))
        if self._kernel.now < self._herd_until:
            herd = Conditions(
                chances=tuple((call, now.herd_ppm) for call in R2_CALLS),
                r2_error="503 SlowDown: too many requests",
            )
            now = combine((*parts, herd))
        self._changed(now)


def _edge(fault: Fault, edge: Literal["began", "ended"], by: EndedBy) -> FaultEdge:
    return FaultEdge(fault=fault.id, effect=fault.effect, edge=edge, service=fault.ill(), by=by)
