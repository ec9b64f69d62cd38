"""The whole scorecard, on stories told by hand."""

from __future__ import annotations

import pytest

from scoring.score import score
from sim.journal.bodies import Window
from sim.scenario.rules.criteria import CRITERION_IDS
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, good_response, outage


def test_the_good_response_scores_everything() -> None:
    """Worked by the book, every criterion is judged and full, and the clocks are the world's."""
    card = score(good_response().entries())
    assert {entry.id: entry.score for entry in card.criteria} == dict.fromkeys(CRITERION_IDS, 100)
    assert (card.total, card.coverage_percent, card.adherence_percent) == (100, 100, 100)
    assert {entry.name: entry.at for entry in card.instants} == {
        "fault": ms(12),
        "impact": ms(12),
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
    assert [entry.rating for entry in card.objectives] == ["P", "P"]


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
        "TTA": (ms(76), True),
        "respond": (ms(76), True),
        "TTM": (ms(78), True),
        "TTR": (ms(78), True),
        "declared_ttr": (ms(78), True),
        "latent": (0, False),
    }


def test_a_quiet_exercise_has_nothing_to_judge() -> None:
    """Without an impact, what is judged of how it was worked is leaving the service alone."""
    card = score(Story(60).entries())
    judged = {entry.id for entry in card.criteria if entry.score is not None and entry.weight}
    assert judged == {"procedure"}
    assert (card.total, card.coverage_percent, card.adherence_percent) == (100, 10, None)
    assert {entry.ms for entry in card.measures} == {None}
    assert card.obligations == ()
    assert [entry.rating for entry in card.objectives] == [None, None]


def test_coverage_is_the_share_of_weight_that_was_judged() -> None:
    """A fault still on at EndEx leaves mitigation and recovery unjudged, and says why."""
    story = Story(60).fault(12, None).weather(12, 60, "outage").alert(13)
    card = score(story.entries())
    assert card.coverage_percent == 70
    unjudged = [entry for entry in card.criteria if entry.score is None]
    assert [entry.id for entry in unjudged] == ["mitigation", "recovery"]
    assert all("still on at EndEx" in entry.why for entry in unjudged)


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
    return target.model_copy(update={"good": ms(1), "poor": ms(2)})


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


def test_a_severity_assessed_after_the_mitigation_does_not_correct_the_one_before() -> None:
    """Users are well from 40 on: what was assessed by then stands, and 60 is hindsight."""
    story = Story(90).fault(12, 40).weather(12, 40, "outage").does(16, "assess", severity=2)
    assert score(story.does(60, "assess", severity=1).entries()).assessed_severity == 2
    alone = Story(90).fault(12, 40).weather(12, 40, "outage").does(60, "assess", severity=1)
    assert score(alone.entries()).assessed_severity == 1


def test_a_forced_pass_that_loses_nothing_does_no_harm() -> None:
    """Forced into the broken bucket with nothing to try, it fails at nothing."""
    story = outage().does(20, "queue-process").queue(20, "forced", 40)
    found = [one for part in score(story.entries()).criteria for one in part.findings]
    assert [one.text for one in found if one.level == "harm"] == []
