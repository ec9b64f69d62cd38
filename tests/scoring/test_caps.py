"""What the total cannot be above: a false word that it is over, silence, an untruth that stood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from scoring.corrections import Corrections
from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from scoring.model import Rating
    from sim.journal.bodies import Header
    from sim.journal.encoding import Entry
    from tests.stories.setting import Weather

TRUE = "Downloads are failing."
UNTRUE = "Downloads are working."


def broken(weather: Weather = "outage") -> Story:
    """Users are hurt from 10 to 80; declared at 12, and the status page tells it at 13."""
    story = Story(120).fault(10, 80).weather(10, 80, weather).alert(11).does(12, "declare")
    return story.status_page(13, "investigating")


def held(story: Story, **policy: Any) -> dict[str, float]:
    """The caps that held, by name, with how high each is."""
    card = score(story.entries(), story_policy(**policy))
    return {cap.name: cap.at_most for cap in card.caps}


def lied(*later: tuple[float, str, str], first: str = "all_users") -> Story:
    """An untruth at 20, and what was said after it: when, to whom, with which words."""
    story = broken().says(20, "email", first, text=UNTRUE)
    for minute, to, text in later:
        story.says(minute, "email", to, text=text)
    return story


def test_nothing_is_held_down_by_a_fair_response() -> None:
    """Who tells one truth in time and says nothing false has no cap."""
    assert held(broken()) == {}


UNTRUTHS = [
    pytest.param((), True, id="never"),
    pytest.param(((30, "all_users", TRUE),), False, id="taken-back"),
    # The severity's rhythm is half an hour.
    pytest.param(((50, "all_users", TRUE),), False, id="at-the-last-instant"),
    pytest.param(((50.001, "all_users", TRUE),), True, id="too-late"),
    pytest.param(((30, "response_team", TRUE),), True, id="to-the-team-only"),
    pytest.param(((30, "public", TRUE),), False, id="in-public"),
    pytest.param(((30, "all_users", "Uploads are delayed."),), True, id="of-something-else"),
    pytest.param(((30, "all_users", UNTRUE),), True, id="said-again"),
    # Taken back at 30, said again at 35 and left standing.
    pytest.param(((30, "all_users", TRUE), (35, "all_users", UNTRUE)), True, id="again-afterwards"),
    pytest.param(
        ((30, "all_users", TRUE), (35, "all_users", UNTRUE), (40, "all_users", TRUE)),
        False,
        id="twice-taken-back",
    ),
]


@pytest.mark.parametrize(("later", "stands"), UNTRUTHS)
def test_an_untruth_that_stands_holds_the_total_down(
    later: tuple[tuple[float, str, str], ...], *, stands: bool
) -> None:
    """Told outside and not taken back there within the rhythm of updates it is 58 at most."""
    assert held(lied(*later)) == ({"untruth": 58} if stands else {})


def test_an_untruth_to_the_team_holds_nothing_down() -> None:
    """It costs clarity; users were not told."""
    assert held(lied(first="response_team")) == {}


def test_each_of_several_untruths_has_to_be_taken_back() -> None:
    """Two subjects at once: the truth about one leaves the other standing."""
    both = "Downloads are working, and uploads are working."
    story = broken().says(20, "email", "all_users", text=both)
    assert held(story.says(30, "email", "all_users", text=TRUE)) == {"untruth": 58}
    assert held(story.says(31, "email", "all_users", text="Uploads are delayed.")) == {}


def test_the_time_is_the_first_rhythm_of_the_worst_severity() -> None:
    """Ten minutes where updates are owed that often at first, whatever comes after that."""
    severities = story_policy().model_dump(mode="json")["severities"]
    severities[0]["updates"] = [{"every": "10m", "lasts": "1h"}, {"every": "2h"}]
    assert held(lied((30, "all_users", TRUE)), severities=severities) == {}
    assert held(lied((30.001, "all_users", TRUE)), severities=severities) == {"untruth": 58}


def test_without_a_rhythm_it_is_half_an_hour() -> None:
    """Severity 3 asks for no updates."""
    for minute, caps in ((50, {}), (50.001, {"untruth": 58})):
        story = broken("rough").says(20, "email", "all_users", text=UNTRUE)
        story.says(minute, "email", "all_users", text=TRUE)
        assert held(story) == caps


@pytest.mark.parametrize(
    ("say", "false"),
    [
        pytest.param({"minute": 20, "command": "resolve"}, True, id="too-early"),
        pytest.param({"minute": 90, "command": "resolve"}, False, id="true"),
        pytest.param({"minute": 20, "command": "resolve", "status": 409}, False, id="refused"),
    ],
)
def test_a_false_word_that_it_is_over_holds_the_total_down(
    say: dict[str, Any], *, false: bool
) -> None:
    """To 70, whatever follows it."""
    story = broken().does(**say).does(95, "resolve")
    assert held(story) == ({"false_resolve": 70} if false else {})


def silent() -> Story:
    """As above, and nobody is told anything."""
    return Story(120).fault(10, 80).weather(10, 80, "outage").alert(11).does(12, "declare")


@pytest.mark.parametrize(
    ("story", "unsaid"),
    [
        pytest.param(silent(), True, id="nothing-said"),
        pytest.param(silent().says(13, "post", channel="slack"), True, id="only-to-the-team"),
        pytest.param(silent().says(13, "email", "all_users"), False, id="to-users"),
        pytest.param(silent().says(60, "email", "all_users"), False, id="late"),
        pytest.param(silent().says(13, "email", "all_users", text="asdf"), True, id="unreadable"),
        pytest.param(silent().status_page(13, "investigating"), False, id="the-page"),
        # Mail to the team and to the CTO reaches no user.
        pytest.param(
            silent()
            .says(17, "email", "response_team", text=TRUE)
            .says(17, "email", "cto", text=TRUE),
            True,
            id="to-single-people",
        ),
        # At EndEx the notices of 12 are not due yet: nothing was owed.
        pytest.param(
            Story(14).fault(10, None).weather(10, 14, "outage").does(12, "declare"),
            False,
            id="undecided",
        ),
    ],
)
def test_silence_holds_the_total_down(story: Story, *, unsaid: bool) -> None:
    """To 70, when word to users or the public was owed and none of it was given."""
    assert held(story) == ({"unsaid": 70} if unsaid else {})


def test_the_caps_are_the_policys_and_the_lowest_counts() -> None:
    """All three at once, each as high as the policy has it; the total is at most the lowest."""
    story = silent().says(20, "email", "all_users", text=UNTRUE).does(30, "resolve")
    caps = {"false_resolve": 30, "unsaid": 20, "untruth": 10}
    assert held(story, caps=caps) == caps
    weights = dict.fromkeys(story_policy().weights, 0) | {"detection": 1}
    found = score(story.entries(), story_policy(caps=caps, weights=weights))
    # Detected one minute after the alert it would be 100.
    assert (found.criteria[0].score, found.total) == (100, 10)


def test_a_cap_says_why_with_its_evidence() -> None:
    """The words that stood, and in how many minutes nobody took them back."""
    story = lied((60, "all_users", UNTRUE)).does(30, "resolve").does(31, "resolve")
    entries = story.entries()
    false, untrue = score(entries).caps
    assert untrue.why == (
        'Users or the public were told "Downloads are working", which was not true, and no true '
        "statement about downloads followed within 30 min."
    )
    named = {entry.seq: entry.at // 60_000 for entry in entries}
    assert [named[seq] for seq in untrue.evidence] == [20]
    assert [named[seq] for seq in false.evidence] == [30, 31]


METRICS = {"looked": ["metrics"]}
CHECK = [
    {"id": "look", "text": "Look at it.", "criterion": "procedure", "check": [METRICS]},
    {"id": "mend", "text": "Mend it.", "criterion": "recovery"},
]


def with_a_check(story: Story) -> list[Entry]:
    """The story under a scenario with an objective that has a check, and one that has none."""
    first, *rest = story.entries()
    header = cast("Header", first.body)
    scenario = header.scenario | {"objectives": CHECK}
    return [replace(first, body=header.model_copy(update={"scenario": scenario})), *rest]


@pytest.mark.parametrize(
    ("story", "rated", "expected"),
    [
        pytest.param(broken(), {}, {"unable": 60}, id="unable"),
        pytest.param(broken().does(15, "metrics"), {}, {}, id="done"),
        pytest.param(broken(), {"look": "S"}, {}, id="an-evaluator-saw-it-done"),
        pytest.param(broken(), {"look": "P", "mend": "U"}, {}, id="no-check-no-cap"),
        pytest.param(
            broken().does(15, "metrics"),
            {"look": "M"},
            {"major_challenges": 75},
            id="an-evaluator-saw-it-fail",
        ),
        pytest.param(broken().played_as("tabletop"), {}, {}, id="tabletop"),
    ],
)
def test_an_objective_that_was_missed_holds_the_total_down(
    story: Story, rated: dict[str, Rating], expected: dict[str, float]
) -> None:
    """Rated M or U by its own check, or by an evaluator, who has the last word."""
    card = score(with_a_check(story), corrections=Corrections(ratings=rated))
    assert {cap.name: cap.at_most for cap in card.caps} == expected
