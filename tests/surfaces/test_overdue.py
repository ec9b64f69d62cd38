"""Overdue actions of earlier exercises lead the next briefing; nothing else of them does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reports.review.model import Improvement, Review
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.journal.file import write_journal
from sim.records.record import Record
from sim.records.review import REVIEW_NAME
from sim.surfaces.drill import overdue_words

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

TODAY = date(2026, 4, 20)


def _action(name: str, due: date, status: str = "not started") -> Improvement:
    return Improvement.model_validate(
        {"id": name, "problem": "Slow.", "action": f"Do {name}.", "category": "immediate",
         "owner": "Ada", "due": due, "status": status}
    )  # fmt: skip


def test_only_what_is_overdue_and_open_leads(
    tmp_path: Path, scenario: Scenario, policy: Policy
) -> None:
    """Late first, by how long; what is done, not due or in an unreadable review is not told."""
    exercise = Exercise(scenario, policy, 7, exercise_type="drill")
    play(exercise, nobody())
    for name in ("old", "spoilt"):
        (tmp_path / name).mkdir()
        write_journal(tmp_path / name, exercise.journal.lines)
    record = Record(tmp_path / "old")
    record.write_about("Blue", datetime(2026, 1, 5, tzinfo=UTC))
    record.update_review(
        Review(
            format=1,
            improvements=(
                _action("later", date(2026, 4, 10)),
                _action("first", date(2026, 3, 1)),
                _action("done", date(2026, 1, 1), "complete"),
                _action("not-yet", date(2026, 6, 1)),
            ),
        )
    )
    (tmp_path / "spoilt" / REVIEW_NAME).write_text("format: [")
    lines = overdue_words(tmp_path / "new", TODAY).splitlines()
    assert lines[0] == "Overdue from earlier exercises:"
    told = " ".join(" ".join(lines[1:]).split())
    assert told.index("Do first.") < told.index("Do later.")
    assert "OVERDUE by 50 days; Ada" in told
    assert "done" not in told
    assert "not-yet" not in told
    assert overdue_words(tmp_path / "new", date(2026, 1, 2)) == ""
