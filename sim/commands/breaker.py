"""The circuit breaker: its state, its history, and resetting it by hand."""

from __future__ import annotations

from pydantic import Field

from sim.commands.command import Actor, Answer, Example, Params, Reply, command
from sim.journal.bodies import BreakerState  # noqa: TC001 - pydantic reads it at run time
from sim.world.breaker import NEVER
from sim.world.world import World


class BreakerConfig(Answer):
    """The breaker's settings."""

    failure_threshold: int
    open_for_ms: int
    success_threshold: int


class BreakerRecord(Answer):
    """The breaker's state."""

    state: BreakerState
    failure_count: int = Field(description="Failures in a row.")
    last_failure: str | None
    opened_at: str | None
    next_attempt_at: str | None = Field(description="When the next call is let through as a trial.")
    config: BreakerConfig


class TransitionRecord(Answer):
    """One change of state."""

    timestamp: str
    from_state: BreakerState
    to_state: BreakerState
    reason: str
    by: str
    failure_count: int


class Reason(Params):
    """Why."""

    reason: str = Field(default="", max_length=500)


def _record(world: World) -> BreakerRecord:
    breaker = world.breaker

    settings = breaker.settings
    return BreakerRecord(
        state=breaker.state,
        failure_count=breaker.failures,
        last_failure=world.when(breaker.last_failure_at),
        opened_at=world.when(breaker.opened_at),
        next_attempt_at=None
        if breaker.next_attempt_at == NEVER
        else world.when(breaker.next_attempt_at),
        config=BreakerConfig(
            failure_threshold=settings.failure_threshold,
            open_for_ms=settings.open_for,
            success_threshold=settings.success_threshold,
        ),
    )


@command("breaker", access="open")
def breaker(world: World) -> Reply[BreakerRecord]:
    """The breaker's state."""
    return Reply(_record(world))


@command("breaker-history", access="responder")
def breaker_history(world: World) -> Reply[tuple[TransitionRecord, ...]]:
    """The breaker's changes of state with reasons, newest first; `data` is the array."""
    history = tuple(
        TransitionRecord(
            timestamp=world.timestamp(transition.at),
            from_state=transition.move.old,
            to_state=transition.move.new,
            reason=transition.move.reason,
            by=transition.move.by,
            failure_count=transition.move.failures,
        )
        for transition in reversed(world.breaker.history)
    )
    return Reply(history, total=len(history))


@command("breaker-reset", access="responder", example=Example(body={"reason": "R2 test passed"}))
def breaker_reset(world: World, params: Reason, actor: Actor) -> Reply[BreakerRecord]:
    """Close the breaker; it opens again on the next failures if R2 is still broken."""
    world.breaker.reset(world.now, params.reason or f"reset by {actor.name}")
    return Reply(_record(world), message="circuit breaker reset")
