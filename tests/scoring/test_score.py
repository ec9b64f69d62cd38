"""The whole scorecard, on stories told by hand."""

from __future__ import annotations

import pytest

from scoring.model import Cap, CriterionResult
from scoring.score import score, total_of
from sim.journal.bodies import Window
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, good_response, outage


def test_the_good_response_by_hand() -> None:
    """Worked by the book every criterion is judged, and the clocks are the world's.

    The severity stood for 31 of the 32 min from the response (15) to mitigation (47): 96.9. All was
    whole at 56, 9 min after the repair: 100 x 31 / 37 = 83.8. All else is full:
    (78 x 100 + 10 x 96.9 + 12 x 83.8) / 100 = 97.7.
    """
    card = score(good_response().entries())
    worth = {entry.id: (entry.weight, entry.score) for entry in card.criteria}
    by_hand = {
        "detection": (8, 100),
        "acknowledgement": (4, 100),
        "severity": (10, 96.9),
        "mitigation": (8, 100),
        "recovery": (12, 83.8),
        "escalation": (14, 100),
        "communication": (22, 100),
        "procedure": (22, 100),
    }
    # A criterion that is added counts nothing until a policy gives it a weight.
    assert {name: worth[name] for name in by_hand} == by_hand
    assert (card.total, card.coverage_percent, card.adherence_percent) == (97.7, 100, 100)
    assert (card.caps, card.needless, card.calls) == ((), (), 2)
    assert {entry.name: entry.at for entry in card.instants} == {
        "fault": ms(12),
        "impact": ms(12),
        "visible": ms(14),
        "alert": ms(14),
        "ack": ms(15),
        "detect": ms(15),
        "respond": ms(15),
        "assess": ms(16),
        "stabilise": ms(13),
        "mitigate": ms(47),
        "recover": ms(56),
        "resolve": ms(72),
    }
    assert (card.resolved, card.false_resolve, card.assessed_severity) == (True, False, 1)
    assert [entry.rating for entry in card.objectives] == ["P", "S"]


def test_nobody_responds_scores_nothing_and_is_judged() -> None:
    """Doing nothing is a failed response, not an unjudged one: every criterion is 0, none None."""
    card = score(outage().leaves(0).entries())
    assert {entry.score for entry in card.criteria} == {0.0}
    assert (card.total, card.coverage_percent, card.adherence_percent) == (0, 100, 0)
    owed = [entry for entry in card.obligations if entry.kind == "escalation"]
    assert [entry.to for entry in owed] == [
        "oncall_engineer",
        "technical_lead",
        "engineering_manager",
        "cto",
    ]
    assert {entry.verdict for entry in card.obligations} == {"missed"}
    assert not card.resolved
    assert [entry.rating for entry in card.objectives] == ["U", "U"]


def test_what_did_not_happen_is_censored_at_the_end() -> None:
    """A missing end gives a marked lower bound, never a hole."""
    card = score(outage(90).entries())
    times = {entry.name: (entry.ms, entry.censored) for entry in card.measures}
    assert times == {
        "TTD": (ms(78), True),
        "monitor_ttd": (ms(2), False),
        "responder_ttd": (ms(76), True),
        "noticed": (ms(76), True),
        "TTA": (ms(76), True),
        "respond": (ms(76), True),
        "TTM": (ms(78), True),
        "TTR": (ms(78), True),
        "declared_ttr": (ms(78), True),
        "latent": (0, False),
    }


def test_a_quiet_exercise_is_judged_by_criteria_of_its_own() -> None:
    """Nothing broke, no alarm was raised and nobody looked: 60 of 100 judged, and nothing won."""
    card = score(Story(60).entries())
    assert {entry.id: (entry.weight, entry.score) for entry in card.criteria} == {
        "looking": (30, 0),
        "answering": (40, None),
        "restraint": (30, 0),
    }
    assert (card.total, card.coverage_percent, card.adherence_percent) == (0, 60, None)
    assert {entry.ms for entry in card.measures} == {None}
    assert (card.obligations, card.caps) == ((), ())
    assert [entry.rating for entry in card.objectives] == [None, None]


def test_coverage_is_the_share_of_weight_that_was_judged() -> None:
    """A fault still on at EndEx leaves mitigation and recovery unjudged, and says why."""
    story = Story(60).fault(12, None).weather(12, 60, "outage").alert(13)
    card = score(story.entries())
    # Their weights are 8 and 12 of 100.
    assert card.coverage_percent == 80
    unjudged = [entry for entry in card.criteria if entry.score is None]
    assert [entry.id for entry in unjudged] == ["mitigation", "recovery"]
    assert all("not repaired everything by EndEx" in entry.why for entry in unjudged)


def test_a_record_can_be_scored_under_another_policy() -> None:
    """The policy given wins over the one embedded, and the card names its digest."""
    entries = good_response().entries()
    embedded = score(entries)
    policy = story_policy()
    strict = policy.model_copy(
        update={"targets": policy.targets.model_copy(update={"detection": _target()})}
    )
    card = score(entries, policy=strict)
    assert card.policy_digest != embedded.policy_digest
    assert card.criteria[0].score == 0
    assert score(entries, policy=policy) == embedded


def _target() -> object:
    target = story_policy().targets.detection
    return target.model_copy(update={"good": 0, "poor": ms(1)})


