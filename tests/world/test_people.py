"""Who a message reaches, and that a person's answer time belongs to the person alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.scenario.faults.conditions import Conditions
from sim.world.kernel import Kernel
from sim.world.notifications import Draft, Notifications
from sim.world.prevailing import Prevailing
from sim.world.roster import TeamRoster
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.journal.bodies import Message
    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Player, StartExercise

TEAM = ("oncall_engineer", "technical_lead", "operations_team", "communications_lead")


def office(policy: Policy, down: tuple[Channel, ...], sent: list[Message]) -> Notifications:
    """The notification service of a world in which these channels are down."""
    streams = Streams(1)
    return Notifications(
        policy,
        TeamRoster(policy, {}, streams),
        Kernel(),
        streams,
        Prevailing(Conditions(channels_down=frozenset(down))),
        sent.append,
        lambda *_: None,
    )


def send(policy: Policy, to: tuple[str, ...], down: tuple[Channel, ...] = ()) -> Message:
    """Send one page to these names."""
    sent: list[Message] = []
    notifications = office(policy, down, sent)
    message = notifications.send(
        Draft(purpose="page", sender="me", sender_role="", channel="pager", to=to, text="!")
    )
    assert sent == [message]
    return message


@pytest.mark.parametrize(
    ("to", "recipients"),
    [
        (("cto",), ("cto",)),
        (("response_team",), TEAM),
        (("technical_lead", "response_team"), ("technical_lead", *(TEAM[:1] + TEAM[2:]))),
        (("all_users",), ("all_users",)),
        (("public",), ("public",)),
    ],
    ids=["role", "group", "role and group", "audience", "public"],
)
def test_recipients(policy: Policy, to: tuple[str, ...], recipients: tuple[str, ...]) -> None:
    """A role is itself, a group its members, nobody twice; audiences stay names."""
    message = send(policy, to)
    assert (message.recipients, message.delivered, message.undelivered) == (
        recipients,
        recipients,
        (),
    )


def test_a_dead_channel_delivers_to_nobody(policy: Policy) -> None:
    """The receipt names everybody it did not reach."""
    message = send(policy, ("response_team",), down=("pager",))
    assert (message.delivered, message.undelivered) == ((), TEAM)


@pytest.mark.parametrize(
    ("down", "channel"),
    [((), "in_app"), (("in_app",), "email"), (("in_app", "email"), "in_app")],
)
def test_a_broadcast_takes_the_first_working_channel(
    policy: Policy, down: tuple[Channel, ...], channel: Channel
) -> None:
    """An audience's channels in order; the first, in vain, when all are down. Roles: the pager."""
    notifications = office(policy, down, [])
    assert notifications.broadcast_channel("all_users") == channel
    assert notifications.broadcast_channel("response_team") == "pager"


def page(player: Player, role: str, at: int) -> None:
    """Page a role."""
    player.post("/exercise/page", json.dumps({"role": role, "text": "please join"}), at)


def answer_times(player: Player) -> dict[str, int]:
    """From the first page that reached each role to its answer, ms."""
    player.exercise.advance(player.exercise.horizon)
    paged: dict[str, int] = {}
    answered: dict[str, int] = {}
    for entry in player.exercise.journal.entries:
        body = entry.body
        if body.kind == "message" and body.purpose in ("page", "call", "broadcast"):
            for role in body.delivered:
                paged.setdefault(role, entry.at)
        elif body.kind == "answered":
            assert body.role not in answered, "answers once"
            answered[body.role] = entry.at - paged[body.role]
    return answered


def test_answer_times_belong_to_the_role(small: MakeScenario, start: StartExercise) -> None:
    """Early or late, once or often, alone or after others: the lead takes as long to answer."""
    scenario = small(horizon="1h")
    once, often, late = (start(scenario, 5) for _ in range(3))
    page(once, "technical_lead", 60_000)
    for at in range(60_000, 300_000, 20_000):
        page(often, "technical_lead", at)
    page(late, "cto", 1_000)
    page(late, "response_team", 900_001)
    expected = answer_times(once)["technical_lead"]
    assert answer_times(often) == {"technical_lead": expected}
    assert answer_times(late)["technical_lead"] == expected
    assert 120_000 <= expected <= 360_000
    assert answer_times(start(scenario, 6)) == {}


def test_an_answer_and_what_is_said(small: MakeScenario, start: StartExercise) -> None:
    """A page leads to one answer and one line in the chat; the player's own role stays silent."""
    player = start(small())
    page(player, "technical_lead", 1_000)
    page(player, "oncall_engineer", 2_000)
    player.exercise.advance(600_000)
    (at, what), *rest = player.log("answered")
    assert (what, rest) == ("technical_lead answers msg-0001", [])
    assert player.log("message") == [
        (1_000, "page pager to technical_lead"),
        (2_000, "page pager to oncall_engineer"),
        (at, "chat slack to oncall_engineer"),
    ]
    assert player.exercise.world.people.joined == ("technical_lead",)


def test_a_page_that_does_not_arrive_is_not_answered(
    small: MakeScenario, start: StartExercise
) -> None:
    """With pager and chat down nobody answers a page; a call is answered, by phone."""
    down = {
        "id": "down",
        "effect": "channel_down",
        "channels": ["pager", "slack"],
        "begins": "0s",
        "ends": {"by": "never"},
    }
    player = start(small(faults=[down]))
    page(player, "technical_lead", 1_000)
    assert player.log("message") == [(1_000, "page pager to nobody")]
    player.post("/exercise/call", '{"role": "technical_lead", "text": "join"}', 10_000)
    player.exercise.advance(600_000)
    (at, what), *_ = player.log("answered")
    assert what == "technical_lead answers msg-0002"
    assert player.log("message")[-1] == (at, "chat phone to oncall_engineer")
