"""`tabletop lint`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.disk import CannotRead, beside, read_file, text_of
from sim.errors import BadFile, NotFound
from sim.legible import shown, shown_line
from sim.runner.runbook_file import MOST_BYTES
from sim.surfaces.arguments import host_option
from sim.surfaces.error_lines import lines_of
from sim.surfaces.layout import say, say_json, say_styled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.errors import Finding
    from sim.scenario.names import Place

LIMIT = "limit"
COLOURS = {"error": "red", "warning": "yellow", LIMIT: "blue", "hint": "cyan"}
ANNOTATIONS = {"error": "error", "warning": "warning", LIMIT: "notice", "hint": "notice"}
"""What GitHub calls the levels."""

EPILOG = """\b
Examples:
  tabletop lint scenarios/*.yaml runbooks/*.md
  tabletop lint recovery.md --ignore RB109,RB303
  tabletop lint recovery.md --select RB4
  tabletop lint runbooks/*.md --format github

\b
In a runbook, `# tabletop: ignore=RB103` on a line or above it suppresses a finding.
All rules: docs/reference/runbook-rules.md
"""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding of any kind of file.

    Attributes:
        code: the rule's; "" for files that are not runbooks.
        name: the rule's name.
        page: where the rule is explained.
    """

    file: str
    line: int | None
    field: str
    problem: str
    level: str
    code: str = ""
    name: str = ""
    page: str = ""

    @property
    def place(self) -> str:
        """Where it is."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    @property
    def words(self) -> str:
        """What is wrong, with its field."""
        return f"{self.field}: {self.problem}" if self.field else self.problem


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--json", "as_json", is_flag=True, help="Machine-readable output; the same as --format json."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "json", "github")),
    default="text",
    help="github writes workflow annotations.",
)
@host_option
@click.option("--select", metavar="CODES", default="", help="Only these rules: RB101,RB4.")
@click.option("--ignore", metavar="CODES", default="", help="Ignore these rules.")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    *,
    as_json: bool,
    shape: str,
    hosts: dict[str, Place],
    select: str,
    ignore: str,
) -> None:
    """Check scenarios, moves, policies, responders, regression tests, plans and runbooks.

    Nothing is run. Errors and warnings fail the check; hints and notes about the
    simulation's limits do not.
    """
    chosen, left_out = _codes(select, "--select"), _codes(ignore, "--ignore")
    unreadable = [row for file in files if (row := _unreadable(file)) is not None]
    lost = {row.file for row in unreadable}
    rows = [
        *unreadable,
        *(
            row
            for file in files
            if str(file) not in lost
            for row in _rows(file, chosen, left_out, hosts)
        ),
    ]
    if as_json or shape == "json":
        say_json(json.dumps([_as_data(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        if shape == "github":
            for row in rows:
                say_styled(shown(_annotation(row)))
        else:
            _say_rows(rows)
        say(_summary(len(files), rows))
    failed = any(row.level in ("error", "warning") for row in rows)
    ctx.exit(2 if unreadable else int(failed))


def _codes(text: str, option: str) -> tuple[str, ...]:
    """Codes, or what codes begin with."""
    codes = tuple(word.strip().upper() for word in text.split(",") if word.strip())
    if codes:
        from sim.runbook.lint.registry import BY_CODE

        for code in codes:
            if not any(known.startswith(code) for known in BY_CODE):
                raise click.UsageError(f"{option}: no rule's code begins with {code}")
    return codes


def _unreadable(file: Path) -> FindingLine | None:
    """Why a file cannot even be read; it costs the others nothing."""
    try:
        text_of(file, read_file(file, MOST_BYTES))
    except FileNotFoundError:
        missing = NotFound("file", str(file), beside(file, f"*{file.suffix}"))
        return FindingLine(str(file), None, "", lines_of(missing)[0], "error")
    except CannotRead as error:
        return FindingLine(str(file), error.line, "", error.problem, "error")
    return None


def _rows(
    file: Path, select: tuple[str, ...], ignore: tuple[str, ...], hosts: dict[str, Place]
) -> Iterable[FindingLine]:
    from sim.surfaces.lint_runbook import SUFFIXES, lint_runbook

    if file.suffix.lower() not in SUFFIXES:
        return [] if select else _of_yaml(file)
    from sim.runbook.lint.registry import BY_CODE
    from sim.surfaces.rules_page import anchor

    try:
        findings = lint_runbook(file, select, ignore, hosts)
    except BadFile as error:
        return [_row(finding, "error") for finding in error.findings]
    return [
        FindingLine(
            str(file),
            one.line,
            "",
            one.problem,
            one.level,
            one.code,
            BY_CODE[one.code].name,
            anchor(BY_CODE[one.code]),
        )
        for one in findings
    ]


def _of_yaml(file: Path) -> list[FindingLine]:
    from sim.commands.messages import message_in
    from sim.commands.table import COMMANDS
    from sim.scenario.lint import level_of, lint_file
    from sim.scenario.lint_messages import lint_messages
    from sim.scenario.regression import SUFFIX
    from sim.scenario.session_plan import PLAN_SUFFIX

    if file.name.endswith(SUFFIX):
        return _of_regressions(file)
    if file.name.endswith(PLAN_SUFFIX):
        return _of_session_plan(file)
    found = [
        *lint_file(file, {command.name for command in COMMANDS}),
        *lint_messages(file, message_in),
    ]
    found.sort(key=lambda one: one.line or 0)
    return [_row(one, *level_of(one)) for one in found]


def _of_regressions(file: Path) -> list[FindingLine]:
    from sim.surfaces.regressions.cases import load_cases

    try:
        load_cases(file)
    except BadFile as error:
        return [_row(finding, "error") for finding in error.findings]
    return []


def _of_session_plan(file: Path) -> list[FindingLine]:
    from sim.surfaces.session_plans import read_plan

    try:
        read_plan(file)
    except BadFile as error:
        return [_row(finding, "error") for finding in error.findings]
    return []


def _row(finding: Finding, level: str, problem: str | None = None) -> FindingLine:
    said = finding.problem if problem is None else problem
    return FindingLine(finding.file, finding.line, finding.field, said, level)


def _as_data(row: FindingLine) -> dict[str, object]:
    return {
        "file": row.file,
        "line": row.line,
        "rule": row.code,
        "name": row.name,
        "level": row.level,
        "field": row.field,
        "problem": row.problem,
        "hint": row.level == "hint",
        "page": row.page,
    }


def _say_rows(rows: list[FindingLine]) -> None:
    """What is found in the files; then, apart, what only the simulation cannot do."""
    limits = [row for row in rows if row.level == LIMIT]
    for row in rows:
        if row.level != LIMIT:
            say_styled(_shown(row))
    if limits:
        say("Limits of the simulation, not findings about the runbook:")
        for row in limits:
            say_styled(f"  {_shown(row)}")


def _shown(row: FindingLine) -> str:
    level = click.style(row.level, fg=COLOURS[row.level])
    place = shown_line(row.place)
    if row.code:
        return f"{place}: {click.style(row.code, bold=True)} {level}: {shown_line(row.words)}"
    mark = "" if row.level == "error" else f"{level}: "
    field = f"{shown_line(row.field)}: " if row.field else ""
    return f"{place}: {field}{mark}{shown_line(row.problem)}"


def _annotation(row: FindingLine) -> str:
    """One line that GitHub shows beside the line of the file."""
    line = "" if row.line is None else f",line={row.line}"
    title = f",title={_escaped(f'{row.code} {row.name}', ',:')}" if row.code else ""
    place = f"file={_escaped(row.file, ',:')}{line}{title}"
    return f"::{ANNOTATIONS[row.level]} {place}::{_escaped(row.words)}"


def _escaped(text: str, more: str = "") -> str:
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _summary(files: int, rows: list[FindingLine]) -> str:
    looked = f"{files} file{'s' if files > 1 else ''}"
    counts = Counter(row.level for row in rows)
    said = [
        f"{counts[level]} {level}{'s' if counts[level] > 1 else ''}"
        for level in COLOURS
        if counts[level] and level != LIMIT
    ]
    found = f"{looked}: {', '.join(said)}" if said else f"{looked}, no findings"
    if limits := counts[LIMIT]:
        return f"{found}; {limits} limit{'s' if limits > 1 else ''} of the simulation"
    return found
