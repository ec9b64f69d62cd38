"""Whether what somebody did is a step of the reference in substance.

The same command on the same thing counts, in whatever words: a page to the same role, a status page
in the same state, a setting of the same fields. Texts, reasons and figures are the responder's own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.commands.console import parse_line
from sim.commands.table import at_path
from sim.scenario.responder import KEPT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.command_set import Effect
    from sim.commands.command import Command, Request
    from sim.journal.bodies import Action
    from sim.scenario.responder import Step

_TARGETS = ("role", "state", "channel", "to", "target", "type")
"""Arguments of the incident commands that make another step of it."""


def command_at(method: str, path: str) -> tuple[Command, Mapping[str, str]] | None:
    """The command that a call reaches, with the path's arguments."""
    found = (one for one in at_path(path.partition("?")[0]) if one[0].method == method)
    return next(found, None)


class Wanted:
    """A step of the reference, as something that an action can be."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.request: Request = parse_line(step.do, step.body)
        found = command_at(self.request.method, self.request.path)
        self.command: Command | None = found[0] if found else None
        self.in_path: Mapping[str, str] = found[1] if found else {}
        self.body: dict[str, Any] = json.loads(self.request.body) if self.request.body else {}

    @property
    def effect(self) -> tuple[Effect, ...]:
        """What the step's command is and does; empty when there is no such command."""
        return () if self.command is None else self.command.effect

    def is_done_by(self, action: Action) -> bool:
        """Whether this action, which took effect, does it."""
        if self.command is None:
            return False
        if self.command.name != action.command and not self._calls_as(action):
            return False
        given = action.arguments
        for name, value in self.in_path.items():
            # A kept value is whatever the responder found there.
            if not KEPT.fullmatch(value) and str(given.get(name)) != value:
                return False
        if self.command.row.nature in {"tells", "records"}:
            return all(given.get(name) == self.body[name] for name in _TARGETS if name in self.body)
        if self.command.row.nature == "changes":
            sent = _fields(action.body)
            return self.body.keys() - {"reason"} <= sent.keys()
        return True

    def _calls_as(self, action: Action) -> bool:
        """Somebody is called either way: by a page or by phone."""
        called = self.command is not None and "calls_role" in self.command.effect
        return called and "calls_role" in action.effect


def target_of(arguments: Mapping[str, Any]) -> str:
    """Whom or what an incident command is about: the role, state, channel or audience."""
    found = (arguments[name] for name in _TARGETS if isinstance(arguments.get(name), str))
    return next(found, "")


def _fields(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body) if body else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
