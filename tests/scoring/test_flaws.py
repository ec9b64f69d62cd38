"""What is wrong with what was said: each kind of flaw, and how often it is counted."""

from __future__ import annotations

import pytest

from scoring.flaws import flaws
from scoring.ground import ground_of
from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, good_response, outage

TRUE = "Downloads are failing."
UNTRUE = "Downloads are working."


def broken() -> Story:
    """Downloads fail and uploads wait from 10 to 30."""
    return Story(60).fault(10, 30).weather(10, 30, "outage").alert(11)


def kinds(story: Story, **policy: object) -> list[str]:
    """The kinds of flaw in a story, in order."""
    return [flaw.kind for flaw in flaws(ground_of(story.entries(), story_policy(**policy)))]


@pytest.mark.parametrize(
    ("minute", "text", "found"),
    [
        pytest.param(20, TRUE, [], id="true"),
        pytest.param(20, UNTRUE, ["untruth"], id="better"),
        pytest.param(20, "Uploads are failing.", ["worse"], id="worse"),
        pytest.param(40, UNTRUE, [], id="later-true"),
        pytest.param(40, TRUE, ["worse"], id="trouble-that-is-over"),
        pytest.param(
            20,
            "Downloads are working, and uploads are working.",
            ["untruth", "untruth"],
            id="two-untruths",
        ),
        pytest.param(20, "We are on it. Look at [Link].", ["placeholder"], id="placeholder"),
        pytest.param(20, "asdf qwer", ["unreadable"], id="unreadable"),
        pytest.param(
            20, "asdf qwer\nIn short: downloads failing.", ["unreadable"], id="only-stated-outright"
        ),
        pytest.param(5, UNTRUE, [], id="before-the-fault"),
    ],
)
def test_words_are_held_against_the_world(minute: float, text: str, found: list[str]) -> None:
    """The same sentence is a flaw or none, by what the world was like when it was said."""
    assert kinds(broken().says(minute, "email", "all_users", text=text)) == found


def test_what_the_team_gets_need_not_be_readable_and_has_to_be_true() -> None:
    """Shorthand costs nothing inside; an untruth does everywhere."""
    story = broken().says(20, "post", "response_team", channel="slack", text="asdf qwer")
    assert kinds(story.says(21, "page", "cto", text=UNTRUE)) == ["untruth"]


def test_what_arrived_nowhere_has_no_flaw() -> None:
    """Nobody was told anything."""
    assert kinds(broken().says(20, "email", "all_users", text=UNTRUE, delivered=False)) == []


def test_the_same_words_are_one_flaw() -> None:
    """To however many and however often they were sent; other words are another."""
    story = Story(90).fault(10, 80).weather(10, 80, "outage")
    for minute in (20, 31, 42):
        story.says(minute, "email", "all_users", text=f"{UNTRUE} Look at [Link].")
        story.says(minute, "page", "cto", text=UNTRUE)
        story.says(minute, "email", "all_users", text="asdf qwer")
    assert sorted(kinds(story)) == ["placeholder", "unreadable", "untruth"]
    story.says(53, "email", "all_users", text="Users can download their files.")
    story.says(54, "email", "all_users", text="We are on it. Look at [Time].")
    story.says(55, "email", "all_users", text="qwer asdf")
    found = sorted(kinds(story))
    assert found == ["placeholder"] * 2 + ["unreadable"] * 2 + ["untruth"] * 2


def test_the_first_time_is_told() -> None:
    """At its instant, with the message as evidence, and the window that shows the world."""
    story = broken().says(20, "email", "all_users", text=UNTRUE)
    entries = story.says(22, "email", "all_users", text=UNTRUE).entries()
    (flaw,) = flaws(ground_of(entries))
    named = {entry.seq: (entry.body.kind, entry.at) for entry in entries}
    assert flaw.at == ms(20)
    # The window that holds 20 ends at 21, the next one, which is the last that counts, at 22.
    assert [named[seq] for seq in flaw.evidence] == [("message", ms(20)), ("window", ms(22))]


def test_a_sentence_that_arrives_bit_by_bit_is_one_flaw() -> None:
    """In the channel at once and with a colleague four minutes later: said once, wrong once."""
    story = outage().says(17, "post", "cto", channel="slack", text=UNTRUE, arrives=21)
    assert [flaw.at for flaw in flaws(ground_of(story.entries()))] == [ms(17)]


