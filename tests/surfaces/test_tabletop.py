"""A tabletop's record on disk: scored, replayed, reported; its moves in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scoring.score import score
from sim.commands.command import Actor, Request
from sim.errors import BadFile
from sim.exercise.discussion import beginning
from sim.exercise.exercise import Exercise
from sim.journal.conduct import Decision, Joined, Remark
from sim.journal.file import read_journal, write_journal
from sim.records.record import Record
from sim.records.review import REVIEW_NAME
from sim.scenario.library import find_scenario
from sim.surfaces.cli.main import cli
from sim.surfaces.reports import document_of, material_of, rendered

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

ANA = Actor("Ana", "responder")


@pytest.fixture
def record(scenario: Scenario, policy: Policy, tmp_path: Path) -> Path:
    """The shipped exercise discussed for two moves, with an evaluator who rates."""
    exercise = Exercise(scenario, policy, 1, exercise_type="tabletop")
    exercise.enter(Joined(name="Ana", role="oncall_engineer"))
    exercise.enter(Joined(name="Eva", role="evaluator"))
    exercise.enter(beginning(exercise.moves[0], "Flo"))
    exercise.act(Request("POST", "/exercise/declare", '{"text": "Downloads fail"}'), ANA)
    exercise.act(Request("POST", "/exercise/assess", '{"severity": 1}'), ANA)
    exercise.act(Request("POST", "/health/check"), ANA)
    decided = Decision(
        by="Ana",
        role="oncall_engineer",
        text="Page the lead",
        why="Nothing moves",
        question="users",
    )
    exercise.enter(decided)
    rating = {"by": "Eva", "role": "evaluator", "text": "In time", "objective": "classify"}
    exercise.enter(Remark.model_validate({**rating, "rating": "S"}))
    exercise.enter(Remark(by="Eva", role="evaluator", text="Nobody kept a timeline."))
    exercise.enter(beginning(exercise.moves[1], "Flo"))
    exercise.finish()
    folder = tmp_path / "discussed"
    folder.mkdir()
    write_journal(folder, exercise.journal.lines)
    Record(folder).write_about("Blue", datetime(2026, 3, 3, 14, tzinfo=UTC))
    return folder


def test_a_tabletops_record_is_scored_and_replayed(record: Path) -> None:
    """The terminal has no times for it, and the same world comes out of the record again."""
    scored = CliRunner().invoke(cli, ["score", str(record)])
    assert scored.exit_code == 0
    assert "TTR" not in scored.output
    assert "Severity    assessed as 1" in scored.output
    replayed = CliRunner().invoke(cli, ["replay", str(record)])
    assert replayed.exit_code == 0, replayed.output


def test_what_evaluators_entered_reaches_the_review(record: Path) -> None:
    """The first report writes it into review.yaml; what is edited there stands from then on."""
    entries = read_journal(record)
    card = score(entries)
    material_of(record, card, entries)
    review = Record(record).review()
    assert review is not None
    rated = next(one for one in review.objectives if one.id == "classify")
    assert (rated.proposed, rated.confirmed, rated.reason) == ("P", "S", "In time")
    assert (review.evaluator, review.notes) == ("Eva", ("22:00 Eva: Nobody kept a timeline.",))
    path = record / REVIEW_NAME
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("confirmed: S", "confirmed: M"), encoding="utf-8")
    made = material_of(record, card, entries)
    again = Record(record).review()
    assert again is not None
    assert next(one.confirmed for one in again.objectives if one.id == "classify") == "M"
    report = rendered(document_of("after-action", made), "md").decode()
    assert "performed with major challenges; overruled (proposed P)" in report
    assert report.count("Nobody kept a timeline.") == 2  # in the section of notes, in the timeline


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("complete-r2-outage", ["Moves of a tabletop\n", "  first-signs: First signs, at 22 min"]),
        (
            "false-alarm",
            ["Moves of a tabletop\n", "  it-happens-again: It is happening again, at 9 min"],
        ),
        ("r2-2025-02-06", ["derived from its faults and injects", "  move-1: First signs, at"]),
    ],
)
def test_the_facilitator_sees_the_moves_and_players_do_not(name: str, says: list[str]) -> None:
    """With what good answers contain; the briefing has none of it."""
    whole = CliRunner().invoke(cli, ["show", name, "--facilitator"]).output
    assert [text for text in (*says, "a good answer: ") if text not in whole] == []
    assert "Moves" not in CliRunner().invoke(cli, ["show", name]).output


def test_the_facilitator_sees_how_a_quiet_day_is_judged() -> None:
    """Who raises an alarm, what counts where nothing breaks, and that nothing is owed."""
    whole = CliRunner().invoke(cli, ["show", "false-alarm", "--facilitator"]).output
    assert "scored as a quiet day: looking 30, answering 40, restraint 30.\n" in whole
    assert "  support-alarm: 6m ± 2m, Support desk on phone, raises an alarm\n" in whole
    assert "Backend developer on slack\n" in whole
    broken = CliRunner().invoke(cli, ["show", "complete-r2-outage", "--facilitator"]).output
    assert "quiet day" not in broken


def test_a_quiet_day_without_written_moves_asks_for_no_notice(tmp_path: Path) -> None:
    """Somebody's own scenario, under a name that no moves are written for."""
    own = tmp_path / "nothing-today.yaml"
    text = find_scenario("false-alarm").read_text(encoding="utf-8")
    own.write_text(text.replace("name: false-alarm", "name: nothing-today"), encoding="utf-8")
    whole = CliRunner().invoke(cli, ["show", str(own), "--facilitator"]).output
    assert "derived from its faults and injects" in whole
    assert "a good answer: No notice is required. Tell the person who raised" in whole


