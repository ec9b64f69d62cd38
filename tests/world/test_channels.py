"""Channels deliver, delay or lose, people hear or do not; receipts tell what a sender can know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.durations import Spread
from sim.scenario.faults.conditions import PPM, Conditions
from sim.scenario.people import Tonight
from sim.world.kernel import Kernel
from sim.world.notifications import Draft, Notifications
from sim.world.prevailing import Prevailing
from sim.world.roster import TeamRoster
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.commands.command import Response
    from sim.journal.bodies import Arrived, Message
    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000


def channel_fault(effect: str, **fields: Any) -> dict[str, Any]:
    """A fault of channels, from the first second to the end."""
    return {"id": "bad", "effect": effect, "begins": "0s", "ends": {"by": "never"}} | fields


def data_of(answer: Response) -> dict[str, Any]:
    """What an answer holds."""
    body: Any = answer.body
    data: dict[str, Any] = body["data"]
    return data


def tell(player: Player, command: str, at: int, **body: str) -> dict[str, Any]:
    """Send something; the answer's data."""
    return data_of(player.post(f"/exercise/{command}", json.dumps(body), at))


def states(data: dict[str, Any]) -> dict[str, str]:
    """Receipts as recipient and state."""
    return {one["recipient"]: one["state"] for one in data["receipts"]}


def test_a_slow_channel_delivers_later(small: MakeScenario, start: StartExercise) -> None:
    """The receipt says `delayed`; five minutes on the message arrives, and the receipt says so.

    The lead answers from the arrival on, not from the sending.
    """
    slow = channel_fault("channel_slow", channels=["pager"], delay="5m")
    player = start(small(faults=[slow], horizon="1h"), 5)
    plain = start(small(horizon="1h"), 5)
    told = [
        states(tell(one, "page", 1_000, role="technical_lead", text="join"))
        for one in (player, plain)
    ]
    assert told == [{"technical_lead": "delayed"}, {"technical_lead": "delivered"}]
    for one in (player, plain):
        one.exercise.advance(30 * MINUTE)
    assert player.log("message", "arrived")[:2] == [
        (1_000, "page pager to nobody"),
        (1_000 + 5 * MINUTE, "msg-0001 reaches technical_lead"),
    ]
    (late, _), (soon, _) = player.log("answered")[0], plain.log("answered")[0]
    assert late - soon == 5 * MINUTE
    receipts = data_of(player.get("/exercise/receipts?message=msg-0001", 31 * MINUTE))
    assert states(receipts["messages"][0]["receipt"]) == {"technical_lead": "delivered"}


def test_a_lossy_channel_misses_some_and_says_whom(
    small: MakeScenario, start: StartExercise
) -> None:
    """Half of what is sent is lost; the receipts name them, and only those reached answer."""
    lossy = channel_fault("channel_lossy", channels=["pager"], percent=50)
    player = start(small(faults=[lossy], horizon="1h"), 3)
    found = states(tell(player, "page", 1_000, role="response_team", text="join"))
    assert set(found.values()) == {"delivered", "not delivered"}
    player.exercise.advance(59 * MINUTE)
    reached = {role for role, state in found.items() if state == "delivered"}
    answered = {what.split()[0] for _, what in player.log("answered")}
    assert answered == reached - {"oncall_engineer"}


def test_a_lossy_channel_loses_its_share() -> None:
    """Of 2,000 messages to somebody, 30 percent are lost, give or take what chance allows."""
    streams, lost = Streams(11), 0.3 * PPM
    share = sum(streams.ppm("channel.lost", "email", "cto", n) < lost for n in range(2_000)) / 2_000
    assert abs(share - 0.3) < 4 * (0.3 * 0.7 / 2_000) ** 0.5


def test_what_is_sent_to_others_changes_no_fate(small: MakeScenario, start: StartExercise) -> None:
    """The third page to the lead meets the third draw, however many others were paged before."""
    lossy = channel_fault("channel_lossy", channels=["pager"], percent=50)
    scenario = small(faults=[lossy], horizon="1h")
    alone, after = start(scenario, 7), start(scenario, 7)
    fates = []
    for player in (alone, after):
        mine = []
        for turn in range(6):
            at = (turn + 1) * MINUTE
            if player is after:
                tell(player, "page", at, role="cto", text="?")
                tell(player, "page", at + 1_000, role="operations_team", text="?")
            mine.append(states(tell(player, "page", at + 2_000, role="technical_lead", text="?")))
        fates.append(mine)
    assert fates[0] == fates[1]
    assert len({tuple(fate.values()) for fate in fates[0]}) == 2, "both fates were met"


