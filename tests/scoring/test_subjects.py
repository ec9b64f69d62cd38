"""How each subject really was, and what a claim is worth beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.facts import gather
from scoring.subjects import Subjects
from sim.journal.bodies import KindCounts
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story

if TYPE_CHECKING:
    from sim.language.model import State, Subject
    from sim.scenario.names import Operation


def subjects(story: Story, **policy: object) -> Subjects:
    """A story's subjects, under the story's policy or one with other sections."""
    return Subjects(gather(story.entries()), story_policy(**policy))


def counts(operation: Operation, requests: int = 100, **outcomes: int) -> KindCounts:
    """A hundred operations of a kind, some of which had another outcome than an answer."""
    others = {"queued": 0, "errors": 0, "fast_failed": 0, "rejected": 0, **outcomes}
    return KindCounts(
        operation=operation, requests=requests, ok=requests - sum(others.values()), **others
    )


def one_minute(*operations: KindCounts, **figures: object) -> Story:
    """A story of one window with these operations."""
    return Story(1).window(0, operations=operations, **figures)


def shown(story: Story, subject: Subject) -> set[State]:
    """The states of a subject in the first window."""
    return set(subjects(story).states(subject, 0))


OPERATIONS = [
    pytest.param({}, 2_000, "works", id="exactly-at-slow"),
    pytest.param({}, 2_001, "slow", id="slow"),
    pytest.param({"queued": 1}, 400, "delayed", id="one-waits"),
    pytest.param({"queued": 1}, 9_000, "delayed", id="waits-and-slow"),
    pytest.param({"errors": 5}, 400, "works", id="five-percent-is-still-good"),
    pytest.param({"errors": 6}, 400, "failing", id="six-fail"),
    pytest.param({"fast_failed": 6}, 400, "failing", id="turned-away-by-the-breaker"),
    pytest.param({"rejected": 6}, 400, "failing", id="turned-away-by-the-queue"),
    pytest.param({"errors": 6, "queued": 50}, 400, "failing", id="fail-and-wait"),
    pytest.param({"errors": 5, "queued": 50}, 400, "delayed", id="hardly-fail-and-wait"),
    pytest.param({"corrupted": 1}, 400, "failing", id="one-damaged-file"),
    pytest.param({"unreadable": 1}, 400, "failing", id="one-missing-file"),
    pytest.param({"withheld": 1}, 400, "works", id="one-withheld"),
]


@pytest.mark.parametrize(("outcomes", "p95_ms", "state"), OPERATIONS)
@pytest.mark.parametrize(
    ("subject", "operation", "other"),
    [("downloads", "download", "upload"), ("uploads", "upload", "download")],
)
def test_the_gravest_state_that_fits(  # noqa: PLR0917 - columns of two tables
    subject: Subject,
    operation: Operation,
    other: Operation,
    outcomes: dict[str, int],
    p95_ms: int,
    state: State,
) -> None:
    """Of a kind of operation, by its own row; what others have is not its business."""
    story = one_minute(
        counts(operation, **outcomes), counts(other), counts("delete", errors=100), p95_ms=p95_ms
    )
    assert shown(story, subject) == {state}


def test_slow_and_failing_are_the_policys() -> None:
    """A stricter objective makes the same minute worse."""
    story = one_minute(counts("download", errors=5), counts("upload"), p95_ms=1_500)
    strict = subjects(story, objectives={"error_percent": 4, "slow": "1s"})
    assert strict.states("downloads", 0) == {"failing"}
    assert strict.states("uploads", 0) == {"slow"}


@pytest.mark.parametrize(
    ("operations", "figures", "states"),
    [
        pytest.param((counts("download"), counts("upload")), {}, {"works"}, id="all-is-well"),
        pytest.param(
            (counts("download", errors=50), counts("upload", queued=1)),
            {},
            {"failing", "delayed"},
            id="either",
        ),
        pytest.param(
            (counts("download"), counts("upload", queued=1)), {}, {"delayed"}, id="only-the-ill-one"
        ),
        # 90 of 400: 22.5% of all, and neither downloads nor uploads show it.
        pytest.param(
            (counts("download"), counts("upload"), counts("delete", 200, errors=90)),
            {},
            {"failing"},
            id="of-all-operations",
        ),
        # 20 of 400: exactly 5%.
        pytest.param(
            (counts("download"), counts("upload"), counts("delete", 200, errors=20)),
            {},
            {"works"},
            id="exactly-at-the-objective",
        ),
        # All of 19: a handful proves nothing; 20 do.
        pytest.param((counts("delete", 19, errors=19),), {}, {"works"}, id="too-few"),
        pytest.param((counts("delete", 20, errors=20),), {}, {"failing"}, id="just-enough"),
        pytest.param(
            (counts("download"), counts("upload")),
            {"files_damaged": 1},
            {"failing"},
            id="files-at-risk",
        ),
        pytest.param(
            (counts("download"), counts("upload")), {"p95_ms": 3_000}, {"slow"}, id="slow"
        ),
    ],
)
def test_the_service_shows_every_trouble_there_is(
    operations: tuple[KindCounts, ...], figures: dict[str, object], states: set[State]
) -> None:
    """Whatever of it is ill, each in its state; it works when nothing is."""
    assert shown(one_minute(*operations, **figures), "service") == states


@pytest.mark.parametrize(
    ("damaged", "missing", "state"),
    [(0, 0, "safe"), (1, 0, "at_risk"), (0, 1, "at_risk"), (2, 2, "at_risk")],
)
def test_files_are_at_risk_by_one(damaged: int, missing: int, state: State) -> None:
    """Damaged and within reach, or gone."""
    story = one_minute(counts("download"), files_damaged=damaged, files_missing=missing)
    assert shown(story, "files") == {state}


@pytest.mark.parametrize(
    ("start", "end", "failing"),
    [
        pytest.param(2.5, 3.5, {2, 3}, id="across-two"),
        pytest.param(2, 3, {2}, id="just-one"),
        pytest.param(2.2, 2.4, {2}, id="inside-one"),
        pytest.param(2, None, {2, 3, 4}, id="to-the-end"),
        pytest.param(1.5, 4.001, {1, 2, 3, 4}, id="a-moment-of-the-last"),
    ],
)
def test_sign_in_fails_where_its_fault_is_on(
    start: float, end: float | None, failing: set[int]
) -> None:
    """At any instant of the window; a fault of something else is none of it."""
    story = Story(5).fault(start, end, "tokens", "sessions_down").fault(0, None)
    found = subjects(story)
    assert {index for index in range(5) if found.states("sign_in", index) == {"failing"}} == failing
    assert {index for index in range(5) if "failing" in found.states("service", index)} == failing


def outage() -> Subjects:
    """Downloads fail and uploads wait from 20 to 40, of sixty minutes; the fault began at 20."""
    return subjects(Story(60).fault(20, 40).weather(20, 40, "outage"))


@pytest.mark.parametrize(
    ("subject", "state", "minute", "worth", "counts_as_said"),
    [
        pytest.param("downloads", "failing", 30, "true", True, id="as-it-is"),
        pytest.param("downloads", "works", 30, "untruth", False, id="better"),
        pytest.param("downloads", "slow", 30, "untruth", False, id="a-little-better"),
        pytest.param("uploads", "delayed", 30, "true", True, id="uploads-wait"),
        pytest.param("uploads", "failing", 30, "worse", True, id="worse-where-trouble-is"),
        pytest.param("uploads", "slow", 30, "untruth", False, id="uploads-better"),
        pytest.param("downloads", "failing", 10, "worse", False, id="trouble-that-is-not-there"),
        pytest.param("downloads", "slow", 10, "worse", False, id="slow-that-is-not-there"),
        pytest.param("files", "safe", 30, "true", True, id="files-safe"),
        pytest.param("files", "at_risk", 30, "worse", False, id="files-not-at-risk"),
        # Of the service several states are true, and what lies between them.
        pytest.param("service", "failing", 30, "true", True, id="service-failing"),
        pytest.param("service", "delayed", 30, "true", True, id="service-delayed"),
        pytest.param("service", "slow", 30, "untruth", False, id="service-slow"),
        pytest.param("service", "works", 30, "untruth", False, id="service-works"),
        # Five minutes are remembered: at 24.999 a window that was well reaches into them.
        pytest.param("downloads", "works", 24.999, "true", True, id="within-five-minutes"),
        pytest.param("downloads", "works", 25, "untruth", False, id="five-minutes-ago"),
        # Between what it was and what it is lies slow.
        pytest.param("downloads", "slow", 22, "true", True, id="between-two-states"),
        # The window after the one of the claim counts, and none after that.
        pytest.param("downloads", "failing", 19, "true", True, id="in-the-next-window"),
        pytest.param("downloads", "failing", 18.999, "worse", False, id="in-the-one-after-that"),
        pytest.param("downloads", "works", 39, "true", True, id="well-in-the-next"),
        pytest.param("downloads", "works", 38.999, "untruth", False, id="not-yet-well"),
        # After the end it is remembered for five minutes, too.
        pytest.param("downloads", "failing", 44.999, "true", True, id="just-now"),
        pytest.param("downloads", "failing", 45, "worse", False, id="long-over"),
        # At EndEx there is no next window; the last ones are there.
        pytest.param("downloads", "works", 60, "true", True, id="at-endex"),
    ],
)
def test_what_a_claim_is_worth(
    subject: Subject,
    state: State,
    minute: float,
    worth: str,
    counts_as_said: bool,  # noqa: FBT001 - a column
) -> None:
    """Better than all that was is an untruth, worse than all is worse; else it is true."""
    found = outage().beside(subject, state, ms(minute))
    assert (found.worth, found.counts) == (worth, counts_as_said)


def test_the_memory_is_the_policys() -> None:
    """A policy that holds claims against ten minutes remembers what was well nine minutes ago."""
    story = Story(60).fault(20, 40).weather(20, 40, "outage")
    found = subjects(story, claims_hold="10m")
    assert found.beside("downloads", "works", ms(29.999)).worth == "true"
    assert found.beside("downloads", "works", ms(30)).worth == "untruth"


def test_the_nearest_state_is_told_with_its_window() -> None:
    """The latest window of those whose state is nearest to what was claimed."""
    found = outage().beside("downloads", "works", ms(30.5))
    assert found.nearest == "failing"
    assert found.window is not None
    # Of the windows from 25 to 32 all fail alike; the one after 30.5 is the last of them.
    assert found.window.body.start == ms(31)


def test_before_any_window_nobody_can_say() -> None:
    """A session that was cut off at its header: neither true nor untrue, and it does not count."""
    facts = gather(Story(10).entries()[:1])
    found = Subjects(facts, story_policy()).beside("downloads", "failing", ms(1))
    assert (found.worth, found.counts, found.window) == ("void", False, None)


@pytest.mark.parametrize(
    ("look", "subject", "true"),
    [
        pytest.param(None, "downloads", True, id="nobody-looked"),
        pytest.param("metrics", "downloads", False, id="looked"),
        pytest.param("r2-test", "service", False, id="tested"),
        pytest.param("note", "downloads", True, id="noted"),
        pytest.param("metrics", "files", True, id="looked-elsewhere"),
        pytest.param("integrity-scan", "files", False, id="scanned"),
        pytest.param("corruption-report", "files", False, id="reported"),
        pytest.param("verify-restored", "files", False, id="files-verified"),
        pytest.param("backup-verify", "files", False, id="backup-verified"),
    ],
)
def test_unknown_is_true_until_somebody_looked(
    look: str | None, subject: Subject, *, true: bool
) -> None:
    """Until a look or a test answered, and for files one that looks at files; then it says nothing.

    A look before the incident, or one that was refused, has shown nothing of it.
    """
    story = Story(60).fault(20, 40).weather(20, 40, "outage")
    if look is not None:
        story.does(10, look).does(22, look, 500).does(24, look)
    found = subjects(story)
    before, after = (found.beside(subject, "unknown", ms(minute)) for minute in (23, 25))
    assert (before.worth, before.counts) == ("true", True)
    assert (after.worth, after.counts) == (("true", True) if true else ("void", False))


@pytest.mark.parametrize(
    ("lost", "state"), [(5, "delayed"), (6, "failing"), (100, "failing"), (0, "delayed")]
)
def test_uploads_fail_where_more_is_given_up_than_the_policy_allows(
    lost: int, state: State
) -> None:
    """Of a hundred writes accepted into the queue five may be lost, and not six."""
    queued = counts("upload", queued=100)
    assert shown(one_minute(queued, queue_lost=lost), "uploads") == {state}
