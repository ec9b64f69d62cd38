"""A step of the reference as a command to type, without what only the responder can say or know.

Texts, reasons, causes, severities and figures are `…`: they are for the responder to fill in. A
name stands in the form only when everybody has it (a role, a channel, a word of the command's
reference) or when the asking role has read it somewhere.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sim.exercise.picked import filled
from sim.scenario.responder import KEPT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.commands.command import Command
    from sim.exercise.coach.same import Wanted
    from sim.exercise.coach.sight import Sight
    from sim.scenario.policy import Policy

OPEN = "…"
"""What the responder fills in."""
WORKER = "…"
"""Before a path: the worker's address, which every guide writes out."""

_MOST_LISTED, _FIRST_LISTED = 5, 3
"""Of a longer list, such as damaged files, the first few are shown."""

_OWN_WORDS = frozenset(
    {"text", "message", "reason", "cause", "severity", "title", "says", "next", "subject"}
)
"""Arguments whose value is the responder's judgement."""


class Form:
    """Writes steps for one role.

    Args:
        policy: its roles, groups and audiences are known to everybody.
        sight: what the role has read.
        kept: values that the team's own commands have found, by the reference's names.
    """

    def __init__(self, policy: Policy, sight: Sight, kept: Mapping[str, Any]) -> None:
        self._sight = sight
        self._kept = kept
        self._names = {
            *policy.roles,
            *policy.groups,
            *policy.audiences,
            *policy.aliases,
            *policy.broadcasts.opening,
            *policy.broadcasts.closing,
        }

    def of(self, wanted: Wanted) -> str:
        """The step as somebody types it."""
        command = wanted.command
        if command is None:
            return ""
        return self._call(wanted, command) if command.console is None else self._said(wanted)

    def _said(self, wanted: Wanted) -> str:
        command = wanted.command
        if command is None or command.console is None:
            return ""
        words = [command.name]
        for name in command.console:
            if name in wanted.body:
                value = self._value(command, name, wanted.body[name])
                words.append(f'"{value}"' if value == OPEN else value)
        for name, given in wanted.body.items():
            if name not in command.console:
                value = self._value(command, name, given)
                words.append(f"--{name} " + (f'"{value}"' if isinstance(given, str) else value))
        return " ".join(words)

    def _call(self, wanted: Wanted, command: Command) -> str:
        path, _, query = wanted.request.path.partition("?")
        parts = [self._part(part) for part in path.split("/")]
        pairs = [
            f"{name}={value}"
            for name, value in parse_qsl(query)
            if not value.isdecimal() and (self._is_word(command, value) or self._sight.knows(value))
        ]
        address = WORKER + "/".join(parts) + (f"?{'&'.join(pairs)}" if pairs else "")
        if "&" in address or "?" in address or "<" in address:
            address = f'"{address}"'
        method = "" if command.method == "GET" else f"-X {command.method} "
        if not wanted.body:
            return f"curl {method}{address}"
        body = {
            name: self._shown(command, name, value)
            for name, value in filled(wanted.body, self._kept).items()
        }
        return f"curl {method}{address} -d '{json.dumps(body, ensure_ascii=False)}'"

    def _part(self, part: str) -> str:
        """A part of a path: what is no fixed word of it is shown when the role has read it."""
        kept = KEPT.fullmatch(part)
        value = str(filled(part, self._kept))
        if kept is not None:
            return value if value != part and self._sight.knows(value) else "<id>"
        if part.isupper() and not self._sight.knows(part):
            return "<service>"
        return part

    def _shown(self, command: Command, name: str, value: Any) -> Any:
        if isinstance(value, list):
            if not all(self._known(command, str(one)) for one in value):
                return [OPEN]
            return value if len(value) <= _MOST_LISTED else [*value[:_FIRST_LISTED], OPEN]
        if isinstance(value, bool):
            return value
        return OPEN if isinstance(value, int | float) else self._value(command, name, value)

    def _value(self, command: Command, name: str, value: Any) -> str:
        text = str(value)
        if name in _OWN_WORDS:
            return OPEN
        return text if self._known(command, text) else OPEN

    def _known(self, command: Command, text: str) -> bool:
        return text in self._names or self._is_word(command, text) or self._sight.knows(text)

    @staticmethod
    def _is_word(command: Command, text: str) -> bool:
        """Whether the command's own reference has this word; figures never count as one."""
        if not re.fullmatch(r"[A-Za-z][A-Za-z_-]*", text):
            return False
        reference = json.dumps(command.params.model_json_schema())
        return re.search(rf"(?<![A-Za-z_]){re.escape(text)}(?![A-Za-z_])", reference) is not None