def test_who_does_not_hear_does_not_answer(small: MakeScenario, start: StartExercise) -> None:
    """The pager is without battery: delivered, unheard, and a call is what reaches the lead.

    After ten minutes the pager says that nobody answered, and who the deputy is.
    """
    player = start(small(people={"technical_lead": {"deaf_to": ["pager"]}}, horizon="1h"), 5)
    data = tell(player, "page", 1_000, role="technical_lead", text="join")
    assert states(data) == {"technical_lead": "delivered"}, "no receipt gives it away"
    player.exercise.advance(12 * MINUTE)
    assert player.log("answered") == []
    notice = next(
        entry.body
        for entry in player.exercise.journal.entries
        if entry.body.kind == "message" and entry.body.sender == "Pager"
    )
    assert notice.text == (
        "No answer from Priya Raman (Technical lead) after 10 minutes. "
        "Deputy: Tomas Lindqvist, Engineering manager (engineering_manager)."
    )
    tell(player, "call", 13 * MINUTE, role="technical_lead", text="join")
    player.exercise.advance(30 * MINUTE)
    assert [what for _, what in player.log("answered")] == ["technical_lead answers msg-0003"]


def test_nobody_picks_up(small: MakeScenario, start: StartExercise) -> None:
    """A call to somebody who is away is known at once not to have reached them."""
    player = start(small(people={"technical_lead": {"absent": True}}, horizon="1h"), 5)
    answer = player.post("/exercise/call", '{"role": "technical_lead", "text": "join"}', 1_000)
    body: Any = answer.body
    assert body["message"] == "NOT delivered: nobody picks up"
    assert states(data_of(answer)) == {"technical_lead": "not delivered"}


def test_a_deputy_stands_in(small: MakeScenario, start: StartExercise) -> None:
    """The lead is away; the manager, its deputy, answers instead and clears what the lead would."""
    stuck = {
        "id": "stuck",
        "effect": "queue_stalled",
        "begins": "0s",
        "ends": {"by": "escalation", "role": "technical_lead", "after": "1m"},
    }
    scenario = small(faults=[stuck], people={"technical_lead": {"absent": True}}, horizon="1h")
    player, alone = start(scenario, 5), start(scenario, 5)
    tell(player, "page", 1_000, role="technical_lead", text="join")
    tell(player, "page", 11 * MINUTE, role="engineering_manager", text="join")
    tell(alone, "page", 11 * MINUTE, role="engineering_manager", text="join")
    for one in (player, alone):
        one.exercise.advance(50 * MINUTE)
    ((at, what),) = player.log("answered")
    assert what == "engineering_manager answers msg-0003 instead of technical_lead"
    assert player.log("fault")[1:] == [(at + MINUTE, "stuck ended")]
    assert alone.log("fault")[1:] == [], "nobody tried the lead first, so nobody stands in"


def test_people_find_out_and_hasten(small: MakeScenario, start: StartExercise) -> None:
    """Once called in, the lead names the cause and the vendor repairs ten minutes sooner."""
    gone = {
        "id": "gone",
        "effect": "r2_unavailable",
        "begins": "1m",
        "ends": {"by": "vendor", "after": "40m"},
    }
    people = {
        "technical_lead": {
            "answers_in": "2m",
            "says": "Here.",
            "insight": {"after": "3m", "text": "It is the vendor's."},
        },
        "vendor_support": {
            "answers_in": "5m",
            "hastens": {"fault": "gone", "sooner_by": "10m"},
        },
    }
    player = start(small(faults=[gone], people=people, horizon="1h"), 5)
    tell(player, "page", 2 * MINUTE, role="technical_lead", text="join")
    tell(player, "page", 2 * MINUTE + 1, role="vendor_support", text="join")
    player.exercise.advance(50 * MINUTE)
    said = [
        (entry.at, entry.body.text)
        for entry in player.exercise.journal.entries
        if entry.body.kind == "message" and entry.body.sender == "Priya Raman"
    ]
    assert said == [(4 * MINUTE, "Here."), (7 * MINUTE, "It is the vendor's.")]
    assert player.log("fault") == [(MINUTE, "gone began"), (31 * MINUTE, "gone ended")]


def test_a_repair_is_never_hastened_into_the_past(
    small: MakeScenario, start: StartExercise
) -> None:
    """However much sooner: a minute after the answer at the earliest."""
    gone = {
        "id": "gone",
        "effect": "r2_unavailable",
        "begins": "1m",
        "ends": {"by": "vendor", "after": "40m"},
    }
    vendor = {"answers_in": "5m", "hastens": {"fault": "gone", "sooner_by": "2h"}}
    player = start(small(faults=[gone], people={"vendor_support": vendor}, horizon="1h"), 5)
    tell(player, "page", 2 * MINUTE, role="vendor_support", text="join")
    player.exercise.advance(50 * MINUTE)
    assert player.log("fault")[1:] == [(8 * MINUTE, "gone ended")]


