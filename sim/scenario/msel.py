"""The MSEL as a table: injects to rows of text and back, with what is wrong by row and column.

The columns are those that master scenario events lists commonly have. Pure: knows no file; what a
cell may hold beyond its own form, the scenario's model says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from sim.errors import BadFile, Finding
from sim.scenario.durations import Spread, format_duration
from sim.scenario.explain import explain
from sim.scenario.inject import InjectType, inject_of
from sim.scenario.model import Scenario
from sim.scenario.spelling import shown, split_dotted, unknown
from sim.scenario.yaml_lines import YamlFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.inject import Inject

COLUMNS = (
    "Number",
    "Time",
    "Event",
    "Type",
    "From",
    "To",
    "Method",
    "Message",
    "Expected action",
    "Objective",
    "Alarm",
)
NEEDED = ("Time", "Event", "From", "Message")
"""The columns without which there is no inject; the others have defaults."""

YES = "yes"
"""An inject that raises an alarm."""

BY_HAND = "by hand"
"""The time of an inject that the facilitator fires."""

TYPES: tuple[InjectType, ...] = get_args(InjectType)

Row = tuple[str, ...]
"""The cells of one inject, in the order of `COLUMNS`."""

_WHEN = re.compile(r"([a-z_]+|inject:\S+?)\s*(?:\+\s*(.*?))?(?:\s+unless\s+(\S+))?")
_CHECK = re.compile(r"(.*?) ?\[(?:([a-z_]+) within ([^\]]*))?\]", re.DOTALL)
"""An expected action with its check: `Users are told. [told_users within 10m]`."""

# What a terminal would obey; tabs and line ends of all kinds are text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")

_COLUMN_OF = {
    "id": "Event",
    "at": "Time",
    "when": "Time",
    "by": "Type",
    "sender": "From",
    "to": "To",
    "channel": "Method",
    "text": "Message",
    "expects": "Expected action",
    "expected": "Expected action",
    "objective": "Objective",
    "alarm": "Alarm",
}


def time_of(inject: Inject) -> str:
    """When an inject comes: `12m ± 4m`, `alert + 10m unless declared`, `by hand`."""
    if inject.when is None:
        return BY_HAND if inject.at is None else str(inject.at)
    when = inject.when
    wait = f" + {format_duration(when.wait)}" if when.wait else ""
    unless = f" unless {when.unless}" if when.unless else ""
    return f"{when.after}{wait}{unless}"


def expected_of(inject: Inject) -> str:
    """The expected action, with its check in brackets where it has one."""
    if inject.expected is not None:
        check = f"[{inject.expected.mark} within {format_duration(inject.expected.within)}]"
    elif _CHECK.fullmatch(inject.expects):
        check = "[]"  # or the text's own brackets would be read as a check
    else:
        return inject.expects
    return f"{inject.expects} {check}" if inject.expects else check


def rows_of(scenario: Scenario) -> tuple[Row, ...]:
    """The scenario's injects as rows, numbered from 1; who is not named is the player."""
    return tuple(
        (
            str(number),
            time_of(inject),
            inject.id,
            inject.type,
            inject.sender,
            inject.to or scenario.player,
            inject.channel,
            inject.text,
            expected_of(inject),
            inject.objective or "",
            YES if inject.alarm else "",
        )
        for number, inject in enumerate(scenario.injects, start=1)
    )


@dataclass(slots=True)
class _Reading:
    """What was read of a table so far.

    Attributes:
        name: the file, for findings.
        injects: data as a scenario file would hold it.
        rows: for each inject the row it came from, 1 being the headings.
    """

    name: str
    player: str
    injects: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(self, row: int, column: str, problem: str) -> None:
        self.findings.append(Finding(self.name, None, f"row {row}, {column}", problem))

    def take(self, row: int, cells: dict[str, str]) -> None:
        """Read one row."""
        bad = [name for name in NEEDED if not cells.get(name, "").strip() and name != "Time"]
        for name in bad:
            self.say(row, name, "is empty; fill it in")
        number = cells.get("Number", "").strip()
        if number and not number.isdecimal():
            self.say(row, "Number", f"must be a whole number, not {shown(number)}")
        data: dict[str, Any] = {"id": cells.get("Event", "").strip()}
        data |= self._time(row, cells)
        data["sender"] = cells.get("From", "")
        to = cells.get("To", "").strip()
        if to and to != self.player:
            data["to"] = to
        if method := cells.get("Method", "").strip():
            data["channel"] = method
        data["text"] = cells.get("Message", "")
        data |= _expected(cells.get("Expected action", ""))
        if objective := cells.get("Objective", "").strip():
            data["objective"] = objective
        alarm = cells.get("Alarm", "").strip().casefold()
        if alarm == YES:
            data["alarm"] = True
        elif alarm:
            self.say(row, "Alarm", f"must be {YES!r} or empty, not {shown(alarm)}")
        self.injects.append(data)
        self.rows.append(row)

    def compare(self, scenario: Scenario) -> None:
        """Hold the rows against one another and against the scenario: names and times."""
        names = [data["id"] for data in self.injects]
        objectives = [objective.id for objective in scenario.objectives]
        for row, data in zip(self.rows, self.injects, strict=True):
            if names.count(data["id"]) > 1 and self.rows[names.index(data["id"])] != row:
                self.say(row, "Event", f"{shown(data['id'])} is used twice; give it another name")
            if data.get("objective", objectives[0]) not in objectives:
                self.say(row, "Objective", unknown("objective", data["objective"], objectives))
            when = data.get("when", {})
            for name in (inject_of(when.get(part)) for part in ("after", "unless")):
                if name is not None and name not in names:
                    self.say(row, "Time", unknown("inject", name, names))
            for name, cell in (("From", data["sender"]), ("Message", data["text"]),
                               ("Expected action", data.get("expects", ""))):  # fmt: skip
                if _CONTROL.search(cell):
                    self.say(row, name, "contains control characters; take them out")
            if (circle := self._circle(data["id"])) is not None:
                self.say(
                    row, "Time", f"waits for itself: {' after '.join(circle)}; break the circle"
                )
            if _latest(data.get("at", "")) >= scenario.horizon:
                horizon = format_duration(scenario.horizon)
                self.say(row, "Time", f"can come after the horizon, which is {horizon}")

    def _circle(self, name: str) -> list[str] | None:
        """The injects by which one waits for itself, itself at both ends; None when it does not."""
        after = {data["id"]: inject_of(data.get("when", {}).get("after")) for data in self.injects}
        path, at = [name], after.get(name)
        while at is not None and at not in path:
            path.append(at)
            at = after.get(at)
        return [*path, name] if at == name else None

    def _time(self, row: int, cells: dict[str, str]) -> dict[str, Any]:
        text, wanted = cells.get("Time", "").strip(), cells.get("Type", "").strip()
        data, kind = _when(text)
        if not text and wanted != "facilitator":
            problem = "is empty; write a time like 12m, or a condition like alert + 10m"
            self.say(row, "Time", problem)
        elif wanted and wanted not in TYPES:
            self.say(row, "Type", unknown("type", wanted, TYPES))
        elif wanted and wanted != kind:
            problem = f"is {shown(wanted)}, but by its time it is {kind!r}; change one of the two"
            self.say(row, "Type", problem)
        return data


