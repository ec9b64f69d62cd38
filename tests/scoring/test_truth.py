"""Ground truth: windows against objectives and severities, and stretches of time."""

from __future__ import annotations

import pytest

from scoring.case import case_of
from scoring.facts import Fact
from scoring.spans import Span, broken_within, first_clear
from scoring.truth import breaches, judge_truth, r2_failures, window_level
from sim.journal.bodies import KindCounts, Window
from tests.stories.policy import story_policy
from tests.stories.setting import Weather, minute_of, ms
from tests.stories.story import Story


def _window(operations: tuple[KindCounts, ...], p95_ms: int = 400) -> Window:
    return Window(
        start=0,
        end=60_000,
        operations=operations,
        p50_ms=100,
        p95_ms=p95_ms,
        p99_ms=p95_ms,
        users_touched=0,
        queue_pending=0,
        queue_completed=0,
        queue_lost=0,
        breaker="CLOSED",
        mode="normal",
    )


def _downloads(requests: int, errors: int) -> tuple[KindCounts, ...]:
    return (
        KindCounts(
            operation="download",
            requests=requests,
            ok=requests - errors,
            queued=0,
            errors=errors,
            fast_failed=0,
            rejected=0,
        ),
    )


@pytest.mark.parametrize(
    ("weather", "level", "bad"),
    [
        pytest.param("calm", None, False, id="calm"),
        pytest.param("outage", 1, True, id="everything-on-r2-fails"),
        pytest.param("queueing", 3, False, id="writes-wait"),
        pytest.param("full", 3, True, id="writes-turned-away"),
        pytest.param("rough", 3, True, id="some-fail"),
    ],
)
def test_a_minute_is_as_bad_as_its_worst_figure(
    weather: Weather, level: int | None, *, bad: bool
) -> None:
    """Each kind of minute gets its severity, and is bad exactly when an objective is breached."""
    window = _window(minute_of(weather))
    policy = story_policy()
    assert window_level(window, policy) == level
    assert bool(breaches(window, policy.objectives)) is bad


@pytest.mark.parametrize(
    ("requests", "errors", "p95_ms", "bad"),
    [
        pytest.param(100, 5, 400, False, id="five-percent-is-still-good"),
        pytest.param(100, 6, 400, True, id="above-five-percent"),
        pytest.param(100, 0, 10_000, False, id="ten-seconds-are-still-good"),
        pytest.param(100, 0, 10_001, True, id="above-ten-seconds"),
        pytest.param(19, 19, 20_000, False, id="too-few-prove-nothing"),
        pytest.param(20, 20, 400, True, id="just-enough"),
    ],
)
def test_objectives_are_breached_strictly_above(
    requests: int, errors: int, p95_ms: int, *, bad: bool
) -> None:
    """Bounds belong to the good side, and a handful of operations proves nothing."""
    window = _window(_downloads(requests, errors), p95_ms)
    assert bool(breaches(window, story_policy().objectives)) is bad


@pytest.mark.parametrize(("end", "bad"), [(29_999, False), (30_000, True)])
def test_a_window_that_the_end_cuts_to_seconds_proves_nothing(end: int, *, bad: bool) -> None:
    """Half a minute is the least: two of the last eight seconds' few are no breach, nor a level."""
    window = _window(_downloads(40, 40)).model_copy(update={"end": end})
    policy = story_policy()
    assert bool(breaches(window, policy.objectives)) is bad
    assert (window_level(window, policy) is not None) is bad


def test_metadata_and_waiting_writes_do_not_count_as_tries_on_r2() -> None:
    """The share that fails on R2 is of what tried R2: 180 of 180 in an outage."""
    share = r2_failures(minute_of("outage"))
    assert (share.part, share.whole) == (180, 180)


def test_what_r2_answers_badly_counts_among_what_tried_it() -> None:
    """Damaged content was tried, a file that is gone failed, a withheld one never reached R2."""
    window = KindCounts(
        operation="download",
        requests=40,
        ok=10,
        queued=0,
        errors=0,
        fast_failed=0,
        rejected=0,
        corrupted=8,
        withheld=10,
        unreadable=12,
    )
    share = r2_failures((window,))
    assert (share.part, share.whole) == (12, 30)


def test_truth_covers_the_exercise_without_gaps() -> None:
    """Neighbouring minutes of one level are one span; the whole exercise is covered."""
    case = case_of(Story(30).weather(5, 9, "outage").weather(9, 11, "full").entries())
    assert [(span.start, span.end, span.level) for span in case.ground.truth.spans] == [
        (0, ms(5), None),
        # One milder minute changes nothing; at the end of the second it falls to their graver.
        (ms(5), ms(11), 1),
        (ms(11), ms(13), 3),
        (ms(13), ms(30), None),
    ]


@pytest.mark.parametrize(
    ("spans", "until", "expected"),
    [
        pytest.param([], 100, 0, id="nothing-in-the-way"),
        pytest.param([(0, 10)], 100, 10, id="after-the-span"),
        pytest.param([(0, 10), (29, 40)], 100, 40, id="a-stretch-too-short"),
        pytest.param([(0, 10), (30, 40)], 100, 10, id="a-stretch-just-long-enough"),
        pytest.param([(0, 50), (5, 20)], 100, 50, id="overlapping"),
        pytest.param([(5, 20), (0, 50)], 100, 50, id="any-order"),
        pytest.param([(0, 81)], 100, None, id="cut-off-by-the-end"),
        pytest.param([(0, 80)], 100, 80, id="just-before-the-end"),
        pytest.param([(30, 30)], 100, 0, id="empty-span"),
    ],
)
def test_the_first_clear_stretch(
    spans: list[tuple[int, int]], until: int, expected: int | None
) -> None:
    """A stretch counts when nothing touches it for twenty, and is dated to its start."""
    found = first_clear([Span(*span) for span in spans], after=0, until=until, length=20)
    assert found == expected


