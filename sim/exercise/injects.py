"""The MSEL carried out: timed injects at their instant, conditional ones when their mark is due.

Conditions are looked at on the monitor's rhythm, never in between, so that looking at the world
does not change when a message comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import InjectSent
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from sim.exercise.marks import Marks
    from sim.scenario.model import Inject, Trigger
    from sim.world.world import World


class Injects:
    """Sends the scenario's injects into a world."""

    def __init__(self, world: World, marks: Marks) -> None:
        self._world = world
        self._marks = marks
        self._waiting: list[tuple[Inject, Trigger]] = []
        for inject in world.scenario.injects:
            if inject.when is not None:
                self._waiting.append((inject, inject.when))
            elif inject.at is not None:
                at = inject.at.at(world.streams.uniform("inject", inject.id))
                world.kernel.at(at, lambda inject=inject: self._send(inject))  # type: ignore[misc]
        world.after_monitoring.append(self._look)

    def _look(self) -> None:
        now, reached = self._world.now, self._marks.reached
        for inject, trigger in list(self._waiting):
            mark = reached.get(trigger.after)
            if mark is None or now < mark + trigger.wait:
                continue
            self._waiting.remove((inject, trigger))
            if trigger.unless is None or trigger.unless not in reached:
                self._send(inject)

    def _send(self, inject: Inject) -> None:
        world = self._world
        world.catch_up()
        world.journal.append(
            world.now,
            InjectSent(
                inject=inject.id,
                trigger="time" if inject.when is None else "condition",
                contingency=inject.when is not None and inject.when.unless is not None,
            ),
        )
        world.notifications.send(
            Draft(
                purpose="inject",
                sender=inject.sender,
                sender_role="",
                channel=inject.channel,
                to=(world.scenario.player,),
                text=inject.text,
                label=inject.id,
            )
        )
