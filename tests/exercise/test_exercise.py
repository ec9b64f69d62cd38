"""The MSEL and the end: injects at their instants, EndEx when it is good again or time is up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.journal.bodies import Ended

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Player, Short, StartExercise


def inject(name: str, **fields: Any) -> dict[str, Any]:
    """One line of the MSEL."""
    return {"id": name, "sender": "Somebody", "text": "…", **fields}


@pytest.fixture
def msel(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """An outage from 120 s to 420 s with an inject of every kind."""
    return small(
        faults=[bucket_gone],
        injects=[
            inject("timed", at="100s"),
            inject("drawn", at="5m ± 1m"),
            inject("conditional", when={"after": "alert", "wait": "40s"}),
            inject("at-once", when={"after": "repaired"}),
            inject("nobody-declared", when={"after": "alert", "wait": "2m", "unless": "declared"}),
            inject("by-phone", channel="phone", when={"after": "declared"}),
        ],
    )


def inject_log(player: Player) -> dict[str, float]:
    """Second of each inject."""
    player.exercise.advance(player.exercise.horizon)
    return {what.split()[0]: at / 1000 for at, what in player.log("inject")}


def test_injects_when_nobody_acts(msel: Scenario, start: StartExercise) -> None:
    """Timed ones at their instant; conditional ones when their wait is over, to the millisecond."""
    player = start(msel)
    log = inject_log(player)
    assert 240 <= log.pop("drawn") <= 360
    assert log == {"timed": 100, "conditional": 180, "nobody-declared": 260, "at-once": 420}
    for entry in player.exercise.journal.entries:
        if entry.body.kind == "inject":
            following = player.exercise.journal.entries[entry.seq + 1]
            assert (following.at, following.body.kind) == (entry.at, "message")
            assert entry.body.trigger == (
                "time" if entry.body.inject in ("timed", "drawn") else "condition"
            )
            assert entry.body.contingency == (entry.body.inject == "nobody-declared")


def test_a_contingency_is_dropped_when_it_is_not_needed(
    msel: Scenario, start: StartExercise
) -> None:
    """Declared in time: the reminder is not sent, and what waits for the declaration is."""
    player = start(msel)
    player.post("/exercise/declare", '{"text": "gone"}', 200_000)
    log = inject_log(player)
    assert "nobody-declared" not in log
    assert log["by-phone"] == 200
    assert log["drawn"] == inject_log(start(msel))["drawn"]


def test_marks(msel: Scenario, start: StartExercise) -> None:
    """The first instant each mark was reached, in seconds; later ones do not move it."""
    player = start(msel)
    for at in (200_000, 230_000):
        player.post("/exercise/ack", "", at)
        player.post("/exercise/declare", '{"text": "gone"}')
        player.post("/exercise/status-page", '{"state": "investigating", "text": "…"}')
        player.post("/health/services/R2_STORAGE/restore")
    player.exercise.advance(600_000)
    reached = player.exercise.milestones.reached
    assert {mark: at // 1000 for mark, at in reached.items()} == {
        "fault": 120,
        "breaker_opened": 120 + (reached["breaker_opened"] - 120_000) // 1000,
        "degraded": 150,
        "alert": 140,
        "acknowledged": 200,
        "declared": 200,
        "told_team": 200,
        "status_page": 200,
        "restored": 200,
        "repaired": 420,
    }
    assert 120_000 < reached["breaker_opened"] < 135_000


@pytest.mark.parametrize(
    ("kind", "target", "marks"),
    [
        ("INCIDENT_RESOLVED", "all_users", {"resolved", "told_users"}),
        ("SERVICE_RESTORED", "response_team", {"resolved", "told_team"}),
        ("SERVICE_RESTORED_SOON", "all_users", {"told_users"}),
    ],
)
def test_a_closing_broadcast_says_that_it_is_over_to_whom_it_reaches(
    msel: Scenario, start: StartExercise, kind: str, target: str, marks: set[str]
) -> None:
    """The policy says which types close an incident; who heard it was told, and nobody else."""
    player = start(msel)
    body = {"type": kind, "target": target, "severity": "INFO", "message": "It works again."}
    player.post("/health/notifications/broadcast", json.dumps(body), 200_000)
    over = {"resolved", "told_users", "told_team"}
    assert over & set(player.exercise.milestones.reached) == marks


def test_repaired_means_all_of_it(small: MakeScenario, start: StartExercise) -> None:
    """With two faults the mark is reached when the last one ends, or ends for the first time."""

    def fault(name: str, begins: str, after: str) -> dict[str, Any]:
        ends = {"by": "vendor", "after": after}
        return {"id": name, "effect": "r2_slow", "times": 2, "begins": begins, "ends": ends}

    player = start(small(faults=[fault("a", "10s", "100s"), fault("b", "60s", "200s")]))
    player.exercise.advance(600_000)
    assert player.exercise.milestones.reached["repaired"] == 260_000


def ending(exercise: Exercise) -> tuple[int, str, int]:
    """EndEx: (instant, reason, when the responder left)."""
    last = exercise.journal.last
    assert isinstance(last.body, Ended)
    return last.at, last.body.reason, last.body.responder_left_at


def test_it_ends_when_it_is_settled(small: MakeScenario, policy: Policy) -> None:
    """Resolved, and good for the monitoring period from the first good window on."""
    exercise = Exercise(small(horizon="2h"), policy, 1)
    from sim.commands.command import Actor, Request

    actor = Actor("tester", "responder")
    exercise.act(Request("POST", "/exercise/resolve"), actor, 150_000)
    exercise.finish()
    # The first window ends at 1 m; 16 minutes later it has been good for W and one window.
    assert ending(exercise) == (17 * 60_000, "settled", 150_000)


def test_it_is_not_settled_while_something_is_wrong(
    small: MakeScenario, policy: Policy, bucket_gone: dict[str, object]
) -> None:
    """Saying that it is over does not make it so: read-only is not good, time runs to the end."""
    exercise = Exercise(small(horizon="1h", faults=[bucket_gone]), policy, 1)
    from sim.commands.command import Actor, Request

    exercise.act(Request("POST", "/exercise/resolve"), Actor("tester", "responder"), 500_000)
    exercise.finish()
    assert ending(exercise) == (3_600_000, "horizon", 500_000)


def test_the_last_window_is_closed(small: MakeScenario, policy: Policy, short: Short) -> None:
    """A horizon between two minutes ends the running window early; windows lie end to end."""
    exercise = Exercise(small(horizon="10m30s"), policy, 1)
    play(exercise, nobody())
    windows = [e.body for e in exercise.journal.entries if e.body.kind == "window"]
    assert [(w.start, w.end) for w in windows] == [
        *((n * 60_000, (n + 1) * 60_000) for n in range(10)),
        (600_000, 630_000),
    ]
    requests = sum(count.requests for window in windows for count in window.operations)
    assert requests == len(exercise.world.log.workload)
    assert short(exercise.journal.entries, "ended") == [(630_000, "ended")]
    assert ending(exercise) == (630_000, "horizon", 0)


def test_a_stop_shows_every_entry_once(msel: Scenario, policy: Policy, short: Short) -> None:
    """Stopping at each alert or not at all, the listener sees every entry exactly once."""
    exercise = Exercise(msel, policy, 1)
    seen: list[int] = []
    stops: list[int] = []

    def stop(entry: Any) -> bool:
        seen.append(entry.seq)
        return bool(entry.body.kind == "alert")

    while exercise.advance(600_000, stop=stop):
        stops.append(exercise.now)
    assert seen == list(range(1, len(exercise.journal)))
    alerts = {at for at, _ in short(exercise.journal.entries, "alert")}
    assert set(stops) == alerts