def _level(minute: int, *spans: tuple[int, int, Weather]) -> list[tuple[int, int, int | None]]:
    """The truth of a story of so many minutes, told by its weather."""
    story = Story(minute)
    for start, end, weather in spans:
        story.weather(start, end, weather)
    truth = case_of(story.entries()).ground.truth
    return [(span.start // 60_000, span.end // 60_000, span.level) for span in truth.spans]


@pytest.mark.parametrize(
    ("spans", "truth"),
    [
        pytest.param([(5, 6, "outage")], [(0, 5, None), (5, 8, 1), (8, 20, None)], id="one-bad"),
        pytest.param(
            [(5, 6, "outage"), (7, 8, "outage")],
            [(0, 5, None), (5, 10, 1), (10, 20, None)],
            id="one-better-between",
        ),
        # Two milder ones, of 3 and of none: it falls to the graver of them, and then to none.
        pytest.param(
            [(5, 6, "outage"), (6, 7, "rough")],
            [(0, 5, None), (5, 8, 1), (8, 10, 3), (10, 20, None)],
            id="to-the-graver-of-both",
        ),
        pytest.param(
            [(5, 6, "outage"), (7, 8, "rough")],
            [(0, 5, None), (5, 8, 1), (8, 10, 3), (10, 20, None)],
            id="the-graver-comes-second",
        ),
        pytest.param(
            [(5, 6, "outage"), (6, 7, "slow"), (7, 8, "rough")],
            [(0, 5, None), (5, 8, 1), (8, 10, 2), (10, 20, None)],
            id="two-milder-levels",
        ),
        # It rises at once, whatever the minute before was.
        pytest.param(
            [(5, 7, "rough"), (7, 8, "outage")],
            [(0, 5, None), (5, 7, 3), (7, 10, 1), (10, 20, None)],
            id="rises-at-once",
        ),
        # A milder one, the same again, and a milder one: never two in a row.
        pytest.param(
            [(5, 6, "outage"), (6, 7, "rough"), (7, 8, "outage"), (8, 9, "rough")],
            [(0, 5, None), (5, 10, 1), (10, 12, 3), (12, 20, None)],
            id="not-two-in-a-row",
        ),
        # Bad to the last: nothing falls.
        pytest.param([(18, 20, "outage")], [(0, 18, None), (18, 20, 1)], id="to-the-end"),
        pytest.param([(5, 19, "outage")], [(0, 5, None), (5, 20, 1)], id="one-milder-at-the-end"),
        pytest.param([], [(0, 20, None)], id="nothing"),
    ],
)
def test_severity_rises_at_once_and_falls_after_two_milder_minutes(
    spans: list[tuple[int, int, Weather]], truth: list[tuple[int, int, int | None]]
) -> None:
    """At the end of the second one, to the graver of the two; one alone changes nothing."""
    assert _level(20, *spans) == truth


def test_time_that_no_window_covers_is_nothing_wrong_at_once() -> None:
    """The minutes 7 and 8 are not told: nothing is wrong from 7 on, and at 9 it is 1 again."""
    windows = [
        Fact(0, ms(start + 1), _window(minute_of("outage")).model_copy(update=_minute(start)))
        for start in (5, 6, 9, 10)
    ]
    truth = judge_truth(windows, story_policy(), ms(12))
    assert [(one.start // 60_000, one.end // 60_000, one.level) for one in truth.spans] == [
        (0, 5, None),
        (5, 7, 1),
        (7, 9, None),
        (9, 11, 1),
        (11, 12, None),
    ]


def test_a_gap_forgets_the_milder_minute_before_it() -> None:
    """Milder at 6, untold at 7, level 1 at 8 and milder at 9: that is one milder, not two."""
    kinds: dict[int, Weather] = {5: "outage", 6: "calm", 8: "outage", 9: "calm", 10: "outage"}
    windows = [
        Fact(0, ms(start + 1), _window(minute_of(kind)).model_copy(update=_minute(start)))
        for start, kind in kinds.items()
    ]
    truth = judge_truth(windows, story_policy(), ms(11))
    assert [(one.start // 60_000, one.end // 60_000, one.level) for one in truth.spans] == [
        (0, 5, None),
        (5, 7, 1),
        (7, 8, None),
        (8, 11, 1),
    ]


def _minute(start: int) -> dict[str, int]:
    """Where a window of a minute starts and ends."""
    return {"start": ms(start), "end": ms(start + 1)}


@pytest.mark.parametrize(
    ("span", "stands"),
    [
        pytest.param((0, 10), False, id="ended-as-it-was-said"),
        pytest.param((0, 11), True, id="stands"),
        pytest.param((10, 12), True, id="begins-then"),
        pytest.param((30, 40), True, id="begins-at-the-end-of-the-watch"),
        pytest.param((31, 40), False, id="begins-after-it"),
    ],
)
def test_what_stands_or_begins_within_a_time(span: tuple[int, int], *, stands: bool) -> None:
    """From 10 on, for twenty, both included."""
    assert bool(broken_within([Span(*span)], 10, 20)) is stands
