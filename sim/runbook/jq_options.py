"""A jq command line as data, and jq's spelling of results; pure.

The program itself is carried out by whoever holds the jq library.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BAD_USAGE, BAD_PROGRAM, NO_OUTPUT, FAILED = 2, 3, 4, 5
FALSE_OR_NULL = 1
MOST_INDENT = 7

_LETTERS = {
    "r": "raw-output",
    "j": "join-output",
    "c": "compact-output",
    "n": "null-input",
    "s": "slurp",
    "e": "exit-status",
    "S": "sort-keys",
    "R": "raw-input",
    "a": "ascii-output",
    "M": "monochrome-output",
}
_LONG = {*_LETTERS.values(), "tab", "unbuffered"}
_PAIRS = ("arg", "argjson")


class JqUsage(Exception):  # noqa: N818 - jq's own refusal on its way out
    """A command line that jq refuses."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(slots=True)
class JqCall:
    """What one jq command asks for."""

    program: str | None = None
    files: list[str] = field(default_factory=list)
    switches: set[str] = field(default_factory=set)
    named: dict[str, Any] = field(default_factory=dict)
    positional: list[Any] = field(default_factory=list)
    indent: int = 2

    def on(self, name: str) -> bool:
        """Whether a switch is set."""
        return name in self.switches


def read_options(words: Sequence[str]) -> JqCall:
    """Read the words after `jq`.

    Raises:
        JqUsage: jq would refuse them, or they ask for what is not carried out here.
    """
    call, queue, rest = JqCall(), list(words), ""
    while queue:
        word = queue.pop(0)
        if word == "--" and not rest:
            continue
        if word.startswith("--"):
            rest = _long(call, word[2:], queue) or rest
        elif word.startswith("-") and len(word) > 1:
            _letters(call, word[1:])
        elif call.program is None:
            call.program = word
        elif rest:
            call.positional.append(word if rest == "args" else _json(word, rest))
        else:
            call.files.append(word)
    if call.program is None:
        raise JqUsage("jq: error: no program given; usage: jq [OPTIONS] FILTER [FILES...]")
    return call


def _long(call: JqCall, name: str, queue: list[str]) -> str:
    if name in _PAIRS:
        if len(queue) < len(_PAIRS):
            raise JqUsage(f"jq: error: --{name} takes two parameters (e.g. --{name} name value)")
        key, value = queue.pop(0), queue.pop(0)
        call.named[key] = value if name == "arg" else _json(value, f"--{name}")
    elif name == "indent":
        if not queue or not re.fullmatch("[0-9]{1,9}", queue[0]):
            raise JqUsage("jq: error: --indent takes one number")
        call.indent = int(queue.pop(0))
        if call.indent > MOST_INDENT:
            raise JqUsage(f"jq: Cannot indent more than {MOST_INDENT} characters")
    elif name in ("args", "jsonargs"):
        return name
    elif name in _LONG:
        call.switches.add(name)
    else:
        raise JqUsage(f"jq: error: unknown arguments: --{name}")
    return ""


def _letters(call: JqCall, letters: str) -> None:
    for letter in letters:
        if letter not in _LETTERS:
            raise JqUsage(f"jq: error: unknown arguments: -{letters}")
        call.switches.add(_LETTERS[letter])


def _json(text: str, option: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise JqUsage(f"jq: error: invalid JSON text passed to {option}") from None


def spelled(call: JqCall, values: Sequence[Any]) -> str:
    """The results as jq prints them."""
    return "".join(_lines(call, values))


def _lines(call: JqCall, values: Sequence[Any]) -> Iterator[str]:
    end = "" if call.on("join-output") else "\n"
    raw = call.on("raw-output") or call.on("join-output")
    for value in values:
        if raw and isinstance(value, str) and not call.on("ascii-output"):
            yield f"{value}{end}"
            continue
        indent: int | str | None = "\t" if call.on("tab") else call.indent or None
        compact = call.on("compact-output") or indent is None
        yield (
            json.dumps(
                value,
                ensure_ascii=call.on("ascii-output"),
                indent=None if compact else indent,
                separators=(",", ":") if compact else (",", ": "),
                sort_keys=call.on("sort-keys"),
            )
            + end
        )


def exit_code(call: JqCall, values: Sequence[Any], *, failed: bool) -> int:
    """How jq ends."""
    if failed:
        return FAILED
    if not call.on("exit-status"):
        return 0
    if not values:
        return NO_OUTPUT
    return FALSE_OR_NULL if values[-1] is None or values[-1] is False else 0
