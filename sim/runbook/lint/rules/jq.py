"""RB201-RB203: jq programs that find nothing: paths that no answer has, mistakes, dead words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import jq

from sim.commands.dispatch import ADMIN_TOKEN
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.lint.values import HOLE
from sim.runbook.shell.typeset import typeset_sign
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.lint.reading import JqUse, Reading

_GET = f"curl -s https://{PRODUCTION_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'


def _line(use: JqUse, step: str) -> int:
    """The line of a step within the program, or of the program."""
    if use.program is None:
        return use.command.line
    return use.program.line_of(step)


def _no_such_path(reading: Reading) -> Iterator[Found]:
    for use in reading.jqs:
        for miss in use.misses:
            last = miss.path.rpartition(".")[2].rstrip("[]?")
            shown = f"{miss.path}: " if miss.path else ""
            yield Found(_line(use, last), f"{shown}{miss.problem}", use.command)


def _bad_program(reading: Reading) -> Iterator[Found]:
    for use in reading.jqs:
        if use.problem and not use.limit:
            yield Found(use.command.line, use.problem, use.command)
        if use.call is not None and HOLE not in use.text:
            said = _compiled(use.text, tuple(sorted((*use.call.named, *use.call.filed))))
            if said and not (use.program is not None and typeset_sign(use.program)):
                at = _AT_LINE.search(said)
                line = _line(use, "") + (int(at[1]) - 1 if at and use.program else 0)
                said = _AT_LINE.sub("", said).removesuffix(" at ")
                yield Found(line, f"jq cannot read {use.text!r}: {said}", use.command)


_AT_LINE = re.compile(r" at <top-level>, line (\d+)(?:, column \d+)?:?")


@lru_cache(maxsize=512)
def _compiled(text: str, names: tuple[str, ...]) -> str:
    """What jq says against a program; "" when nothing."""
    try:
        jq.compile(text.replace("\0", " "), args=dict.fromkeys((*names, "ARGS"), ""))
    except ValueError as error:
        said = str(error).partition("\n")[0].removeprefix("jq: error: ")
        return said.partition(" (Unix shell quoting")[0]
    return ""


def _dead_word(reading: Reading) -> Iterator[Found]:
    for use in reading.jqs:
        for never in use.nevers:
            known = ", ".join(never.known)
            problem = f"{never.path} is never {never.word!r}; it is one of {known}"
            yield Found(_line(use, never.word), problem, use.command)


RULES = (
    Rule(
        "RB201",
        "no-such-path",
        "error",
        "The jq path leads to a field that no answer of the command has.",
        "jq prints `null` for it and exits 0, so the step seems to succeed. The program is "
        "followed over the command's answer, through pipes, variables "
        '(`X=$(curl …)`, `echo "$X" | jq`) and files; where an alternative (`//`) leads somewhere, '
        "and in programs that look at `type` or `has`, nothing is said.",
        f"{_GET}/health/status | jq -r .data.status",
        f"{_GET}/health/status | jq -r .data.overall_status",
        _no_such_path,
    ),
    Rule(
        "RB202",
        "bad-program",
        "error",
        "jq cannot read the program or its options.",
        "jq's own compiler has read the program. A program that holds a shell variable is not "
        'judged; `--arg name "$VALUE"` is the safe way to hand one over.',
        f"{_GET}/health/status | jq '.data.[overall_status'",
        f"{_GET}/health/status | jq '.data.overall_status'",
        _bad_program,
    ),
    Rule(
        "RB203",
        "dead-word",
        "warning",
        "The jq program compares a field with a string that it never equals.",
        "The field has a fixed set of values, and this is not one "
        "of them: `select` then lets nothing "
        "through. Upper and lower case differ.",
        f"""{_GET}/health/services | jq '.data[] | select(.status == "DOWN")'""",
        f"""{_GET}/health/services | jq '.data[] | select(.status == "OFFLINE")'""",
        _dead_word,
    ),
)
