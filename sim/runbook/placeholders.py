"""Placeholders and what stands for them: `<backup_id>`, `[INCIDENT_START_TIME]`, `:serviceName`.

The document is never rewritten. A placeholder is bound where it is sent, from a declared map, and
every binding that was used is listed in the transcript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.command_set import rows_that
from sim.runbook.settings import FromAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.runbook.settings import Binding

_FORMS = re.compile(
    r"<(?P<angle>[A-Za-z][A-Za-z0-9_ -]{0,40})>"
    r"|\[(?P<square>[A-Za-z][A-Za-z0-9_ /-]{0,40})\]"
    r"|(?<=/):(?P<colon>[a-z][A-Za-z0-9_]{0,40})(?=[/?]|$)"
    r"|\$\{?(?P<dollar>[A-Za-z_][A-Za-z0-9_]{0,40})\}?"
)
_WORDS_OF_JSON = ("true", "false", "null")
TOKENS = ("<admin_token>", "<test_token>")
"""Placeholders that the simulated worker takes as they stand."""

INCIDENT = "INC-001"
"""An exercise has one incident; this is its number."""


DEFAULT = "default"
_LATEST_BACKUP = FromAnswer(answer=rows_that("lists_backups")[0].path, jq=".data[0].id")

DEFAULTS: dict[str, Binding] = {
    "admin_token": TOKENS[0],
    "test_token": TOKENS[1],
    "incident_id": INCIDENT,
    "id": INCIDENT,
    "backup_id": _LATEST_BACKUP,
    "backupId": _LATEST_BACKUP,
    "serviceName": "R2_STORAGE",
    "service_name": "R2_STORAGE",
}
"""What is bound without being declared; the start times below come with the alert."""

START_NAMES = ("incident_start_time", "incident_start", "start_time", "incident_time")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder as it stands in a text."""

    text: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Used:
    """A binding that a run used.

    Attributes:
        text: the placeholder as written.
        value: what it stood for.
        source: where that was declared.
        line: where it was used first.
    """

    text: str
    value: str
    source: str
    line: int


def find(text: str) -> Iterator[Placeholder]:
    """The placeholders in a text."""
    for match in _FORMS.finditer(text):
        kind = str(match.lastgroup)
        name = match.group(kind)
        # `[true]` in a body is a list with one value.
        if not (kind == "square" and name in _WORDS_OF_JSON):
            yield Placeholder(match.group(), name, kind)


def normal(name: str) -> str:
    """A name as the map compares it: brackets, case and separators do not count."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip("<>[]${}:").lower()).strip("_")


class Bindings:
    """The declared map.

    Args:
        declared: what the runbook's author declared.
        source: where; for the transcript.
        look_up: reads a value off an earlier answer; None when there is none.
    """

    def __init__(
        self,
        declared: Mapping[str, Binding],
        source: str,
        look_up: Callable[[str, str], str | None],
    ) -> None:
        self._map = {normal(name): (value, DEFAULT) for name, value in DEFAULTS.items()}
        # Over the defaults: what the author declares wins.
        self._map.update({normal(name): (value, source) for name, value in declared.items()})
        self._look_up = look_up
        self._used: dict[str, Used] = {}

    def declare(self, name: str, value: str) -> None:
        """Give a default a value that is known only now; a declared one wins."""
        key = normal(name)
        if key not in self._map or self._map[key][1] == DEFAULT:
            self._map[key] = (value, DEFAULT)

    def value(self, text: str, name: str, line: int) -> str | None:
        """What stands for a placeholder; None when nothing does."""
        if normal(name) not in self._map:
            return None
        found, source = self._map[normal(name)]
        value = found if isinstance(found, str) else self._look_up(found.answer, found.jq)
        if value is not None:
            self._used.setdefault(text, Used(text, value, source, line))
        return value

    def fill(self, text: str, line: int) -> tuple[str, list[Placeholder]]:
        """The text with what is bound put in, and the placeholders that are not."""
        left: list[Placeholder] = []
        # Each once, because all places of the same text are filled together.
        for placeholder in dict.fromkeys(find(text)):
            value = None
            # A `$NAME` that is still there was kept from bash by quotes: it is sent as it stands.
            if placeholder.kind != "dollar":
                value = self.value(placeholder.text, placeholder.name, line)
            if value is None:
                left.append(placeholder)
            else:
                text = text.replace(placeholder.text, value)
        return text, left

    @property
    def used(self) -> tuple[Used, ...]:
        """Every binding used so far, by line."""
        return tuple(sorted(self._used.values(), key=lambda used: (used.line, used.text)))
