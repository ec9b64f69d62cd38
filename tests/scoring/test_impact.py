"""What an incident cost up to an instant: users suffer from minute 12 to the end at 120."""

from __future__ import annotations

import pytest

from scoring.facts import embedded_policy, gather
from scoring.impact import cost, impact_until
from scoring.score import score
from scoring.truth import judge_truth
from sim.journal.bodies import Window
from tests.stories.story import outage

MINUTE = 60_000
ENTRIES = outage().entries()
WINDOWS = [entry.body for entry in ENTRIES if isinstance(entry.body, Window)]


@pytest.mark.parametrize("minute", [0, 12, 13, 20, 47, 60, 120])
def test_up_to_an_instant_whole_windows_count(minute: int) -> None:
    """The windows that end by then, the one that ends with it included, and no other."""
    found = impact_until(ENTRIES, minute * MINUTE)
    rows = [row for window in WINDOWS[:minute] for row in window.operations]
    assert found.requests == sum(row.requests for row in rows)
    assert found.bad_minutes == max(minute - 12, 0)
    assert found.lost == 0
    assert found.users_touched == (100 if minute else 0)


def test_a_part_of_a_window_does_not_count() -> None:
    """A millisecond before its end it is not over."""
    assert impact_until(ENTRIES, 20 * MINUTE - 1) == impact_until(ENTRIES, 19 * MINUTE)


def test_all_of_it_is_what_the_scorecard_says() -> None:
    """Up to EndEx, and without an instant, it is the scorecard's."""
    facts = gather(ENTRIES)
    truth = judge_truth(facts.of(Window), embedded_policy(ENTRIES), facts.ended_at)
    whole = score(ENTRIES).impact
    assert impact_until(ENTRIES, 120 * MINUTE) == whole == cost(facts, truth)


@pytest.mark.parametrize(("lost_at", "until", "lost"), [(30, 30, 7), (30, 29.9, 0), (30, 60, 7)])
def test_losses_of_the_queue(lost_at: int, until: float, lost: int) -> None:
    """Operations that the queue lost by then."""
    entries = outage().queue(lost_at, "lost", 0, lost=7).entries()
    assert impact_until(entries, round(until * MINUTE)).lost == lost
