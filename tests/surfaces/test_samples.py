"""The made-up year of training: teams that get better, the same files every time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from sim.journal.file import JOURNAL_NAME
from sim.records.record import Record
from sim.scenario.responder import ResponderScript
from sim.surfaces.samples import QUARTERS, SCENARIOS, SESSIONS, TEAMS, play_all, play_session
from sim.surfaces.team_model import TeamModel, worked_by
from sim.surfaces.training import read_records
from sim.world.streams import Streams

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = ResponderScript.model_validate(
    {
        "format": 1,
        "scenario": "outage",
        "tracks": {
            "work": [
                {"do": "ack", "after": "alert", "wait": "1m"},
                {"do": "GET /health/status", "wait": "1m"},
                {"id": "declared", "do": "declare 'It is down'", "wait": "1m"},
            ],
            "people": [{"do": "page technical_lead 'Join'", "after": "declared", "wait": "1m"}],
        },
    }
)


def test_what_is_left_out_hands_on_what_it_waited_for() -> None:
    """Who forgets everything but what others wait for still declares after the alert, not before.

    Three waits of a minute are one of between 3 x 0.6 and 3 x 1.5 minutes; the page is gone.
    """
    done = worked_by(SCRIPT, TeamModel(pace=1, forgets=1, talks=1), Streams(1), "Ada")
    assert list(done.tracks) == ["work"]
    (step,) = done.tracks["work"]
    assert (step.id, step.after) == ("declared", "alert")
    assert 108_000 <= step.wait <= 270_000


def test_who_forgets_nothing_and_is_as_fast_does_the_same_steps() -> None:
    """No step is lost or turned around, and its waits stay in their bounds."""
    done = worked_by(SCRIPT, TeamModel(pace=2, forgets=0, talks=0), Streams(1), "Ada")
    for name, steps in SCRIPT.tracks.items():
        assert [step.do for step in done.tracks[name]] == [step.do for step in steps]
        assert [step.after for step in done.tracks[name]] == [step.after for step in steps]
        assert all(72_000 <= step.wait <= 180_000 for step in done.tracks[name])


def test_the_year_is_whole_and_teams_get_better() -> None:
    """Every team plays every scenario in every quarter, each time with a better pace."""
    assert len({session.name for session in SESSIONS}) == 4 * 3 * 4 == len(SESSIONS)
    for team, scenario in itertools.product(TEAMS, SCENARIOS):
        mine = [one for one in SESSIONS if (one.team, one.scenario) == (team, scenario)]
        assert [one.quarter for one in mine] == list(range(len(QUARTERS)))
        paces = [one.model.pace for one in mine]
        assert paces == sorted(paces, reverse=True)
        assert min(paces) > 1
    assert all(session.played_at.isoweekday() <= 5 for session in SESSIONS)


def test_a_session_is_the_same_every_time(tmp_path: Path) -> None:
    """Played twice, journal and day are equal; the record is of a drill, by a team, scored."""
    first, again = (play_session(SESSIONS[0], tmp_path / name) for name in "ab")
    assert (first / JOURNAL_NAME).read_bytes() == (again / JOURNAL_NAME).read_bytes()
    assert Record(first).about() == Record(again).about()
    assert Record(first).about().team == "Harbour"
    card = Record(first).scorecard()
    assert (card.exercise_type, card.scenario) == ("drill", "complete-r2-outage")
    assert card.participants == ("Ada Brandt", "Jonas Weber")


@pytest.mark.slow
def test_the_year_can_be_played(tmp_path: Path) -> None:
    """48 records of three teams and four quarters, every one of them scored."""
    play_all(tmp_path)
    found = read_records(tmp_path, pytest.fail)
    assert len(found) == 48
    assert set(found["team"]) == {team.name for team in TEAMS}
    assert set(found["quarter"]) == {"2025 Q2", "2025 Q3", "2025 Q4", "2026 Q1"}
    assert found["total"].notna().all()
