"""Injects written as a scenario file has them, and put into one in place of its own.

Text in, text out; what is written is read back with the trainer's own reader before anybody sees
it, so a text that YAML would change is an error here and not a surprise later.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

from sim.scenario.durations import format_duration
from sim.scenario.load import validated
from sim.scenario.model import Scenario
from sim.scenario.yaml_lines import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.inject import Inject, Trigger

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z][\w .,;?!'\"()/±+%-]*(?<! )", re.ASCII)
_SHORTEST = 7
"""Text that needs no quotes; the words that mean something to YAML are shorter."""
_RESERVED = frozenset({"null", "true", "false"})
_LINE = re.compile(
    r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+$"
)
"""A line as YAML counts them, with its end."""


def injects_block(injects: Sequence[Inject]) -> str:
    """The `injects:` part of a scenario file."""
    if not injects:
        return "injects: []\n"
    lines = [line for inject in injects for line in _inject(inject)]
    return "\n".join(["injects:", *lines]) + "\n"


def replace_injects(text: str, scenario: Scenario, file_name: str) -> str:
    """A scenario file's text with other injects; its other lines stay as they are.

    Args:
        text: a valid scenario file.
        scenario: the same scenario with the injects to put in.
        file_name: where it will be saved; the scenario is named like its file.

    Raises:
        BadFile: a scenario cannot have that file's name.
    """
    lines = _LINE.findall(text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    file = parse_yaml(text, file_name)
    tops = sorted(line for where, line in file.lines.items() if len(where) == 1)
    block = injects_block(scenario.injects).splitlines(keepends=True)
    first = file.lines.get(("injects",))
    if first is None:
        start = end = file.lines["objectives",] - 1
        block.append("\n")
    else:
        start = first - 1
        end = next((line - 1 for line in tops if line > first), len(lines))
        while end > start + 1 and re.match(r"\s*$|#", lines[end - 1]):
            end -= 1  # blank lines and comments before the next field belong to that
    made = [*lines[:start], *block, *lines[end:]]
    if file.data["name"] != scenario.name:
        name = file.lines["name",] - 1
        moved = len(block) - (end - start) if name >= start else 0
        made[name + moved] = f"name: {_word(scenario.name)}\n"
    written = "".join(made)
    again = validated(parse_yaml(written, file_name), Scenario)
    assert again == scenario, "what was written is not what is read back"
    return written


def _inject(inject: Inject) -> Iterator[str]:
    yield f"  - id: {_word(inject.id)}"
    if inject.at is not None:
        yield f"    at: {inject.at}"
    if inject.when is not None:
        yield f"    when: {_trigger(inject.when)}"
    if inject.by is not None:
        yield f"    by: {inject.by}"
    yield from _text("sender", inject.sender)
    if inject.to is not None:
        yield f"    to: {_word(inject.to)}"
    yield f"    channel: {inject.channel}"
    yield from _text("text", inject.text)
    if inject.expects:
        yield from _text("expects", inject.expects)
    if inject.expected is not None:
        within = format_duration(inject.expected.within)
        yield f"    expected: {{mark: {inject.expected.mark}, within: {within}}}"
    if inject.objective is not None:
        yield f"    objective: {_word(inject.objective)}"


def _trigger(when: Trigger) -> str:
    parts = [f"after: {_word(when.after)}"]
    if when.wait:
        parts.append(f"wait: {format_duration(when.wait)}")
    if when.unless is not None:
        parts.append(f"unless: {_word(when.unless)}")
    return f"{{{', '.join(parts)}}}"


def _word(name: str) -> str:
    """A name; `inject:ID` in quotes, and what YAML might take for something else."""
    return f'"{name}"' if ":" in name or name in _RESERVED else name


def _text(field: str, text: str) -> Iterator[str]:
    """A field with free text: plain, folded over lines, or quoted, whichever keeps every letter."""
    line = f"    {field}: {text}"
    if _PLAIN.fullmatch(text) and len(text) >= _SHORTEST and len(line) <= _WIDTH:
        yield line
    elif len(line) > _WIDTH and text.isprintable() and text == " ".join(text.split()):
        yield f"    {field}: >-"
        yield from textwrap.wrap(
            text,
            _WIDTH,
            initial_indent=" " * 6,
            subsequent_indent=" " * 6,
            break_long_words=False,
            break_on_hyphens=False,
        )
    else:
        yield f"    {field}: {_quoted(text)}"


def _quoted(text: str) -> str:
    """Text in double quotes, with an escape for whatever is not printable."""
    spelt = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in spelt)
