"""Promised next updates: whom they are made to, what keeps them, and what replaces them."""

from __future__ import annotations

import pytest

from scoring.case import case_of
from scoring.obligations.updates import PROMISE
from tests.stories.story import Story

FAILING = "Downloads are failing."


def promised(*said: tuple[float, str, str], minutes: float = 120) -> list[tuple[int, int, str]]:
    """Due, deadline and verdict of each promise, of messages: when, to whom, which words."""
    story = Story(minutes).fault(10, 100).weather(10, 100, "outage").does(12, "declare")
    for minute, to, text in said:
        if to == "status_page":
            story.status_page(minute, "investigating", text)
        else:
            story.says(minute, "post" if to == "public" else "email", to, text=text)
    return [
        (entry.due // 60_000, entry.deadline // 60_000, entry.verdict)
        for entry in case_of(story.entries()).ledger.listed
        if entry.reason == PROMISE
    ]


def soon(minutes: int) -> str:
    """Words with a promise in them."""
    return f"{FAILING} Next update in {minutes} minutes."


TEAM, USERS = "technical_lead", "all_users"

SAID = [
    pytest.param([(20, USERS, soon(20))], [(40, 45, "missed")], id="broken"),
    pytest.param([(20, USERS, soon(20)), (45, USERS, FAILING)], [(40, 45, "met")], id="kept"),
    pytest.param([(20, USERS, soon(20)), (46, USERS, FAILING)], [(40, 45, "late")], id="late"),
    # The message itself is no update after it, though others at its instant are none either.
    pytest.param([(20, USERS, soon(20)), (20, USERS, FAILING)], [(40, 45, "missed")], id="at-once"),
    pytest.param([(20, USERS, soon(20)), (21, USERS, FAILING)], [(40, 45, "met")], id="early"),
    # Words that claim nothing, or something better than the world, are no update.
    pytest.param(
        [(20, USERS, soon(20)), (40, USERS, "We are on it.")], [(40, 45, "missed")], id="of-nothing"
    ),
    pytest.param(
        [(20, USERS, soon(20)), (40, USERS, "Downloads are working.")],
        [(40, 45, "missed")],
        id="untruly",
    ),
    # Users, the status page and the public are one audience.
    pytest.param(
        [(20, USERS, soon(20)), (40, "status_page", FAILING)], [(40, 45, "met")], id="on-the-page"
    ),
    pytest.param([(20, "public", soon(20)), (40, USERS, FAILING)], [(40, 45, "met")], id="public"),
    pytest.param(
        [(20, USERS, soon(20)), (40, TEAM, FAILING)], [(40, 45, "missed")], id="to-the-team-only"
    ),
    # The team is told by any.
    pytest.param([(20, TEAM, soon(20)), (40, USERS, FAILING)], [(40, 45, "met")], id="to-users"),
    pytest.param([(20, TEAM, soon(20)), (40, TEAM, FAILING)], [(40, 45, "met")], id="to-the-team"),
    # A newer one, no later than the older one's deadline, replaces it; the newer one is the update.
    pytest.param(
        [(20, USERS, soon(20)), (45, USERS, soon(10))], [(55, 60, "missed")], id="replaced"
    ),
    pytest.param(
        [(20, USERS, soon(20)), (45.001, USERS, soon(10))],
        [(40, 45, "late"), (55, 60, "missed")],
        id="not-replaced-afterwards",
    ),
    pytest.param(
        [(20, USERS, soon(20)), (25, USERS, soon(60))], [(85, 90, "missed")], id="put-off"
    ),
    pytest.param(
        [(20, USERS, soon(20)), (30, "status_page", soon(20)), (48, "public", soon(20))],
        [(68, 73, "missed")],
        id="replaced-twice",
    ),
    # To the other side it replaces nothing.
    pytest.param(
        [(20, USERS, soon(20)), (30, TEAM, soon(20))],
        [(40, 45, "missed"), (50, 55, "missed")],
        id="to-each-side",
    ),
    # It need not say anything else.
    pytest.param(
        [(20, USERS, "Next update in 20 minutes.")], [(40, 45, "missed")], id="only-a-promise"
    ),
    # An untrue message promises all the same.
    pytest.param(
        [(20, USERS, "Downloads are working. Next update in 20 minutes.")],
        [(40, 45, "missed")],
        id="in-an-untruth",
    ),
    # Stated outright.
    pytest.param(
        [(20, USERS, "We are on it.\nIn short: next update in 20m.")],
        [(40, 45, "missed")],
        id="outright",
    ),
    # StartEx is 14:00: 14:40 is 40, and 14:10, which has passed, is tomorrow: beyond EndEx.
    pytest.param(
        [(20, USERS, f"{FAILING} Next update: 14:40.")], [(40, 45, "missed")], id="by-the-clock"
    ),
    pytest.param([(20, USERS, f"{FAILING} Next update: 14:10.")], [], id="tomorrow"),
    # Before the impact it is about something else.
    pytest.param([(9, USERS, soon(20))], [], id="before-the-impact"),
    # Recovery at 100 ends no promise: due at 110.
    pytest.param([(90, USERS, soon(20))], [(110, 115, "missed")], id="beyond-recovery"),
    # Its deadline beyond EndEx, nobody can say.
    pytest.param([(100, USERS, soon(20))], [], id="beyond-endex"),
]


@pytest.mark.parametrize(("said", "found"), SAID)
def test_promises(said: list[tuple[float, str, str]], found: list[tuple[int, int, str]]) -> None:
    """Each binds to its audience, with five minutes of grace, until a newer one replaces it."""
    assert promised(*said) == found


def test_a_promise_that_arrives_bit_by_bit_is_one() -> None:
    """With the lead at once and with the manager four minutes later: promised once."""
    story = Story(120).fault(10, 100).weather(10, 100, "outage").does(12, "declare")
    story.says(20, "post", "cto", channel="slack", text=soon(20), arrives=24)
    owed = [one for one in case_of(story.entries()).ledger.listed if one.reason == PROMISE]
    assert [one.due // 60_000 for one in owed] == [40]
