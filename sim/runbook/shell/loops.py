"""Loops that nothing ends; pure. A run watches them for a while, a linter warns of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sim.runbook.shell.script import scripts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.shell.script import Loop, Script

_ALWAYS = {
    "while": ("true", ":", "/bin/true", "[ 1 ]", "[[ 1 ]]", "((1))", "(( 1 ))"),
    "until": ("false", "/bin/false"),
}
_FOR_EVER = re.compile(r"\(\(\s*;\s*;.*\)\)", re.DOTALL)
_COMPARES = re.compile(r"^-(?:lt|le|gt|ge)$|[<>]|--")
_LEAVES = ("exit", "return")


def is_for_ever(script: Script, loop: Loop) -> bool:
    """Whether its condition always holds."""
    if loop.word == "for":
        words = script.commands[loop.condition].words
        return len(words) > 1 and _FOR_EVER.fullmatch(words[1].raw) is not None
    condition = script.commands[loop.condition : loop.body]
    shown = " ".join(word.raw for command in condition for word in command.words)
    return len(condition) == 1 and shown in _ALWAYS.get(loop.word, ())


def is_left(script: Script, loop: Loop) -> bool:
    """Whether something in the body leaves the loop."""
    # A `break` leaves as many loops as it says: those inside this one are counted off first.
    around, steps = 0, Counter[int]()
    for one in script.loops:
        if loop.body <= one.condition < one.end <= loop.end and one is not loop:
            steps[one.condition] += 1
            steps[one.end] -= 1
    for place in range(loop.body, loop.end):
        around += steps[place]
        command = script.commands[place]
        # `exec >log` only redirects; `exec` with a program never comes back.
        if command.name in _LEAVES or (command.name == "exec" and len(command.words) > 1):
            return True
        if command.name == "break":
            levels = command.words[1].text if len(command.words) > 1 else "1"
            if not levels.isdigit() or int(levels) > around:
                return True
    return False


def is_in_background(script: Script, loop: Loop) -> bool:
    """Whether the loop, or a group that ends with it, is sent off by `&`."""
    for command in script.commands[loop.end :] if loop.end else ():
        if command.kind != "end":
            return False
        if command.after == "&":
            return True
    return False


def bounded_loops(script: Script) -> Iterator[tuple[int, int]]:
    """First and last line of each loop whose rounds the text counts.

    A `for` over words or with a condition, and a `while` or `until` that compares a number.
    """
    for loop in script.loops:
        if loop.end and _is_counted(script, loop):
            yield loop.line, script.commands[loop.end].line
    for command in script.commands:
        for inner in scripts_in(command):
            yield from bounded_loops(inner)


def _is_counted(script: Script, loop: Loop) -> bool:
    if loop.word == "for":
        return not is_for_ever(script, loop)
    if loop.word == "select":
        return False
    condition = script.commands[loop.condition : loop.body]
    return any(
        _COMPARES.search(word.raw if command.kind == "arithmetic" else word.bare)
        for command in condition
        for word in command.words
        if command.kind in ("arithmetic", "test") or command.name in ("[", "test")
    )


def endless_loops(script: Script) -> Iterator[tuple[int, int]]:
    """First and last line of each loop that has an end in the text and none in time.

    Outer ones first; those in substitutions after those around them.
    """
    for loop in script.loops:
        # Without `done` bash would not run the loop at all.
        if loop.end and is_for_ever(script, loop) and not is_left(script, loop):
            yield loop.line, script.commands[loop.end].line
    for command in script.commands:
        for inner in scripts_in(command):
            yield from endless_loops(inner)
