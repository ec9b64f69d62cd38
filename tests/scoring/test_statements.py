"""Severities that were stated: which count, which stands, and how right it was for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.assessment import exact_share, exactness, first_right, judged_span, shares
from scoring.facts import gather
from scoring.ground import Ground, ground_of
from scoring.statements import statements
from sim.journal.conduct import Decision
from sim.scenario.rules.rubric import Points
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable


def declared() -> Story:
    """Severity 1 from 12 to 47, detected at 15."""
    return Story(120).fault(12, 47).weather(12, 47, "outage").does(15, "declare")


def stated(story: Story) -> list[tuple[float, int, bool]]:
    """When which severity was stated, and whether it counts."""
    found = statements(gather(story.entries()), story_policy())
    return [(one.at / 60_000, one.level, one.counts) for one in found]


def opening(minute: float, severity: str, **more: Any) -> Callable[[Story], Story]:
    """A broadcast that there is an incident."""
    how = {"label": "INCIDENT_DETECTED", "severity": severity, "text": "We are on it.", **more}
    return lambda story: story.says(minute, "broadcast", "all_users", **how)


def assessed(minute: float, severity: object, **more: Any) -> Callable[[Story], Story]:
    """An explicit statement."""
    return lambda story: story.does(minute, "assess", **{"severity": severity, **more})


def posted(minute: float, text: str, **more: Any) -> Callable[[Story], Story]:
    """A post to the team."""
    return lambda story: story.says(minute, "post", channel="slack", text=text, **more)


def decided(minute: float, severity: int | None) -> Callable[[Story], Story]:
    """A decision of a tabletop."""
    body = Decision(by="Ana", role="cto", text="Call it so.", severity=severity)
    return lambda story: story.enters(minute, body)


@pytest.mark.parametrize(
    ("acts", "found"),
    [
        pytest.param([assessed(16, 2)], [(16, 2, True)], id="assessed"),
        pytest.param([assessed(16, "high")], [(16, 2, True)], id="by-name"),
        pytest.param([assessed(16, " HIGH ")], [(16, 2, True)], id="by-name-in-any-case"),
        pytest.param([assessed(16, 2, status=400)], [], id="refused"),
        pytest.param([assessed(16, 9)], [], id="no-such-level"),
        pytest.param([assessed(5, 2)], [], id="before-the-fault"),
        pytest.param(
            [lambda story: story.does(16, "declare", severity=3)], [(16, 3, True)], id="declared"
        ),
        pytest.param([lambda story: story.does(16, "note", severity=3)], [], id="noted"),
        pytest.param([opening(16, "critical")], [(16, 1, True)], id="by-broadcast"),
        pytest.param([opening(16, "2")], [(16, 2, True)], id="by-broadcast-by-number"),
        pytest.param([opening(16, "info")], [], id="by-another-word"),
        pytest.param([opening(16, "2", label="SERVICE_DEGRADED")], [], id="by-another-type"),
        # Its word comes before its text; without a word of the policy's, the text is read.
        pytest.param(
            [opening(16, "2", text="Severity 3: downloads are failing.")],
            [(16, 2, True)],
            id="word-before-text",
        ),
        pytest.param(
            [opening(16, "info", text="Severity 3: downloads are failing.")],
            [(16, 3, True)],
            id="text-without-a-word",
        ),
        pytest.param(
            [posted(16, "Severity 3: downloads are failing.")], [(16, 3, True)], id="in-words"
        ),
        pytest.param(
            [posted(16, "Severity 4: downloads are failing.")], [], id="in-words-no-such-level"
        ),
        pytest.param([decided(16, 2)], [(16, 2, True)], id="decided"),
        pytest.param([decided(16, None)], [], id="decided-something-else"),
        pytest.param([decided(16, 5)], [], id="decided-no-such-level"),
        pytest.param([decided(5, 2)], [], id="decided-before-the-fault"),
        # Implied ones count until the first explicit one, and never after it.
        pytest.param(
            [opening(16, "high"), posted(17, "Severity 3: downloads are failing.")],
            [(16, 2, True), (17, 3, True)],
            id="implied-twice",
        ),
        pytest.param(
            [
                opening(16, "high"),
                assessed(17, 1),
                posted(18, "Severity 3: downloads are failing."),
                opening(19, "high"),
                assessed(20, 2),
            ],
            [(16, 2, True), (17, 1, True), (18, 3, False), (19, 2, False), (20, 2, True)],
            id="explicit-outranks-implied",
        ),
        pytest.param(
            [decided(16, 2), opening(17, "critical")],
            [(16, 2, True), (17, 1, False)],
            id="a-decision-is-explicit",
        ),
        # At one instant the journal's order decides.
        pytest.param(
            [assessed(16, 1), opening(16, "high")],
            [(16, 1, True), (16, 2, False)],
            id="at-one-instant",
        ),
    ],
)
def test_which_statements_there_are(
    acts: list[Callable[[Story], Story]], found: list[tuple[float, int, bool]]
) -> None:
    """Explicit ones outrank what broadcasts and words imply; all are listed, in order."""
    story = declared()
    for act in acts:
        act(story)
    assert stated(story) == found


@pytest.mark.parametrize(
    ("stated_level", "truth", "points"),
    [(1, 2, 50), (1, 3, 20), (1, 4, 0), (2, 1, 40), (3, 1, 0), (2, 2, 100)],
)
def test_levels_off(stated_level: int, truth: int, points: float) -> None:
    """Too grave and too mild have rows of their own; what is off the row is worth nothing."""
    assert exactness(stated_level, truth, Points()) == points


def ground(story: Story) -> Ground:
    """A story's ground."""
    return ground_of(story.entries())


