"""What responders said beside the world: what counts as said, what is over, what is taken back."""

from __future__ import annotations

import pytest

from scoring.ground import ground_of
from scoring.said import Said, taken_back
from tests.stories.setting import ms
from tests.stories.story import Story

UNTRUE = "Downloads are working."
TRUE = "Downloads are failing."


def broken() -> Story:
    """Downloads fail and uploads wait from 10 to 40."""
    return Story(90).fault(10, 40).weather(10, 40, "outage")


def said(story: Story) -> tuple[Said, ...]:
    """What was said in a story and somebody received."""
    return ground_of(story.entries()).said


def one(text: str, minute: float = 20, label: str = "") -> Said:
    """One mail to all users."""
    (found,) = said(broken().says(minute, "email", "all_users", text=text, label=label))
    return found


@pytest.mark.parametrize(
    ("text", "minute", "stated"),
    [
        pytest.param(TRUE, 20, {"downloads", "downloads=failing", "any"}, id="true"),
        pytest.param(
            "Uploads are failing.", 20, {"uploads", "uploads=failing", "any"}, id="worse-counts"
        ),
        pytest.param("Downloads are failing.", 70, set(), id="trouble-that-is-not-there"),
        pytest.param(UNTRUE, 20, set(), id="untrue"),
        pytest.param("We are on it.", 20, set(), id="nothing-claimed"),
        pytest.param("The incident is over.", 70, {"over", "any"}, id="over"),
        pytest.param("The incident is over.", 20, set(), id="over-and-not-so"),
        pytest.param(
            "In short: downloads failing, uploads delayed.",
            20,
            {"downloads", "downloads=failing", "uploads", "uploads=delayed", "any"},
            id="outright",
        ),
    ],
)
def test_what_counts_as_said(text: str, minute: float, stated: set[str]) -> None:
    """A subject, it with its state, `over` where that is true, and `any` for each of them."""
    assert one(text, minute).stated == stated


@pytest.mark.parametrize(
    ("text", "readable", "counts", "updates"),
    [
        pytest.param(TRUE, True, True, True, id="a-claim"),
        pytest.param(UNTRUE, True, False, False, id="an-untruth"),
        pytest.param(f"{TRUE} Sign-in is working. {UNTRUE}", True, False, False, id="one-of-three"),
        pytest.param("We are on it.", True, True, False, id="no-claim"),
        pytest.param("We are on it. Next update in 20 minutes.", True, True, True, id="a-promise"),
        pytest.param("We see that nothing has changed.", True, True, True, id="nothing-new"),
        pytest.param("Nothing has changed.", True, True, True, id="nothing-new-alone"),
        pytest.param("Next update in 20 minutes.", True, True, True, id="only-a-promise"),
        pytest.param("asdf qwer", False, False, False, id="no-statement"),
        pytest.param("In short: downloads failing.", True, True, True, id="outright"),
        pytest.param("In short: downloads works.", True, False, False, id="outright-untrue"),
    ],
)
def test_what_a_message_is_good_for(
    text: str,
    readable: bool,  # noqa: FBT001 - columns
    counts: bool,  # noqa: FBT001
    updates: bool,  # noqa: FBT001
) -> None:
    """Readable and not untrue it counts; an update claims, promises or says nothing changed."""
    found = one(text)
    assert (found.readable, found.counts, found.updates) == (readable, counts, updates)


@pytest.mark.parametrize(("minute", "true"), [(70, True), (20, False)])
def test_that_it_is_over_is_an_update_where_it_is_true(minute: float, *, true: bool) -> None:
    """It claims nothing else; said too early it tells nobody anything."""
    found = one("The incident is over.", minute)
    assert (found.over, found.false_over, found.updates) == (True, not true, true)


def test_that_it_is_over_can_be_false_and_the_rest_true() -> None:
    """A closing type at 20 is a false word; what the text claims is true and still counts."""
    (found,) = said(
        broken().says(20, "broadcast", "all_users", text=TRUE, label="SERVICE_RESTORED")
    )
    assert (found.over, found.false_over, found.counts) == (True, True, True)
    assert "over" not in found.stated


