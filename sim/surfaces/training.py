"""The training report as files: what it is made from, and where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from reports.training.document import Training
    from reports.training.groups import Selection
    from reports.training.played import Played
    from reports.training.practice import Playable
    from sim.scenario.policy import Policy
    from sim.surfaces.reports import Form

NAME = "training"
CALENDAR_NAME = "calendar.ics"
_NAMED = 12
"""So many names an error lists at most."""


def playable_scenarios(records: Sequence[Played]) -> tuple[Playable, ...]:
    """What can be played: the shipped scenarios, and those of the records."""
    from reports.training.played import in_order
    from reports.training.practice import Playable
    from sim.scenario.library import find_scenario, scenario_names
    from sim.scenario.load import load_scenario

    found = {
        one.scenario: Playable(one.scenario, one.title, one.trains) for one in in_order(records)
    }
    for name in scenario_names():
        if name not in found:  # a record says the same, and reading a scenario takes its time
            scenario = load_scenario(find_scenario(name))
            trains = tuple(dict.fromkeys(one.criterion for one in scenario.objectives))
            found[name] = Playable(name, scenario.title, trains)
    return tuple(found[name] for name in sorted(found))


def check(selection: Selection, records: Sequence[Played]) -> None:
    """See that there is something to report on.

    Raises:
        Unusable: nothing is chosen; names what could have been.
    """
    chosen = (
        ("team", selection.team, {one.team for one in records}),
        ("person", selection.person, {who for one in records for who in one.people}),
        ("scenario", selection.scenario, {one.scenario for one in records}),
    )
    for kind, wanted, known in chosen:
        if wanted is not None and wanted not in known:
            raise Unusable(f"--{kind} {wanted}: in no record; there is: {_listed(known)}")
    if not selection.records(records):
        raise Unusable("no record is of this team, person and scenario together")


def _listed(known: set[str]) -> str:
    from reports.training.names import shown

    names = sorted(shown(name) for name in known if name)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (", ".join(names[:_NAMED]) or "none") + more


def gathered(
    records: Sequence[Played], selection: Selection, policy: Policy, today: date
) -> Training:
    """What the report is made from.

    Raises:
        Unusable: nothing is chosen.
    """
    from reports.training.document import training

    check(selection, records)
    playable = playable_scenarios(records)
    return training(records, selection, policy=policy, playable=playable, today=today)


def calendar_file(made: Training) -> str:
    """The training calendar as calendar programs read it."""
    from reports.training.ics import render

    return render(
        made.due,
        policy=made.policy.name,
        stamp=made.records[-1].day,
        today=made.today,
        team=made.selection.team or "",
    )


def write_training(folder: Path, made: Training, forms: Sequence[Form]) -> list[Path]:
    """Write report and calendar; the paths."""
    from reports.training.document import document
    from sim.surfaces.reports import write_report

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{folder}: cannot be made: {error.strerror}") from error
    written = write_report(folder, NAME, document(made), forms)
    path = folder / CALENDAR_NAME
    write_atomically(path, calendar_file(made).encode())
    return [*written, path]
