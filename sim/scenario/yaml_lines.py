"""YAML as plain data that remembers the line of every key and list entry.

Reads the small, safe part of YAML 1.2 that exercise files need: mappings, lists, text, numbers,
true, false and null. Knows nothing of scenarios; whatever it cannot read becomes findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

import yaml

from sim.disk import CannotRead, beside, read_file, text_of
from sim.errors import BadFile, Finding, NotFound
from sim.scenario.spelling import Where, dotted, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

MAX_BYTES = 256 * 1024
"""Ten times the largest scenario anybody would want to read."""

MAX_DEPTH = 32
"""Mappings and lists inside one another; the format itself needs six."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
# So many digits always fit into 64 bits.
_MOST_DIGITS = 18
_SURROGATE = re.compile("[\ud800-\udfff]")

_FAST = getattr(yaml, "CSafeLoader", None)
"""libyaml's parser, where PyYAML was built with it."""
_PARSED_DIFFERENTLY = re.compile(
    "[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\uffef]|[|>][-+0-9]*#"
)
"""Tabs, control characters, foreign line ends, a comment that touches a block's sign: the two
parsers do not always agree on them."""

_SYNTAX = (
    ("found character '\\t'", "a tab cannot indent or begin a value; use spaces"),
    ("found character '", "text that begins with this character needs quotes"),
    (
        "mapping values are not allowed here",
        "a second `: ` in this line (put the text in quotes), or a line indented too far",
    ),
    (
        "could not find expected ':'",
        "this is not `field: value`; add the colon, or indent a line that continues a text",
    ),
    (
        "but found '<block mapping start>'",
        "this field is indented differently from its neighbours; line them up",
    ),
    ("'<stream end>'", "the file ends inside brackets; close them"),
    ("unexpected end of stream", "the file ends inside quotes; close them"),
    ("expected <block end>", "this line does not fit the lines above; check its indentation"),
)
"""What PyYAML says and what it means to an author; the first phrase found counts."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file as data, with the line of every place in it.

    Attributes:
        name: the path as the user named it; findings begin with it.
        data: the top-level mapping.
        lines: 1-based line of each place; a mapping's entry is where its key is.
    """

    name: str
    data: dict[str, Plain]
    lines: Mapping[Where, int]

    def line_of(self, where: Where) -> int | None:
        """The line of this place, or of the nearest place around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where)

    def finding(self, where: Where, problem: str) -> Finding:
        """Say what is wrong at a place."""
        return Finding(self.name, self.line_of(where), dotted(where), problem)


def read_yaml(path: Path, numbered: frozenset[str] = frozenset()) -> YamlFile:
    """Read one YAML file.

    Args:
        path: the file.
        numbered: the fields at the top whose own fields may be called by whole numbers.

    Raises:
        NotFound: there is no such file; carries the YAML files beside it.
        BadFile: it cannot be read, is too large, not UTF-8 or not the YAML described above.
    """
    name = str(path)
    try:
        text = text_of(path, read_file(path, MAX_BYTES))
    except FileNotFoundError:
        raise missing_file(path) from None
    except CannotRead as error:
        raise _refusal(name, error.line, error.problem) from None
    return parse_yaml(text, name, numbered)


def missing_file(path: Path) -> NotFound:
    """The error for a path that does not exist, with the YAML files that are there."""
    return NotFound("file", str(path), beside(path, "*.yaml"))


def parse_yaml(text: str, name: str, numbered: frozenset[str] = frozenset()) -> YamlFile:
    """Read YAML text; `name` stands for the file in findings, `numbered` is as for `read_yaml`.

    Raises:
        BadFile: the text is not the YAML described above.
    """
    return _quickly(text, name, numbered) or _carefully(text, name, numbered)


def _quickly(text: str, name: str, numbered: frozenset[str]) -> YamlFile | None:
    """The same by libyaml, ten times as fast; None where there is anything to say about the text.

    What to say is worded for PyYAML's own parser, and the two differ in signs that no file of ours
    holds: those texts are left to it.
    """
    if _FAST is None or _PARSED_DIFFERENTLY.search(text):
        return None
    reader = _Reader(name, numbered)
    try:
        data = reader.document(yaml.parse(text, Loader=_FAST))
    except (BadFile, yaml.YAMLError, ValueError, OverflowError):
        return None
    if reader.findings or reader.doubtful or not isinstance(data, dict):
        return None
    return YamlFile(name, data, reader.lines)


def _carefully(text: str, name: str, numbered: frozenset[str]) -> YamlFile:
    reader = _Reader(name, numbered)
    try:
        # Events and not `safe_load`: they carry lines, and show aliases and doubled keys, which
        # loading resolves without a word.
        data = reader.document(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        raise _refusal(name, _line_of(error), _syntax(error)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = f"contains the control character U+{_code(error):04X}; remove it"
        raise _refusal(name, line, problem) from None
    except (ValueError, OverflowError):
        line = reader.line
        raise _refusal(name, line, "an escape or a number here is out of range") from None
    if reader.findings:
        raise BadFile(tuple(reader.findings))
    if not isinstance(data, dict):
        problem = f"must be `field: value` lines at the top, not {shown(data)}"
        raise _refusal(name, reader.lines.get((), 1), problem)
    return YamlFile(name, data, reader.lines)


class _Reader:
    """Builds plain data from parse events and notes the line of every place on the way.

    Attributes:
        doubtful: libyaml took something that PyYAML may refuse.
    """

    def __init__(self, name: str, numbered: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.numbered = numbered
        self.lines: dict[Where, int] = {}
        self.findings: list[Finding] = []
        self.line = 1
        self.doubtful = False
        self._in_brackets = False

    def document(self, events: Iterator[yaml.Event]) -> Plain:
        """The one document of the stream."""
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            raise _refusal(self.name, None, "is empty; see scenarios/README.md for an example")
        data = self._node(next(events), events, ())
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            line = _line(after)
            raise _refusal(self.name, line, "a second document begins here; keep one in a file")
        return data

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], where: Where) -> Plain:
        self.line = _line(event)
        self.lines.setdefault(where, self.line)
        if isinstance(event, yaml.AliasEvent):
            alias = shown(f"*{event.anchor}")
            self._add(where, self.line, f"the alias {alias} is not allowed; write it out")
            return None
        self._refuse_extras(event, where)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, where)
        outside, self._in_brackets = self._in_brackets, bool(getattr(event, "flow_style", False))
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        found = self._mapping(events, where) if is_mapping else self._sequence(events, where)
        self._in_brackets = outside
        return found

    def _mapping(self, events: Iterator[yaml.Event], where: Where) -> dict[str, Plain]:
        self._refuse_depth(where)
        found: dict[str, Plain] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line(event)
            key = self._key(event, where)
            place = (*where, key)
            if key in found:
                self._add(place, line, f"is written twice, first in line {self.lines[place]}")
            # Before the value is read, which may begin lines below: a finding points at the key.
            self.lines.setdefault(place, line)
            found[key] = self._node(next(events), events, place)
        return found

    def _key(self, event: yaml.Event, where: Where) -> str:
        self.line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise _refusal(self.name, self.line, "a field's name must be text")
        self._refuse_extras(event, where)
        key = self._scalar(event, where)
        if isinstance(key, str):
            return key
        if where and where[0] in self.numbered and _INT.fullmatch(event.value):
            return str(event.value)
        problem = f"a field's name must be text, not {shown(key)}"
        self._add(where, self.line, f'{problem}; write "{event.value}"' if event.value else problem)
        # Read on under this name, so that one look shows all the findings of a file.
        return str(event.value)

    def _sequence(self, events: Iterator[yaml.Event], where: Where) -> list[Plain]:
        self._refuse_depth(where)
        found: list[Plain] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._node(event, events, (*where, len(found))))
        return found

    def _scalar(self, event: yaml.Event, where: Where) -> Plain:
        assert isinstance(event, yaml.ScalarEvent)
        text: str = event.value
        if _SURROGATE.search(text):
            self._add(
                where, self.line, "contains half of a surrogate pair; write the character itself"
            )
        # Quoted, or a block: text whatever it spells.
        if event.style:
            return text
        # PyYAML has no question mark in plain text inside brackets.
        self.doubtful |= self._in_brackets and "?" in text
        if text in _NULLS:
            return None
        if text in _BOOLS:
            return _BOOLS[text]
        if _FLOAT.fullmatch(text):
            return self._number(text, where)
        return text

    def _number(self, text: str, where: Where) -> int | float:
        if len(text) <= _MOST_DIGITS and _INT.fullmatch(text):
            return int(text)
        number = float(text)
        if not isfinite(number) or _INT.fullmatch(text):
            self._add(where, self.line, f"the number {text[:20]}… is too large")
            return 0
        return number

    def _refuse_extras(self, event: yaml.Event, where: Where) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            problem = f"the anchor {shown(f'&{anchor}')} is not allowed; write it out"
            self._add(where, self.line, problem)
        if tag is not None:
            self._add(where, self.line, f"the tag {shown(tag)} is not allowed; remove it")

    def _refuse_depth(self, where: Where) -> None:
        # Told before Python's own limit of recursion would end the reading.
        if len(where) >= MAX_DEPTH:
            problem = f"is nested more than {MAX_DEPTH} levels deep"
            raise _refusal(self.name, self.line, problem)

    def _add(self, where: Where, line: int, problem: str) -> None:
        self.findings.append(Finding(self.name, line, dotted(where), problem))


def _refusal(name: str, line: int | None, problem: str) -> BadFile:
    return BadFile((Finding(name, line, "", problem),))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1


def _line_of(error: yaml.MarkedYAMLError) -> int | None:
    mark = error.problem_mark or error.context_mark
    return None if mark is None else mark.line + 1


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join((error.problem or "cannot be read").split())
    for phrase, meaning in _SYNTAX:
        if phrase in problem:
            return f"not valid YAML: {meaning}"
    return f"not valid YAML: {problem}"


def _code(error: yaml.reader.ReaderError) -> int:
    return error.character if isinstance(error.character, int) else ord(error.character)
