"""Criteria: the rules of thumb behind the points, and what did harm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scoring import criteria
from scoring.assessment import exactness
from scoring.case import case_of
from scoring.criteria import CRITERIA
from scoring.criteria.severity import promptness
from scoring.score import score, total_of
from scoring.verdict import scaled
from sim.scenario.rules.criteria import CRITERION_IDS, CRITERION_ROWS
from sim.scenario.rules.rubric import Points
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import FAILED, PASSED, Story, good_response, outage

if TYPE_CHECKING:
    from scoring.model import CriterionResult


def _result(story: Story, name: str) -> CriterionResult:
    return next(entry for entry in score(story.entries()).criteria if entry.id == name)


def _texts(result: CriterionResult, level: str) -> list[str]:
    return [entry.text for entry in result.findings if entry.level == level]


def test_every_criterion_is_a_file_and_a_row() -> None:
    """Each file says what it is by its own name, and no file lies there without a row."""
    files = {path.stem for path in Path(criteria.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == {one.id for one in CRITERIA.values()} == set(CRITERION_IDS)


def test_a_policy_without_weights_has_the_usual_ones() -> None:
    """What a policy does not name weighs what the criterion's row says."""
    usual = {row.id: row.weight for row in CRITERION_ROWS}
    assert story_policy().weights == usual
    assert story_policy(weights={"severity": 99}).weights == {**usual, "severity": 99}


@pytest.mark.parametrize(
    ("minute", "points"),
    [
        pytest.param(0, 100, id="at-once"),
        pytest.param(1, 100, id="good"),
        pytest.param(8, 50, id="half-way"),
        pytest.param(15, 0, id="poor"),
        pytest.param(99, 0, id="beyond"),
    ],
)
def test_a_time_becomes_points(minute: float, points: float) -> None:
    """Full up to good, none from poor on, straight in between."""
    assert scaled(ms(minute), story_policy().targets.detection) == points


@pytest.mark.parametrize(
    ("stated", "truth", "points"),
    [
        pytest.param(1, 1, 100, id="exact"),
        pytest.param(1, 2, 50, id="one-too-grave"),
        pytest.param(2, 1, 40, id="one-too-mild"),
        pytest.param(1, 3, 20, id="two-too-grave"),
        pytest.param(3, 1, 0, id="two-too-mild"),
        pytest.param(1, 4, 0, id="three-too-grave"),
    ],
)
def test_under_calling_is_worse_than_over_calling(stated: int, truth: int, points: float) -> None:
    """One level off is about half, and too mild always costs more than too grave."""
    assert exactness(stated, truth, Points()) == points


@pytest.mark.parametrize(
    ("waited", "factor"),
    [
        pytest.param(5, 1.0, id="in-time"),
        pytest.param(10, 0.75, id="twice-as-long"),
        pytest.param(60, 0.5, id="never-below-half"),
    ],
)
def test_a_slow_statement_is_worth_less(waited: float, factor: float) -> None:
    """Five minutes are allowed; three times that halves the points."""
    assert promptness(ms(waited), ms(5), Points()) == factor


def test_a_broadcast_states_a_severity_by_name() -> None:
    """An opening type with the policy's word for a level states it; nothing else does."""
    story = outage().says(16, "broadcast", "all_users", label="INCIDENT_DETECTED", severity="info")
    assert score(story.entries()).assessed_severity is None
    story.says(17, "broadcast", "all_users", label="INCIDENT_UPDATE", severity="Critical")
    assert score(story.entries()).assessed_severity is None
    story.says(18, "broadcast", "all_users", label="INCIDENT_DETECTED", severity="Critical")
    assert score(story.entries()).assessed_severity == 1


def test_too_early_an_end_leaves_recovery_unjudged() -> None:
    """When EndEx leaves no time to prove a recovery, nobody is blamed for none."""
    result = _result(Story(60).fault(10, 45).weather(10, 50, "outage"), "recovery")
    assert (result.score, "too early to tell" in result.why) == (None, True)


