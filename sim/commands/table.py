"""The command table: every command of the worker and of the people, once.

HTTP, the in-process client, the console, OpenAPI and the reference page are all made from it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.commands import (
    access,
    affected,
    analysis,
    backups,
    breaker,
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
    restores,
    services,
    simulate,
    testdata,
    testing,
    transfers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.commands.command import Command

COMMANDS: tuple[Command[Any], ...] = (
    *health.COMMANDS,
    *events.COMMANDS,
    *queue.COMMANDS,
    *metrics.COMMANDS,
    *breaker.COMMANDS,
    *services.COMMANDS,
    *config.COMMANDS,
    *backups.COMMANDS,
    *restores.COMMANDS,
    *integrity.COMMANDS,
    *quarantine.COMMANDS,
    *transfers.COMMANDS,
    *affected.COMMANDS,
    *analysis.COMMANDS,
    *access.COMMANDS,
    *notifications.COMMANDS,
    *incidents.COMMANDS,
    *simulate.COMMANDS,
    *testing.COMMANDS,
    *testdata.COMMANDS,
    *people.COMMANDS,
    *reach.COMMANDS,
)
"""All commands, in the order of the reference page."""


@lru_cache(maxsize=256)
def at_path(path: str) -> tuple[tuple[Command[Any], Mapping[str, str]], ...]:
    """The commands that answer at a path, with the path's arguments."""
    found = ((command, command.match(path)) for command in COMMANDS)
    return tuple((command, arguments) for command, arguments in found if arguments is not None)


def people_commands() -> tuple[Command[Any], ...]:
    """The people's commands, which have a form for the terminal."""
    return tuple(command for command in COMMANDS if command.console is not None)
