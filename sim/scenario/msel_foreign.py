"""Other people's event lists as ours: their headings, times, methods and names of roles.

Sheets in the shapes of HSEEP, CTEP and the like have a title above the headings, columns of other
names, and clock times. What a column that we have no place for holds is kept as a note behind the
expected action. Pure: rows of text in, rows of text out, with what could not be understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import Finding
from sim.scenario.durations import HOUR, MINUTE, SECOND, format_duration
from sim.scenario.msel import COLUMNS, NEEDED
from sim.scenario.spelling import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = list[tuple[str, ...]]

_SEARCHED = 30
"""Rows in which the headings are looked for; above them stand titles."""

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Number": (
        "msel", "msel no", "msel number", "no", "nr", "seq", "seq no", "sequence", "event number",
        "event no", "inject number", "inject no", "item", "id", "ref", "ref no",
    ),
    "Time": (
        "event time", "inject time", "date time delivered", "time delivered", "delivery time",
        "scheduled time", "exercise time", "start time", "when", "date time", "clock time",
        "elapsed", "elapsed time", "time elapsed",
    ),
    "Event": ("event title", "inject title", "title", "inject name", "event name"),
    "From": (
        "originator", "originator from", "sender", "source", "responsible controller",
        "controller", "from whom", "sent by", "simulated sender", "injected by", "delivered by",
    ),
    "To": (
        "recipient", "recipient to", "recipient player", "recipient players", "recipients",
        "player", "players", "target", "audience", "addressee", "sent to", "receiver", "role",
    ),
    "Method": (
        "delivery method", "delivery", "inject method", "mode", "means", "channel", "medium",
        "communication method", "how delivered",
    ),
    "Message": (
        "event description", "inject description", "description", "inject text", "narrative",
        "content", "text", "message text", "details",
    ),
    "Expected action": (
        "expected outcome", "expected outcome of player action", "expected player action",
        "expected player actions", "expected actions", "expected response", "expected results",
        "player action", "anticipated response",
    ),
    "Objective": ("exercise objective", "objectives", "related objective"),
}  # fmt: skip
"""Headings that such sheets use, without signs and case; the first column that fits is taken."""

_BARE = "inject"
"""A heading that may stand above the text as well as above its title."""

_METHODS: Mapping[str, str] = {
    "phone": "phone", "phone call": "phone", "telephone": "phone", "call": "phone", "tel": "phone",
    "voice": "phone", "radio": "phone", "in person": "phone", "face to face": "phone",
    "verbal": "phone", "email": "email", "e mail": "email", "mail": "email", "letter": "email",
    "fax": "email", "slack": "slack", "chat": "slack", "teams": "slack", "im": "slack",
    "instant message": "slack", "message": "slack", "pager": "pager", "page": "pager",
    "sms": "pager", "text message": "pager", "alert": "pager", "in app": "in_app",
    "app": "in_app", "status page": "status_page", "website": "status_page", "web": "status_page",
    "social": "social", "social media": "social", "twitter": "social", "x": "social",
    "news": "social", "media": "social", "tv": "social", "press": "social",
}  # fmt: skip

_EVERYBODY = {"all", "all players", "everyone", "everybody", "players", "tbd", "n a"}

_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})\s*([ap])\.?m\.?", re.IGNORECASE)
_MILITARY = re.compile(r"([01]\d|2[0-3])([0-5]\d)\s*(?:hrs?|h|z|l)?", re.IGNORECASE)
_PLUS = re.compile(r"(?:t|e|startex|start)\s*\+\s*(.+)", re.IGNORECASE)
_DAY = re.compile(r"d(?:ay)?\s*\+?\s*(\d{1,2})(?:\s*[,/ ]\s*(.+))?", re.IGNORECASE)
_DATED = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})[T ,]+(.+)")
_SPAN = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|hours?|std))?\s*(?:(\d+)\s*(?:m|min|mins|minutes?))?", re.IGNORECASE
)
_LAPSED = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_PLACE = re.compile(r"row (\d+), (.*)")
_HALF_DAY = 12
DAY = 24 * HOUR
_MOST_WORDS = 6


def plain(text: str) -> str:
    """A heading or a name without case, signs and double blanks: `Recipient Player(s)`."""
    flat = text.casefold().replace("(s)", "s").replace("#", " ")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", flat).split())


@dataclass(slots=True)
class Translated:
    """A sheet in our shape.

    Attributes:
        rows: headings first; as many columns as `COLUMNS`.
        findings: what could not be understood, by the sheet's own rows.
        notes: headings that we have no column for.
        start: the clock time that StartEx was taken for, as `09:00`; "" where no clock time was.
        sources: the sheet's own row of each of our rows, headings first, counted from 1.
        heads: the sheet's own heading of each of our columns that it has.
    """

    rows: Rows
    findings: list[Finding] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    start: str = ""
    sources: list[int] = field(default_factory=list)
    heads: Mapping[str, str] = field(default_factory=dict)

    def in_its_words(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Findings about our rows and columns, by the sheet's own rows and headings."""
        found = []
        for one in findings:
            match = _PLACE.fullmatch(one.field)
            if match is not None and int(match[1]) <= len(self.sources):
                row, column = self.sources[int(match[1]) - 1], match[2]
                place = f"row {row}, {self.heads.get(column, column)}"
                found.append(Finding(one.file, one.line, place, one.problem))
            else:
                found.append(one)
        return tuple(found)


