"""What a colleague gets out of a message: plain words, and nothing when in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.world.hearing import LONGEST_QUOTE, hear, quoted

if TYPE_CHECKING:
    from sim.world.topics import Topic


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Can you look at the token?", ("key",)),
        ("Is it your side?", ("side",)),
        ("Who has the restore key?", ("backup", "key")),
        ("What is the status of the vendor ticket?", ("vendor",)),
        (
            "Our bucket answers 503 to every call. Please confirm and give us a time.",
            ("side", "time"),
        ),
        ("Sev 1, R2 is down. Please join.", ()),
        ("The queue is full.", ()),
        ("Did anybody deploy anything today?", ("release",)),
        ("Please look at D1 and tell me what you see", ("database",)),
        ("What colour is the door?", ()),
    ],
)
def test_what_is_asked(text: str, topics: tuple[Topic, ...]) -> None:
    """Only questions and requests ask, and they are about what they name."""
    assert hear(text).topics == topics


@pytest.mark.parametrize(
    ("text", "asks"),
    [("What colour is the door?", True), ("R2 is down.", False), ("Tell us what you see", False)],
)
def test_whether_it_asks(text: str, asks: bool) -> None:  # noqa: FBT001 - a column of the table
    """A question about nothing that anybody knows is a question all the same."""
    assert hear(text).asks is asks


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("All fixed", "All fixed"),
        ("Good news: everything is back to normal now.", "everything is back to normal now"),
        ("Downloads work again. Thanks for your patience.", "Downloads work again"),
        ("The incident is over.", "The incident is over"),
        ("Downloads do not work again yet.", ""),
        ("We tell you when downloads work again.", ""),
        ("Some downloads work again.", ""),
        ("Is it all fixed?", ""),
        ("Once R2 is restored we will post here.", ""),
        ("The vendor says it is fixed.", ""),
        ("Downloads fail, uploads wait.", ""),
    ],
)
def test_what_says_that_all_is_well(text: str, well: str) -> None:
    """Plain claims alone: a condition, a doubt, a question or somebody else's word is none."""
    assert hear(text).well == well


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("Downloads fail. Next update in 20 minutes.", 20),
        ("We'll tell you more within 30 minutes.", 30),
        ("Next update at 14:30.", (14 * 60 + 30)),
        ("In short: downloads failing; next update in 2h.", 120),
        ("More within half an hour.", 30),
        ("Downloads fail for 20 minutes now.", None),
    ],
)
def test_what_is_promised(text: str, promised: int | None) -> None:
    """A time for the next update, as a span in minutes or a minute of the day."""
    heard = hear(text)
    assert (heard.promised_in if heard.promised_at is None else heard.promised_at) == promised


@pytest.mark.parametrize(
    ("text", "says_something"),
    [("We are aware of an issue and investigating.", False), ("Downloads fail.", True)],
)
def test_whether_users_learn_anything(text: str, says_something: bool) -> None:  # noqa: FBT001
    """A notice that names nothing users know tells them nothing."""
    assert hear(text).says_something is says_something


def test_a_long_quote_is_cut_between_words() -> None:
    """What is repeated stays one short line."""
    found = quoted("word\n" * 100)
    assert len(found) <= LONGEST_QUOTE + 2
    assert found.endswith("word …")
