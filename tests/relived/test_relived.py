"""Re-enacted incidents keep to what was published: measured in their journals, row by row."""

from __future__ import annotations

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.scenario.library import (
    find_policy,
    find_reference,
    find_scenario,
    find_what_they_did,
    playable_names,
    relived_names,
    scenario_names,
    shipped_folder,
)
from sim.scenario.lint import is_hint, lint_file
from sim.scenario.load import load_policy, load_scenario
from tests.relived import measure, table
from tests.relived.rows import MAR, ROWS

NAMES = relived_names()


def test_six_incidents_are_compared() -> None:
    """Each re-enacted scenario has a table, and each fact of it a row."""
    assert set(ROWS) == set(NAMES)
    assert len(NAMES) == 6
    for name in NAMES:
        facts = [fact.id for fact in table.relived_of(name)[1].facts]
        assert sorted(row.fact for row in ROWS[name] if not row.ours) == sorted(facts)


def check(name: str, seed: int) -> None:
    """Each row agrees, or says in one line why nothing can be measured."""
    found = table.lines(name, seed)
    assert [line.row.fact for line in found if not line.agrees] == []
    assert all(line.row.note and "\n" not in line.row.note for line in found)
    # A number that the source gives is compared, unless it is another product's or unit's.
    open_ones = [line for line in found if line.off is None and not line.row.ours]
    assert all(line.here is None or line.here == 0 for line in open_ones)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_is_as_published(name: str) -> None:
    """Shares within five points, times within a quarter."""
    check(name, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4, 5])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_as_published_under_other_seeds(name: str, seed: int) -> None:
    """No row agrees by the luck of a seed."""
    check(name, seed)


def test_the_breaker_adds_to_the_loss() -> None:
    """R2 refused a third of the reads; behind the shipped breaker far more failed."""
    found = {line.row.fact: line.here for line in table.lines(MAR)}
    at_r2 = found["reads-failing"]
    at_the_door = found["Reads that failed at the users' door, the breaker as shipped"]
    assert at_r2 is not None
    assert at_the_door is not None
    assert at_the_door > at_r2 + 20


def test_the_first_fixes_change_nothing() -> None:
    """From the first deployment on to the right one, R2 refuses every write as before."""
    night = measure.played(MAR, bare=True)
    between = night.windows(night.at(38), night.at(66))
    assert measure.share(between, measure.WRITES, measure.refused) > 99


def test_the_page_shows_what_is_measured() -> None:
    """The page is up to date; `python -m tests.relived.table --write` writes it anew."""
    text = table.PAGE.read_text(encoding="utf-8")
    assert table.written(text) == text


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_scenario_like_any_other(name: str) -> None:
    """It is found by name, without errors, and says what its responders did; no reference."""
    path = find_scenario(name)
    assert path == shipped_folder() / "relived" / f"{name}.yaml"
    did = find_what_they_did(load_scenario(path))
    assert did is not None
    assert find_what_they_did(load_scenario(path), path) == did
    assert find_reference(load_scenario(path), path) is None
    for file in (path, did):
        assert [str(found) for found in lint_file(file) if not is_hint(found)] == []


def test_they_stand_apart_from_the_exercises() -> None:
    """The bands of marks go through `scenario_names`; everything else plays both."""
    assert not set(NAMES) & set(scenario_names())
    assert playable_names() == (*scenario_names(), *NAMES)
    assert all(load_scenario(find_scenario(name)).relived is None for name in scenario_names())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_same_every_time(name: str) -> None:
    """What they did leaves one journal; nobody at all leaves the world as bad as it says."""
    again = measure.played.__wrapped__(name)
    assert again.entries == measure.played(name).entries
    path = find_scenario(name)
    scenario = load_scenario(path)
    exercise = Exercise(scenario, load_policy(find_policy(scenario.policy, path)), 1)
    play(exercise, nobody())
    card = score(exercise.journal.entries)
    assert card.total == 0
    assert {one.rating for one in card.objectives} == {"U"}
    levels = [span.level for span in card.truth if span.level is not None]
    assert min(levels) == scenario.worst_severity