def test_the_judged_time_is_cut_where_truth_or_statement_change() -> None:
    """From the response at 15 to mitigation at 60: 3 until 30, then 1; 2 stated at 20, 1 at 40."""
    story = Story(120).fault(12, 60).weather(12, 30, "rough").weather(30, 60, "outage")
    story.does(15, "declare").does(20, "assess", severity=2).does(40, "assess", severity=1)
    found = ground(story)
    assert judged_span(found) == (ms(15), ms(60))
    assert [
        (part.ms // 60_000, part.truth, None if part.statement is None else part.statement.level)
        for part in shares(found)
    ] == [(5, 3, None), (10, 3, 2), (10, 1, 2), (20, 1, 1)]
    # (5 x 0 + 10 x 50 + 10 x 40 + 20 x 100) / 45.
    assert exact_share(shares(found), Points()) == pytest.approx(2900 / 45)


def test_without_mitigation_it_is_judged_to_the_end() -> None:
    """EndEx closes the time, and the impact opens it where the response came before."""
    story = Story(60).fault(10, None).weather(12, 60, "outage").does(11, "declare")
    assert judged_span(ground(story)) == (ms(12), ms(60))


def test_time_in_which_nothing_was_wrong_is_left_out() -> None:
    """Well from 20 to 30: two milder minutes on, from 22 to 30, nothing is judged."""
    story = Story(120).fault(12, 40).weather(12, 20, "outage").weather(30, 40, "outage")
    story.does(15, "declare").does(15, "assess", severity=1)
    assert [part.ms // 60_000 for part in shares(ground(story))] == [7, 10]


def test_what_nobody_stated_is_worth_nothing() -> None:
    """No time to judge is worth nothing either, and there is no first statement."""
    assert exact_share((), Points()) == 0
    with pytest.raises(ValueError, match="nobody stated a severity"):
        first_right(ground(declared()))


@pytest.mark.parametrize(
    ("acts", "level", "minute"),
    [
        pytest.param([assessed(16, 2)], 2, 16, id="never-right"),
        pytest.param([assessed(16, 2), assessed(20, 3)], 2, 16, id="never-right-the-first"),
        pytest.param([assessed(16, 2), assessed(20, 1)], 1, 20, id="the-right-one"),
        pytest.param([assessed(16, 1), assessed(20, 1)], 1, 16, id="the-first-right-one"),
        # Right, but implied after an explicit one it counts for nothing.
        pytest.param([assessed(16, 2), opening(18, "critical")], 2, 16, id="not-what-is-implied"),
    ],
)
def test_whose_speed_it_is(acts: list[Callable[[Story], Story]], level: int, minute: float) -> None:
    """The first statement that was right while it stood; the first of all, when none was."""
    story = declared()
    for act in acts:
        act(story)
    one = first_right(ground(story))
    assert (one.at, one.level) == (ms(minute), level)


def test_only_the_judged_time_makes_a_statement_right() -> None:
    """Right at 48, after mitigation, is hindsight; right for no instant it never was."""
    late = declared().does(16, "assess", severity=2).does(48, "assess", severity=1)
    assert first_right(ground(late)).at == ms(16)
    just = declared().does(16, "assess", severity=2).does(46.999, "assess", severity=1)
    assert first_right(ground(just)).at == ms(46.999)
    replaced = declared().does(16, "assess", severity=2).does(20, "assess", severity=1)
    replaced.does(20, "assess", severity=3)
    assert first_right(ground(replaced)).at == ms(16)
