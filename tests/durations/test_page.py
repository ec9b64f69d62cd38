"""The page on durations shows what the data and the scenarios hold today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sim.scenario.published import fits
from tests.durations.page import PAGE, PICTURE, distance, line, repairs, stamp

if TYPE_CHECKING:
    from sim.scenario.published import LikePublished

ROWS = repairs()


@pytest.mark.parametrize(("name", "fault", "like"), ROWS, ids=[f"{row[0]}" for row in ROWS])
def test_the_page_has_todays_line_and_the_draws_follow_the_fit(
    name: str, fault: str, like: LikePublished
) -> None:
    """Another one: python -m tests.durations.page --write."""
    assert line(name, fault, like) in PAGE.read_text(encoding="utf-8").splitlines()
    # Any five hundred seeds in a row, not only lucky ones; and no lean that they hide.
    for begin in (1, 501, 1001, *range(0, 10_000, 333)):
        assert distance(like, fault, range(begin, begin + 500)) <= 0.06
    assert distance(like, fault, range(1, 5001)) <= 0.02


def test_the_page_states_the_fits() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for kind, fit in fits().items():
        assert f"| `{kind}` | {fit.median_ms / 60_000:g} | {fit.sd_of_ln:g} |" in text


def test_the_picture_was_drawn_from_todays_data() -> None:
    """Its stamp is the digest of what it shows; else draw it: python -m tests.durations.page."""
    with Image.open(PICTURE) as picture:
        assert picture.info["Description"] == stamp()
        assert picture.width > 600
