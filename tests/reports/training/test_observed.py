"""A measure of many records: which have it, and which were never seen to end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reports.training.records import observed, record_row, records_table
from scoring.score import score
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from scoring.statistics.times import Observation


def _observed(story: Story, measure: str) -> tuple[Observation, ...]:
    card = score(story.entries())
    row = record_row("record", datetime(2026, 3, 3, tzinfo=UTC), "", card)
    return observed(records_table([row]), measure)


def test_a_record_gives_its_times() -> None:
    """A measure comes with its place; one that does not apply gives nothing."""
    card = score(good_response().entries())
    (found,) = _observed(good_response(), "TTR")
    assert (found.scenario, found.seed) == (card.scenario, card.seed)
    assert (found.ms, found.censored) == (card.measure("TTR").ms, False)
    assert found.scenario_digest == card.scenario_digest != ""
    assert _observed(Story(minutes=60), "TTR") == ()


def test_what_did_not_happen_is_carried_as_censored() -> None:
    """An outage that nobody ends is a lower bound up to EndEx, not a missing record."""
    card = score(outage().entries())
    (found,) = _observed(outage(), "TTD")
    assert found.censored
    assert found.ms == card.ended_at - (card.instant("impact").at or 0)
