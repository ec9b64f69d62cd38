"""Injects written as a scenario file has them, and put into one in place of its own.

Text in, text out; what is written is read back with the trainer's own reader before anybody sees
it, so a text that YAML would change is an error here and not a surprise later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.load import validated
from sim.scenario.model import Scenario
from sim.scenario.yaml_lines import parse_yaml
from sim.scenario.yaml_text import block, on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.inject import Inject

_LINE = re.compile(
    r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+$"
)
"""A line as YAML counts them, with its end."""


def injects_block(injects: Sequence[Inject]) -> str:
    """The `injects:` part of a scenario file."""
    written = []
    for inject in injects:
        fields = inject.model_dump(mode="json", exclude_defaults=True)
        fields["channel"] = inject.channel  # a reader asks for it even where it is the default
        written.append(
            {
                name: on_one_line(fields[name]) if isinstance(fields[name], dict) else fields[name]
                for name in type(inject).model_fields
                if name in fields
            }
        )
    return block({"injects": written})


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
    # A round trip through ruamel would lose the comment above the next field with the injects.
    injects = injects_block(scenario.injects).splitlines(keepends=True)
    first = file.lines.get(("injects",))
    if first is None:
        start = end = file.lines["objectives",] - 1
        injects.append("\n")
    else:
        start = first - 1
        end = next((line - 1 for line in tops if line > first), len(lines))
        while end > start + 1 and re.match(r"\s*$|#", lines[end - 1]):
            end -= 1  # blank lines and comments before the next field belong to that
    made = [*lines[:start], *injects, *lines[end:]]
    if file.data["name"] != scenario.name:
        name = file.lines["name",] - 1
        moved = len(injects) - (end - start) if name >= start else 0
        made[name + moved] = block({"name": scenario.name})
    written = "".join(made)
    again = validated(parse_yaml(written, file_name), Scenario)
    assert again == scenario, "what was written is not what is read back"
    return written
