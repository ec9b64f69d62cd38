"""Training reports over many records: a thousand read anew, five thousand that are known."""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.file import JOURNAL_NAME
from sim.records.about import ABOUT_NAME, About
from sim.records.record import SCORECARD_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.model import Measure, Scorecard
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from tests.benchmarks.conftest import Show

pytestmark = pytest.mark.slow

RECORDS = 1_000
TEAMS, QUARTERS, SCENARIOS, PEOPLE = 5, 8, 10, 20


def _other(measure: Measure, number: int) -> Measure:
    """Another time for the same measure; one in eleven never ended."""
    if measure.ms is None:
        return measure
    ms = measure.ms * (70 + number * 37 % 61) // 100
    return measure.model_copy(update={"ms": ms, "censored": number % 11 == 0})


def _card(card: Scorecard, number: int) -> Scorecard:
    scenario = number % SCENARIOS
    return card.model_copy(
        update={
            "scenario": f"scenario-{scenario}",
            "title": f"Scenario {scenario}",
            "scenario_digest": f"{scenario:064d}",
            "seed": number // SCENARIOS % 5,
            "participants": tuple(f"Person {(number + step) % PEOPLE}" for step in (0, 7)),
            "measures": tuple(_other(one, number) for one in card.measures),
        }
    )


@pytest.fixture
def thousand(
    tmp_path: Path,
    scenario: Scenario,
    policy: Policy,
    reference: ResponderScript,
    request: pytest.FixtureRequest,
) -> Path:
    """A thousand records or as many as asked for: one real scorecard, other names and times."""
    exercise = Exercise(scenario, policy, 7, exercise_type="drill")
    play(exercise, Scripted(reference))
    card = score(exercise.journal.entries)
    journal = "".join(f"{line}\n" for line in exercise.journal.lines)
    first = tmp_path / "journal"
    first.write_text(journal, encoding="utf-8")
    for number in range(getattr(request, "param", RECORDS)):
        record = tmp_path / "records" / f"{number:04d}"
        record.mkdir(parents=True)
        (record / JOURNAL_NAME).hardlink_to(first)  # nobody reads a thousand of them
        text = _card(card, number).model_dump_json(indent=2)
        (record / SCORECARD_NAME).write_text(text, encoding="utf-8")
        day = datetime(2024, 1, 8, tzinfo=UTC) + timedelta(days=number % QUARTERS * 91)
        about = About(played_at=day, team=f"Team {number // SCENARIOS % TEAMS}")
        (record / ABOUT_NAME).write_text(about.model_dump_json(), encoding="utf-8")
    return tmp_path / "records"


MANY = 5_000
MOST_TIMES = 6
"""Of what a page of one record costs: the imports, the drawings, the tables."""

MOST_TIMES_NEW = 9
"""The same, for a thousand that were never read before (measured: 4.5 beside another load)."""


def _cpu_seconds(folder: Path, out: Path) -> float:
    """The processor time of the whole command: what else the machine does counts little."""
    words = [sys.executable, "-m", "sim.surfaces.cli.main", "trends", str(folder)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*words, "--form", "html", "--out", str(out)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_thousand_new_records_cost_a_few_pages(
    thousand: Path, tmp_path: Path, show: Show
) -> None:
    """The whole command, each record read for the first time, in units of a page of one record."""
    first = _cpu_seconds(thousand, tmp_path / "first")
    one = _cpu_seconds(thousand / "0000", tmp_path / "one")
    show(
        f"trends over {RECORDS} new records: {first:.1f} s of processor time, "
        f"{one:.1f} s over one: {first / one:.1f} times"
    )
    assert first / one < MOST_TIMES_NEW


@pytest.mark.parametrize("thousand", [MANY], indirect=True)
def test_five_thousand_known_records_cost_a_few_pages(
    thousand: Path, tmp_path: Path, show: Show
) -> None:
    """Once read, records are known: then the page of 5,000 costs a few times that of one."""
    first = _cpu_seconds(thousand, tmp_path / "first")
    again = _cpu_seconds(thousand, tmp_path / "again")
    one = _cpu_seconds(thousand / "0000", tmp_path / "one")
    show(
        f"trends over {MANY} records: {first:.1f} s of processor time the first time, "
        f"{again:.1f} s from then on, {one:.1f} s over one: {again / one:.1f} times"
    )
    assert again < first
    assert again / one < MOST_TIMES
