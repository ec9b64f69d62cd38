"""How jq programs are read and followed over answers."""

from __future__ import annotations

import jq
import pytest

from sim.commands.table import COMMANDS
from sim.runbook.lint.answers import answer_of
from sim.runbook.lint.jq_program import NotRead, read_program
from sim.runbook.lint.jq_trace import Tracer

PROGRAMS = (
    ".",
    ".data",
    '.data[] | select(.level == "error" and (.message|length) > 3) | "at \\(.timestamp)"',
    ".a // .b // 3",
    '{a, b: .c, "d": .e[0:3], (.f): 1, $__prog}',
    "[.[] | {id, status}] | length",
    "if .a then 1 elif .b then 2 else 3 end",
    ".a as $x | $x.b + 1",
    '.["a-b"]?, .a."b c", ..',
    'try .a catch "no"',
    "sort_by(.t) | .[-3:] | map(.x * 2 - 1) | add / length",
    '@tsv, @base64 "x\\(.a)"',
    "-1, -.a",
    ".a |= . + 1",
    "# comment\n.a",
)


@pytest.mark.parametrize("text", PROGRAMS)
def test_programs_are_read(text: str) -> None:
    """What jq takes is read, too."""
    if "$__prog" not in text:
        jq.compile(text)
    read_program(text)


@pytest.mark.parametrize("text", ["", ".a |", "{", ".a)", "def f: 1; f", '"open', "(" * 500])
def test_what_is_not_read_is_said(text: str) -> None:
    """Definitions, and what is no program, are left to others."""
    with pytest.raises(NotRead):
        read_program(text)


@pytest.mark.parametrize(
    ("name", "text", "paths"),
    [
        ("health-status", ".data.services[].status, .success, .error", []),
        ("health-status", ".data.services[] | .stat", [".stat"]),
        ("backup-list", ".data | map(.idd) | first", [".idd"]),
        ("backup-list", "[.data[] | {id, s: .status}] | .[0].x", [".[0].x"]),
        ("metrics", ".data.series[-1].value, .data.service", []),
        ("metrics", ".data.p50.x", [".data.p50.x"]),
        ("health-status", ".data[0]", [".data[0]"]),
        ("health-status", ".data.overall_status[]", [".data.overall_status[]"]),
    ],
)
def test_steps_that_lead_nowhere(name: str, text: str, paths: list[str]) -> None:
    """Named with their path; all others lead somewhere."""
    tracer = Tracer()
    tracer.run(read_program(text), answer_of(name), {})
    assert [miss.path for miss in tracer.misses] == paths


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_field_of_an_answer_is_known(command: object) -> None:
    """Each path that the schema has is found, and one more step is not."""
    name = getattr(command, "name", "")
    for path in _paths(answer_of(name), ".", 4):
        tracer = Tracer()
        tracer.run(read_program(path), answer_of(name), {})
        assert tracer.misses == [], path


def _paths(shapes: object, path: str, depth: int) -> list[str]:
    found = [path]
    if depth == 0 or not isinstance(shapes, tuple):
        return found
    for shape in shapes:
        inner = shape.get("anyOf") or [shape]
        for one in inner:
            for field, below in one.get("properties", {}).items():
                found += _paths((below,), f"{path.rstrip('.')}.{field}", depth - 1)
            if one.get("items"):
                found += _paths((one["items"],), f"{path}[]", depth - 1)
    return found
