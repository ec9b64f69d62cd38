"""What the lobby lists: scenarios and drafts with what they train, plans, past sessions.

Reads files and decides nothing; what cannot be read is listed with why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from reports.handouts.handouts import length_of
from scoring.criteria import CRITERIA
from sim.errors import TabletopError
from sim.journal.file import JOURNAL_NAME
from sim.records.record import RECORDS, Record
from sim.scenario.durations import spoken
from sim.scenario.library import relived_names, scenario_names
from sim.scenario.load import with_moves
from sim.surfaces.arguments import choose
from sim.surfaces.error_lines import lines_of
from sim.surfaces.web.seats import FILE_NAME as SEATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.model import Scenario
    from sim.surfaces.arguments import Chosen

DRAFTS = Path("drafts")
PLANS = Path("plans")
_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario in the list.

    Attributes:
        name: as `tabletop run` takes it; of a draft, the file's name without its ending.
        trains: titles of what its objectives are about.
        tabletop, live: how long it takes at most, in words.
        problem: why it cannot be played; "" when it can.
    """

    name: str
    draft: bool
    title: str = ""
    summary: str = ""
    difficulty: int = 0
    trains: tuple[str, ...] = ()
    tabletop: str = ""
    live: str = ""
    problem: str = ""


def trains(scenario: Scenario) -> tuple[str, ...]:
    """What a scenario's objectives are about, each once."""
    return tuple(dict.fromkeys(CRITERIA[one.criterion].title for one in scenario.objectives))


def draft_path(name: str) -> Path:
    """Where a draft is kept."""
    return DRAFTS / f"{name}.yaml"


def chosen_scenario(name: str, *, draft: bool) -> Chosen:
    """A scenario of the list with its policy.

    Raises:
        TabletopError: there is none of that name, or it is not valid.
    """
    return choose(str(draft_path(name)) if draft else name)


def _row(name: str, *, draft: bool) -> ScenarioRow:
    try:
        chosen = chosen_scenario(name, draft=draft)
    except TabletopError as error:
        return ScenarioRow(name, draft, title=name, problem=lines_of(error)[0])
    scenario, policy = chosen.scenario, chosen.policy
    return ScenarioRow(
        name,
        draft,
        scenario.title,
        scenario.summary,
        scenario.difficulty,
        trains(scenario),
        spoken(length_of(with_moves(scenario, chosen.path), policy, "tabletop")),
        spoken(length_of(scenario, policy, "functional")),
    )


def _rows(names: Iterable[str]) -> tuple[ScenarioRow, ...]:
    return tuple(_row(name, draft=False) for name in names)


def _easiest_first(names: Iterable[str]) -> tuple[ScenarioRow, ...]:
    return tuple(sorted(_rows(names), key=lambda row: (row.difficulty, row.title)))


def draft_names() -> tuple[str, ...]:
    """The drafts, in alphabetical order."""
    return tuple(sorted(path.stem for path in DRAFTS.glob("*.yaml"))) if DRAFTS.is_dir() else ()


FIRST = ("complete-r2-outage", "partial-degradation", "data-corruption", "communication-failure")
"""The incident response guide's own scenarios, in the order to take them in: each has a manual."""

PRACTICE = ("no-incident",)
"""Nothing breaks there: a day to learn boards and commands on."""

TAKE_FIRST = "Start with these, in this order; the first is for people new to the boards"


class Library:
    """The scenarios as rows; the shipped ones are read once."""

    def __init__(self) -> None:
        self._shipped: dict[str, tuple[ScenarioRow, ...]] = {}

    def shipped(self) -> dict[str, tuple[ScenarioRow, ...]]:
        """What comes with the trainer under headings, in the order to take it in."""
        if not self._shipped:
            known = (*PRACTICE, *FIRST)
            more = (name for name in scenario_names() if name not in known)
            self._shipped = {
                TAKE_FIRST: _rows(known),
                "More scenarios, easiest first": _easiest_first(more),
                "Real incidents, re-enacted, easiest first": _easiest_first(relived_names()),
            }
        return self._shipped

    def drafts(self) -> tuple[ScenarioRow, ...]:
        """The drafts as they are now."""
        return tuple(_row(name, draft=True) for name in draft_names())


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that was played, in the list.

    Attributes:
        name: the record's folder, which has the plan's name.
        day, time: when it began, as reports have it.
        state: `complete`, `in hot wash`, `interrupted` or `being played`.
        resumes: whether it can be taken up again.
        reported, as_pdf: whether it has a report, and one as PDF.
        problem: why it cannot be read; "" when it can.
    """

    name: str
    title: str = ""
    kind: str = ""
    day: str = ""
    time: str = ""
    team: str = ""
    state: str = ""
    resumes: bool = False
    reported: bool = False
    as_pdf: bool = False
    problem: str = ""


def _session(folder: Path) -> SessionRow:
    journal = folder / JOURNAL_NAME
    try:
        with journal.open("rb") as file:
            header = json.loads(file.readline(20_000_000))["body"]
            size = journal.stat().st_size
            file.seek(max(0, size - _TAIL_BYTES))
            ended = b'"kind":"ended"' in file.read()
        about = Record(folder).about()
        played_at = about.played_at.astimezone(UTC)
        title, kind = str(header["scenario"]["title"]), str(header["exercise_type"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return SessionRow(folder.name, problem=f"cannot be read: {error}")
    except TabletopError as error:
        return SessionRow(folder.name, problem=lines_of(error)[0])
    played, seated = Record(folder).in_use is not None, (folder / SEATS).exists()
    state = "complete" if ended else "interrupted"
    if ended and seated:
        state = "in hot wash"
    if played:
        state = "being played"
    return SessionRow(
        folder.name,
        title,
        kind,
        f"{played_at:%Y-%m-%d}",
        f"{played_at:%H:%M} UTC",
        about.team,
        state,
        resumes=seated and not played,
        reported=(folder / "report.html").is_file(),
        as_pdf=(folder / "report.pdf").is_file(),
    )


def sessions() -> list[SessionRow]:
    """Every record of the folder of records, the newest first."""
    if not RECORDS.is_dir():
        return []
    folders = [one for one in RECORDS.iterdir() if (one / JOURNAL_NAME).is_file()]
    rows = [_session(folder) for folder in sorted(folders)]
    return sorted(rows, key=lambda row: (row.day, row.time, row.name), reverse=True)


def session_folder(name: str) -> Path | None:
    """The record of this name; None when there is none here."""
    if not RECORDS.is_dir():
        return None
    return next((one for one in RECORDS.iterdir() if one.name == name and one.is_dir()), None)
