"""The steps of a runbook's block: what acts, what waits, what checks, and what comes after what.

Pure: reads lines with the house's reader of bash. A *statement* is a run of whole lines that bash
would carry out together; one that opens a loop, a condition or a function holds others. Knows
nothing of the worker but the names of the commands that reach it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runbook.programs import PEOPLE
from sim.runbook.shell.prefixes import program
from sim.runbook.shell.reader import is_complete, read_script
from sim.runbook.shell.script import everything

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.runbook.document import Block

_FUNCTION = re.compile(r"^\s*(?:function\s+([\w-]+)|([\w-]+)\s*\(\))")
_CLOSERS = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done"}
_BETWEEN = ("else", "elif")
_OPENED = re.compile(r"(?:^|[\s;])(?:then|do|\{)\s*(?:#.*)?$")
"""How the line ends with which a body opens."""
_CHECKED = ("if", "elif", "while", "until")
_REACHING = PEOPLE | {"curl"}


@dataclass(frozen=True, slots=True)
class Head:
    """The lines up to `then` or `do`; `word` is what they open with."""

    word: str
    first: int
    last: int

    @property
    def is_check(self) -> bool:
        """Whether a condition stands in it."""
        return self.word in _CHECKED


@dataclass(frozen=True, slots=True)
class RunStatement:
    """Whole lines of a block, from 0.

    Attributes:
        heads: of a loop, condition or function, what it opens with, and its `elif`s.
        bodies: the statements within, one tuple for each part.
        defines: the function that it defines; "" otherwise.
        names: the programs and functions that it calls, those within included.
    """

    first: int
    last: int
    heads: tuple[Head, ...]
    bodies: tuple[tuple[RunStatement, ...], ...]
    defines: str
    names: frozenset[str]

    @property
    def inner(self) -> Iterator[RunStatement]:
        """Itself and every statement in it, in the order of the lines."""
        yield self
        for body in self.bodies:
            for one in body:
                yield from one.inner


def statements_of(block: Block) -> tuple[RunStatement, ...]:
    """The statements of a block, those that open something with what is in them."""
    return _Lines(block.text.splitlines()).read()


def reaching(statements: Iterable[RunStatement]) -> frozenset[str]:
    """The names that reach the worker or people: their commands, and functions that call one."""
    inside = [one for whole in statements for one in whole.inner]
    names = set(_REACHING)
    while True:
        more = {one.defines for one in inside if one.defines and names & one.names} - names
        if not more:
            return frozenset(names)
        names |= more


class _Lines:
    """Reads lines from top to bottom."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def read(self) -> tuple[RunStatement, ...]:
        """All of it."""
        found, _ = self._until(0, ())
        return found

    def _until(self, at: int, stops: tuple[str, ...]) -> tuple[tuple[RunStatement, ...], int]:
        """The statements up to a line that begins with one of these words, and its place."""
        found: list[RunStatement] = []
        while at < len(self._lines):
            line = self._lines[at].strip()
            if not line or line.startswith("#"):
                at += 1
                continue
            if self._word(at) in stops:
                break
            one = self._statement(at)
            found.append(one)
            at = one.last + 1
        return tuple(found), at

    def _word(self, at: int) -> str:
        found = re.match(r"\s*([a-z]+|[{}])(?=[\s;|&<>)]|$)", self._lines[at])
        return found[1] if found else ""

    def _text(self, first: int, last: int) -> str:
        return "\n".join(self._lines[first : last + 1])

    def _grown(self, first: int) -> int:
        """The last of the fewest lines that bash can carry out; the last of all when none are."""
        for last in range(first, len(self._lines)):
            if is_complete(self._text(first, last)):
                return last
        return len(self._lines) - 1

    def _opened(self, first: int, last: int, closer: str) -> int:
        """The line with which a body opens, or the last one."""
        for at in range(first, last):
            # An `elif` alone is read as the `if` that it would be.
            text = re.sub(r"^\s*elif\b", "if", self._text(first, at))
            if _OPENED.search(self._lines[at]) and is_complete(f"{text}\n:\n{closer}"):
                return at
        return last

    def _statement(self, first: int) -> RunStatement:
        last = self._grown(first)
        word, function = self._word(first), _FUNCTION.match(self._lines[first])
        closer = "}" if function else _CLOSERS.get(word, "")
        script = read_script(self._text(first, last))
        calls = (program(one.words) for one in everything(script) if one.words)
        names = frozenset(words[0].text for words in calls if words)
        defines = (function[1] or function[2]) if function else ""
        if not closer:
            return RunStatement(first, last, (), (), defines, names)
        heads, bodies = [Head(word, first, self._opened(first, last, closer))], []
        at = heads[0].last + 1
        while at <= last:
            body, at = self._until(at, (closer, *_BETWEEN))
            bodies.append(body)
            opens = self._word(at) if at <= last else closer
            if opens == closer:
                break
            if opens == "elif":
                heads.append(Head(opens, at, self._opened(at, last, closer)))
                at = heads[-1].last
            at += 1
        return RunStatement(first, last, tuple(heads), tuple(bodies), defines, names)