@pytest.mark.parametrize(
    ("states", "texts"),
    [
        pytest.param(["investigating", "identified", "monitoring", "resolved"], [], id="in-order"),
        pytest.param(["investigating", "investigating"], [], id="said-twice"),
        pytest.param(
            ["investigating", "monitoring"],
            ["The status page went to monitoring without identified."],
            id="skipped",
        ),
        pytest.param(
            ["identified"],
            ["The status page went to identified without investigating."],
            id="started-late",
        ),
        pytest.param(
            ["investigating", "identified", "investigating"],
            ["The status page went back from identified to investigating."],
            id="back",
        ),
        pytest.param(
            ["investigating", "identified", "monitoring", "resolved", "investigating"],
            [],
            id="honest-after-resolved",
        ),
        pytest.param(
            ["resolved", "identified", "investigating"],
            [
                "The status page went to resolved without investigating, identified, monitoring.",
                "The status page went back from identified to investigating.",
            ],
            id="honest-once",
        ),
        pytest.param(["maintenance", "investigating"], [], id="no-state-of-the-page"),
    ],
)
def test_the_status_page_is_walked_in_order(states: list[str], texts: list[str]) -> None:
    """Skipping and going back are flaws; taking back a `resolved` is honest."""
    story = broken().does(11.5, "note", text="The cause is the vendor.")
    for index, state in enumerate(states):
        story.status_page(12 + index, state)
    found = flaws(ground_of(story.entries()))
    assert [flaw.text for flaw in found if flaw.kind == "order"] == texts


def flooded(*seconds: float, to: str = "all_users") -> Story:
    """Messages at these seconds from minute 20 on, each with words of its own."""
    story = Story(90).fault(10, 80).weather(10, 80, "outage")
    for number, second in enumerate(seconds):
        story.says(20 + second / 60, "post", to, channel="slack", text=f"We are on step {number}.")
    return story


@pytest.mark.parametrize(
    ("seconds", "floods"),
    [
        pytest.param(range(0, 360, 60), [], id="six"),
        pytest.param(range(0, 420, 60), [26], id="seven"),
        # The first and the seventh lie exactly ten minutes apart.
        pytest.param([0, 100, 200, 300, 400, 500, 600], [30], id="just-within"),
        pytest.param([0, 100, 200, 300, 400, 500, 600.1], [], id="just-beyond"),
        # A stretch begins anew after a flood: thirteen are one, fourteen are two.
        pytest.param(range(0, 13 * 10, 10), [21], id="thirteen"),
        pytest.param(range(0, 14 * 10, 10), [21, 22.1667], id="fourteen"),
    ],
)
@pytest.mark.parametrize("to", ["all_users", "response_team"])
def test_more_than_six_in_ten_minutes_are_a_flood(
    seconds: list[float], floods: list[float], to: str
) -> None:
    """Once for each stretch, at the message that was too many, for each side by itself."""
    found = flaws(ground_of(flooded(*seconds, to=to).entries()))
    assert [flaw.kind for flaw in found] == ["flood"] * len(floods)
    assert [flaw.at for flaw in found] == [pytest.approx(ms(at), abs=10) for at in floods]
    assert all(len(flaw.evidence) == 7 for flaw in found)


def test_each_side_is_flooded_by_itself() -> None:
    """Four to the team and four to users are no flood of either."""
    story = flooded(*range(0, 40, 10))
    for number in range(4):
        story.says(21 + number / 10, "post", "response_team", channel="slack", text="We look.")
    assert kinds(story) == []


def test_pages_to_single_roles_outside_the_team_flood_nobody() -> None:
    """Seven calls to managers reach neither the team nor users."""
    story = Story(90).fault(10, 80).weather(10, 80, "outage")
    for number in range(8):
        story.says(20 + number / 10, "page", "cto", text=f"We are on step {number}.")
    assert kinds(story) == []


def test_how_many_are_too_many_is_the_policys() -> None:
    """Two in a minute: three within it are a flood, and spread over two minutes they are none."""
    policy = {"floods": {"most": 2, "per": "1m"}}
    assert kinds(flooded(0, 30, 60), **policy) == ["flood"]
    assert kinds(flooded(0, 30, 61), **policy) == []


def test_clarity_takes_from_what_timeliness_earned() -> None:
    """One untruth costs a fifth; timeliness and clarity are named apart."""
    story = good_response().says(30, "post", channel="slack", text="Downloads are not affected.")
    result = next(entry for entry in score(story.entries()).criteria if entry.id == "communication")
    assert result.score == 80
    assert "Timeliness 100 (6 of 6 required messages on time), clarity 60 (1 flaw)" in result.why
    assert [(entry.level, entry.at) for entry in result.findings] == [("problem", ms(30))]


@pytest.mark.parametrize(
    ("note", "early"),
    [
        pytest.param(None, True, id="never"),
        pytest.param((12.5, "The cause is the vendor."), False, id="recorded-before"),
        pytest.param((13.5, "The cause is the vendor."), True, id="recorded-afterwards"),
        pytest.param((12.5, "We look at R2."), True, id="another-note"),
    ],
)
def test_identified_needs_a_cause(note: tuple[float, str] | None, *, early: bool) -> None:
    """The page says that the cause is known, so somebody must have written it down."""
    story = broken().status_page(12, "investigating").status_page(13, "identified")
    if note is not None:
        story.does(note[0], "note", text=note[1])
    assert kinds(story) == ["order"] * early
