"""The MSEL carried out: timed injects at their instant, conditional ones when their mark is due.

Conditions are looked at on the monitor's rhythm, never in between, so that looking at the world
does not change when a message comes. What the facilitator fires or releases comes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from pydantic import ValidationError

from sim.errors import NotFound, Unusable
from sim.journal.bodies import InjectSent
from sim.scenario.durations import format_duration
from sim.scenario.inject import Inject, inject_of
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from sim.exercise.milestones import Milestones
    from sim.journal.conduct import InjectChanged
    from sim.scenario.inject import InjectType
    from sim.scenario.model import Scenario
    from sim.scenario.names import Mark
    from sim.world.world import World


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

    @property
    def waits(self) -> bool:
        """Whether its condition can still come."""
        return self.inject.when is not None and self.sent_at is None


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
        for inject in world.scenario.injects:
            line = self._lines[inject.id] = _MselLine(inject)
            if inject.at is not None:
                at = inject.at.at(world.streams.uniform("inject", inject.id))
                # The default binds this line; the loop's own name will mean the last one by then.
                world.kernel.at(at, lambda line=line: self._comes(line))  # type: ignore[misc]
        world.watch.after_monitoring.append(self._look)

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
            raise Unusable(f"inject '{name}' was sent already, at {at}")
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
            raise Unusable(f"{field}: {first['msg']}") from error

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

    def _look(self) -> None:
        # What is sent during this look counts from the next one on: the order of the file must
        # not decide how soon one inject follows another.
        waiting = [line for line in self._lines.values() if line.waits]
        if not waiting:
            return
        now = self._world.now
        sent = {n: line.sent_at for n, line in self._lines.items() if line.sent_at is not None}
        for line in waiting:
            trigger = line.inject.when
            if trigger is None:
                continue
            since = self._reached(trigger.after, sent)
            if since is None or now < since + trigger.wait:
                continue
            # What it is spared by stays reached, so a line that was spared once is spared for good.
            if trigger.unless is None or self._reached(trigger.unless, sent) is None:
                self._comes(line)

    def _reached(self, moment: str, sent: dict[str, int]) -> int | None:
        name = inject_of(moment)
        if name is not None:
            return sent.get(name)
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
