"""The command table: every row of the command set with its handler.

HTTP, the in-process client, the console, OpenAPI and the reference page are all made from it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sim.command_set import COMMAND_SET, rows_at
from sim.commands import (  # noqa: F401 - importing a group registers its handlers
    access,
    affected,
    analysis,
    backups,
    breaker,
    coaching,
    config,
    events,
    health,
    incidents,
    integrity,
    metrics,
    notifications,
    people,
    quarantine,
    queue,
    reach,
    releases,
    restores,
    services,
    simulate,
    testdata,
    testing,
    transfers,
)
from sim.commands.command import HANDLED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.commands.command import Command

COMMANDS: tuple[Command, ...] = tuple(HANDLED[row.name] for row in COMMAND_SET)
"""All commands, in the order of the reference page."""


@lru_cache(maxsize=1024)
def at_path(path: str) -> tuple[tuple[Command, Mapping[str, str]], ...]:
    """The commands that answer at a path, with the path's arguments."""
    return tuple((HANDLED[row.name], arguments) for row, arguments in rows_at(path))


def named(name: str) -> Command | None:
    """The command of this name; None for one that this version does not have."""
    return HANDLED.get(name)


def incident_commands(*, coached: bool = False) -> tuple[Command, ...]:
    """The incident commands, which have a form for the terminal.

    Args:
        coached: with what asks the coach; an exercise without one does not offer that.
    """
    return tuple(
        command
        for command in COMMANDS
        if command.console is not None and (coached or command.row.nature != "asks")
    )
