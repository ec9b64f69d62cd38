"""Many records beside one another: those after each, with every scorecard read once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reports.review.proven import Players, comparable, outage_ms
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.journal.bodies import Participant
from sim.journal.file import write_journal
from sim.records.about import ABOUT_NAME
from sim.records.record import Record
from sim.records.shelf import Neighbours, last_before, later_records

if TYPE_CHECKING:
    from pathlib import Path

    from sim.journal.bodies import ExerciseType
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy


@pytest.fixture
def shelf(tmp_path: Path, scenario: Scenario, policy: Policy) -> list[Record]:
    """Three records, a day apart, the newest first by name."""
    exercise = Exercise(scenario, policy, 7, exercise_type="drill")
    play(exercise, nobody())
    card = score(exercise.journal.entries)
    made = []
    for day, name in enumerate(("c", "b", "a")):
        (tmp_path / name).mkdir()
        write_journal(tmp_path / name, exercise.journal.lines)
        record = Record(tmp_path / name)
        record.write_scorecard(card)
        record.write_about(played_at=datetime(2026, 3, 3, tzinfo=UTC) + timedelta(days=day))
        made.append(record)
    return made


def test_those_after_a_record_come_by_name(shelf: list[Record]) -> None:
    """The record itself and those before it are not among them."""
    oldest, middle, newest = shelf
    assert [one.name for one in later_records(oldest)] == ["a", "b"]
    assert [one.name for one in later_records(middle)] == ["a"]
    assert list(later_records(newest)) == []


def test_who_asks_again_gets_what_was_read(shelf: list[Record]) -> None:
    """The same objects: a thousand records that ask read each scorecard once."""
    beside = Neighbours()
    first = list(beside.after(shelf[0]))
    (again,) = beside.after(shelf[1])
    assert again is first[0]


def test_the_last_one_is_the_newest_that_compares(
    tmp_path: Path, scenario: Scenario, policy: Policy
) -> None:
    """Not a script's beside people's, nor another script's; with how long its outage lasted."""
    played: tuple[tuple[str, ExerciseType, str], ...] = (
        ("a", "regression", "ops.md"),
        ("b", "drill", "Ana"),
        ("c", "regression", "reference"),
        ("d", "drill", "Bo"),
        ("e", "regression", "ops.md"),
    )
    for day, (name, kind, who) in enumerate(played, start=1):
        people = (Participant(name=who, role=scenario.player),)
        exercise = Exercise(scenario, policy, 7, exercise_type=kind, participants=people)
        play(exercise, nobody())
        (tmp_path / name).mkdir()
        write_journal(tmp_path / name, exercise.journal.lines)
        record = Record(tmp_path / name)
        record.write_about("", datetime(2026, 1, day, tzinfo=UTC))
        record.write_scorecard(record.scorecard())

    def before(name: str) -> tuple[str, int | None] | None:
        record = Record(tmp_path / name)
        found = last_before(record, record.scorecard())
        return None if found is None else (found.name, found.outage_ms)

    lasted = outage_ms(Record(tmp_path / "b").entries())
    assert [before(name) for name in "abcde"] == [
        None, None, None, ("b", lasted), ("a", lasted),
    ]  # fmt: skip


def test_a_neighbour_of_a_newer_trainer_costs_nobody_anything(
    tmp_path: Path, scenario: Scenario, policy: Policy
) -> None:
    """What this trainer cannot read beside a record is as if it were not there."""
    for name in ("mine", "newer"):
        exercise = Exercise(scenario, policy, 7, exercise_type="drill")
        play(exercise, nobody())
        (tmp_path / name).mkdir()
        write_journal(tmp_path / name, exercise.journal.lines)
        Record(tmp_path / name).write_about("", datetime(2026, 1, 1, tzinfo=UTC))
    (tmp_path / "newer" / ABOUT_NAME).write_text('{"format": 99}', encoding="utf-8")
    mine = Record(tmp_path / "mine")
    assert list(later_records(mine)) == []
    assert last_before(mine, mine.scorecard()) is None


def test_another_team_is_no_then_and_now() -> None:
    """People are compared with people of their team; a team that is not named may be any."""
    blue, red, unnamed = (Players("drill", ("Ana",), team) for team in ("Blue", "Red", ""))
    assert comparable(blue, Players("functional", ("Bo",), "Blue"))
    assert not comparable(blue, red)
    assert comparable(blue, unnamed)
