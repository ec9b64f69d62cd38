"""Training reports over many records: a thousand of them, read and reported on."""

from __future__ import annotations

import subprocess
import sys
import time
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
MOST_SECONDS = 10


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
    tmp_path: Path, scenario: Scenario, policy: Policy, reference: ResponderScript
) -> Path:
    """A thousand records: a real scorecard of a real journal, with other names and times."""
    exercise = Exercise(scenario, policy, 7, exercise_type="drill")
    play(exercise, Scripted(reference))
    card = score(exercise.journal.entries)
    journal = "".join(f"{line}\n" for line in exercise.journal.lines)
    first = tmp_path / "journal"
    first.write_text(journal, encoding="utf-8")
    for number in range(RECORDS):
        record = tmp_path / "records" / f"{number:04d}"
        record.mkdir(parents=True)
        (record / JOURNAL_NAME).hardlink_to(first)  # nobody reads a thousand of them
        text = _card(card, number).model_dump_json(indent=2)
        (record / SCORECARD_NAME).write_text(text, encoding="utf-8")
        day = datetime(2024, 1, 8, tzinfo=UTC) + timedelta(days=number % QUARTERS * 91)
        about = About(played_at=day, team=f"Team {number // SCENARIOS % TEAMS}")
        (record / ABOUT_NAME).write_text(about.model_dump_json(), encoding="utf-8")
    return tmp_path / "records"


def test_a_thousand_records_are_reported_on_in_ten_seconds(thousand: Path, show: Show) -> None:
    """The whole command, from its start to the page, the sheet and the calendar."""
    words = [sys.executable, "-m", "sim.surfaces.cli.main", "trends", str(thousand)]
    began = time.perf_counter()
    done = subprocess.run(
        [*words, "--form", "html,csv"], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - began
    show(f"trends over {RECORDS} records: {seconds:.1f} s")
    assert f"{RECORDS:,} records from 2024 Q1 to 2025 Q4" in done.stdout
    assert done.stderr == ""
    assert seconds < MOST_SECONDS
