"""`make samples`: a year of made-up training, played by the simulator, and every report of it.

`python -m sim.surfaces.samples DIR` plays four scenarios by three teams in four quarters. The teams
work the reference responses with models of their own, which get better. The same files every time.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.actions.model import COMPLETE, in_order
from reports.evidence.document import Declared
from reports.training.records import Selection
from scoring.score import score
from sim.disk import write_atomically
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Participant
from sim.journal.file import write_journal
from sim.records.record import Record
from sim.records.review import set_statuses
from sim.records.shelf import record_folders
from sim.scenario.library import find_policy, find_reference
from sim.scenario.load import load_policy, load_responder
from sim.surfaces.actions import actions_below, write_actions
from sim.surfaces.arguments import choose
from sim.surfaces.evidence import make_pack
from sim.surfaces.learning import stated_by
from sim.surfaces.par import par_for
from sim.surfaces.reports import FORMS, KINDS, document_of, material_of, write_report
from sim.surfaces.team_model import TeamModel, worked_by
from sim.surfaces.training import gathered, planned, read_shelf, write_training
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.scenario.responder import ResponderScript
    from sim.surfaces.arguments import Chosen

FOLDER = Path("build/sample-reports")
SCENARIOS = (
    "complete-r2-outage",
    "partial-degradation",
    "data-corruption",
    "communication-failure",
)
SEEDS = {name: 11 + number for number, name in enumerate(SCENARIOS)}
"""The same weather every quarter: only equal exercises compare."""
QUARTERS = (date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1))
TODAY = date(2026, 4, 20)
"""The day the sample's calendar is for; a real one would make other files every day."""
_WORKERS = 2
_LEFT_OPEN = 2
"""So many actions of the first record shown are still open a year later."""
_BETTER = 0.72
"""From quarter to quarter, what is above the reference's pace shrinks to this share."""


@dataclass(frozen=True, slots=True)
class Team:
    """A made-up team: its people, and its model in the first quarter."""

    name: str
    people: tuple[str, ...]
    model: TeamModel


TEAMS = (
    Team("Harbour", ("Ada Brandt", "Jonas Weber", "Mira Sato"), TeamModel(3.2, 0.30, 0.35)),
    Team("Lighthouse", ("Noor Haddad", "Pavel Novak", "Tess Moreau"), TeamModel(1.8, 0.12, 0.20)),
    Team("Night watch", ("Bao Tran", "Ines Costa", "Owen Price"), TeamModel(4.2, 0.25, 0.60)),
)


@dataclass(frozen=True, slots=True)
class Session:
    """One exercise to play: `quarter` counts from 0."""

    team: Team
    scenario: str
    quarter: int

    @property
    def name(self) -> str:
        """The record's directory."""
        start = QUARTERS[self.quarter]
        team = self.team.name.lower().replace(" ", "-")
        return f"{start.year}-q{(start.month + 2) // 3}/{team}-{self.scenario}"

    @property
    def streams(self) -> Streams:
        """The draws of this session."""
        key = f"samples|{self.team.name}|{self.quarter}|{self.scenario}"
        return Streams(Streams(1).derive(key))

    @property
    def model(self) -> TeamModel:
        """How the team works by then."""
        left, first = _BETTER**self.quarter, self.team.model
        pace = 1 + (first.pace - 1) * left
        return TeamModel(pace, first.forgets * left, first.talks * left)

    @property
    def played_at(self) -> datetime:
        """A working day of the quarter, at two in the afternoon."""
        day = QUARTERS[self.quarter] + timedelta(days=int(self.streams.uniform("day") * 80))
        at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
        return at - timedelta(days=max(0, at.isoweekday() - 5))

    @property
    def people(self) -> tuple[str, ...]:
        """Two of the team, taking turns."""
        turn = self.quarter + SCENARIOS.index(self.scenario)
        several = self.team.people
        return several[turn % len(several)], several[(turn + 1) % len(several)]


SESSIONS = tuple(
    Session(team, scenario, quarter)
    for scenario in SCENARIOS
    for quarter in range(len(QUARTERS))
    for team in TEAMS
)


@lru_cache
def _to_play(scenario: str) -> tuple[Chosen, ResponderScript]:
    """A scenario and its reference response: once for all sessions of it."""
    chosen = choose(scenario)
    path = find_reference(chosen.scenario, chosen.path)
    assert path is not None  # every shipped scenario has one
    return chosen, load_responder(path)


SHOWN = (SESSIONS[0], SESSIONS[-1])
"""Whose own reports are samples, too: a first try, and a year later."""


