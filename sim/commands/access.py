"""What the caller's token allows."""

from __future__ import annotations

from typing import Literal

from sim.commands.command import Actor, Answer, Reply, command
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST


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


@command("verify-token", access="token")
def verify_token(actor: Actor) -> Reply[TokenRecord]:
    """What the caller's token allows, and on which host."""
    testing = actor.role == "test"
    role: Literal["responder", "test"] = "test" if testing else "responder"
    host = TEST_HOST if testing else PRODUCTION_HOST
    return Reply(TokenRecord(role=role, host=host, allows=ALLOWS[role]))
