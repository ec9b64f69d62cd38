"""Asking the coach, where an exercise has one."""

from __future__ import annotations

from sim.commands.command import Actor, Answer, Example, Reply, command
from sim.world.world import World


class HintGiven(Answer):
    """One hint.

    Attributes:
        sees: what you can see and should look at now.
        next: the step as a command; `…` is for you to fill in.
        advice: what that step is and when you last took it, or when it is due.
        due: false while an expert would wait.
    """

    sees: tuple[str, ...]
    next: str
    advice: str
    due: bool


NO_COACH = (
    "this exercise has no coach: start it with --coach, like "
    "`tabletop drill complete-r2-outage --coach`"
)


@command(
    "hint",
    access="responder",
    example=Example(body={}, console="hint"),
    console=(),
    extra_statuses={409: "The exercise has no coach."},
    log=lambda _: "asks the coach for a hint",
)
def hint(world: World, actor: Actor) -> Reply[HintGiven]:
    """Ask what an expert would look at now; each hint is counted."""
    if world.coach is None:
        return Reply(status=409, error=NO_COACH)
    given = world.coach.hint(world.seat_of(actor.name), world.now)
    lines = (*given.sees, f"Next: {given.command}", given.advice)
    data = HintGiven(sees=given.sees, next=given.command, advice=given.advice, due=given.due)
    return Reply(data, message="\n".join(lines))
