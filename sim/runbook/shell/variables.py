"""The variables that a script reads, and those that it gives a value; pure.

May miss what is far-fetched (`eval`, `${!NAME}`, a name put together); the run is the judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.runbook.shell.script import everything, scripts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.shell.script import Part, Script, Simple, Word

_NAME = re.compile(r"[A-Za-z_]\w*")
_IN_ARITHMETIC = re.compile(r"\$\{?[!#]?([A-Za-z_]\w*)")
_CHANGED = re.compile(r"([A-Za-z_]\w*)\s*(?:(?:<<|>>|[-+*/%&|^])?=(?!=)|\+\+|--)")
_GIVEN = re.compile(r"\$\{([A-Za-z_]\w*):?=")
_DESCRIPTOR = re.compile(r"^\{([A-Za-z_]\w*)\}$")
"""`exec {NAME}>file` puts the number of the open file into NAME."""

_PROVIDED = re.compile(r"\$\{[!#]?\w+:?[-=?+]")
_NAMING = frozenset(
    (
        *("read", "mapfile", "readarray", "export", "local", "declare", "typeset", "readonly"),
        "unset",
    )
)
_WITH_ARGUMENT = {
    "read": frozenset("dinNptu"),
    "mapfile": frozenset("dnOsuCc"),
    "readarray": frozenset("dnOsuCc"),
}
"""Options whose next word is no name: `read -p Continue ANSWER`."""

_OWN_NAMES = """
BASH BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND
BASH_EXECUTION_STRING BASH_LINENO BASH_REMATCH BASH_SOURCE BASH_SUBSHELL BASH_VERSINFO BASH_VERSION
COMP_CWORD COMP_LINE COMP_POINT COMP_WORDS COPROC COPROC_PID DIRSTACK EPOCHREALTIME EPOCHSECONDS
EUID FUNCNAME GROUPS HISTCMD HOME HOSTNAME HOSTTYPE IFS LANG LC_ALL LINENO MACHTYPE MAPFILE OLDPWD
OPTARG OPTERR OPTIND OSTYPE PATH PIPESTATUS POSIXLY_CORRECT PPID PS1 PS2 PS3 PS4 PWD RANDOM
READLINE_LINE REPLY SECONDS SHELL SHELLOPTS SHLVL SRANDOM TERM TMPDIR TZ UID USER
"""
OWN = frozenset(_OWN_NAMES.split())
"""Variables that a shell sets without being told to."""


@dataclass(frozen=True, slots=True)
class VariableUse:
    """A variable that a script reads.

    Attributes:
        line: the document's line.
        guarded: the script provides for its absence (`${X:-…}`, `[ -z "$X" ]`).
    """

    name: str
    line: int
    guarded: bool


def variables_read(script: Script) -> list[VariableUse]:
    """The variables that a script reads, by line; not those that a shell sets for everybody."""
    commands = list(everything(script))
    asked_for = {name for command in commands for name in _asked_for(command)}
    found = [
        VariableUse(name, line, name in asked_for or provided)
        for word in _all_words(script)
        for part in word.parts
        for name, line, provided in _read_by(part)
        if name not in OWN
    ]
    return sorted(found, key=lambda use: use.line)


def variables_set(script: Script) -> set[str]:
    """The variables that a script gives a value, or settles to have none (`unset`)."""
    names: set[str] = set()
    for command in everything(script):
        names |= {assignment.name for assignment in command.assigned}
        if command.kind == "for":
            names |= {word.bare for word in command.words[1:2] if _NAME.fullmatch(word.bare)}
        elif command.kind == "simple":
            names |= set(_named_by(command))
            if command.name == "let":  # its words are arithmetic, though they look like any others
                names |= {
                    name for word in command.words[1:] for name in _CHANGED.findall(word.text)
                }
    for word in _all_words(script):
        names |= {found[1] for part in word.parts if (found := _GIVEN.match(part.text))}
        names |= {found[1] for found in _DESCRIPTOR.finditer(word.raw)}
        texts = [part.text for part in word.parts if part.kind == "arithmetic"]
        # `((n++))` as a command, and the head of an arithmetic `for`, are words of their own.
        texts += [word.raw] if word.raw.startswith("((") else []
        names |= {name for text in texts for name in _CHANGED.findall(text)}
    return names


def _all_words(script: Script) -> Iterator[Word]:
    """Every word of it and of its substitutions, the patterns of `case` too."""
    for command in script.commands:
        for inner in scripts_in(command):
            yield from _all_words(inner)
        yield from command.all_words()
    yield from script.patterns


def _read_by(part: Part) -> Iterator[tuple[str, int, bool]]:
    if part.kind == "arithmetic":
        # A bare name there counts as 0 when it is unset: only `$NAME` breaks without a value.
        for match in _IN_ARITHMETIC.finditer(part.text):
            yield match[1], part.line + part.text.count("\n", 0, match.start()), False
    elif part.kind == "variable" and part.text.startswith("$") and _NAME.fullmatch(part.name):
        yield part.name, part.line, _PROVIDED.match(part.text) is not None


def _asked_for(command: Simple) -> Iterator[str]:
    """The variables that a command tests for being there: `[ -z "$X" ]`, `[[ -v X ]]`."""
    for before, word in zip(command.words, command.words[1:], strict=False):
        if before.bare in ("-z", "-n"):
            yield from (part.name for part in word.variables())
        elif before.bare == "-v" and command.name in ("[", "[[", "test"):
            yield word.text


def _named_by(command: Simple) -> Iterator[str]:
    """The variables that `read`, `declare` and their like are given by name."""
    words = command.words
    if command.name in ("printf", "getopts"):  # `printf -v NAME …`, `getopts LETTERS NAME`
        if command.name == "getopts" or (len(words) > 1 and words[1].bare == "-v"):
            yield from (word.text for word in words[2:3])
    elif command.name == "coproc" and len(words) > 1:
        yield from (words[1].text, f"{words[1].text}_PID")
    elif command.name == "wait":
        given = pairwise(words)
        yield from (word.text for before, word in given if before.bare == "-p")
    elif command.name in _NAMING:
        skips = _WITH_ARGUMENT.get(command.name, frozenset())
        skip = False
        for word in words[1:]:
            if not skip and _NAME.fullmatch(word.text):
                yield word.text
            skip = not skip and word.text[:1] == "-" and word.text[-1:] in skips
