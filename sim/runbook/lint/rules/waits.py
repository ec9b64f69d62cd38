"""RB406-RB408: waits that do not end by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.runbook.lint.rule import Found, Rule
from sim.runbook.shell.loops import is_for_ever, is_in_background, is_left
from sim.runbook.shell.prefixes import program
from sim.runbook.shell.script import everything, scripts_in
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.runbook.lint.reading import Reading
    from sim.runbook.shell.script import Loop, Script, Simple

_URL = f"https://{PRODUCTION_HOST}"
_STEPS = re.compile(r"([A-Za-z_]\w*)\s*(?:\+\+|--|[-+]=)|(?:\+\+|--)\s*([A-Za-z_]\w*)")
_COMPARES = re.compile(r"[<>]=?|[=!]=")
_CLOCKS = frozenset(("SECONDS", "EPOCHSECONDS", "EPOCHREALTIME"))


def _loops(reading: Reading) -> Iterator[tuple[Script, Loop]]:
    """The loops that nothing around them ends."""
    for script in reading.scripts:
        if script in reading.limited:
            continue
        for loop in script.loops:
            yield script, loop


def _is_left(script: Script, loop: Loop) -> bool:
    """Whether it may be left; a `kill` may well be of the script itself."""
    body = script.commands[loop.body : loop.end]
    return is_left(script, loop) or any(command.name in ("exec", "kill") for command in body)


def _endless(reading: Reading) -> Iterator[Found]:
    for script, loop in _loops(reading):
        if is_in_background(script, loop):
            continue  # the steps below it are reached, and a `kill` or the shell's end ends it
        if is_for_ever(script, loop) and not _is_left(script, loop):
            problem = (
                "nothing ends this loop, so the steps below it are never reached; "
                "count its rounds or give it a deadline"
            )
            yield Found(loop.line, problem)


def _no_deadline(reading: Reading) -> Iterator[Found]:
    for script, loop in _loops(reading):
        for_ever = is_for_ever(script, loop)
        if loop.word not in ("while", "until") and not for_ever:
            continue
        if for_ever and not _is_left(script, loop):
            continue
        commands = [
            one
            for command in script.commands[loop.condition : loop.end]
            for one in (*_inner(command), command)
        ]
        names = {_name(command) for command in commands}
        condition = {_name(one) for one in script.commands[loop.condition : loop.body]}
        if condition & {"read", "getopts"} or not names & {"curl", "sleep"}:
            continue
        if not _is_bounded(commands):
            problem = "this loop waits without a deadline; give it one and say what to do then"
            yield Found(loop.line, problem)


def _inner(command: Simple) -> Iterator[Simple]:
    for script in scripts_in(command):
        yield from everything(script)


def _name(command: Simple) -> str:
    words = program(command.words)
    return words[0].text if words else ""


def _is_bounded(commands: Iterable[Simple]) -> bool:
    """Whether a test in the loop asks a counter or a clock."""
    counters, tested = set(_CLOCKS), set[str]()
    clock = False
    for command in commands:
        name = _name(command)
        clock = clock or (name == "date" and any("%s" in word.text for word in command.words))
        text = " ".join(word.raw for word in command.words)
        if command.kind == "arithmetic" or name in ("let", "[[", "[", "test"):
            counters |= {one for pair in _STEPS.findall(text) for one in pair if one}
        for assignment in command.assigned:
            if any(part.kind == "arithmetic" for part in assignment.value.parts) or (
                "expr " in assignment.value.raw
            ):
                counters.add(assignment.name)
        asks = _COMPARES.search(text) or (command.condition and _STEPS.search(text))
        arithmetic = command.kind == "arithmetic" and asks
        if command.kind == "test" or name in ("[", "test") or arithmetic:
            tested |= set(re.findall(r"[A-Za-z_]\w*", text))
    return bool(tested & counters) or (clock and bool(tested))


def _watch(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        words = program(command.words)
        limited = any(word.text == "timeout" for word in command.words)
        if not words or words[0].text != "watch" or limited:
            continue
        ends = ("-g", "--chgexit", "-e", "--errexit")
        if not any(word.text in ends for word in words):
            problem = "watch runs until somebody presses Ctrl-C; say when to stop"
            yield Found(words[0].line, problem, command)


_ASK = f"curl -sf {_URL}/health/status"

RULES = (
    Rule(
        "RB406",
        "endless-loop",
        "warning",
        "Nothing ends the loop.",
        "A `while true` without `break`, `exit` or `return`. In a run it is a monitor that is "
        "ended when its patience is spent; a person has to know when to press Ctrl-C.",
        f"while true; do\n  {_ASK}\n  sleep 60\ndone",
        f"for round in {{1..10}}; do\n  {_ASK}\n  sleep 60\ndone",
        _endless,
    ),
    Rule(
        "RB407",
        "no-deadline",
        "warning",
        "The loop waits for a state without a deadline.",
        "It ends only when the service is healthy again: nobody escalates meanwhile. "
        "A test of a counter, of SECONDS or of `date +%s` within the loop is a deadline, and so is "
        "`timeout` around it.",
        f"until {_ASK}; do\n  sleep 60\ndone",
        f"for round in {{1..30}}; do\n  {_ASK} && break\n  sleep 60\ndone",
        _no_deadline,
    ),
    Rule(
        "RB408",
        "endless-watch",
        "hint",
        "`watch` never ends on its own.",
        "Say when to stop, end it with `timeout`, or use a loop that counts.",
        f"watch -n 30 'curl -s {_URL}/health/status'",
        f"timeout 10m watch -n 30 'curl -s {_URL}/health/status'",
        _watch,
    ),
)
