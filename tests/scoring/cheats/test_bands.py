"""Marks cannot be had without the work, and the work is not denied its marks.

Every responder stays within its family's band, by the marks that are kept of all incidents under
three seeds; the page shows them. That they are still what is played: two nights of the strongest
of each family in every run; with `slow` every responder on all its incidents under one of the
three seeds.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

import pytest

from tests.scoring.cheats import kept
from tests.scoring.cheats.bands import BANDS, mean_outside, nights_outside, no_better
from tests.scoring.cheats.nights import QUIET
from tests.scoring.cheats.play import SEEDS, Row, named, nights, play_all
from tests.scoring.cheats.registry import RESPONDERS, Responder
from tests.scoring.cheats.table import PAGE, line

QUICK = ("complete-r2-outage", "bucket-emptied", QUIET[0])
"""Two incidents for everybody, and a quiet day for those who play it."""

ANEW = "python -m tests.scoring.cheats.table --write"

CLAIMED = tuple(one for one in RESPONDERS if one.family == "soup with claims")


@cache
def rows_of(
    name: str, scenarios: tuple[str, ...] = (), seeds: tuple[int, ...] = SEEDS
) -> list[Row]:
    return play_all(nights([named(name)], scenarios, seeds))


@cache
def _kept() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in kept.read():
        found.setdefault(row.responder, []).append(row)
    return found


def kept_of(name: str) -> list[Row]:
    """A responder's kept rows, in the order in which they are played."""
    return _kept().get(name, [])


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


@pytest.mark.parametrize("responder", RESPONDERS, ids=lambda one: one.name)
def test_all_nights_stay_within_their_band(responder: Responder) -> None:
    """All its scenarios, three seeds; each night, their mean, and what the page says of them."""
    rows, band = kept_of(responder.name), BANDS[responder.family]
    todo = nights([responder])
    played = [(one.scenario, one.policy, seed) for one in todo for seed in one.seeds]
    assert [(row.scenario, row.policy, row.seed) for row in rows] == played
    found = nights_outside(band, rows) + mean_outside(band, rows)
    if line(responder, rows) not in PAGE.read_text(encoding="utf-8").splitlines():
        found.append(f"{PAGE.name} has other figures: {ANEW}")
    assert found == []


@pytest.mark.parametrize("responder", CLAIMED, ids=lambda one: one.name)
def test_claims_beside_soup_are_no_better_than_plain_words(responder: Responder) -> None:
    assert no_better(kept_of(responder.name), kept_of("plain")) == []


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("responder", RESPONDERS, ids=lambda one: one.name)
def test_what_is_kept_is_what_is_played(responder: Responder) -> None:
    """Under one seed of the three, which one by the responder's name."""
    seed = SEEDS[crc32(responder.name.encode()) % len(SEEDS)]
    played = [kept.as_kept(row) for row in rows_of(responder.name, (), (seed,))]
    assert played == [row for row in kept_of(responder.name) if row.seed == seed], ANEW