def test_a_cut_off_session_ends_with_its_last_entry() -> None:
    """A journal without EndEx is scored up to where it goes, and says it is unfinished."""
    card = score(outage(60).entries(finished=False))
    assert (card.ended_at, card.end_reason) == (ms(60), "unfinished")


def test_an_undelivered_alert_is_no_alert() -> None:
    """What did not arrive starts no clock: nothing to acknowledge, detection is the responder's."""
    story = Story(60).fault(10, 30).weather(10, 30, "outage").alert(12, "undelivered")
    card = score(story.does(14, "declare").entries())
    assert card.instant("alert").at is None
    assert card.measure("monitor_ttd").censored
    assert card.measure("TTA").ms is None
    assert card.measure("TTD").ms == ms(4)


@pytest.mark.slow
def test_par_is_shown_beside_the_impact() -> None:
    """The reference's cost is carried, not computed."""
    par = score(good_response().entries()).impact
    card = score(outage().entries(), par=par)
    assert card.par == par
    assert card.impact.bad_minutes > par.bad_minutes
    assert (par.requests, par.failed, par.queued, par.lost) == (36_000, 6_300, 1_368, 0)


def test_a_journal_must_open_with_its_header() -> None:
    """Half a journal is refused, not scored."""
    with pytest.raises(ValueError, match="header"):
        score(outage().entries()[1:])


def test_lost_operations_count_without_a_window_that_shows_them() -> None:
    """Cut off before the next window, a journal still tells what the queue gave up."""
    story = Story(30).fault(10, 20).queue(12, "started", 5).queue(15, "lost", 2, lost=3)
    entries = [one for one in story.entries() if not isinstance(one.body, Window)]
    assert score(entries).impact.lost == 3


def test_every_statement_of_a_severity_stands_on_the_card() -> None:
    """In order, with who said it, how, and whether it changed what stands; the last one is told."""
    story = Story(90).fault(12, 40).weather(12, 40, "outage")
    story.says(14, "post", channel="slack", text="Severity 3: downloads are failing.")
    story.does(16, "assess", severity=2)
    story.says(18, "broadcast", "all_users", label="INCIDENT_DETECTED", severity="critical")
    card = score(story.does(60, "declare", severity="high").entries())
    assert [(one.at, one.level, one.by, one.how, one.counts) for one in card.statements] == [
        (ms(14), 3, "you", "inferred from the wording of a post on slack", True),
        (ms(16), 2, "you", "with assess", True),
        (ms(18), 1, "you", "through the severity field (critical) of a broadcast", False),
        (ms(60), 2, "you", "with declare", True),
    ]
    assert card.assessed_severity == 2
    assert all(len(one.evidence) == 1 for one in card.statements)


def _judged(*parts: tuple[float, float | None]) -> list[CriterionResult]:
    """Verdicts of so much weight and such a score."""
    return [
        CriterionResult(id="detection", title="", weight=weight, score=score, why="")
        for weight, score in parts
    ]


def _cap(at_most: float) -> Cap:
    return Cap(name="unsaid", at_most=at_most, why="")


@pytest.mark.parametrize(
    ("parts", "caps", "expected"),
    [
        # (20 x 50 + 30 x 100) / 50.
        pytest.param([(20, 50), (30, 100)], [], (80, 100), id="weighted"),
        # Half of the weight was judged, which is just enough.
        pytest.param([(50, 80), (50, None)], [], (80, 50), id="at-the-floor"),
        pytest.param([(49, 80), (51, None)], [], (None, 49), id="below-the-floor"),
        pytest.param([(10, None)], [], (None, 0), id="nothing-judged"),
        pytest.param([(0, 80)], [], (None, 0), id="no-weight"),
        pytest.param([(10, 80)], [70], (70, 100), id="capped"),
        pytest.param([(10, 60)], [70], (60, 100), id="below-its-cap"),
        pytest.param([(10, 80)], [70, 58], (58, 100), id="the-lowest-cap"),
        # 200 / 3 = 66.67 on 3 of 7 = 42.9%: too little; on 3 of 4 it is told.
        pytest.param([(1, 0), (2, 100), (1, None)], [], (66.7, 75), id="one-decimal"),
    ],
)
def test_the_total_by_hand(
    parts: list[tuple[float, float | None]],
    caps: list[float],
    expected: tuple[float | None, float],
) -> None:
    """The weighted mean of what was judged, under the lowest cap; none below the floor."""
    assert total_of(_judged(*parts), [_cap(one) for one in caps], 50) == expected


def test_the_floor_is_the_policys() -> None:
    """Of an exercise of which 60 of 100 were judged, a policy that asks for more gets no total."""
    entries = Story(60).looks(20, "metrics").entries()
    assert score(entries, story_policy(coverage_floor=60)).total == 100
    assert score(entries, story_policy(coverage_floor=60.1)).total is None


def test_a_forced_pass_that_loses_nothing_does_no_harm() -> None:
    """Forced into the broken bucket with nothing to try, it fails at nothing."""
    story = outage().does(20, "queue-process").queue(20, "forced", 40)
    found = [one for part in score(story.entries()).criteria for one in part.findings]
    assert [one.text for one in found if one.level == "harm"] == []
