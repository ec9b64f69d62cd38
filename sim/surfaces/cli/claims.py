"""`tabletop claims`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.disk import beside, read_file, text_of
from sim.errors import BadFile, Finding, NotFound, Unusable
from sim.journal.json_text import NotJsonError, parse
from sim.surfaces.layout import say_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STDIN = "-"
MOST_BYTES = 64 << 20
LIKE = '{"id": "m-1", "text": "Downloads are failing."}'
"""What a line of the file looks like."""


@click.command(
    epilog="""\b
Examples:
  tabletop claims "Downloads are failing. Next update in 20 minutes."
  tabletop claims --file messages.jsonl
  jq -c '.body | select(.kind == "message") | {id: .message, text}' mine/journal.jsonl |
    tabletop claims --file -

\b
Subjects and states: docs/reference/command-set.md, under "The people"
"""
)
@click.argument("text", required=False)
@click.option(
    "--file",
    type=click.Path(path_type=Path, allow_dash=True),
    help='Many messages: one JSON object per line, with "id" and "text"; - reads standard input.',
)
def command(text: str | None, *, file: Path | None) -> None:
    """Show how a message is interpreted: what works or not, promises, if the incident is over.

    Prints one JSON object per message, each on its own line. Does not check whether claims are
    true.
    """
    if (text is None) == (file is None):
        raise click.UsageError("give either a TEXT or --file", click.get_current_context())
    messages: Iterable[tuple[str | int | None, str]] = [(None, text or "")]
    if file is not None:
        messages = _messages(file)
    for name, said in messages:
        _print({"id": name, **_read(said)})


def _read(text: str) -> dict[str, Any]:
    from sim.language.read import read

    reading = read(text)
    claims = [
        {"subject": one.subject, "state": one.state, "quote": one.quote} for one in reading.claims
    ]
    return {
        "claims": claims,
        "next_update": reading.next_update,
        "eta": reading.eta,
        "over": reading.over,
        "severity": reading.severity,
    }


def _print(row: dict[str, Any]) -> None:
    say_json(json.dumps(row, ensure_ascii=False))


def _messages(file: Path) -> list[tuple[str | int | None, str]]:
    """Every message of a file, before the first is read: a bad line stops them all."""
    name = "standard input" if str(file) == STDIN else str(file)
    found: list[tuple[str | int | None, str]] = []
    bad: list[Finding] = []
    for number, line in enumerate(_content(file, name).split("\n"), 1):
        if not line.strip():
            continue
        row = _object(line)
        problems = [("", row)] if isinstance(row, str) else list(_problems(row))
        bad += [Finding(name, number, field, problem) for field, problem in problems]
        if not isinstance(row, str) and not problems:
            found.append((row["id"], row["text"]))
    if bad:
        raise BadFile(tuple(bad))
    return found


def _content(file: Path, name: str) -> str:
    if str(file) != STDIN:
        try:
            return text_of(file, read_file(file, MOST_BYTES))
        except FileNotFoundError:
            raise NotFound("file", name, beside(file, "*.jsonl")) from None
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Unusable(f"{name}: is larger than {MOST_BYTES >> 20} MiB")
    return text_of(Path(name), raw)


def _object(line: str) -> dict[str, Any] | str:
    """A line's object, or what is wrong with the line."""
    try:
        value = parse(line)
    except NotJsonError as error:
        return f"is not valid JSON ({error.__cause__ or error}); write {LIKE}"
    return value if isinstance(value, dict) else f"is no object; write {LIKE}"


def _problems(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "id" not in row:
        yield "id", f"missing field; write {LIKE}"
    elif isinstance(row["id"], bool) or not isinstance(row["id"], (str, int)):
        yield "id", 'has to be a text or a whole number; write "id": "m-1"'
    if "text" not in row:
        yield "text", f"missing field; write {LIKE}"
    elif not isinstance(row["text"], str):
        yield "text", 'has to be a text; write "text": "Downloads are failing."'
