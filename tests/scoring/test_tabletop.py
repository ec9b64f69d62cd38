"""A tabletop is judged on severity, escalation and communication; all else does not apply to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.text import headline
from scoring.case import case_of
from scoring.criteria import CRITERIA, NOT_APPLICABLE
from scoring.score import score
from sim.exercise.discussion import beginning
from sim.exercise.exercise import Exercise
from sim.journal.conduct import Decision, Joined, MoveBegan, Remark
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scoring.case import ScoredCase
    from scoring.model import CriterionResult, Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

JUDGED = {name for name, one in CRITERIA.items() if one.in_tabletop}


def test_a_discussion_shows_words_and_calls_and_no_deeds() -> None:
    """How bad it is, who is called and what is said can be discussed; times and deeds cannot."""
    assert {"severity", "escalation", "communication"} <= JUDGED
    assert JUDGED.isdisjoint({"detection", "mitigation", "recovery", "procedure"})


def _worst_moves() -> Story:
    """Called too mild, the wrong role paged, a false word to users, a reset that does harm."""
    story = outage().does(15, "declare").does(16, "assess", severity=2).does(25, "breaker-reset")
    story.breaker(25, "OPEN", "HALF_OPEN").breaker(25.5, "HALF_OPEN", "OPEN")
    return story.says(20, "page", "cto").says(
        18, "email", "all_users", channel="email", text="Downloads remain available."
    )


STORIES: dict[str, Callable[[], Story]] = {
    "worked": good_response,
    "nobody": outage,
    "worst": _worst_moves,
    "calm": lambda: Story(60),
}


def _judged(card: Scorecard) -> dict[str, CriterionResult]:
    return {one.id: one for one in card.criteria}


@pytest.mark.parametrize("name", STORIES)
def test_what_applies_is_judged_as_ever(name: str) -> None:
    """The same journal as a tabletop and as a drill: equal where it applies, else not judged."""
    drill = _judged(score(STORIES[name]().played_as("drill").entries()))
    talked = _judged(score(STORIES[name]().played_as("tabletop").entries()))
    assert set(drill) == set(talked)
    for criterion, found in talked.items():
        if criterion in JUDGED:
            assert found == drill[criterion]
        else:
            assert (found.score, found.why, found.findings) == (None, NOT_APPLICABLE.why, ())
            assert found.weight == drill[criterion].weight


def test_the_total_stands_on_what_applies() -> None:
    """The weighted mean of the three, held down by what was said; coverage is of those three."""
    card = score(_worst_moves().played_as("tabletop").entries())
    parts = [one for one in card.criteria if one.id in JUDGED and one.score is not None]
    weight = sum(one.weight for one in parts)
    mean = sum((one.score or 0) * one.weight for one in parts) / weight
    assert [one.name for one in card.caps] == ["unsaid", "untruth"]
    assert (card.total, card.coverage_percent) == (round(min(mean, 58), 1), 100)
    assert weight == 10 + 14 + 22


def test_a_quiet_day_cannot_be_discussed() -> None:
    """Nobody can look or leave alone what nobody touches: nothing is judged, and of nothing."""
    card = score(Story(60).played_as("tabletop").entries())
    assert (card.total, card.coverage_percent) == (None, 0)


def test_what_needs_a_system_is_left_out() -> None:
    """No times, no procedure, no harm, no par; objectives that need them have no rating."""
    par = score(good_response().entries()).impact
    card = score(_worst_moves().played_as("tabletop").entries(), par=par)
    assert {(one.ms, one.censored) for one in card.measures} == {(None, False)}
    assert (card.steps, card.par) == ((), None)
    assert not [one for part in card.criteria for one in part.findings if one.level == "harm"]
    assert [one.rating for one in card.objectives] == [None, None]
    assert [one.skill for one in card.skills if one.score is not None] == [
        "communication",
        "coordination",
    ]


def test_the_obligations_are_those_of_any_exercise() -> None:
    """What was owed, and what became of it, does not depend on the type."""
    cards = [score(outage().played_as(kind).entries()) for kind in ("drill", "tabletop")]
    assert cards[0].obligations == cards[1].obligations != ()
    assert cards[0].adherence_percent == cards[1].adherence_percent
    assert [card.exercise_type for card in cards] == ["drill", "tabletop"]


def test_players_are_those_at_startex_and_those_who_sat_down() -> None:
    """Each name once; staff runs the exercise and does not play."""
    story = outage().enters(
        1,
        Joined(name="Ben", role="technical_lead"),
        Joined(name="Flo", role="facilitator"),
        Joined(name="Eva", role="evaluator"),
    )
    assert score(story.entries()).participants == ("you", "Ben")


def test_what_is_said_about_the_exercise_judges_nobody() -> None:
    """Moves, decisions and remarks change no verdict."""
    told = good_response().enters(
        15,
        MoveBegan(by="Flo", move="first", title="First", time_box=0),
        Decision(by="Ana", role="cto", text="Reset the breaker"),
        Remark(by="Eva", role="evaluator", text="", objective="see", rating="U"),
    )
    card, plain = score(told.entries()), score(good_response().entries())
    assert (card.total, card.objectives) == (plain.total, plain.objectives)


def _discussed(scenario: Scenario, policy: Policy, moves: Sequence[int]) -> Sequence[Entry]:
    """The shipped outage discussed in these of its moves, in each of them a decision."""
    exercise = Exercise(scenario, policy, 1, exercise_type="tabletop")
    for number in moves:
        exercise.enter(beginning(exercise.moves[number], "Flo"))
        says = {"by": "Ana", "role": "oncall_engineer", "text": "Severity 1", "severity": 1}
        exercise.enter(Decision.model_validate(says))
    exercise.finish()
    return exercise.journal.entries


def test_a_move_that_was_not_reached_counts_for_nothing(scenario: Scenario, policy: Policy) -> None:
    """Passed over: what fell due in it is no failure; in a move that began it is one."""
    moves = scenario.moves
    first, last = moves[1].at, moves[3].at
    whole = case_of(_discussed(scenario, policy, (0, 1, 2, 3)))
    jumped = case_of(_discussed(scenario, policy, (0, 3)))

    def failed(case: ScoredCase) -> list[int]:
        return [one.deadline for one in case.ledger.listed if one.verdict != "met"]

    between = [at for at in failed(whole) if first <= at < last]
    assert between
    assert failed(jumped) == [at for at in failed(whole) if not first <= at < last]
    assert jumped.ground.undiscussed == ((first, moves[2].at), (moves[2].at, last))
    assert whole.ground.undiscussed == ()
    card = score(_discussed(scenario, policy, (0, 3)))
    assert card.not_reached == tuple(move.title for move in moves[1:3])
    assert dict(headline(card))["Moves"] == f"not reached: {', '.join(card.not_reached)}"


def test_gone_back_to_it_is_reached(scenario: Scenario, policy: Policy) -> None:
    """A move that was passed over and then gone back to was discussed, and counts."""
    case = case_of(_discussed(scenario, policy, (0, 3, 1, 2)))
    assert case.ground.undiscussed == ()


def test_severity_is_not_judged_where_nobody_was_asked(scenario: Scenario, policy: Policy) -> None:
    """Stated in the last move only, after two that were passed over: no slower than their time."""
    exercise = Exercise(scenario, policy, 1, exercise_type="tabletop")
    for number in (0, 3):
        exercise.enter(beginning(exercise.moves[number], "Flo"))
    at = exercise.moves[1].at - 60_000
    body = {"by": "Ana", "role": "oncall_engineer", "text": "1", "severity": 1, "done_at": at}
    exercise.enter(Decision.model_validate(body))
    exercise.finish()
    early = _judged(score(exercise.journal.entries))["severity"].score
    again = Exercise(scenario, policy, 1, exercise_type="tabletop")
    for number in (0, 3):
        again.enter(beginning(again.moves[number], "Flo"))
    body["done_at"] = again.moves[3].at
    again.enter(Decision.model_validate(body))
    again.finish()
    late = _judged(score(again.journal.entries))["severity"].score
    assert early is not None
    assert late is not None
    # A minute of the move that was reached lies between them, and none of those that were not.
    assert 0 < early - late < 20
