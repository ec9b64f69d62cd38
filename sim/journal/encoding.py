"""The journal's one spelling: canonical JSON lines, sequence numbers and a hash chain.

Keys sorted, no spaces, ASCII only, integers for times. Each line carries the hash of its own
content and of the line before, so a changed, missing or reordered line is found.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import BadJournal, plain
from sim.journal.base import LATEST
from sim.journal.bodies import Action, Body, Header, KindCounts, Window
from sim.journal.conduct import Decision
from sim.journal.effects_0_1 import TooNewError, with_effect
from sim.journal.json_text import NotJsonError, may_hold_surrogates, parse, without_surrogates
from sim.journal.versions import header_of_today, says_no_effect
from sim.scenario.spelling import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel

GENESIS = "0" * 64
"""The hash before the first line."""

_BODY: TypeAdapter[Body] = TypeAdapter(Body)
# What a model wrote has no circles to look for.
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, check_circular=False
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal.

    Attributes:
        seq: 0 for the header, then counting up by one.
        at: milliseconds since StartEx; never smaller than the line before.
        body: what happened.
        hash: SHA-256 over the previous hash and this entry's canonical content.
    """

    seq: int
    at: int
    body: Body
    hash: str


def canonical(value: object) -> str:
    """JSON in the one spelling that digests are taken of."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """SHA-256 of a JSON value's canonical spelling, as hex."""
    return digest_text(canonical(value))


def digest_text(spelling: str) -> str:
    """SHA-256 of a value that is in its canonical spelling already, as hex."""
    return hashlib.sha256(spelling.encode()).hexdigest()


def _chain(previous: str, content: str) -> str:
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def _form(model: type[BaseModel], *spelt: str) -> str:
    """A template of a model's one spelling: whole numbers, plain words, and parts `spelt` apart."""
    places = (
        f'"{name}":%({name})s'
        if field.annotation is int or name in spelt
        else f'"{name}":"%({name})s"'
        for name, field in sorted(model.model_fields.items())
    )
    return f"{{{','.join(places)}}}"


# Most of a journal is windows: filling a template takes a third of what the encoder does.
_COUNTS = _form(KindCounts)
_WINDOW = _form(Window, "operations", "channels_down", "first_harmed_at")


def _around(action: Action, answer: str) -> str:
    """An action's one spelling, from that of its answer, which is by far its largest part."""
    fields = vars(action)
    before = {name: value for name, value in fields.items() if name < "response"}
    after = {name: value for name, value in fields.items() if name > "response"}
    return f'{canonical(before)[:-1]},"response":{answer},{canonical(after)[1:]}'


def spell(body: Body, answer: str = "") -> str:
    """A body's one spelling; `answer` is an action's, where its own spelling is known already."""
    if answer and isinstance(body, Action):
        return _around(body, answer)
    # These leave out what says nothing.
    if isinstance(body, Header | Decision):
        return canonical(body.model_dump(mode="json"))
    if not isinstance(body, Window):
        # Words, whole numbers and JSON values only: the model need not write itself first.
        return canonical(vars(body))
    operations = ",".join(_COUNTS % vars(counts) for counts in body.operations)
    channels = ",".join(f'"{channel}"' for channel in body.channels_down)
    return _WINDOW % {
        **vars(body),
        "operations": f"[{operations}]",
        "channels_down": f"[{channels}]",
        "first_harmed_at": "null" if body.first_harmed_at is None else body.first_harmed_at,
    }


def seal(previous: str, seq: int, at: int, body: Body, answer: str = "") -> tuple[Entry, str]:
    """Make the next entry and its line (without the newline); `answer` as in `spell`."""
    dumped = spell(body, answer)
    link = _chain(previous, f'{{"at":{at},"body":{dumped},"seq":{seq}}}')
    entry = Entry(seq, at, body, link)
    return entry, f'{{"at":{at},"body":{dumped},"hash":"{link}","seq":{seq}}}'