def _column(cell: str, mapped: Mapping[str, str]) -> str:
    """Our column for a heading; "" for none."""
    name = plain(cell)
    if name in mapped:
        return mapped[name]
    for column in COLUMNS:
        if name == plain(column):
            return column
    # `Inject #` is a number, and `Inject` a text.
    numbered = plain(cell.replace("#", " no "))
    return next((column for column, known in _HEADINGS.items() if numbered in known), "")


def _columns(cells: Sequence[str], mapped: Mapping[str, str]) -> list[str]:
    """Our column of each heading, each once: the first that fits has it."""
    bare = None
    found: list[str] = []
    for place, cell in enumerate(cells):
        column = _column(cell, mapped)
        if not column and plain(cell) == _BARE and bare is None:
            bare = place
        found.append("" if column in found else column)
    if bare is not None and not {"Message", "Event"} <= set(found):
        # Beside a description it is a title; alone it is the text.
        found[bare] = "Event" if "Message" in found else "Message"
    if "Message" not in found and "Event" in found:
        # A sheet whose only text is called `Event`.
        found[found.index("Event")] = "Message"
    return found


def headings_at(table: Sequence[Sequence[str]], mapped: Mapping[str, str]) -> int | None:
    """The row that holds the headings, counted from 0: a time and a text at least."""
    for number, cells in enumerate(table[:_SEARCHED]):
        found = set(_columns(cells, mapped))
        if "Time" in found and "Message" in found:
            return number
    return None


