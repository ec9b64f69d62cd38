"""The MSEL carried out: timed injects at their instant, conditional ones when their mark is due.

A conditional inject is booked when the moment it counts from enters the journal, and sent at that
moment plus its wait, to the millisecond. What the facilitator fires or releases comes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from pydantic import ValidationError

from sim.errors import NotFound, Unusable, plain
from sim.journal.bodies import InjectSent
from sim.scenario.durations import SECOND, format_duration
from sim.scenario.inject import Inject, inject_of
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from sim.exercise.milestones import Milestones
    from sim.journal.conduct import InjectChanged
    from sim.journal.encoding import Entry
    from sim.scenario.inject import InjectType
    from sim.scenario.model import Scenario
    from sim.scenario.names import Mark
    from sim.world.kernel import Life
    from sim.world.world import World


BY_USERS = frozenset({"breaker_opened", "queue_full", "operations_lost", "damage_found"})
"""Moments that users' requests bring about: the journal learns of them when the world catches up
with its users, which it does at events and commands, and with the monitor at the latest."""

_TRIGGERS: dict[InjectType, Literal["time", "condition", "facilitator"]] = {
    "timed": "time",
    "conditional": "condition",
    "contingency": "condition",
    "facilitator": "facilitator",
}


@dataclass(slots=True)
class _MselLine:
    """A line of the MSEL as it stands.

    Attributes:
        due: its time or condition has come while it was held.
    """

    inject: Inject
    held: bool = False
    due: bool = False
    dropped: bool = False
    sent_at: int | None = None


def to_fire(scenario: Scenario, name: str) -> Inject:
    """The inject of this id, when it waits for the facilitator: what a headless run may fire.

    Raises:
        NotFound: the scenario has no such inject; carries those that wait.
        Unusable: it comes by itself.
    """
    for inject in scenario.injects:
        if inject.id == name:
            if inject.by is None:
                raise Unusable(
                    f"inject '{name}' comes automatically; only injects "
                    "with `by: facilitator` can be fired"
                )
            return inject
    fired = tuple(inject.id for inject in scenario.injects if inject.by is not None)
    raise NotFound("inject", name, fired)


class Injects:
    """Sends the scenario's injects into a world."""

    def __init__(self, world: World, milestones: Milestones) -> None:
        self._world = world
        self._milestones = milestones
        self._lines: dict[str, _MselLine] = {}
        self._waiting: dict[str, list[_MselLine]] = {}
        for inject in world.scenario.injects:
            line = self._lines[inject.id] = _MselLine(inject)
            if inject.at is not None:
                at = inject.at.at(world.streams.uniform("inject", inject.id))
                # The default binds this line; the loop's own name will mean the last one by then.
                world.kernel.at(at, lambda line=line: self._comes(line))  # type: ignore[misc]
            elif inject.when is not None:
                self._waiting.setdefault(inject.when.after, []).append(line)
        world.journal.listen(self._see)
        if any(self._is_soon(line) for line in self._lines.values()):
            world.kernel.every(lambda: SECOND, self._look_closely, first=SECOND)

    def fire(self, name: str) -> None:
        """Send one that has not come yet, now: one that waits for the facilitator, or any early.

        Raises:
            NotFound: there is no such inject.
            Unusable: it was sent already, or dropped.
        """
        self._send(self.check(name), "facilitator")

    def check(self, name: str) -> _MselLine:
        """The line of this id, when it can be fired now; raises as `fire` does."""
        line = self._lines.get(name)
        if line is None:
            raise NotFound("inject", name, tuple(self._lines))
        if line.sent_at is not None:
            at = format_duration(line.sent_at)
            raise Unusable(f"inject '{name}' was already sent, at {at}")
        if line.dropped:
            raise Unusable(f"inject '{name}' was dropped")
        return line

    # -- what the facilitator changes --------------------------------------------------------------

    def check_change(self, change: InjectChanged) -> None:
        """Whether the MSEL can be changed so.

        Raises:
            NotFound: there is no such inject.
            Unusable: it was sent or dropped already, or its words cannot be used.
        """
        if change.event == "added":
            if change.inject in self._lines:
                raise Unusable(f"inject '{change.inject}': there is one with this id")
            self._inject_of(change, None)
            return
        line = self.check(change.inject)
        if change.event == "held" and line.held:
            raise Unusable(f"inject '{change.inject}' is already on hold")
        if change.event == "released" and not line.held:
            raise Unusable(f"inject '{change.inject}' is not on hold")
        if change.event == "edited":
            self._inject_of(change, line.inject)

    def change(self, change: InjectChanged) -> None:
        """Change the MSEL; what `check_change` let pass."""
        if change.event == "added":
            self._lines[change.inject] = _MselLine(self._inject_of(change, None))
            return
        line = self._lines[change.inject]
        match change.event:
            case "held":
                line.held = True
            case "released":
                line.held = False
                # Its moment passed while it was held and does not come again.
                if line.due:
                    self._send(line, _TRIGGERS[line.inject.type])
            case "dropped":
                line.dropped = True
            case "edited":
                line.inject = self._inject_of(change, line.inject)

    def _inject_of(self, change: InjectChanged, old: Inject | None) -> Inject:
        """The inject with the change's words; what it leaves empty stays."""
        to = change.to
        known = set(self._world.notifications.targets())
        if to and to not in known:
            raise NotFound("role", to, tuple(sorted(known)))
        given = {
            "sender": change.sender,
            "to": to,
            "channel": change.channel,
            "text": change.text,
        }
        new = {name: value for name, value in given.items() if value}
        base: dict[str, object] = (
            {"id": change.inject, "by": "facilitator"}
            if old is None
            else {name: getattr(old, name) for name in old.model_fields_set}
        )
        try:
            return Inject.model_validate({**base, **new})
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "inject"
            raise Unusable(f"{field}: {plain(first['msg'])}") from error

    # -- what comes by itself ----------------------------------------------------------------------

    def _comes(self, line: _MselLine) -> None:
        """Its time or condition has come."""
        # Fired early or dropped: what is booked in the kernel comes all the same.
        if line.sent_at is not None or line.dropped:
            return
        if line.held:
            line.due = True
            return
        self._send(line, _TRIGGERS[line.inject.type])

    def _see(self, _: Entry) -> None:
        """Book what counts from a moment that has just been reached."""
        for moment in [name for name in self._waiting if self._reached(name) is not None]:
            for line in self._waiting.pop(moment):
                self._world.kernel.process(self._wait(line))

    def _wait(self, line: _MselLine) -> Life:
        trigger = line.inject.when
        assert trigger is not None
        since = self._reached(trigger.after)
        assert since is not None
        kernel = self._world.kernel
        yield kernel.until(since + trigger.wait)
        # Last of its millisecond, after the monitor's look, which is the last but one: whatever
        # makes it needless at this very instant has happened by then.
        for _ in range(2):
            yield kernel.timeout(0)
        self._world.catch_up()  # what users caused before now may be what makes it needless
        if trigger.unless is None or self._reached(trigger.unless) is None:
            self._comes(line)

    def _is_soon(self, line: _MselLine) -> bool:
        """Whether it may be due before its moment, which users bring about, would be noticed."""
        trigger = line.inject.when
        every = self._world.watch.settings.every
        return trigger is not None and trigger.after in BY_USERS and trigger.wait < every

    def _look_closely(self) -> None:
        if any(self._is_soon(line) for lines in self._waiting.values() for line in lines):
            self._world.catch_up()

    def _reached(self, moment: str) -> int | None:
        name = inject_of(moment)
        if name is not None:
            line = self._lines.get(name)
            return None if line is None else line.sent_at
        return self._milestones.reached.get(cast("Mark", moment))

    def _send(self, line: _MselLine, trigger: Literal["time", "condition", "facilitator"]) -> None:
        world, inject = self._world, line.inject
        line.sent_at = world.now
        world.catch_up()
        world.journal.append(
            world.now,
            InjectSent(inject=inject.id, trigger=trigger, contingency=inject.type == "contingency"),
        )
        world.notifications.send(
            Draft(
                purpose="inject",
                sender=inject.sender,
                sender_role="",
                channel=inject.channel,
                to=(inject.to or world.scenario.player,),
                text=inject.text,
                label=inject.id,
            )
        )
