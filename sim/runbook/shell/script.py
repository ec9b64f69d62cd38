"""A block of bash as a list of simple commands: words with their quotes, pipes, loops; pure.

No interpreter: it knows where a command begins and ends, how each part of a word is quoted, what
feeds what. Any text can be read; what is no bash is read as well as it goes. Knows nothing of
curl, jq or the worker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

PartKind = Literal["text", "variable", "command", "arithmetic"]
CommandKind = Literal["simple", "test", "arithmetic", "for", "case", "end"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A piece of a word.

    Attributes:
        text: of a text what it stands for, else the piece as it is written.
        quote: `'`, `"` or "" around it.
        name: of a variable.
        plain: the variable's value as it is: `$X`, `${X}`, `${X[@]}`, not `${X%/}`.
        script: of a command substitution.
    """

    kind: PartKind
    text: str
    quote: str
    line: int
    name: str = ""
    plain: bool = True
    script: Script | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a command, by its parts and as it is written.

    Attributes:
        text: without its quotes; variables and substitutions as they are written.
    """

    parts: tuple[Part, ...]
    raw: str
    line: int
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Put the text together once: the linter's rules ask for it very often."""
        parts = self.parts
        text = parts[0].text if len(parts) == 1 else "".join([part.text for part in parts])
        object.__setattr__(self, "text", text)

    @property
    def bare(self) -> str:
        """Its text when nothing in it is quoted or expanded, else ""."""
        if all(part.kind == "text" and not part.quote for part in self.parts):
            return self.text
        return ""

    @property
    def only(self) -> Part | None:
        """Its one part, when it has but one."""
        return self.parts[0] if len(self.parts) == 1 else None

    def line_of(self, text: str) -> int:
        """The line where a text stands first in it; its own when that is not to be seen."""
        at = self.raw.find(text)
        return self.line + self.raw.count("\n", 0, max(0, at))

    def variables(self) -> Iterator[Part]:
        """The variables it reads itself, not in its substitutions."""
        return (part for part in self.parts if part.kind == "variable")


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """`NAME=word`, or `NAME=(words)`."""

    name: str
    value: Word
    array: tuple[Word, ...] | None = None
    adds: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Redirect:
    """`> file`; the word of a here-document is its text."""

    operator: str
    target: Word


@dataclass(slots=True, eq=False)
class Simple:
    """One command.

    Attributes:
        line: where it begins.
        last: where it ends.
        source: what feeds its input through a pipe; an `end` for a group of commands.
        piped: its output feeds another.
        after: the operator that ends it.
        condition: it stands between `if`, `while`, `until` and their `then`, `do`.
        depth: how many conditions, loops and functions it stands in.
        joined: the operator that ends it touches what comes before and after.
    """

    kind: CommandKind
    line: int
    last: int
    words: list[Word] = field(default_factory=list)
    assigned: list[Assignment] = field(default_factory=list)
    redirects: list[Redirect] = field(default_factory=list)
    source: Simple | None = None
    piped: bool = False
    after: str = ""
    condition: bool = False
    depth: int = 0
    joined: bool = False

    @property
    def name(self) -> str:
        """Its first word."""
        return self.words[0].text if self.words else ""

    def all_words(self) -> Iterator[Word]:
        """Every word of it: arguments, assigned values, redirections."""
        yield from self.words
        for assignment in self.assigned:
            yield from assignment.array or (assignment.value,)
        for redirect in self.redirects:
            yield redirect.target


@dataclass(slots=True, eq=False)
class Loop:
    """A loop, by its lines and the commands it begins and ends with, as places in the script.

    Attributes:
        word: while, until, for or select.
        condition: the place of the condition's first command.
        body: the place of the first command after `do`.
        end: the place of its `done`.
    """

    word: str
    line: int
    condition: int
    body: int = 0
    end: int = 0


@dataclass(slots=True, eq=False)
class Script:
    """Commands in the order of the text, the loops around them, and the patterns of `case`.

    Attributes:
        functions: the names of the functions it defines.
        complete: everything that it opens is closed in it.
    """

    commands: list[Simple] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    patterns: list[Word] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    complete: bool = True


def scripts_in(command: Simple) -> Iterator[Script]:
    """The substitutions of a command, from left to right."""
    for word in command.all_words():
        for part in word.parts:
            if part.script is not None:
                yield part.script


def everything(script: Script) -> Iterator[Simple]:
    """All commands, those in substitutions before the one they stand in."""
    for command in script.commands:
        for inner in scripts_in(command):
            yield from everything(inner)
        yield command