def likely_headings(table: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The cells of the row that has the most of them: what to show of a sheet without headings."""
    rows = [[cell.strip() for cell in cells if cell.strip()] for cells in table[:_SEARCHED]]
    most = max((len(row) for row in rows), default=0)
    return tuple(next((row for row in rows if len(row) == most), ()))


def is_ours(cells: Sequence[str]) -> bool:
    """Whether the headings are our own: then nothing is to be translated."""
    known = {plain(column) for column in COLUMNS}
    named = {plain(cell) for cell in cells if cell.strip()}
    return bool(named) and named <= known and {plain(one) for one in NEEDED} <= named


def _span(text: str) -> int | None:
    """`15 min`, `1h30`, `0:15`, `15` (minutes) as ms."""
    if (match := _LAPSED.fullmatch(text)) is not None:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return (hours * 60 + minutes) * MINUTE + seconds * SECOND
    if text.isdecimal():
        return int(text) * MINUTE
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    return (int(match[1] or 0) * 60 + int(match[2] or 0)) * MINUTE


def _clock(text: str) -> int | None:
    """A time of day as ms since midnight: `13:05`, `1:30 PM`, `1305`, `9 am`."""
    if (match := _HOUR.fullmatch(text)) is not None:
        hours, minutes, seconds, half = int(match[1]), 0, 0, match[2]
    elif (match := _MILITARY.fullmatch(text)) is not None:
        hours, minutes, seconds, half = int(match[1]), int(match[2]), 0, None
    elif (match := _CLOCK.fullmatch(text)) is not None:
        hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
        half = match[4]
    else:
        return None
    if half is not None:
        if not 1 <= hours <= _HALF_DAY:
            return None
        hours = hours % _HALF_DAY + (_HALF_DAY if half.casefold() == "p" else 0)
    at = (hours * 60 + minutes) * MINUTE + seconds * SECOND
    return at if at < DAY else None


def when(text: str) -> tuple[str, int] | None:
    """What a time cell says: `since` or `clock` with ms, `hand`; None when it is none of them."""
    flat = " ".join(text.split())
    if not flat or plain(flat) in {"by hand", "as needed", "contingency", "on call", "tbd"}:
        return "hand", 0
    if (match := _DATED.fullmatch(flat)) is not None:
        flat = match[1]
    if (match := _PLUS.fullmatch(flat)) is not None:
        span = _span(match[1].strip())
        return None if span is None else ("since", span)
    if (match := _DAY.fullmatch(flat)) is not None:
        rest = 0 if match[2] is None else _clock(match[2].strip())
        return None if rest is None else ("clock", int(match[1]) * DAY + rest)
    if (at := _clock(flat)) is not None:
        return "clock", at
    span = _span(flat)
    return None if span is None else ("since", span)


def role_named(text: str, roles: Mapping[str, str], player: str) -> str | None:
    """A role or group by its id or its title; None when there is none of that name."""
    name = plain(text)
    if not name or name in _EVERYBODY:
        return ""
    for role, title in roles.items():
        if name in {plain(role), plain(title)}:
            return "" if role == player else role
    return None


def id_from(text: str, number: int, taken: set[str]) -> str:
    """A name for an inject, from its first words."""
    words = plain(text).split()[:_MOST_WORDS]
    base = "-".join(words) or f"inject-{number}"
    base = base if base[0].isalpha() else f"inject-{base}"
    found, more = base, 2
    while found in taken:
        found, more = f"{base}-{more}", more + 1
    taken.add(found)
    return found


def translated(
    table: Sequence[Sequence[str]],
    name: str,
    *,
    roles: Mapping[str, str],
    player: str,
    starts_at: int,
    mapped: Mapping[str, str] | None = None,
) -> Translated | None:
    """A sheet of others in our shape; None when no row of it can be its headings.

    Args:
        table: the rows of the sheet.
        name: the file, for findings.
        roles: titles of roles and groups by their ids.
        player: who gets what is for everybody.
        starts_at: StartEx as a time of day, ms since midnight, for clock times.
        mapped: our columns by headings of the sheet, as the user wants them.
    """
    wanted = {plain(key): value for key, value in (mapped or {}).items()}
    at = headings_at(table, wanted)
    if at is None:
        return None
    columns = _columns(table[at], wanted)
    named = [(head.strip(), column) for head, column in zip(table[at], columns, strict=True)]
    made = Translated(
        [tuple(COLUMNS)],
        notes=tuple(head for head, column in named if not column and head),
        sources=[at + 1],
        heads={column: head for head, column in named if column},
    )
    taken: set[str] = set()
    clocks = False
    for row, cells in enumerate(table[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in cells):
            continue
        reader = _RowReader(name, row, columns, table[at], cells, made.findings)
        clocks |= reader.take(made, taken, roles, player, starts_at)
        made.sources.append(row)
    if clocks:
        hours, rest = divmod(starts_at // MINUTE, 60)
        made.start = f"{hours:02d}:{rest:02d}"
    return made


@dataclass(slots=True)
class _RowReader:
    """One row of a sheet."""

    name: str
    row: int
    columns: Sequence[str]
    heads: Sequence[str]
    cells: Sequence[str]
    findings: list[Finding]

    def _say(self, column: str, problem: str) -> None:
        self.findings.append(Finding(self.name, None, f"row {self.row}, {column}", problem))

    def _get(self, column: str) -> str:
        for found, cell in zip(self.columns, self.cells, strict=False):
            if found == column:
                return cell.strip()
        return ""

    def _head(self, column: str) -> str:
        """The sheet's own name for a column of ours."""
        found = (head for head, one in zip(self.heads, self.columns, strict=True) if one == column)
        return next(found, column)

    def _time(self, starts_at: int) -> tuple[str, str, bool]:
        """Our time and type, and whether it was a time of day."""
        text = self._get("Time")
        found = when(text)
        if found is None:
            problem = f"{shown(text)} is no time; write T+15, 15 min, 13:05 or 1:30 PM"
            self._say(self._head("Time"), problem)
            return "", "facilitator", False
        kind, ms = found
        if kind == "hand":
            return "", "facilitator", False
        if kind == "clock":
            ms -= starts_at
            if ms < 0:
                problem = (
                    f"{shown(text)} is before StartEx; say when the sheet's exercise starts, "
                    "with --start 09:00"
                )
                self._say(self._head("Time"), problem)
                return "", "facilitator", True
        return format_duration(ms), "timed", kind == "clock"

    def take(
        self,
        made: Translated,
        taken: set[str],
        roles: Mapping[str, str],
        player: str,
        starts_at: int,
    ) -> bool:
        """Add the row; whether its time was a time of day."""
        time, kind, is_clock = self._time(starts_at)
        text = self._get("Message")
        if not text:
            self._say(self._head("Message"), "is empty; fill it in")
        method = plain(self._get("Method"))
        channel = _METHODS.get(method, "")
        if method and not channel:
            known = ", ".join(sorted(set(_METHODS.values())))
            problem = f"{shown(self._get('Method'))} is no way to deliver; write one of {known}"
            self._say(self._head("Method"), problem)
        to = role_named(self._get("To"), roles, player)
        if to is None:
            problem = (
                f"{shown(self._get('To'))} is no role; expected one of {', '.join(sorted(roles))}"
            )
            self._say(self._head("To"), problem)
        notes = [
            f"{head.strip()}: {' '.join(cell.split())}"
            for head, column, cell in zip(self.heads, self.columns, self.cells, strict=False)
            if not column and cell.strip() and head.strip()
        ]
        if objective := self._get("Objective"):
            notes.append(f"{self._head('Objective').strip()}: {objective}")
        expected = " ".join((self._get("Expected action"), *(f"({one})" for one in notes))).strip()
        number = len(made.rows)
        made.rows.append(
            (
                str(number),
                time,
                id_from(self._get("Event") or text, number, taken),
                kind,
                self._get("From") or "Facilitator",
                to or "",
                channel,
                text,
                # A text's own brackets are no check of ours.
                f"{expected} []" if expected.endswith("]") else expected,
                "",
                "",
            )
        )
        return is_clock
