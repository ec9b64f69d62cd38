"""`tabletop msel`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import choose, scenario_argument
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.model import Scenario
    from sim.scenario.msel_foreign import Translated
    from sim.surfaces.arguments import Chosen

_MINUTE = 60_000
_BRIEF = 7
"""Columns of the table in the terminal; message and expected action stand below each row."""


@click.command(
    epilog="""\b
Examples:
  tabletop msel complete-r2-outage
  tabletop msel complete-r2-outage --out injects.xlsx
  tabletop msel complete-r2-outage --from injects.xlsx --out my-outage.yaml
  tabletop msel complete-r2-outage --from hseep.csv --start 09:00 --map "Story=Message"
  tabletop msel false-alarm --from openaev.zip --map "Press team=media" --out press.yaml
"""
)
@scenario_argument
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="A .csv or .xlsx file, or an OpenAEV export (.zip or its .json), whose injects replace "
    "the scenario's.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Export: a .csv or .xlsx. With --from: the scenario's new file, a .yaml.",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="THEIRS=OURS",
    help="With --from: map a column of the imported sheet to one of ours; of an OpenAEV export a "
    "team to one of our roles.",
)
@click.option(
    "--start",
    metavar="TIME",
    help="With --from: the clock time in the sheet that is StartEx.  [default: the scenario's]",
)
@click.option("--force", is_flag=True, help="Overwrite a file in --out.")
def command(
    scenario: str,
    *,
    source: Path | None,
    out: Path | None,
    mapped: tuple[str, ...],
    start: str | None,
    force: bool,
) -> None:
    """Show a scenario's injects as a table, write them to a spreadsheet, or read them back.

    This is the facilitator's list and contains spoilers.
    """
    from sim.errors import Unusable
    from sim.surfaces.openaev_file import ENDINGS

    chosen = choose(scenario)
    if out is not None and out.exists() and not force:
        raise Unusable(f"{out}: already exists; choose another --out or add --force")
    if source is None and (mapped or start is not None):
        raise Unusable(f"{'--map' if mapped else '--start'}: needs --from, the sheet to read")
    if source is not None and source.suffix.lower() in ENDINGS:
        if start is not None:
            raise Unusable(f"--start: {source} counts its times from the start; leave it out")
        _take_export(chosen, source, out, mapped)
    elif source is not None:
        _take(chosen, source, out, _mapping(mapped), _start(start))
    elif out is not None:
        _export(chosen.scenario, out)
    else:
        _show(chosen.scenario)


def _show(scenario: Scenario) -> None:
    from sim.scenario.msel import COLUMNS, rows_of
    from sim.surfaces.layout import fold

    rows = rows_of(scenario)
    brief = [COLUMNS[:_BRIEF], *(row[:_BRIEF] for row in rows)]
    widths = [max(len(row[place]) for row in brief) for place in range(_BRIEF)]
    lead = " " * (widths[0] + 2)
    for number, row in enumerate(brief):
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip(), bold=number == 0)
        if number:
            message, expected, objective, alarm = rows[number - 1][_BRIEF:]
            for name, text in (
                ("says", message),
                ("expected", expected),
                ("objective", objective),
                ("alarm", alarm),
            ):
                if text:
                    words = " ".join(text.split())
                    say(fold(f"{name}: {words}", lead=lead, indent=f"{lead}  "))


def _export(scenario: Scenario, out: Path) -> None:
    from sim.scenario.msel import COLUMNS, rows_of
    from sim.surfaces.spreadsheet import write_table

    write_table(out, [COLUMNS, *rows_of(scenario)])
    say(f"{out}: {_injects(scenario)}")


def _ours(
    chosen: Chosen,
    table: Sequence[Sequence[str]],
    source: Path,
    columns: Mapping[str, str],
    start: int | None,
) -> Translated | None:
    """The table in our shape; None when it is in it already, or is to be judged as if it were.

    Raises:
        BadFile: it is another one, and not all of it can be understood.
    """
    from sim.errors import BadFile
    from sim.scenario.msel_foreign import is_ours, translated

    if not columns and (not table or is_ours(table[0])):
        return None
    scenario, policy = chosen.scenario, chosen.policy
    names = (*policy.roles, *policy.groups, *policy.audiences)
    clock = scenario.starts_at
    made = translated(
        table,
        str(source),
        roles={name: policy.called(name) for name in names},
        player=scenario.player,
        starts_at=(clock.hour * 60 + clock.minute) * _MINUTE if start is None else start,
        mapped=columns,
    )
    if made is None:
        _refuse_without_headings(table, source, columns)
        return None
    if made.findings:
        raise BadFile(tuple(made.findings))
    if made.notes:
        say(f"kept as notes: {', '.join(made.notes)}", err=True)
    if made.start:
        say(f"clock times count from StartEx at {made.start}", err=True)
    return made


def _refuse_without_headings(
    table: Sequence[Sequence[str]], source: Path, columns: Mapping[str, str]
) -> None:
    """Say what is wrong with a sheet of another shape whose headings were not found.

    Raises:
        BadFile: unless its first row has columns of ours: what is wrong with them is said later.
    """
    from sim.errors import BadFile, Finding
    from sim.scenario.msel import NEEDED
    from sim.scenario.msel_foreign import likely_headings, plain
    from sim.scenario.spelling import shown

    first = {plain(cell) for cell in table[0]} if table else set()
    few = 2
    if not table or (not columns and len(first & {plain(one) for one in NEEDED}) >= few):
        return
    heads = ", ".join(shown(head) for head in likely_headings(table)) or "none"
    problem = (
        "no row has a heading for the time and one for the message; say which they are, such as "
        f'--map "Story=Message"; the headings seem to be {heads}'
    )
    raise BadFile((Finding(str(source), None, "", problem),))


def _check_mapped(table: Sequence[Sequence[str]], source: Path, columns: Mapping[str, str]) -> None:
    """Refuse a heading in --map that the sheet does not have.

    Raises:
        Unusable: names it, and the headings that there are.
    """
    from sim.errors import Unusable
    from sim.scenario.msel_foreign import headings_at, plain
    from sim.scenario.spelling import unknown

    at = headings_at(table, columns)
    if at is None:
        return
    heads = [plain(cell) for cell in table[at] if cell.strip()]
    for name in columns:
        if name not in heads:
            raise Unusable(f"--map: {source}: {unknown('heading', name, heads)}")


def _mapping(words: tuple[str, ...]) -> dict[str, str]:
    """`Their heading=Our column`, each.

    Raises:
        Unusable: it is not written so, or the column is none of ours.
    """
    from sim.errors import Unusable
    from sim.scenario.msel import COLUMNS
    from sim.scenario.msel_foreign import plain

    known = {plain(column): column for column in COLUMNS}
    found = {}
    for word in words:
        theirs, sign, ours = word.rpartition("=")
        if not sign or not theirs.strip() or plain(ours) not in known:
            columns = ", ".join(COLUMNS)
            raise Unusable(f"--map {word}: write THEIRS=OURS with one of {columns}")
        found[plain(theirs)] = known[plain(ours)]
    return found


def _start(text: str | None) -> int | None:
    """A clock time as ms since midnight.

    Raises:
        Unusable: it is none.
    """
    from sim.errors import Unusable
    from sim.scenario.msel_foreign import when

    if text is None:
        return None
    found = when(text)
    if found is None or found[0] != "clock":
        raise Unusable(f"--start {text}: write a clock time like 09:00")
    return found[1]


def _take(
    chosen: Chosen,
    source: Path,
    out: Path | None,
    columns: Mapping[str, str],
    start: int | None,
) -> None:
    from sim.errors import BadFile
    from sim.scenario.msel import with_rows
    from sim.scenario.msel_foreign import headings_at
    from sim.surfaces.spreadsheet import read_table

    table = read_table(source, lambda rows: headings_at(rows, columns) is not None)
    _check_mapped(table, source, columns)
    foreign = _ours(chosen, table, source, columns, start)
    try:
        made = with_rows(chosen.scenario, foreign.rows if foreign else table, str(source))
    except BadFile as error:
        raise (BadFile(foreign.in_its_words(error.findings)) if foreign else error) from None
    _hand_out(chosen, made, out)


def _take_export(chosen: Chosen, source: Path, out: Path | None, words: tuple[str, ...]) -> None:
    """Take the injects of an OpenAEV export, and say what was not carried over."""
    from sim.errors import BadFile
    from sim.scenario.msel import with_rows
    from sim.scenario.openaev import carried_over
    from sim.surfaces.openaev_file import read_export

    scenario, policy = chosen.scenario, chosen.policy
    names = (*policy.roles, *policy.groups, *policy.audiences)
    carried = carried_over(
        read_export(source),
        str(source),
        roles={name: policy.called(name) for name in names},
        player=scenario.player,
        mapped=_teams(words, names),
    )
    try:
        made = with_rows(scenario, carried.rows, str(source))
    except BadFile as error:
        raise BadFile(carried.in_its_words(error.findings)) from None
    for line in carried.left_out:
        say(f"not carried over: {line}", err=True)
    _hand_out(chosen, made, out)


def _teams(words: tuple[str, ...], roles: Sequence[str]) -> dict[str, str]:
    """`Their team=Our role`, each.

    Raises:
        Unusable: it is not written so, or there is no such role.
    """
    from sim.errors import Unusable
    from sim.scenario.spelling import unknown

    found = {}
    for word in words:
        team, sign, role = word.rpartition("=")
        if not sign or not team.strip():
            raise Unusable(f"--map {word}: write TEAM=ROLE")
        if role.strip() not in roles:
            raise Unusable(f"--map {word}: {unknown('role', role.strip(), roles)}")
        found[team] = role.strip()
    return found


def _hand_out(chosen: Chosen, made: Scenario, out: Path | None) -> None:
    """Show the injects, or write the scenario that has them."""
    from sim.disk import read_file, text_of, write_atomically
    from sim.errors import Unusable
    from sim.scenario.inject_yaml import injects_block, replace_injects
    from sim.scenario.yaml_lines import MAX_BYTES

    if out is None:
        say(injects_block(made.injects), nl=False)
        return
    if out.suffix not in (".yaml", ".yml"):
        raise Unusable(f"{out}: a scenario is written to a file that ends in .yaml")
    named = made.model_copy(update={"name": out.stem})
    text = text_of(chosen.path, read_file(chosen.path, MAX_BYTES))
    written = replace_injects(text, named, str(out))
    write_atomically(out, written.encode())
    say(f"{out}: {_injects(made)}")


def _injects(scenario: Scenario) -> str:
    count = len(scenario.injects)
    return f"{count} inject{'' if count == 1 else 's'}"
