"""The MSEL carried out: timed injects at their instant, conditional ones when their mark is due.

Conditions are looked at on the monitor's rhythm, never in between, so that looking at the world
does not change when a message comes. What the facilitator fires comes at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from sim.errors import NotFound, Unusable
from sim.journal.bodies import InjectSent
from sim.scenario.durations import format_duration
from sim.scenario.inject import inject_of
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from sim.exercise.marks import Marks
    from sim.scenario.inject import Inject, InjectType, Trigger
    from sim.scenario.model import Scenario
    from sim.scenario.names import Mark
    from sim.world.world import World


_TRIGGERS: dict[InjectType, Literal["time", "condition", "facilitator"]] = {
    "timed": "time",
    "conditional": "condition",
    "contingency": "condition",
    "facilitator": "facilitator",
}


def to_fire(scenario: Scenario, name: str) -> Inject:
    """The inject of this id, when the facilitator may fire it.

    Raises:
        NotFound: the scenario has no such inject; carries those that can be fired.
        Unusable: it comes by itself.
    """
    for inject in scenario.injects:
        if inject.id == name:
            if inject.by is None:
                raise Unusable(
                    f"inject '{name}' comes by itself; only one with `by: facilitator` is fired"
                )
            return inject
    fired = tuple(inject.id for inject in scenario.injects if inject.by is not None)
    raise NotFound("inject", name, fired)


class Injects:
    """Sends the scenario's injects into a world."""

    def __init__(self, world: World, marks: Marks) -> None:
        self._world = world
        self._marks = marks
        self._waiting: list[tuple[Inject, Trigger]] = []
        self._sent: dict[str, int] = {}
        for inject in world.scenario.injects:
            if inject.when is not None:
                self._waiting.append((inject, inject.when))
            elif inject.at is not None:
                at = inject.at.at(world.streams.uniform("inject", inject.id))
                world.kernel.at(at, lambda inject=inject: self._send(inject))  # type: ignore[misc]
        world.after_monitoring.append(self._look)

    def fire(self, name: str) -> None:
        """Send one that waits for the facilitator, now.

        Raises:
            NotFound: there is no such inject.
            Unusable: it comes by itself, or was fired already.
        """
        self._send(self.check(name))

    def check(self, name: str) -> Inject:
        """The inject of this id, when it can be fired now; raises as `fire` does."""
        inject = to_fire(self._world.scenario, name)
        if name in self._sent:
            at = format_duration(self._sent[name])
            raise Unusable(f"inject '{name}' was fired already, at {at}")
        return inject

    def _look(self) -> None:
        # What is sent during this look counts from the next one on: the order of the file must
        # not decide how soon one inject follows another.
        now, sent = self._world.now, dict(self._sent)
        for inject, trigger in list(self._waiting):
            since = self._reached(trigger.after, sent)
            if since is None or now < since + trigger.wait:
                continue
            self._waiting.remove((inject, trigger))
            if trigger.unless is None or self._reached(trigger.unless, sent) is None:
                self._send(inject)

    def _reached(self, moment: str, sent: dict[str, int]) -> int | None:
        name = inject_of(moment)
        if name is not None:
            return sent.get(name)
        return self._marks.reached.get(cast("Mark", moment))

    def _send(self, inject: Inject) -> None:
        world = self._world
        self._sent[inject.id] = world.now
        world.catch_up()
        world.journal.append(
            world.now,
            InjectSent(
                inject=inject.id,
                trigger=_TRIGGERS[inject.type],
                contingency=inject.type == "contingency",
            ),
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
