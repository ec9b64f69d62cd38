"""A jq command line as data, and jq's spelling of results; pure.

The program itself is carried out by whoever holds the jq library.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.runbook.jq_reads import Reads, reads_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BAD_USAGE, BAD_PROGRAM, NO_OUTPUT, FAILED = 2, 3, 4, 5
FALSE_OR_NULL = 1
MOST_INDENT = 7

_LETTERS = {
    "r": "raw-output",
    "j": "join-output",
    "c": "compact-output",
    "n": "null-input",
    "s": "slurp",
    "e": "exit-status",
    "S": "sort-keys",
    "R": "raw-input",
    "a": "ascii-output",
    "M": "monochrome-output",
    "C": "color-output",
    "f": "from-file",
    "V": "version",
}
_LONG = {*_LETTERS.values(), "tab", "unbuffered", "seq", "stream"}
_PAIRS = {
    name: f"--{name} name {value}"
    for name, value in (
        ("arg", "value"),
        ("argjson", "text"),
        ("slurpfile", "file"),
        ("rawfile", "file"),
        ("argfile", "file"),
    )
}
_FILED = ("slurpfile", "rawfile", "argfile")
_NOT_SIMULATED = ("help", "raw-output0", "stream-errors", "build-configuration", "binary")
_NOT_SIMULATED_LETTERS = "Lhb"
VERSION = "jq-1.6"
_RECORD = "\x1e"
"""What `--seq` puts before each value."""


class JqUsage(Exception):  # noqa: N818 - jq's own refusal on its way out
    """A command line that jq refuses."""

    def __init__(self, text: str, *, unsupported: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.unsupported = unsupported


@dataclass(slots=True)
class JqCall:
    """What one jq command asks for.

    Attributes:
        program_file: the file that the program stands in; "" when it is in the words.
        filed: variables that are read from files: the option, and the file.
    """

    program: str | None = None
    program_file: str = ""
    filed: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    switches: set[str] = field(default_factory=set)
    named: dict[str, Any] = field(default_factory=dict)
    positional: list[Any] = field(default_factory=list)
    indent: int = 2

    def on(self, name: str) -> bool:
        """Whether a switch is set."""
        return name in self.switches


def read_options(words: Sequence[str]) -> JqCall:
    """Read the words after `jq`.

    Raises:
        JqUsage: jq would refuse them, or they ask for what is not carried out here.
    """
    call, queue, rest = JqCall(), list(words), ""
    while queue:
        word = queue.pop(0)
        if word == "--" and not rest:
            continue
        if word.startswith("--"):
            rest = _long(call, word[2:], queue) or rest
        elif word.startswith("-") and len(word) > 1:
            _letters(call, word[1:])
        elif call.program is None:
            call.program = word
        elif rest:
            call.positional.append(word if rest == "args" else _json(word, rest))
        else:
            call.files.append(word)
    return _settled(call)


def _settled(call: JqCall) -> JqCall:
    """The command line once all of it is known."""
    if call.on("from-file"):
        call.program_file = call.program or ""
        if not call.program_file:
            raise JqUsage("jq: error: -f takes a file with a program")
    elif call.program is None:
        call.program = "."
    if call.on("stream") and (call.on("slurp") or call.on("null-input")):
        raise _limit("--stream together with -s or -n")
    if call.program:
        asked_for(call, call.program)
    return call


def asked_for(call: JqCall, program: str) -> Reads:
    """What a program asks for beside its input.

    Raises:
        JqUsage: it asks for what is not carried out here.
    """
    reads = reads_of(
        program,
        null_input=call.on("null-input"),
        takes_all=call.on("slurp") or call.on("stream"),
    )
    if not reads.problem and call.program_file and (reads.variables or reads.inputs):
        raise _limit("env or inputs in a program's file")
    if reads.problem:
        raise _limit(reads.problem)
    return reads


def _limit(what: str) -> JqUsage:
    text = f"jq: {what} is known but not simulated; leave it out in an exercise"
    return JqUsage(text, unsupported=True)


def _long(call: JqCall, name: str, queue: list[str]) -> str:
    if name in _PAIRS:
        if len(queue) < 2:  # noqa: PLR2004 - a name and its value
            raise JqUsage(f"jq: error: --{name} takes two parameters (e.g. {_PAIRS[name]})")
        key, value = queue.pop(0), queue.pop(0)
        if name in _FILED:
            call.filed[key] = (name, value)
        else:
            call.named[key] = value if name == "arg" else _json(value, f"--{name}")
    elif name == "indent":
        if not queue or not re.fullmatch("[0-9]{1,9}", queue[0]):
            raise JqUsage("jq: error: --indent takes one number")
        call.indent = int(queue.pop(0))
        if call.indent > MOST_INDENT:
            raise JqUsage(f"jq: Cannot indent more than {MOST_INDENT} characters")
    elif name in ("args", "jsonargs"):
        return name
    elif name in _LONG:
        call.switches.add(name)
    elif name in _NOT_SIMULATED:
        raise _limit(f"--{name}")
    else:
        raise JqUsage(f"jq: error: unknown arguments: --{name}")
    return ""


def _letters(call: JqCall, letters: str) -> None:
    for letter in letters:
        if letter in _NOT_SIMULATED_LETTERS:
            raise _limit(f"-{letter}")
        if letter not in _LETTERS:
            raise JqUsage(f"jq: error: unknown arguments: -{letters}")
        call.switches.add(_LETTERS[letter])


def _json(text: str, option: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise JqUsage(f"jq: error: invalid JSON text passed to {option}") from None


def json_values(text: str, what: str) -> Iterator[Any]:
    """The JSON values that stand in a text, one after another.

    Raises:
        JqUsage: it holds something else.
    """
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise JqUsage(f"jq: error: Bad JSON in {what}") from None
        yield value


def spelled(call: JqCall, values: Sequence[Any]) -> str:
    """The results as jq prints them."""
    return "".join(_lines(call, values))


def _lines(call: JqCall, values: Sequence[Any]) -> Iterator[str]:
    end = "" if call.on("join-output") else "\n"
    begin = _RECORD if call.on("seq") else ""
    raw = call.on("raw-output") or call.on("join-output")
    for value in values:
        if raw and isinstance(value, str) and not call.on("ascii-output"):
            yield f"{begin}{value}{end}"
            continue
        indent: int | str | None = "\t" if call.on("tab") else call.indent or None
        compact = call.on("compact-output") or indent is None
        yield (
            begin
            + json.dumps(
                value,
                ensure_ascii=call.on("ascii-output"),
                indent=None if compact else indent,
                separators=(",", ":") if compact else (",", ": "),
                sort_keys=call.on("sort-keys"),
            )
            + end
        )


def exit_code(call: JqCall, values: Sequence[Any], *, failed: bool) -> int:
    """How jq ends."""
    if failed:
        return FAILED
    if not call.on("exit-status"):
        return 0
    if not values:
        return NO_OUTPUT
    return FALSE_OR_NULL if values[-1] is None or values[-1] is False else 0
