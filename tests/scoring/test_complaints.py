"""Complaints of simulated users: whose messages count, and that a verdict's parts can be read."""

from __future__ import annotations

import pytest

from scoring.complaints import _SPEAKS_FOR_USERS
from scoring.criteria.communication import parts_of


@pytest.mark.parametrize(
    ("sender", "speaks"),
    [
        ("Support desk", True),
        ("Account manager", True),
        ("User on a social network", True),
        ("Vendor abuse desk", False),
        ("Storage vendor support", False),
        ("Backend developer", False),
        ("CTO", False),
    ],
)
def test_who_speaks_for_users(sender: str, *, speaks: bool) -> None:
    """The desk that hears users and users themselves; no supplier and no colleague."""
    assert (_SPEAKS_FOR_USERS.search(sender) is not None) is speaks


@pytest.mark.parametrize(
    ("why", "parts"),
    [
        (
            "Timeliness 80 (4 of 5 required messages on time), clarity 60 (2 flaws).",
            (80, 60),
        ),
        (
            (
                "Timeliness 0 (0 of 1 required messages on time), "
                "clarity: not scored, nothing was sent."
            ),
            (0, None),
        ),
        ("No notice fell due.", (None, None)),
    ],
)
def test_timeliness_and_clarity_are_read_from_the_verdict(
    why: str, parts: tuple[float | None, float | None]
) -> None:
    """The sentence that `judge` writes gives both figures back."""
    assert parts_of(why) == parts
