"""A reading in words: one spelling, relative times on the clock, nothing when nothing was read."""

from __future__ import annotations

import pytest

from sim.language.echo import checkable, said
from sim.language.model import Claim, Reading

FAILING = Claim("downloads", "failing")
MINUTE = 14 * 60 + 20


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Reading(), ""),
        (Reading(claims=(FAILING,)), "downloads failing"),
        (
            Reading(claims=(FAILING, Claim("sign_in", "works"), Claim("files", "at_risk"))),
            "downloads failing, sign in working, files at risk",
        ),
        (
            Reading(claims=(FAILING,), next_update="20m"),
            "downloads failing; next update 14:40",
        ),
        (Reading(next_update="15:05"), "next update 15:05"),
        (Reading(next_update="2h"), "next update 16:20"),
        (Reading(next_update="10h"), "next update 00:20"),
        (Reading(eta="1h", next_update="5m"), "repair expected 15:20; next update 14:25"),
        (Reading(over=True), "the incident is over"),
        (Reading(over=False, severity=2), "the incident continues; severity 2"),
        (Reading(unchanged=True), "nothing has changed"),
        (
            Reading(claims=(FAILING,), placeholder="[Time]"),
            "downloads failing; [Time] not filled in",
        ),
    ],
)
def test_what_is_said_of_a_reading(reading: Reading, words: str) -> None:
    """Claims first, in the order of the text; then the rest; a span becomes a time of day."""
    assert said(reading, MINUTE) == words


def test_without_a_clock_a_span_stays_one() -> None:
    """A text in a file has no now: what is promised in 20 minutes stays so, a time stays one."""
    assert said(Reading(next_update="20m")) == "next update in 20m"
    assert said(Reading(next_update="14:40")) == "next update 14:40"


@pytest.mark.parametrize(
    ("reading", "can"),
    [
        (Reading(), False),
        (Reading(next_update="20m", severity=1, eta="2h"), False),
        (Reading(claims=(FAILING,)), True),
        (Reading(over=True), True),
        (Reading(over=False), True),
        (Reading(unchanged=True), True),
    ],
)
def test_what_can_be_checked(reading: Reading, can: bool) -> None:  # noqa: FBT001 - a parameter
    """How things are, or that it is over; a promise alone says nothing of now."""
    assert checkable(reading) is can
