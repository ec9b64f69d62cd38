"""What a block's text says before it runs: variables it needs, loops that have no end; pure.

A light reading of bash, not a parser: quotes, comments and here-documents are told apart, the rest
is words. It may miss what is far-fetched; the run itself is the judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_USED = re.compile(rf"\$(?:\{{[!#]?({_NAME})([^}}]*)|({_NAME}))")
_ASSIGNED = re.compile(
    rf"(?:^|[\s;&|(`])(?:(?:export|local|readonly|typeset|declare)\s+(?:-\w+\s+)*)?({_NAME})\+?=",
    re.MULTILINE,
)
_BOUND = re.compile(
    rf"\b(?:for|select|read|mapfile|readarray|export|local|declare|unset|printf\s+-v)"
    rf"((?:\s+-\w+(?:\s+\d+)?)*(?:\s+{_NAME})+)"
)
_ARITHMETIC = re.compile(rf"\(\(\s*({_NAME})\s*(?:[-+*/]?=|\+\+|--)")
_GUARDED = re.compile(rf"-[zn]\s+\"?\$\{{?({_NAME})|-v\s+({_NAME})")
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")
_TOKEN = re.compile(r"[;&|(){}\n]|[^\s;&|(){}]+")
_LEADING = frozenset(("do", "then", "else", "elif", "if", "while", "until", "!", "time"))
_FOREVER = re.compile(
    r"while\s+(?:true|:|/bin/true|\[\s+1\s+\]|\[\[\s+1\s+\]\]|\(\(\s*1\s*\)\))\s*(?:;|\n|$)"
    r"|until\s+(?:false|/bin/false)\s*(?:;|\n|$)|for\s*\(\(\s*;\s*;\s*\)\)"
)
_LEAVES = ("break", "exit", "return")
OWN = """
BASH BASHPID BASH_SOURCE BASH_VERSION EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME HOME HOSTNAME IFS
LANG LC_ALL LINENO OLDPWD OPTARG OPTIND PATH PIPESTATUS PPID PWD RANDOM REPLY SECONDS SHELL TERM
TMPDIR TZ UID USER
"""
"""Variables that a shell has by itself."""

_OWN = frozenset(OWN.split())


@dataclass(frozen=True, slots=True)
class Use:
    """A variable that a block reads.

    Attributes:
        line: the document's line.
        guarded: the block provides for its absence (`${X:-…}`, `[ -z "$X" ]`).
    """

    name: str
    line: int
    guarded: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop, by its first and last line in the document."""

    first: int
    last: int
    endless: bool


def unquoted(text: str, *, double: bool = False) -> str:
    """The text with comments and single-quoted parts blanked, every line in its place.

    Args:
        text: a block's code.
        double: also blank what stands in double quotes.
    """
    text = _without_literal_heredocs(text)
    out: list[str] = []
    state: list[str] = []
    index = 0
    while index < len(text):
        char, top = text[index], state[-1] if state else ""
        if char == "\\" and top != "'":
            out.append(" \n" if text[index + 1 : index + 2] == "\n" else "  ")
            index += 2
            continue
        if top == "'":
            if char == "'":
                state.pop()
            out.append("\n" if char == "\n" else " ")
        elif char == '"':
            state.pop() if top == '"' else state.append('"')
            out.append('"')
        elif text.startswith("$(", index):
            state.append("(")
            out.append("$(")
            index += 1
        elif char == ")" and top == "(":
            state.pop()
            out.append(")")
        elif top != '"' and char == "'":
            state.append("'")
            out.append(" ")
        elif top != '"' and char == "#" and (index == 0 or text[index - 1] in " \t\n;("):
            end = text.find("\n", index)
            end = len(text) if end < 0 else end
            out.append(" " * (end - index))
            index = end - 1
        else:
            out.append(" " if double and top == '"' and char != "\n" else char)
        index += 1
    return "".join(out)


def _without_literal_heredocs(text: str) -> str:
    lines, ends = text.split("\n"), ""
    for number, line in enumerate(lines):
        if ends:
            if line.strip() == ends:
                ends = ""
            lines[number] = ""
        elif (heredoc := _HEREDOC.search(line)) and heredoc.group(1):
            ends = heredoc.group(2)
    return "\n".join(lines)


def uses(text: str, line: int) -> Iterator[Use]:
    """The variables a block reads, in order.

    Args:
        text: the code.
        line: the document's line of its first line.
    """
    seen = unquoted(text)
    guarded = {name for pair in _GUARDED.findall(seen) for name in pair if name}
    for match in _USED.finditer(seen):
        name = match.group(1) or match.group(3)
        if name in _OWN:
            continue
        suffix = match.group(2) or ""
        safe = name in guarded or suffix.lstrip(":")[:1] in ("-", "=", "?", "+")
        yield Use(name, line + seen.count("\n", 0, match.start()), safe)


def assigned(text: str) -> set[str]:
    """The variables a block gives a value."""
    seen = unquoted(text)
    names = set(_ASSIGNED.findall(seen)) | set(_ARITHMETIC.findall(seen))
    for words in _BOUND.findall(seen):
        names |= {word for word in words.split() if re.fullmatch(_NAME, word)}
    return names


def _command_words(seen: str) -> Iterator[tuple[str, int]]:
    """The words that stand where a command begins, with their place."""
    begins = True
    for match in _TOKEN.finditer(seen):
        word = match.group()
        if begins:
            yield word, match.start()
        begins = word in ";&|(){}\n" or (begins and word in _LEADING)


def loops(text: str, line: int) -> list[Loop]:
    """The loops of a block, outer ones first."""
    seen = unquoted(text, double=True)
    found: list[Loop] = []
    open_loops: list[tuple[int, bool, int]] = []
    depth_of_leaving: list[bool] = []
    for word, at in _command_words(seen):
        if word in ("while", "until", "for", "select"):
            open_loops.append((at, _FOREVER.match(seen, at) is not None, len(found)))
            depth_of_leaving.append(False)
        elif word in _LEAVES and open_loops:
            depth_of_leaving[-1] = True
            if word != "break":
                depth_of_leaving = [True] * len(depth_of_leaving)
        elif word == "done" and open_loops:
            start, forever, place = open_loops.pop()
            leaves = depth_of_leaving.pop()
            first = line + seen.count("\n", 0, start)
            last = line + seen.count("\n", 0, at)
            found.insert(place, Loop(first, last, endless=forever and not leaves))
    return found
