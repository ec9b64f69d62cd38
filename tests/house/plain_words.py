"""The phrases that this project does not use, and every text of it that people read.

The phrases read as if translated; each has a better one. Texts are found where they are written:
string literals of the code but not its docstrings, help texts, templates, generated and written
pages, schemas, and every text of the scenarios.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from sim.surfaces.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: how it is found, and what to write in its place."""

    name: str
    pattern: re.Pattern[str]
    better: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that people read, and where it is written: a file with a line, or a command."""

    place: str
    text: str


def _phrase(name: str, pattern: str, better: str) -> Phrase:
    return Phrase(name, re.compile(pattern, re.IGNORECASE | re.MULTILINE), better)


# The beginning of a sentence, a list's item or a table's cell.
_START = r"(?:\A|^|[.!?]\s+|^[-*|>] *|\| )"
_PLACE = r"(?:in|beside|for|alone|as|above|among|below|under|at|with|there|before|on (?:it|the))"
_READS = r"(?:next|true|no|user|users'|public|more|gets?|sends?|sent|gives?|his|her|their|last)"
_PARTS = r"(?:storage|R2|services?|breaker|queue|everything|it)"
PHRASES = (
    _phrase(
        "hold against",
        r"\bh(?:old|olds|eld|olding)\b[^.;\n]{0,60}?\bagainst\b",
        "run, compare or check against",
    ),
    _phrase("told with", r"\b(?:told|named) with file\b", "errors name the file"),
    _phrase(
        "is told",
        r"\b(?:is|are) told\b|^told once\b|\. told once\b|\btold apart\b",
        "is informed, sees, is reported",
    ),
    _phrase(
        "the real night",
        r"\b(?:real|on the|before the|that|whole|all|one) nights?\b",
        "a real incident",
    ),
    _phrase(
        "cut off session",
        r"\b(?:drill|session|exercise)\b[^.;\n]{0,20}\bcut off\b",
        "interrupted",
    ),
    _phrase("goes on", r"\bgo(?:es)? on\b|\bwent on\b", "continues; resume"),
    _phrase("who opens", _START + r"who(?:ever)?\b(?![^.!\n]*\?)(?= \w)", "anyone who"),
    _phrase("whoever", r"\bwhoever\b", "anyone who, the person who"),
    _phrase("the weather", r"\bweather\b", "everything random"),
    _phrase("is no gap", r"\bno gap to fill\b|\bis no gap\b", "do not replace"),
    _phrase("objectives hold again", r"\bholds? again\b", "back within its objectives"),
    _phrase("not done", r": not done\b|: done in time\b", "what was missed, in a sentence"),
    _phrase(
        "word for message",
        rf"\b{_READS} word\b(?! of)"
        r"|\bword (?:from|to (?:the )?(?:users|public|team)|that it|comes?|came|more often)\b",
        "message, update",
    ),
    _phrase("owed", r"\bow(?:ed|es)\b|\bowing\b(?! to\b)", "due, required"),
    _phrase("too grave", r"\bgrave(?:r|st|ly)?\b", "severe; over-classified"),
    _phrase("ended well", r"\bend(?:s|ed)? (?:all )?well\b", "succeeded; failed"),
    _phrase(
        "is well",
        rf"\b{_PARTS} (?:is|was|were|are) well\b(?! \w+ed)|\bwell again\b"
        r"|\bservices? (?:is |are )?ill\b|\bill at once\b",
        "healthy, unhealthy",
    ),
    _phrase(
        "in the dark",
        r"\bon paper, in the dark\b|\bwithout a network\b",
        "offline, in print, in dark mode",
    ),
    _phrase("astray", r"\bastray\b", "leaked, lost"),
    _phrase("worth one seat", r"\bworth one seat\b", "gives access to that seat only"),
    _phrase(
        "not played for longest",
        r"\bnot played for longest\b|\blongest not played\b",
        "not played recently",
    ),
    _phrase(
        "stands",
        rf"\bst(?:and|ands|ood|anding) {_PLACE}\b|\b(?:as|where) (?:it|they) stands?\b",
        "is in, is beside, replaces",
    ),
    _phrase(
        "whose hands",
        r"\bwhose hands\b|\bin the hands? of\b|\bin (?:the )?\w+'s hands?\b",
        "operator pace; controlled by",
    ),
    _phrase("what became of", r"\bbec(?:ame|omes|ome) of\b", "the result, the outcome"),
    _phrase("the way out", r"\bthe way out\b", "a fix"),
    _phrase("nothing of it", r"\bnothing of (?:it|them|this|that)\b", "none of it"),
    _phrase("relived", r"\bre-liv\w+|\breliv(?:e|es|ing)\b", "re-enacted, re-enacts"),
    _phrase("plays on", r"\bsimulation play(?:s|ed) on\b", "keeps running"),
    _phrase("people's commands", r"\bpeople's commands?\b", "incident commands"),
    _phrase("by itself", r"\bby (?:itself|themselves)\b", "automatically, on its own"),
)

NOT_OURS = {
    "sim/language/": "phrases that people may write; what the trainer answers is in `echo.py`",
}
"""Code whose literals are no text of ours, and why."""

SPOKEN_BY_US = ("sim/language/echo.py",)
"""What the trainer itself says, within the above."""

_COMMENTS = {
    ".js": re.compile(r"(?<![:\"'])//[^\n]*|/\*.*?\*/", re.DOTALL),
    ".j2": re.compile(r"\{#.*?#\}", re.DOTALL),
}
"""Comments in files that are otherwise shown."""

QUOTED = {
    ("scenarios/schema/policy.schema.json", "Too Grave"): "made from a key of the policy's format",
}
"""Words in a place that have to be as they are, and why."""


def docstrings(tree: ast.AST) -> set[int]:
    """The docstrings of a module and of attributes: bare strings among statements."""
    nodes = (getattr(node, "body", None) for node in ast.walk(tree))
    bodies = (body for body in nodes if isinstance(body, list))
    return {
        id(line.value)
        for body in bodies
        for line in body
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
    }


def literals(path: Path) -> Iterator[Text]:
    """The string literals of a Python file without docstrings; … is what an f-string fills in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            parts = [str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values]
            yield Text(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", "".join(parts))
        elif isinstance(node, ast.Constant) and id(node) not in skipped:
            value = node.value
            if isinstance(value, str) and " " in value:
                yield Text(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", value)


def _help(command: click.Command, name: str) -> Iterator[Text]:
    yield Text(name, command.get_help(click.Context(command, info_name=name)))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            # That each listed command has its file is proved where commands are called.
            if find_spec(f"sim.surfaces.cli.{one.replace('-', '_')}") is None:
                continue
            if (found := command.get_command(context, one)) is not None:
                yield from _help(found, f"{name} {one}")


def strings(value: JsonValue, place: str) -> Iterator[Text]:
    """Every string in a YAML or JSON value."""
    if isinstance(value, str):
        yield Text(place, value)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, place)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings(one, f"{place}: {key}")


def _files(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(ROOT.glob(pattern))


def texts() -> Iterator[Text]:
    """Every text that people read."""
    for path in _files("sim/**/*.py", "scoring/**/*.py", "reports/**/*.py", "scenarios/*.py"):
        place = path.relative_to(ROOT).as_posix()
        if place in SPOKEN_BY_US or not any(place.startswith(one) for one in NOT_OURS):
            yield from literals(path)
    yield from _help(cli, "tabletop")
    for path in _files(
        "*.md",
        "docs/**/*.md",
        "scenarios/**/*.md",
        ".github/**/*.md",
        ".github/**/*.yml",
        "sim/**/*.j2",
        "reports/**/*.j2",
        "sim/**/static/*.js",
        "docs/site/*.js",
        "Makefile",
    ):
        read = path.read_text(encoding="utf-8")
        comment = _COMMENTS.get(path.suffix)
        yield Text(path.relative_to(ROOT).as_posix(), comment.sub("", read) if comment else read)
    for path in _files("scenarios/**/*.yaml"):
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from strings(value, path.relative_to(ROOT).as_posix())
    for path in _files("scenarios/schema/*.json"):
        value = json.loads(path.read_text(encoding="utf-8"))
        yield from strings(value, path.relative_to(ROOT).as_posix())


@dataclass(frozen=True, slots=True)
class Offence:
    """A phrase found in a text, with some of what surrounds it."""

    place: str
    phrase: Phrase
    found: str


def offences(found: Text) -> Iterator[Offence]:
    """The phrases that a text uses; a line break in prose is a space."""
    flat = re.sub(r"(?<=\S)\n(?=[^\s#|>*-])", " ", found.text)
    for phrase in PHRASES:
        for hit in phrase.pattern.finditer(flat):
            around = flat[max(0, hit.start() - 50) : hit.end() + 50]
            yield Offence(found.place, phrase, " ".join(around.split()))
