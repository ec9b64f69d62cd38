"""Conditions on a scorecard: which hold on a good response and on none, and what they say."""

from __future__ import annotations

import pytest

from scoring.expect import parse_expectation
from scoring.score import score
from scoring.stories import good_response, outage
from sim.errors import Unusable

GOOD, NONE = score(good_response().entries()), score(outage().entries())


@pytest.mark.parametrize(
    ("text", "good", "none"),
    [
        ("TTR<=70m", True, False),
        ("TTD <= 5m", True, False),
        ("adherence>=90", True, False),
        ("procedure == 100", True, False),
        ("harm==0", True, True),
        ("lost==0", True, True),
        ("corrupted==0", True, True),
        ("overwritten==0", True, True),
        ("resolved", True, False),
        ("recovered", True, False),
        ("total>99", True, False),
    ],
)
def test_a_condition_holds_or_not(text: str, good: bool, none: bool) -> None:  # noqa: FBT001 - columns of the table
    """On the response by the book, and on none at all."""
    wish = parse_expectation(text)
    assert (wish.holds(GOOD), wish.holds(NONE)) == (good, none)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("TTR<=70m", "TTR did not happen"),
        ("resolved", "not resolved"),
        ("bad_minutes<=10", "bad_minutes is 108"),
        ("communication>=90", "communication is 0"),
    ],
)
def test_what_was_found_is_said(text: str, says: str) -> None:
    """In the words a log shows."""
    assert parse_expectation(text).found(NONE) == says


@pytest.mark.parametrize("text", ["", "speed<=3", "TTR", "TTR<=", "TTR<=soon", "harm=0", "lost==x"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        parse_expectation(text)
