"""The message that a request would send, for those who read documents and send nothing; pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sim.commands.console import parse_line
from sim.commands.dispatch import explain
from sim.commands.spoken import Worded
from sim.commands.table import at_path
from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from sim.commands.command import Command, Request


def message_in(line: str, body: Mapping[str, JsonValue] | None) -> Worded | None:
    """The message of a script's line: an incident command, or a call with its body.

    Raises:
        Unusable: the line is none, or would be refused.
    """
    request = parse_line(line, body)
    return message_of(request, json.loads(request.body or "{}"))


def message_of(request: Request, body: Mapping[str, JsonValue]) -> Worded | None:
    """The words of a request and who reads them; None when it carries none.

    Raises:
        Unusable: the worker would refuse them.
    """
    for command, _ in at_path(request.path.partition("?")[0]):
        if command.method == request.method:
            return worded(command, body)
    return None


def worded(command: Command, body: Mapping[str, JsonValue]) -> Worded | None:
    """The same of a command that is known.

    Raises:
        Unusable: the worker would refuse it.
    """
    if not issubclass(command.params, Worded):
        return None
    try:
        return command.params.model_validate_json(json.dumps(dict(body)), strict=True)
    except ValidationError as error:
        raise Unusable(explain(error, command.params)) from error
