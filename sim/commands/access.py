"""What the caller's token allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.commands.command import Actor, Answer, Command, NoParams, Reply
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST

if TYPE_CHECKING:
    from sim.world.world import World


class TokenRecord(Answer):
    """A valid token, and what it opens."""

    valid: Literal[True] = True
    role: Literal["responder", "test"]
    host: str
    allows: tuple[str, ...]


ALLOWS: dict[Literal["responder", "test"], tuple[str, ...]] = {
    "responder": ("health:read", "health:write", "files:write", "notifications:send"),
    "test": ("health:read", "health:write", "files:write", "faults:inject", "tests:run"),
}
"""What each role may do on its host; open reads need no token on either."""


def verify_token(_: World, __: NoParams, actor: Actor) -> Reply:
    """What the caller's token allows; who has none does not get here."""
    testing = actor.role == "test"
    role: Literal["responder", "test"] = "test" if testing else "responder"
    host = TEST_HOST if testing else PRODUCTION_HOST
    return Reply(TokenRecord(role=role, host=host, allows=ALLOWS[role]))


COMMANDS = (
    Command(
        name="verify-token",
        method="GET",
        path="/api/auth/verify-token",
        summary="What the caller's token allows, and on which host.",
        access="token",
        params=NoParams,
        answer=TokenRecord,
        handler=verify_token,
    ),
)