def _latest(at: str) -> int:
    """The latest instant of a timed inject, ms; 0 for what is no time."""
    try:
        return Spread.parse(at).latest_ms
    except ValueError:
        return 0


def _when(text: str) -> tuple[dict[str, Any], InjectType]:
    """A time as a scenario file has it, and which type of inject that makes."""
    if text in {"", BY_HAND}:
        return {"by": "facilitator"}, "facilitator"
    match = _WHEN.fullmatch(text)
    if match is None:
        return {"at": text}, "timed"
    after, wait, unless = match.groups()
    when = {"after": after}
    if wait is not None:
        when["wait"] = wait
    if unless is not None:
        when["unless"] = unless
    return {"when": when}, "conditional" if unless is None else "contingency"


def _expected(cell: str) -> dict[str, Any]:
    match = _CHECK.fullmatch(cell)
    if match is None:
        return {"expects": cell} if cell else {}
    text, mark, within = match.groups()
    data: dict[str, Any] = {"expects": text} if text else {}
    return data if mark is None else {**data, "expected": {"mark": mark, "within": within}}


def _headings(name: str, cells: Sequence[str]) -> list[str]:
    """The columns of a table by its first row.

    Raises:
        BadFile: a column is unknown, there twice, or missing.
    """
    by_name = {column.casefold(): column for column in COLUMNS}
    found, findings = [], []
    for cell in cells:
        text = " ".join(cell.split())
        column = by_name.get(text.casefold(), "")
        if text and not column:
            findings.append(Finding(name, None, "row 1", unknown("column", text, COLUMNS)))
        elif column and column in found:
            findings.append(Finding(name, None, "row 1", f"column {column!r} is there twice"))
        found.append(column)
    for column in NEEDED:
        if column not in found and not findings:
            problem = f"column {column!r} is missing; the columns are {', '.join(COLUMNS)}"
            findings.append(Finding(name, None, "row 1", problem))
    if findings:
        raise BadFile(tuple(findings))
    return found


def with_rows(scenario: Scenario, table: Sequence[Sequence[str]], name: str) -> Scenario:
    """The scenario with the injects of a table in place of its own.

    Args:
        scenario: gives everything else, and the objectives that injects may name.
        table: the rows as read, headings first; empty ones are passed over.
        name: the table's file, for findings.

    Raises:
        BadFile: the table is not a MSEL of this scenario; a finding for every bad cell.
    """
    columns = _headings(name, table[0] if table else ())
    reading = _Reading(name, scenario.player)
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        for place, cell in enumerate(cells):
            if cell.strip() and (place >= len(columns) or not columns[place]):
                reading.say(number, f"column {place + 1}", f"{shown(cell)} is under no heading")
        named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        reading.take(number, named)
    data = {**scenario.model_dump(mode="json"), "injects": reading.injects}
    reading.compare(scenario)
    try:
        made = Scenario.model_validate(data)
    except ValidationError as error:
        told = {finding.field for finding in reading.findings}
        more = [
            _by_row(reading, finding)
            for finding in explain(YamlFile(name, data, {}), Scenario, error)
        ]
        reading.findings += [finding for finding in more if finding.field not in told]
    else:
        if not reading.findings:
            return made
    raise BadFile(tuple(sorted(reading.findings, key=_place)))


def _by_row(reading: _Reading, finding: Finding) -> Finding:
    """A finding about a scenario's field as one about a cell."""
    where, _ = split_dotted(f"{finding.field}: …")
    if where[:1] != ("injects",) or len(where) == 1:
        return finding
    row = reading.rows[int(where[1])]
    column = _COLUMN_OF.get(str(where[2]), "") if len(where) > 2 else "Time"  # noqa: PLR2004 - injects, number, field
    return Finding(finding.file, None, f"row {row}, {column}", finding.problem)


def _place(finding: Finding) -> tuple[int, int]:
    match = re.match(r"row (\d+)(?:, (.*))?", finding.field)
    if match is None:
        return (0, 0)
    return (int(match[1]), COLUMNS.index(match[2]) if match[2] in COLUMNS else len(COLUMNS))
