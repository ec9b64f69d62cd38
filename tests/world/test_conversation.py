"""Colleagues answer what they are asked, object to what is untrue, and miss what was promised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, Player, StartExercise

SECOND = 1000
MINUTE = 60 * SECOND
GONE: dict[str, object] = {
    "id": "gone",
    "effect": "r2_unavailable",
    "begins": "1m",
    "ends": {"by": "vendor", "after": "40m"},
}
DATABASE: dict[str, object] = {
    "id": "slow-d1",
    "effect": "database_down",
    "percent": 100,
    "begins": "1m",
    "ends": {"by": "vendor", "after": "40m"},
}
SOON: dict[str, dict[str, object]] = {
    role: {"answers_in": "1m", "says": "Here."}
    for role in ("technical_lead", "cto", "communications_lead", "vendor_support")
}


def begin(small: MakeScenario, start: StartExercise, *faults: dict[str, object]) -> Player:
    """An hour with these faults; everybody answers a minute after being called."""
    return start(small(faults=list(faults), people=SOON, horizon="2h"), 5)


def tell(player: Player, minute: float, command: str, **body: object) -> None:
    """Say something at this minute."""
    player.post(f"/exercise/{command}", json.dumps(body), int(minute * MINUTE))


def said(player: Player, by: str, until: float = 110) -> list[str]:
    """What a role has said by this minute, beside its greeting."""
    at = int(until * MINUTE)
    if player.exercise.now < at:
        player.exercise.advance(at)
    return [
        entry.body.text
        for entry in player.exercise.journal.entries
        if entry.body.kind == "message" and entry.body.sender_role == by and entry.at <= at
        if entry.body.purpose == "chat" and entry.body.text != "Here."
    ]


def test_a_question_is_answered_from_the_state_of_the_world(
    small: MakeScenario, start: StartExercise
) -> None:
    """The same question has another answer in another outage."""
    outage, database = begin(small, start, GONE), begin(small, start, DATABASE)
    for player in (outage, database):
        tell(player, 5, "page", role="technical_lead", text="Please join")
        tell(player, 10, "page", role="technical_lead", text="Can you look at the token?")
    assert said(outage, "technical_lead", 12) == [
        "It isn't the key: R2 fails with 503 ServiceUnavailable, and a refused key looks different."
    ]
    assert said(database, "technical_lead", 12) == ["R2 accepts the key: calls with it succeed."]


def test_the_page_that_calls_somebody_can_ask(small: MakeScenario, start: StartExercise) -> None:
    """What was asked before they joined is answered after the greeting, once."""
    player = begin(small, start, GONE)
    tell(player, 5, "page", role="vendor_support", text="R2 is gone. Is it your side?")
    tell(player, 5.1, "page", role="vendor_support", text="Is it your side?")
    assert said(player, "vendor_support", 8) == ["Yes, it's on our side. Engineers are on it."]


def test_who_cannot_see_it_says_so(small: MakeScenario, start: StartExercise) -> None:
    """A plain answer instead of a made-up one, by name of what it is."""
    player = begin(small, start)
    tell(player, 5, "call", role="cto", text="Who has the restore key?")
    tell(player, 10, "call", role="cto", text="What colour is the door?")
    assert said(player, "cto", 12) == [
        "I can't see the backups from here. I can't see the key from here.",
        "I can't see that from here.",
    ]


def test_of_a_team_one_answers(small: MakeScenario, start: StartExercise) -> None:
    """Who is named, else who can see it best; a question about nothing stays open."""
    player = begin(small, start, GONE)
    for role in ("communications_lead", "technical_lead"):
        tell(player, 5, "page", role=role, text="Please join")
    tell(player, 10, "post", channel="slack", text="Is R2 still down?")
    tell(player, 12, "post", channel="slack", text="Lucia, is R2 still down?")
    tell(player, 14, "post", channel="slack", text="What colour is the door?")
    assert said(player, "technical_lead", 16) == [
        "R2 is failing: the last probe got 503 ServiceUnavailable."
    ]
    assert said(player, "communications_lead", 16) == ["I can't see R2 from here."]


def test_an_untrue_notice_is_objected_to_with_its_words(
    small: MakeScenario, start: StartExercise
) -> None:
    """By who keeps the wording when users read it, by an engineer when the team does."""
    player = begin(small, start, GONE)
    for role in ("communications_lead", "technical_lead"):
        tell(player, 5, "page", role=role, text="Please join")
    tell(player, 10, "status-page", state="monitoring", text="Good news: downloads work again!")
    tell(player, 20, "page", role="technical_lead", text="All fixed, go to bed.")
    (objection,) = said(player, "communications_lead", 12)
    assert objection == (
        '"downloads work again" isn\'t true yet: 100% of downloads failed in the last minute. '
        "Please correct it before users do."
    )
    assert said(player, "technical_lead", 22)[-1].startswith(
        "\"All fixed\"? That's not what I'm seeing: "
    )


def test_what_is_true_is_not_objected_to(small: MakeScenario, start: StartExercise) -> None:
    """Nor what comes true before anybody has typed an answer."""
    player = begin(small, start, GONE)
    tell(player, 5, "page", role="communications_lead", text="Please join")
    tell(player, 60, "status-page", state="monitoring", text="Downloads work again.")
    assert said(player, "communications_lead") == []


def test_a_notice_that_says_nothing_is_sent_back(small: MakeScenario, start: StartExercise) -> None:
    """Once in a while, however often such notices are sent."""
    player = begin(small, start, GONE)
    tell(player, 5, "page", role="communications_lead", text="Please join")
    for minute in (10, 11, 12):
        tell(player, minute, "post", channel="in_app", text="We are aware of an issue.")
    (once,) = said(player, "communications_lead", 14)
    assert once.startswith('"We are aware of an issue" tells users nothing. Say what doesn\'t work')


def test_a_promised_update_is_missed(small: MakeScenario, start: StartExercise) -> None:
    """By who speaks for the company, with both times; one that came or is no more due is not."""
    player = begin(small, start, GONE)
    tell(player, 5, "page", role="cto", text="Please join")
    tell(player, 10, "post", channel="in_app", text="Downloads fail. Next update in 10 minutes.")
    tell(player, 18, "post", channel="in_app", text="Downloads fail. Next update in 10 minutes.")
    missed = [one for one in said(player, "cto", 60) if one.startswith("You said")]
    hour = player.exercise.world.timestamp(28 * MINUTE)[11:16]
    later = player.exercise.world.timestamp(33 * MINUTE)[11:16]
    assert missed == [f"You said {hour}, it's {later}. What do I tell the board?"]


def test_nothing_is_missed_once_it_is_over(small: MakeScenario, start: StartExercise) -> None:
    """Who closes the incident owes no more updates."""
    player = begin(small, start, GONE)
    tell(player, 5, "page", role="cto", text="Please join")
    tell(player, 10, "post", channel="in_app", text="Downloads fail. Next update in 10 minutes.")
    tell(player, 15, "resolve")
    assert not [one for one in said(player, "cto") if one.startswith("You said")]


def test_who_looks_too_early_looks_again(small: MakeScenario, start: StartExercise) -> None:
    """What somebody finds out about a fault is said once it is on, and never after it."""
    late = GONE | {"begins": "30m", "ends": {"by": "vendor", "after": "10m"}}
    insight = {"after": "3m", "about": "gone", "text": "It is the vendor's."}
    people = {"technical_lead": SOON["technical_lead"] | {"insight": insight}}
    early = start(small(faults=[late], people=people, horizon="2h"), 5)
    tell(early, 5, "page", role="technical_lead", text="Please join")
    assert said(early, "technical_lead", 32) == []
    assert said(early, "technical_lead", 34) == ["It is the vendor's."]
    after = start(small(faults=[late], people=people, horizon="2h"), 5)
    tell(after, 45, "page", role="technical_lead", text="Please join")
    assert said(after, "technical_lead") == []


def test_a_person_answers_for_themselves(small: MakeScenario, start: StartExercise) -> None:
    """Nobody speaks in the place of who sits in a role."""
    player = begin(small, start, GONE)
    tell(player, 5, "page", role="technical_lead", text="Please join")
    player.exercise.advance(8 * MINUTE)
    player.exercise.world.roster.seat("technical_lead", "Ada")
    tell(player, 10, "page", role="technical_lead", text="Is R2 still down?")
    assert said(player, "technical_lead") == []
