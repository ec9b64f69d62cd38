"""Feedback over the quarters in words: what participants answered, how customers complained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.review.hot_wash import QUESTIONS, Feedback
from reports.training.feedback import complained, quarter_by_quarter, told
from reports.training.records import records_table

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord

EVERY = dict.fromkeys(QUESTIONS, 4)


def _said(number: int, text: str = "", **answers: int) -> Feedback:
    return Feedback(person=f"{number:012x}", answers={**EVERY, **answers}, text=text)


def test_participants_words_come_by_quarter(record: MakeRecord) -> None:
    """The newest quarter with feedback: how many answered, the best and the worst question."""
    rows = [record("2025-02-03", name="a"), record("2025-05-05", name="b", seed=2)]
    rows.append(record("2025-06-02", name="c", seed=3))
    given = {
        "a": [_said(1, difficulty=1)],
        "b": [_said(1, "More people.", difficulty=2), _said(2, difficulty=5)],
        "c": [_said(3, "Less mail.", difficulty=1)],
    }
    quarters = quarter_by_quarter(records_table(rows), given)
    assert [(one.quarter, one.asked, one.people) for one in quarters] == [
        ("2025 Q1", 1, 1),
        ("2025 Q2", 2, 3),
    ]
    assert quarters[1].wishes == ("Less mail.", "More people.")
    assert told(quarters) == (
        "Participants: 3 participants of 2 exercises answered in 2025 Q2. 3 of 3 agree: “The "
        "exercise was realistic enough to learn from.” 2 of 3 disagree: “The difficulty was right "
        "for me.” Of all answers 13 of 15 agree, after 4 of 5 in 2025 Q1."
    )


def test_without_any_the_form_is_named(record: MakeRecord) -> None:
    quarters = quarter_by_quarter(records_table([record("2025-02-03")]), {})
    assert told(quarters).startswith("Participants: no feedback yet.")


def test_no_question_is_called_disputed_when_none_is(record: MakeRecord) -> None:
    """Everybody agrees with everything: then nothing is said to be disagreed with."""
    quarters = quarter_by_quarter(
        records_table([record("2025-02-03", name="a")]), {"a": [_said(1)]}
    )
    assert "disagree" not in told(quarters)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((None, None), "Customers: complaints were not counted in these exercises."),
        ((4, None), "Customers, simulated: 4 complaints (4 an exercise) in 2025 Q1. "),
        (
            (1, 6),
            (
                "Customers, simulated: 6 complaints (6 an exercise) in 2025 Q2, after 1 complaint "
                "(1 an exercise) in 2025 Q1. "
            ),
        ),
    ],
)
def test_complaints_are_those_that_were_counted(
    record: MakeRecord, counts: tuple[int | None, int | None], said: str
) -> None:
    """A record of an older scorecard, which counted none, is no exercise without complaints."""
    rows = [
        {**record(day, seed=seed), "complaints": count}
        for seed, (day, count) in enumerate(zip(("2025-02-03", "2025-05-05"), counts, strict=True))
    ]
    assert complained(quarter_by_quarter(records_table(rows), {})).startswith(said)