def test_moves_beside_a_scenario_are_its_own(tmp_path: Path) -> None:
    """Read from `moves/` beside the file; one that does not fit is refused with its place."""
    own, moves = tmp_path / "false-alarm.yaml", tmp_path / "moves" / "false-alarm.yaml"
    own.write_text(find_scenario("false-alarm").read_text(encoding="utf-8"), encoding="utf-8")
    moves.parent.mkdir()
    text = """
format: 1
scenario: false-alarm
moves:
  - {id: only, title: The only one, at: 9m, questions: [{text: "Well?", asks: Well.}]}
"""
    moves.write_text(text, encoding="utf-8")
    show = ["show", str(own), "--facilitator"]
    assert "only: The only one, at 9 min" in CliRunner().invoke(cli, show).output
    moves.write_text(text.replace("9m", "99m"), encoding="utf-8")
    said = CliRunner().invoke(cli, show).exception
    assert isinstance(said, BadFile)
    assert str(said.findings[0]).endswith("moves[0].at: comes after the horizon of false-alarm")
    checked = CliRunner().invoke(cli, ["lint", str(moves)])
    assert checked.exit_code != 0
    moves.write_text(text.replace("scenario: false-alarm", "scenario: other"), encoding="utf-8")
    assert "is not the file's name" in CliRunner().invoke(cli, ["lint", str(moves)]).output


def test_the_facilitator_sees_what_each_objective_asks_for() -> None:
    """In plain words under its sentence; players read the sentence only."""
    shown = CliRunner(env={"COLUMNS": "88"})
    whole = shown.invoke(cli, ["show", "queue-overflow", "--facilitator"]).output
    sentence = "  - Watch the queue grow, and warn users of their uploads before it is full.\n"
    asked = (
        "      · Used GET /health/queue/status, GET /health/queue/operations or GET\n"
        "        /health/queue/stats before the queue is full\n"
        '      · "uploads" said truly to all users before the queue is full\n'
    )
    assert sentence + asked in whole
    briefing = shown.invoke(cli, ["show", "queue-overflow"]).output
    assert sentence in briefing
    assert "·" not in briefing