def play_session(session: Session, records: Path) -> Path:
    """Play a session and write its record; the record's directory."""
    chosen, reference = _to_play(session.scenario)
    seed = SEEDS[session.scenario]
    first, second = session.people
    exercise = Exercise(
        chosen.scenario,
        chosen.policy,
        seed,
        exercise_type="drill",
        participants=(
            Participant(name=first, role=chosen.scenario.player),
            Participant(name=second, role=chosen.scenario.player),
        ),
    )
    script = worked_by(reference, session.model, session.streams, first)
    play(exercise, Scripted(script))
    record = records / session.name
    record.mkdir(parents=True, exist_ok=True)
    write_journal(record, exercise.journal.lines)
    kept = Record(record)
    kept.write_about(session.team.name, session.played_at)
    entries = exercise.journal.entries
    kept.write_scorecard(
        score(entries, par=par_for(chosen, exercise.journal.header, entries[-1].at))
    )
    return record


def play_all(records: Path) -> tuple[Path, ...]:
    """Play every session, two at a time."""
    with ProcessPoolExecutor(_WORKERS) as pool:
        return tuple(pool.map(play_session, SESSIONS, [records] * len(SESSIONS), chunksize=6))


def write_samples(folder: Path) -> tuple[Path, ...]:
    """Records and reports; the reports' paths."""
    play_all(folder / "records")
    # The reviews come first: the trends and the list of actions are about them.
    for session in SHOWN:
        _review(folder / "records" / session.name, closed=session is SHOWN[0])
    with ProcessPoolExecutor(_WORKERS) as pool:
        reports = [pool.submit(write_of_one, folder, session) for session in SHOWN]
        over_all = [
            pool.submit(made, folder)
            for made in (write_trends, write_evidence, write_statements, write_issues)
        ]
        return tuple(path for one in (*over_all, *reports) for path in one.result())


def _review(record: Path, *, closed: bool) -> None:
    """Write a record's review; `closed`: a year later all of its actions but two are done."""
    kept = Record(record)
    made = material_of(record, kept.scorecard(), kept.entries())
    if closed and made.review is not None:
        done = made.review.improvements[_LEFT_OPEN:]
        set_statuses(record, {one.id: COMPLETE for one in done})


def write_trends(folder: Path) -> list[Path]:
    """The report on all teams, a person's own page, and the review of the last quarter."""
    records = folder / "records"
    policy = load_policy(find_policy("list-cutter"))
    shelf = read_shelf(records, print)
    written: list[Path] = []
    for chosen in (Selection(), Selection(person=TEAMS[0].people[0])):
        actions = planned(shelf, records, chosen, TODAY)
        made = gathered(shelf.records, chosen, policy, TODAY, actions, feedback=shelf.feedback)
        everybody = chosen == Selection()
        forms = FORMS if everybody else ("html", "pdf")
        target = folder if everybody else folder / "person"
        written += write_training(target, made, forms, "quarterly" if everybody else None)
    return written


def write_evidence(folder: Path) -> list[Path]:
    """A pack of the last quarter's records for one framework; not signed."""
    newest = (folder / "records" / SESSIONS[-1].name).parent
    declared = Declared("Night watch", "no", "")
    path = folder / "evidence-dora.zip"
    write_atomically(path, make_pack(record_folders(newest), "dora", declared, None).data)
    return [path]


def write_statements(folder: Path) -> list[Path]:
    """What everybody did, for a learning record store."""
    found, _ = stated_by(folder / "records", "https://example.com")
    path = folder / "xapi.json"
    write_atomically(path, f"{json.dumps(found, indent=2, ensure_ascii=False)}\n".encode())
    return [path]


def write_issues(folder: Path) -> list[Path]:
    """The improvement actions for trackers and calendars."""
    actions = in_order(actions_below(folder / "records")[0], TODAY)
    return write_actions(actions, ("csv", "jira", "ics", "gh", "glab"), folder / "actions", TODAY)


def write_of_one(folder: Path, session: Session) -> list[Path]:
    """Every report of one record in every form, and the review it was made with."""
    record = folder / "records" / session.name
    kept = Record(record)
    made = material_of(record, kept.scorecard(), kept.entries())
    written = []
    for kind in KINDS:
        name = f"{record.name}-{kind}"
        written += write_report(folder, name, document_of(kind, made), FORMS)
    return written


def main(words: list[str]) -> None:
    """Write the samples and name them."""
    folder = Path(words[0]) if words else FOLDER
    for path in write_samples(folder):
        print(path)  # noqa: T201 - what a person wants to know


if __name__ == "__main__":
    main(sys.argv[1:])
