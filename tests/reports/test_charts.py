"""The chart: what it shows and how it is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.charts import apart, draw, label_rows, tick_step
from reports.plot import LaneBar, Moment, ObligationLane, Stretch, plot_of, stretches
from scoring.facts import gather

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def test_the_plot_shows_what_was_broken_and_for_how_long(
    worked: tuple[Entry, ...], worked_card: Scorecard, policy: Policy
) -> None:
    """Faults, the open breaker and read-only mode are stretches in minutes."""
    plot = plot_of(worked_card, gather(worked), policy)
    assert plot.length == 60
    assert [(round(each.start, 2), round(each.end, 2)) for each in plot.faults] == [(5.17, 20)]
    assert [(round(each.start, 2), round(each.end, 2)) for each in plot.breaker] == [(5.2, 20.22)]
    assert [(each.start, each.end) for each in plot.read_only] == [(6, 22)]
    assert plot.error_percent[5].value == 100
    assert plot.queue_limit is None


def test_marks_are_sorted_by_what_people_did(
    worked: tuple[Entry, ...], worked_card: Scorecard, policy: Policy
) -> None:
    """Looks, changes and refusals, alerts and messages are told apart."""
    plot = plot_of(worked_card, gather(worked), policy)
    kinds = [mark.kind for mark in plot.marks]
    expected = {
        "alert": 1,
        "alert_lost": 1,
        "read": 3,
        "write": 3,
        "refused": 1,
        "sent": 1,
        "received": 2,
    }
    assert {kind: kinds.count(kind) for kind in kinds} == expected


def test_what_never_ends_lasts_until_endex() -> None:
    """An edge without its counterpart runs to the end; a repeated edge changes nothing."""
    steps = [(60_000, True), (90_000, True), (120_000, False), (180_000, True)]
    assert stretches(steps, 240_000) == (Stretch(1, 2), Stretch(3, 4))


@pytest.mark.parametrize(
    ("minutes", "step"),
    [
        pytest.param(10, 1, id="ten minutes"),
        pytest.param(76.6, 10, id="an hour and a bit"),
        pytest.param(240, 20, id="four hours"),
        pytest.param(1440, 120, id="a day"),
    ],
)
def test_ticks_stay_readable(minutes: float, step: int) -> None:
    """However long the exercise, about a dozen ticks."""
    assert tick_step(minutes) == step


def test_labels_of_close_moments_hang_above_each_other() -> None:
    """Earlier labels hang higher, so that no pole crosses a label; lonely ones stay low."""
    moments = [Moment(14, "impact"), Moment(15.3, "alert"), Moment(16, "detected"), Moment(50, "x")]
    rows = {moment.word: row for moment, row in label_rows(moments, 76)}
    assert rows == {"x": 0, "detected": 0, "alert": 1, "impact": 2}


def test_the_drawing_is_the_same_every_time(
    worked: tuple[Entry, ...], worked_card: Scorecard, policy: Policy
) -> None:
    """No date, no random id: two drawings are equal, and carry no metadata."""
    plot = plot_of(worked_card, gather(worked), policy)
    first = draw(plot)
    assert first == draw(plot)
    assert first.startswith("<svg ")
    assert "<metadata" not in first
    assert "<script" not in first


def test_text_in_the_drawing_is_escaped(
    worked: tuple[Entry, ...], worked_card: Scorecard, policy: Policy
) -> None:
    """A role's title from a policy cannot smuggle markup into the page."""
    from dataclasses import replace

    plot = plot_of(worked_card, gather(worked), policy)
    lane = ObligationLane("<b>$lead$</b>", (LaneBar(1, 2, None, "missed"),))
    drawing = draw(replace(plot, lanes=(lane,)))
    assert "<b>" not in drawing
    assert "&lt;b&gt;$lead$&lt;/b&gt;" in drawing


def test_an_exercise_without_windows_can_be_drawn(
    worked: tuple[Entry, ...], worked_card: Scorecard, policy: Policy
) -> None:
    """A session that was cut off at once still gets a chart."""
    facts = gather(worked[:1])
    bare = worked_card.model_copy(update={"obligations": (), "truth": (), "instants": ()})
    assert draw(plot_of(bare, facts, policy)).startswith("<svg ")


def test_marks_that_cover_each_other_are_drawn_once() -> None:
    """Ten thousand looks are at most 800 strokes over the whole width; a few are all drawn."""
    many = [turn * 0.024 for turn in range(10_000)]
    drawn = apart(many, 240)
    assert len(drawn) == 800
    assert drawn[0] == 0
    assert drawn[-1] == pytest.approx(239.7, abs=0.1)
    assert apart(many[:800], 240) == many[:800]