def test_a_premature_reset_is_harm_with_its_cost() -> None:
    """Resetting onto a dead bucket costs twenty points and is told with figures."""
    story = good_response().weather(30, 31, "rough").does(30, "breaker-reset")
    story.breaker(30, "OPEN", "CLOSED").breaker(30.5, "CLOSED", "OPEN")
    result = _result(story, "procedure")
    harm = _texts(result, "harm")
    assert harm == [
        (
            "The breaker was reset while the bucket was broken (bucket). "
            "36 user operations reached R2 and failed in that minute and the next, compared with "
            "0 in the two minutes before; calls that the breaker stopped are not counted. The "
            "breaker opened again 30 s later."
        )
    ]
    assert "Get a passing R2 test before resetting the breaker: out of order" in " ".join(
        _texts(result, "problem")
    )
    assert result.score is not None
    assert result.score < 80


def test_forcing_the_queue_counts_what_was_lost() -> None:
    """Operations lost by a forced pass into a dead bucket are counted, not guessed."""
    story = good_response().does(30, "queue-process")
    story.queue(30, "lost", 9, lost=1).queue(30, "forced", 9, attempted=10)
    story.queue(30.1, "lost", 7, lost=2)
    card = score(story.entries())
    assert card.impact.lost == 3
    assert _texts(card.criteria[-1], "harm") == [
        (
            "The queue was forced into the broken bucket (bucket): 10 of 10 attempts failed, "
            "3 operations were lost for good."
        )
    ]


def test_forcing_the_queue_into_a_whole_bucket_is_no_harm() -> None:
    """The same command after the repair harms nobody."""
    story = good_response().does(52, "queue-process").queue(52, "forced", 5, attempted=10)
    assert _texts(_result(story, "procedure"), "harm") == []


def test_restoring_without_a_passed_test_is_out_of_order() -> None:
    """A test that failed is no test passed, though the command succeeded."""
    story = outage().does(15, "declare").does(48, "r2-test", response=FAILED)
    story.does(50, "restore", name="R2_STORAGE").mode(50, "normal", "operator")
    problems = " ".join(_texts(_result(story, "procedure"), "problem"))
    assert "Get a passing R2 test before restoring: out of order (no test passed)" in problems
    tested = _result(story.does(49, "r2-test", response=PASSED), "procedure")
    assert "Get a passing R2 test before restoring: done." in _texts(tested, "good")


def test_evidence_comes_before_repair() -> None:
    """Capturing state after the first repair command is out of order, and the command is named."""
    story = outage().does(15, "declare").does(16, "restore").looks(17, "services", "events")
    problems = " ".join(_texts(_result(story, "procedure"), "problem"))
    assert (
        "Capture state and events before any repair: out of order "
        "(POST /health/services/:name/restore came first)"
    ) in problems


def test_leaving_early_is_not_monitoring() -> None:
    """Fifteen minutes have to be watched after recovery; leaving at once misses them."""
    result = _result(good_response().leaves(60), "procedure")
    assert "Monitor for 15 min: missed (left 4 min after recovery)." in _texts(result, "problem")


def _stayed() -> Story:
    return Story(90).fault(12, 40).weather(12, 40, "slow").alert(14).acks(20)


def test_time_that_passes_is_not_monitoring() -> None:
    """Who stays for fifteen minutes and looks at nothing has not monitored; one look will do."""
    problems = _texts(_result(_stayed(), "procedure"), "problem")
    assert "Monitor for 15 min: missed (nobody looked in the 15 min after recovery)." in problems
    looked = _result(_stayed().looks(50, "metrics"), "procedure")
    assert "Monitor for 15 min: done." in _texts(looked, "good")
    later = _result(_stayed().looks(60, "metrics"), "procedure")
    assert "Monitor for 15 min: done." not in _texts(later, "good")


def test_weights_of_nothing_give_no_total() -> None:
    """With no judged weight there is no total, and no division by it."""
    assert total_of([], [], 50) == (None, 0)


def test_the_case_is_what_criteria_read() -> None:
    """A criterion judged alone says the same as in the card."""
    entries = good_response().entries()
    case, card = case_of(entries), score(entries)
    for result in card.criteria:
        assert CRITERIA[result.id].judge(case).why == result.why


def test_restoring_another_service_is_no_restore_of_r2() -> None:
    """The steps about R2 wait for commands on R2: one on sessions is none of them."""
    story = outage().does(20, "restore", name="AUTH_KV").does(21, "force-recovery", name="AUTH_KV")
    outcomes = {one.name: one.outcome for one in score(story.entries()).steps}
    assert outcomes["get a passing R2 test before restoring"] == "not applicable"
    assert outcomes["get a passing R2 test before resetting the breaker"] == "not applicable"
