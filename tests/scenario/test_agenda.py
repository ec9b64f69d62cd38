"""The moves of a tabletop: an author's own, or those that follow from faults and injects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.exercise.exercise import Exercise
from sim.journal.bodies import Alert, Message
from sim.journal.encoding import digest
from sim.scenario.agenda import MOST_MOVES, moves_of
from sim.scenario.durations import MINUTE
from sim.scenario.library import find_policy, find_scenario, playable_names
from sim.scenario.load import load_policy, load_scenario
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from tests.conftest import MakeScenario

OUTAGE = {
    "id": "gone",
    "effect": "r2_unavailable",
    "begins": "10m ± 2m",
    "ends": {"by": "vendor", "after": "20m ± 5m"},
}
DEAD_CHAT = {
    "id": "dead-chat",
    "effect": "channel_down",
    "channels": ["slack"],
    "begins": "2m",
    "ends": {"by": "never"},
}
OWN = [{"id": "own", "title": "Own", "at": "5m", "questions": [{"text": "So?"}, {"text": "And?"}]}]


def said(name: str, **how: Any) -> dict[str, Any]:
    """An inject."""
    return {"id": name, "sender": "Somebody", "text": "…", **how}


def after(moment: str, wait: str, **more: str) -> dict[str, dict[str, str]]:
    """How an inject comes on a condition."""
    return {"when": {"after": moment, "wait": wait, **more}}


ROWS = [
    # The alert comes three minutes after 12 min, the latest beginning; 40 and 45 are together.
    pytest.param(
        [OUTAGE], [said("a", at="40m"), said("b", at="40m ± 5m")], [15, 45], id="fault-and-injects"
    ),
    # What comes before the alert is the first sign.
    pytest.param([OUTAGE], [said("a", at="5m")], [5, 15], id="inject-first"),
    # 12 + 4 is a minute after the alert and still its own move: the first one must not be late.
    pytest.param([OUTAGE], [said("a", **after("fault", "4m"))], [15, 16], id="after-fault"),
    # Repaired at 12 + 25 at the latest.
    pytest.param([OUTAGE], [said("a", **after("repaired", "2m"))], [15, 39], id="after-repair"),
    # 15 + 10 and 5 more: within ten minutes, one move.
    pytest.param(
        [OUTAGE],
        [said("b", **after("inject:a", "5m")), said("a", **after("alert", "10m"))],
        [15, 30],
        id="one-after-another",
    ),
    # Nobody knows when players declare.
    pytest.param([OUTAGE], [said("a", **after("declared", "5m"))], [15], id="after-players"),
    # One that can be spared counts, one by hand has no time.
    pytest.param(
        [OUTAGE],
        [said("a", **after("alert", "30m", unless="declared")), said("b", by="facilitator")],
        [15, 45],
        id="contingency",
    ),
    # A dead channel sets off no alert.
    pytest.param([DEAD_CHAT], [said("a", at="30m")], [30], id="hidden-fault"),
    # Nothing at all: one move, to talk.
    pytest.param([], [], [10], id="nothing"),
    # Past the horizon of an hour nothing comes.
    pytest.param([OUTAGE], [said("a", **after("alert", "50m"))], [15], id="after-the-end"),
    pytest.param(
        [],
        [said(f"i{number}", at=f"{number * 7}m") for number in range(1, 9)],
        [7, 21, 35, 49, 56],
        id="many",
    ),
]


@pytest.mark.parametrize(("faults", "injects", "minutes"), ROWS)
def test_where_derived_moves_stand(
    faults: list[Any], injects: list[Any], minutes: list[int], small: MakeScenario
) -> None:
    """One at the first sign, one for what comes within ten minutes; at the latest instants."""
    scenario = small(faults=faults, injects=injects, horizon="1h")
    policy = load_policy(find_policy(scenario.policy))
    assert [move.at for move in moves_of(scenario, policy)] == [one * MINUTE for one in minutes]


def test_what_derived_moves_ask(small: MakeScenario) -> None:
    """Severity, who must know, users, the system; then what changed; the last one how it ends."""
    scenario = small(
        faults=[OUTAGE],
        injects=[said("a", at="40m", expects="Wait.")],
        worst_severity=1,
        horizon="1h",
    )
    policy = load_policy(find_policy(scenario.policy))
    first, last = moves_of(scenario, policy)
    assert [one.id for one in first.questions] == ["severity", "escalation", "users", "system"]
    assert [one.id for one in last.questions] == [
        "changed",
        "escalation",
        "users",
        "messages",
        "ending",
    ]
    asks = {one.id: one.asks for one in (*last.questions, *first.questions)}
    assert asks["severity"] == "At its worst it is severity 1."
    assert asks["messages"] == "a: Wait."
    assert "On-call engineer, then Technical lead" in asks["escalation"]
    assert "user notice to All users" in asks["users"]


def test_an_authors_own_moves_are_taken(small: MakeScenario) -> None:
    """As written; a question without a name has its number."""
    scenario = small(faults=[OUTAGE], moves=OWN, horizon="1h")
    moves = moves_of(scenario, load_policy(find_policy(scenario.policy)))
    assert moves == scenario.moves
    assert [(one.id, one.text) for one in moves[0].questions] == [("q1", "So?"), ("q2", "And?")]
    assert Scenario.model_validate(scenario.model_dump(mode="json")) == scenario


def test_a_scenario_without_moves_keeps_its_digest(small: MakeScenario) -> None:
    """Records made before there were moves are of the same edition still."""
    plain = small(faults=[OUTAGE], horizon="1h")
    assert "moves" not in plain.model_dump(mode="json")
    assert digest(plain.model_dump(mode="json")) != digest(
        small(faults=[OUTAGE], moves=OWN, horizon="1h").model_dump(mode="json")
    )


@pytest.mark.parametrize("name", playable_names())
def test_every_shipped_scenario_can_be_discussed(name: str) -> None:
    """By its first move players have an alert or a message, and no move is after the end."""
    scenario = load_scenario(find_scenario(name))
    policy = load_policy(find_policy(scenario.policy))
    moves = moves_of(scenario, policy)
    assert 1 <= len(moves) <= MOST_MOVES
    assert list(moves) == sorted(moves, key=lambda move: move.at)
    assert moves[-1].at < scenario.horizon
    exercise = Exercise(scenario, policy, 1)
    exercise.advance(moves[0].at + 1)
    assert any(
        (isinstance(body, Alert) and body.state == "delivered")
        or (isinstance(body, Message) and body.purpose == "inject")
        for body in (entry.body for entry in exercise.journal.entries)
    )