def read_line(text: str, number: int, previous: Entry | None, *, old: bool = False) -> Entry:
    """Read one line and check that it continues the chain.

    Args:
        text: the line without its newline.
        number: 1-based line number, for errors.
        previous: the entry before, None for the first.
        old: the journal is one of 0.1, whose actions say no effect.

    Raises:
        BadJournal: not JSON, an unknown kind or field, a gap, time running back, a broken hash.
    """
    try:
        data: dict[str, Any] = parse(text)
        # Taken out, because a line's hash covers the line without it.
        link = data.pop("hash")
        body = _BODY.validate_python(_of_today(data["body"], text, old=old), strict=False)
        seq, at = _whole(data["seq"]), _whole(data["at"])
        entry = Entry(seq, at, body, link)
    # The last two come of JSON that is no object, and of numbers that are not whole.
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadJournal(number, _why(error)) from error
    unknown = sorted(data.keys() - {"at", "body", "seq"})
    if unknown:
        raise BadJournal(number, f"unknown field {unknown[0]!r}")
    # Before the hash, which a lost or swapped line breaks as well: this says what happened.
    expected = 0 if previous is None else previous.seq + 1
    if entry.seq != expected:
        raise BadJournal(number, f"sequence number {entry.seq} where {expected} must follow")
    if previous is not None and entry.at < previous.at:
        raise BadJournal(number, f"time runs back from {previous.at} to {entry.at} ms")
    if not 0 <= entry.at <= LATEST:
        raise BadJournal(number, f"no exercise has an instant at {entry.at} ms")
    if _chain(GENESIS if previous is None else previous.hash, canonical(data)) != link:
        raise BadJournal(number, "the hash does not fit: the line or one before it was changed")
    # The hash above was taken of the values read, so other spaces or another order would pass it.
    if text != canonical({**data, "hash": link}):
        raise BadJournal(number, "not in the journal's one spelling: the line was rewritten")
    if (body.kind == "header") != (entry.seq == 0):
        raise BadJournal(number, "a journal has one header, as its first line")
    return entry


def continues(line: bytes, previous: Entry) -> bool:
    """Whether a line is as it was written behind another one: its own hash says so.

    What it says may be unknown all the same; such a line is not damaged, but another version's.
    """
    try:
        text = line.decode("utf-8")
        data = parse(text)
        link = data.pop("hash")
        fits = _chain(previous.hash, canonical(data)) == link
        return fits and text == canonical({**data, "hash": link})
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


_LINK = re.compile(r',"hash":"([0-9a-f]{64})"(?=,"seq":[0-9]+\}\Z)')


def unbroken_digest(data: bytes) -> str | None:
    """The digest of a journal whose chain holds from the first byte to the last; None otherwise.

    Reads no entry, so it is forty times as fast as `read_lines`, and it says nothing of what a
    line means: only that nothing was changed since it was written.
    """
    link = GENESIS
    *lines, rest = data.decode("ascii", "replace").split("\n")
    if rest or not lines:
        return None
    for line in lines:
        found = _LINK.search(line)
        if found is None:
            return None
        link = _chain(link, line[: found.start()] + line[found.end() :])
        if link != found[1]:
            return None
    return link


def _of_today(body: Any, text: str, *, old: bool) -> Any:
    """A body as it was read, in today's form."""
    if may_hold_surrogates(text):
        body = without_surrogates(body)
    if isinstance(body, dict) and body.get("kind") == "header":
        return header_of_today(body)
    return with_effect(body) if old else body


def _whole(value: object) -> int:
    """A whole number as it stands: neither 1.0 nor true."""
    if type(value) is not int:
        raise TypeError
    return value


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        # A union's member names itself in the place by all its values, which help nobody.
        where = ".".join(str(part) for part in first["loc"] if "[" not in str(part))
        if first["type"] == "literal_error":
            return f"body.{where}: unknown value {shown(first['input'])}"
        return f"body.{where}: {plain(first['msg'])}"
    if isinstance(error, (NotJsonError, TooNewError)):
        return str(error)
    if isinstance(error, KeyError):
        return f"the field {error.args[0]!r} is missing"
    return "not a journal entry"


def read_lines(lines: Iterable[str]) -> list[Entry]:
    """Read a whole journal.

    Raises:
        BadJournal: as `read_line`, or there is no line at all.
    """
    entries: list[Entry] = []
    old = False
    for number, line in enumerate(lines, start=1):
        previous = entries[-1] if entries else None
        entries.append(read_line(line.rstrip("\n"), number, previous, old=old))
        if previous is None:
            old = says_no_effect(header_of(entries).schema_version)
    if not entries:
        raise BadJournal(1, "the journal is empty")
    return entries


def header_of(entries: Sequence[Entry]) -> Header:
    """The header of a journal that was read."""
    body = entries[0].body
    if not isinstance(body, Header):
        raise BadJournal(1, "a journal has one header, as its first line")
    return body
