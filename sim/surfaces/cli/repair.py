"""`tabletop repair`."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import record_argument
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sim.records.repair import Repair


@click.command(
    epilog="""\b
Examples:
  tabletop repair records/mine --dry-run
  tabletop repair records/mine
"""
)
@record_argument
@click.option("--dry-run", is_flag=True, help="Show what would be removed, and change nothing.")
@click.option(
    "--at-line",
    type=click.IntRange(2),
    metavar="N",
    help="Cut at this damaged line although lines after it can be read.",
)
def command(record: Path, *, dry_run: bool, at_line: int | None) -> None:
    """Remove the damaged end of a record's journal, such as a crash can leave behind.

    The intact part is unchanged; the removed part is kept beside the journal.
    """
    from sim.errors import Unusable
    from sim.records.record import SCORECARD_NAME, Record
    from sim.records.repair import examine

    kept = Record.at(record)
    if dry_run and kept.in_use is not None:
        raise Unusable(f"{kept.folder}: {kept.in_use}: end it first")
    # Looking needs no lock, which a disk that can only be read would refuse.
    with nullcontext() if dry_run else kept.owned():
        found = examine(kept.folder, at_line)
        if not found.needed:
            say(f"{kept.folder}: nothing to repair: {len(found.entries)} lines, all sound")
            return
        # Said when it is done: on a full disk nothing is cut.
        beside = None if dry_run else found.carry_out()
        for line in _words(found, would=dry_run):
            say(line)
    if beside is not None:
        say(f"  kept    {beside}")
        if kept.written_scorecard() is None and (kept.folder / SCORECARD_NAME).exists():
            say(f"  older   scorecard and reports; tabletop report {kept.folder} makes them anew")


def _words(found: Repair, *, would: bool) -> list[str]:
    from sim.journal.embedded import scenario_of
    from sim.journal.encoding import header_of

    folder, lost = found.folder, found.lost
    if lost is None:
        done = "would be added" if would else "added"
        return [f"{folder}: the last line lacks its end: {done}; nothing is lost"]
    starts_at = scenario_of(header_of(found.entries)).starts_at
    done = "would be cut" if would else "cut"
    last = lost.line + lost.lines - 1
    which = f"line {lost.line}" if lost.lines == 1 else f"lines {lost.line} to {last}"
    if lost.first_at is None or lost.last_at is None:
        span = "nothing in them can be read"
    else:
        span = f"{_clock(starts_at, lost.first_at)} to {_clock(starts_at, lost.last_at)}"
        span += f", as far as can be read ({lost.readable} of {lost.lines})"
    sound = found.entries[-1]
    return [
        f"{folder}: {which} {done} ({len(found.cut)} bytes): {lost.problem}",
        f"  lost    {span}",
        f"  sound   lines 1 to {len(found.entries)}, up to {_clock(starts_at, sound.at)}",
    ]


def _clock(starts_at: datetime, at: int) -> str:
    """An instant of the exercise, by its own clock."""
    try:
        return f"{starts_at + timedelta(milliseconds=at):%H:%M:%S}"
    except OverflowError:
        return f"{at} ms"
