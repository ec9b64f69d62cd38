"""Marks cannot be had without the work, and the work is not denied its marks.

Every responder stays within its family's band. By default two nights of the strongest of each
family, checked against what a single night may have; with `slow` all of them on all incidents under
three seeds, means and the page that shows them included.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.scoring.cheats.bands import BANDS, mean_outside, nights_outside, no_better
from tests.scoring.cheats.nights import QUIET
from tests.scoring.cheats.play import SEEDS, Row, named, nights, play_all
from tests.scoring.cheats.registry import RESPONDERS, Responder
from tests.scoring.cheats.table import PAGE, line

QUICK = ("complete-r2-outage", "bucket-emptied", QUIET[0])
"""Two incidents for everybody, and a quiet day for those who play it."""

CLAIMED = tuple(one for one in RESPONDERS if one.family == "soup with claims")


@cache
def rows_of(
    name: str, scenarios: tuple[str, ...] = (), seeds: tuple[int, ...] = SEEDS
) -> list[Row]:
    return play_all(nights([named(name)], scenarios, seeds))


@pytest.mark.parametrize(
    "responder", [one for one in RESPONDERS if one.quick], ids=lambda one: one.name
)
def test_a_night_stays_within_its_band(responder: Responder) -> None:
    rows = rows_of(responder.name, QUICK, (1,))
    assert rows
    assert nights_outside(BANDS[responder.family], rows) == []


def test_claims_beside_soup_are_no_better_than_plain_words_tonight() -> None:
    """Who states true claims beside loose words has no more for it than a beginner's sentences."""
    claimed = rows_of("keywords, claimed", QUICK, (1,))
    assert no_better(claimed, rows_of("plain", QUICK, (1,))) == []


@pytest.mark.slow
@pytest.mark.parametrize("responder", RESPONDERS, ids=lambda one: one.name)
def test_all_nights_stay_within_their_band(responder: Responder) -> None:
    """All its scenarios, three seeds; each night, their mean, and what the page says of them."""
    rows, band = rows_of(responder.name), BANDS[responder.family]
    found = nights_outside(band, rows) + mean_outside(band, rows)
    if line(responder, rows) not in PAGE.read_text(encoding="utf-8").splitlines():
        found.append(f"{PAGE.name} has other figures: python -m tests.scoring.cheats.table --write")
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("responder", CLAIMED, ids=lambda one: one.name)
def test_claims_beside_soup_are_no_better_than_plain_words(responder: Responder) -> None:
    assert no_better(rows_of(responder.name), rows_of("plain")) == []