def test_who_wants_updates_asks_for_them(small: MakeScenario, start: StartExercise) -> None:
    """The CTO wants word every 15 minutes: asks, is quiet after word, and stops when it is over."""
    player = start(small(people={"cto": {"answers_in": "1m"}}, horizon="3h"), 5)
    tell(player, "page", 1 * MINUTE, role="cto", text="It is bad")
    tell(player, "post", 25 * MINUTE, channel="slack", text="Still bad")
    player.post("/exercise/resolve", "{}", 50 * MINUTE)
    player.exercise.advance(120 * MINUTE)
    asked = [
        entry.at // MINUTE
        for entry in player.exercise.journal.entries
        if entry.body.kind == "message" and entry.body.text.startswith("I've heard nothing")
    ]
    # In at 2; nothing by 17; word at 25; nothing by 40; resolved at 50.
    assert asked == [17, 40]


def test_the_roster_is_the_same_whoever_asks(
    small: MakeScenario, start: StartExercise, policy: Policy
) -> None:
    """Roles without a name get one from seed and role; absent people are on the sheet, too."""
    data = policy.model_dump(mode="json")
    for role in data["roles"].values():
        role["person"] = None
    nameless = policy.model_validate(data)
    tonight = {"cto": Tonight(absent=True)}
    first, second = (TeamRoster(nameless, tonight, Streams(4)) for _ in range(2))
    names = {role: first.name(role) for role in nameless.roles}
    assert names == {role: second.name(role) for role in reversed(tuple(nameless.roles))}
    assert len(set(names.values())) == len(names)
    other = TeamRoster(nameless, tonight, Streams(5))
    assert names != {role: other.name(role) for role in nameless.roles}
    sheet = data_of(start(small()).get("/exercise/roster", 1_000))["roles"]
    assert next(one for one in sheet if one["role"] == "technical_lead") == {
        "role": "technical_lead",
        "title": "Technical lead",
        "person": "Priya Raman",
        "deputy": "engineering_manager",
        "duties": list(policy.roles["technical_lead"].duties),
    }


@pytest.mark.parametrize("chance", [0, 20, 100])
def test_messages_are_missed_by_their_chance(policy: Policy, chance: int) -> None:
    """Each message to a role is missed with its own draw of the policy's chance."""
    data = policy.model_dump(mode="json")
    data["roles"]["cto"]["misses"] = chance
    roster = TeamRoster(policy.model_validate(data), {}, Streams(9))
    missed = sum(not roster.hears("cto", "pager") for _ in range(1_000)) / 1_000
    assert abs(missed - chance / 100) <= 4 * (chance / 100 * (1 - chance / 100) / 1_000) ** 0.5


@given(
    seed=st.integers(0, 1_000),
    lost=st.sampled_from([0, 300_000, PPM]),
    late=st.booleans(),
    down=st.booleans(),
    purpose=st.sampled_from(["page", "call", "email", "post"]),
    targets=st.lists(st.sampled_from(["cto", "response_team", "all_users"]), min_size=1),
)
@settings(deadline=None, max_examples=60, derandomize=True)
def test_every_recipient_has_one_fate(  # noqa: PLR0917 - a property over six choices
    policy: Policy,
    seed: int,
    lost: int,
    late: bool,  # noqa: FBT001 - drawn
    down: bool,  # noqa: FBT001 - drawn
    purpose: Any,
    targets: list[str],
) -> None:
    """Delivered, undelivered or on its way: exactly one; unheard only what was delivered."""
    channel: Channel = "email"
    kernel = Kernel()
    sent: list[Message] = []
    arrived: list[Arrived] = []
    conditions = Conditions(
        channels_down=frozenset({channel} if down else ()),
        channels_lossy=((channel, lost),) if lost else (),
        channels_slow=((channel, Spread(60_000, 30_000)),) if late else (),
    )
    streams = Streams(seed)
    roster = TeamRoster(policy, {"cto": Tonight(absent=True)}, streams)
    notifications = Notifications(
        policy,
        roster,
        kernel,
        streams,
        Prevailing(conditions),
        sent.append,
        lambda _, arrival: arrived.append(arrival),
    )
    message = notifications.send(
        Draft(purpose, "me", "oncall_engineer", channel, tuple(targets), "!")
    )
    fates = (*message.delivered, *message.undelivered, *message.delayed)
    assert sorted(fates) == sorted(message.recipients)
    assert set(message.unheard) <= set(message.delivered)
    kernel.run_before(10 * MINUTE)
    assert sorted(name for one in arrived for name in one.delivered) == sorted(message.delayed)
    for name in message.recipients:
        expected = "not delivered" if name in message.undelivered else "delivered"
        assert notifications.receipt(message, name) == expected