@pytest.mark.parametrize(
    ("purpose", "to", "outside"),
    [
        ("email", "all_users", True),
        ("broadcast", "all_stakeholders", True),
        ("status_page", "public", True),
        ("post", "public", True),
        ("post", "response_team", False),
        ("page", "cto", False),
    ],
)
def test_who_is_outside(purpose: str, to: str, *, outside: bool) -> None:
    """Users, the status page and the public are one side; the team is the other."""
    (found,) = said(broken().says(20, purpose, to, text=TRUE))  # type: ignore[arg-type]
    assert (found.outside, found.side) == (outside, "outside" if outside else "inside")


def test_what_is_stated_outright_makes_words_no_more_readable() -> None:
    """The message counts by its last line, and its own words are still no statement."""
    found = one("asdf qwer\nIn short: downloads failing.")
    assert (found.readable, found.own_words) == (True, False)
    assert one(f"{TRUE}\nIn short: uploads delayed.").own_words


def test_a_message_is_held_against_the_world_when_it_arrives() -> None:
    """Sent at 14, when downloads had just worked, and there at 20 it is untrue.

    What does not arrive was said to nobody, and what was said before the fault is something else.
    """
    story = broken().says(14, "email", "all_users", text=UNTRUE, arrives=20)
    story.says(21, "email", "all_users", text=UNTRUE, delivered=False)
    story.says(5, "email", "all_users", text=TRUE)
    (found,) = said(story)
    assert (found.at, len(found.untruths)) == (ms(20), 1)


@pytest.mark.parametrize(
    ("to", "minute", "text", "taken"),
    [
        pytest.param("all_users", 30, TRUE, True, id="in-time"),
        pytest.param("all_users", 50, TRUE, True, id="at-its-end"),
        pytest.param("all_users", 50.001, TRUE, False, id="too-late"),
        pytest.param("all_users", 30, "Uploads are delayed.", False, id="another-subject"),
        pytest.param("all_users", 30, "We are on it.", False, id="nothing-claimed"),
        pytest.param("all_users", 30, "Downloads are slow.", False, id="another-untruth"),
        pytest.param("response_team", 30, TRUE, False, id="to-the-other-side"),
        pytest.param("public", 30, TRUE, True, id="in-public"),
        pytest.param("all_users", 15, TRUE, False, id="said-before"),
    ],
)
def test_what_takes_an_untruth_back(to: str, minute: float, text: str, *, taken: bool) -> None:
    """A later true claim on the subject, to the same side, within the time: thirty minutes here."""
    story = Story(90).fault(10, 70).weather(10, 70, "outage")
    story.says(20, "email", "all_users", text=UNTRUE).says(minute, "post", to, text=text)
    found = said(story)
    (wrong,) = [one for one in found if one.at == ms(20)]
    assert taken_back(wrong.untruths[0], wrong, found, ms(30)) is taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        pytest.param("Downloads are failing.", True, id="another-state"),
        pytest.param(UNTRUE, False, id="the-same-that-became-true"),
        pytest.param("Downloads are failing. Uploads are working.", False, id="with-an-untruth"),
    ],
)
def test_only_another_state_in_a_true_message_takes_it_back(text: str, *, taken: bool) -> None:
    """Downloads work from 40 on, and uploads wait up to 60: at 42 both states are still true."""
    story = Story(90).fault(10, 60).weather(10, 40, "outage").weather(40, 60, "queueing")
    story.says(20, "email", "all_users", text=UNTRUE).says(42, "email", "all_users", text=text)
    wrong, later = said(story)
    assert taken_back(wrong.untruths[0], wrong, (wrong, later), ms(30)) is taken


@pytest.mark.parametrize(
    ("text", "untrue"),
    [
        pytest.param("Our storage works. Downloads are failing.", False, id="narrowed"),
        pytest.param("Our storage works. Uploads are delayed.", False, id="narrowed-by-the-other"),
        pytest.param("Our storage works.", True, id="alone"),
        pytest.param("Our storage works. Sign-in works.", True, id="beside-no-trouble"),
        pytest.param("Our storage works. Sign-in is failing.", True, id="beside-untrue-trouble"),
        pytest.param("Downloads are working. Uploads are delayed.", True, id="of-one-subject"),
        pytest.param(
            "Our storage works.\nIn short: downloads failing.", True, id="only-stated-beside-it"
        ),
    ],
)
def test_true_trouble_told_beside_it_narrows_a_general_claim(text: str, *, untrue: bool) -> None:
    """That the service works is no untruth beside it, and counts for nothing either."""
    found = one(text)
    assert bool(found.untruths) is untrue
    assert not {"service", "service=works"} & found.stated
