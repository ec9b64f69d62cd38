"""Incident commands as typed lines: `assess --severity 2 --cause "…"` becomes a request.

Pure: words in, request out. The terminal, reference responders and documents share it.
"""

from __future__ import annotations

import json
import shlex
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sim.commands.command import Request
from sim.commands.table import incident_commands
from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from sim.commands.command import Command

PAGE_WIDTH = 80
"""How wide a manual is where nobody knows the width of what shows it."""

METHODS = ("GET", "POST", "PUT", "DELETE")


def usage(command: Command) -> str:
    """The command's form: `page ROLE TEXT`."""
    positional = command.console or ()
    fields = command.params.model_fields
    words = [
        name.upper() if fields[name].is_required() else f"[{name.upper()}]" for name in positional
    ]
    for name, field in fields.items():
        if name not in positional:
            option = f"--{name} {(field.title or name).upper()}"
            words.append(option if field.is_required() else f"[{option}]")
    return " ".join([command.name, *words])


def manual(words: list[str], width: int = PAGE_WIDTH) -> str | None:
    """What `page --help` shows; None when the words ask for no help.

    The form, what the command does, its words one by one, and an example. The form and the example
    are to be copied: they stay one line each.

    Args:
        words: what was typed.
        width: where other lines are folded.
    """
    known = {command.name: command for command in incident_commands(coached=True)}
    command = known.get(words[0]) if words[1:] == ["--help"] else None
    if command is None:
        return None
    # The schema has the descriptions of types as well as those of fields.
    fields = command.params.model_json_schema().get("properties", {})
    positional = command.console or ()
    told = [
        (name.upper() if name in positional else f"--{name}", field["description"])
        for name, field in sorted(fields.items(), key=lambda one: one[0] not in positional)
        if "description" in field
    ]
    longest = max((len(name) for name, _ in told), default=0)
    lines = [usage(command), _folded(command.summary, "  ", "  ", width)]
    lines += [
        _folded(text, f"  {name:{longest}}  ", " " * (longest + 4), width) for name, text in told
    ]
    if command.example.console:
        lines.append(f"  for example: {command.example.console}")
    return "\n".join(lines)


def _folded(text: str, lead: str, indent: str, width: int) -> str:
    """A paragraph within the width, broken only between words."""
    return textwrap.fill(
        text,
        width,
        initial_indent=lead,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def request_of(words: list[str]) -> Request:
    """The request behind an incident command.

    Raises:
        Unusable: no such command, or the words do not fit its form.
    """
    known = {command.name: command for command in incident_commands(coached=True)}
    command = known.get(words[0]) if words else None
    if command is None:
        raise Unusable(
            f"unknown command {words[0] if words else ''!r}; the commands are "
            f"{', '.join(one.name for one in incident_commands())}"
        )
    arguments = _arguments(command, words[1:])
    if not command.writes:
        query = urlencode({name: str(value) for name, value in arguments.items()})
        path = f"{command.path}?{query}" if query else command.path
        return Request(method=command.method, path=path)
    body = json.dumps(arguments, ensure_ascii=False)
    return Request(method=command.method, path=command.path, body=body)


@lru_cache(maxsize=1024)
def _requested(words: tuple[str, ...]) -> Request:
    """The same of words that a script says in every exercise."""
    return request_of(list(words))


def _arguments(command: Command, words: list[str]) -> dict[str, JsonValue]:
    fields = command.params.model_fields
    given: dict[str, JsonValue] = {}
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        name, equals, value = word[2:].partition("=")
        if word.startswith("--") and name in fields:
            if not equals:
                if not queue:
                    raise Unusable(f"{word} needs a value; usage: {usage(command)}")
                value = queue.pop(0)
            given[name] = _typed(command, name, value)
        # A bare `--` is a word of the text.
        elif word.startswith("--") and len(word) > len("--"):
            raise Unusable(f"unknown option {word}; usage: {usage(command)}")
        else:
            rest.append(word)
    positional = [name for name in command.console or () if name not in given]
    if rest and not positional:
        raise Unusable(f"too many words; usage: {usage(command)}")
    for index, name in enumerate(positional):
        if not rest:
            break
        # The last one takes all words that are left, so that a text needs no quotes.
        last = index == len(positional) - 1
        given[name] = _typed(command, name, " ".join(rest) if last else rest.pop(0))
    in_order = dict.fromkeys((*(command.console or ()), *fields))
    missing = [name for name in in_order if fields[name].is_required() and name not in given]
    if missing:
        taken = [name for name in command.console or () if name in given]
        read = "".join(f"; {given[name]!r} was taken as {name.upper()}" for name in taken[:1])
        raise Unusable(f"{missing[0].upper()} is missing{read}; usage: {usage(command)}")
    return given


def _typed(command: Command, name: str, value: str) -> JsonValue:
    if command.params.model_fields[name].annotation is not int:
        return value
    try:
        return int(value)
    except ValueError:
        raise Unusable(f"{name}: {value!r} is not a whole number") from None


@lru_cache(maxsize=1024)
def _split(line: str) -> tuple[str, ...]:
    """A line's words; a script says the same ones in every exercise."""
    return tuple(shlex.split(line))


def parse_line(line: str, body: Mapping[str, JsonValue] | None = None) -> Request:
    """The request behind `POST /health/r2/test` or an incident command line.

    Raises:
        Unusable: neither, or quotes that do not close.
    """
    try:
        words = _split(line)
    except ValueError as error:
        raise Unusable(f"{line!r}: {error}") from error
    if words and words[0] in METHODS:
        if len(words) != 2:  # noqa: PLR2004 - a method and a path
            raise Unusable(f"{line!r}: a call is a method and a path")
        text = json.dumps(dict(body), ensure_ascii=False) if body is not None else ""
        return Request(method=words[0], path=words[1], body=text)
    return _requested(words)
