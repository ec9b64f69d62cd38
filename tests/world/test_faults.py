"""Faults as they come and go, by the log they leave: ramps, flickers, and what ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000


def fault(effect: str, ends: dict[str, object], **fields: Any) -> dict[str, object]:
    return {"id": "it", "effect": effect, "begins": "2m", "ends": ends, **fields}


VENDOR: dict[str, object] = {"by": "vendor", "after": "10m"}


def edges(player: Player) -> list[tuple[int, str, str]]:
    """(minute, edge, by) of every beginning and end."""
    return [
        (entry.at // MINUTE, entry.body.edge, entry.body.by)
        for entry in player.exercise.journal.entries
        if entry.body.kind == "fault"
    ]


def test_a_ramp_rises_in_ten_steps(small: MakeScenario, start: StartExercise) -> None:
    """Over ten minutes the failure chance goes from a tenth of its strength to all of it."""
    player = start(
        small(horizon="40m", faults=[fault("r2_errors", VENDOR, percent=100, ramp="10m")])
    )
    seen = []
    for minute in (1, 3, 6, 11):
        player.exercise.advance(minute * MINUTE + 1)
        seen.append(player.exercise.world.conditions.fail_ppm("download") // 10_000)
    assert seen == [0, 20, 50, 100]


def test_a_flickering_fault_is_one_fault(small: MakeScenario, start: StartExercise) -> None:
    """Two minutes on, one off; the journal knows one beginning and one end."""
    flickers = {"on": "2m", "off": "1m"}
    player = start(
        small(horizon="40m", faults=[fault("r2_unavailable", VENDOR, flickers=flickers)])
    )
    on = []
    for minute in range(1, 14):
        player.exercise.advance(minute * MINUTE + 1)
        on.append(player.exercise.world.conditions.fail_ppm("download") > 0)
    assert on == [m >= 2 and m < 12 and (m - 2) % 3 != 2 for m in range(1, 14)]
    assert edges(player) == [(2, "began", "scenario"), (12, "ended", "vendor")]


@pytest.mark.parametrize(
    ("command", "ended"), [("degrade", False), ("restore", True), ("circuit-breaker", True)]
)
def test_a_command_ends_the_fault_it_can_end(
    command: str,
    ended: bool,  # noqa: FBT001 - a column of the table
    small: MakeScenario,
    start: StartExercise,
) -> None:
    """A jammed breaker lets no trial through for ever; a reset or a restore clears it."""
    ends: dict[str, object] = {"by": "command", "command": "breaker-reset"}
    player = start(small(horizon="40m", faults=[fault("breaker_stuck_open", ends)]))
    player.exercise.advance(9 * MINUTE)
    states = [player.exercise.world.breaker.state]
    path = {
        "degrade": "/health/services/R2_STORAGE/degrade",
        "restore": "/health/services/R2_STORAGE/restore",
        "circuit-breaker": "/health/circuit-breaker/reset",
    }[command]
    player.post(path, "{}", 9 * MINUTE)
    player.exercise.advance(11 * MINUTE)
    states.append(player.exercise.world.breaker.state)
    assert states == ["OPEN", "CLOSED" if ended else "OPEN"]
    assert (edges(player)[1:] == [(9, "ended", "command")]) is ended


@pytest.mark.parametrize("paged_at", [1, 5])
def test_whoever_is_called_in_ends_it(
    paged_at: int, small: MakeScenario, start: StartExercise
) -> None:
    """Three minutes after the answer; when the answer came before the fault, after the fault."""
    ends: dict[str, object] = {"by": "escalation", "role": "security_team", "after": "3m"}
    player = start(small(horizon="40m", faults=[fault("credentials_rejected", ends, begins="9m")]))
    body = '{"role": "security_team", "text": "please join"}'
    player.post("/exercise/page", body, paged_at * MINUTE if paged_at == 1 else 12 * MINUTE)
    player.exercise.advance(29 * MINUTE)
    answered = next(e.at for e in player.exercise.journal.entries if e.body.kind == "answered")
    began, ended = [e.at for e in player.exercise.journal.entries if e.body.kind == "fault"]
    assert ended == max(began, answered) + 3 * MINUTE


def test_a_herd_comes_with_every_restore(small: MakeScenario, start: StartExercise) -> None:
    """Half of the calls fail for two minutes after normal mode is restored, and only then."""
    herd = fault("restore_herd", {"by": "never"}, percent=50, lasts="2m")
    player = start(small(horizon="40m", faults=[herd]))
    world = player.exercise.world
    player.post("/health/services/R2_STORAGE/degrade", '{"reason": "a test"}', 4 * MINUTE)
    player.exercise.advance(5 * MINUTE)
    assert world.conditions.fail_ppm("download") == 0
    player.post("/health/services/R2_STORAGE/restore", "{}", 6 * MINUTE)
    seen = []
    for minute in (7, 8, 9):
        player.exercise.advance(minute * MINUTE + 1)
        seen.append(world.conditions.fail_ppm("download"))
    assert seen == [500_000, 0, 0]


def test_blind_monitoring_sends_nothing(small: MakeScenario, start: StartExercise) -> None:
    """The same outage with and without rules: no alert at all, but read-only mode all the same."""
    gone = {**fault("r2_unavailable", VENDOR), "id": "gone", "begins": "3m"}
    blind = fault("alerting_blind", {"by": "never"})
    logs = []
    for faults in ([gone], [gone, blind]):
        player = start(small(horizon="40m", faults=faults))
        player.exercise.advance(8 * MINUTE)
        kinds = [entry.body.kind for entry in player.exercise.journal.entries]
        logs.append(("alert" in kinds, "mode" in kinds))
    assert logs == [(True, True), (False, True)]


def test_a_stalled_queue_waits_for_a_forced_pass(small: MakeScenario, start: StartExercise) -> None:
    """In normal mode nothing drains by itself; a forced pass works, and clears this fault."""
    ends: dict[str, object] = {"by": "command", "command": "queue-process"}
    player = start(small(horizon="40m", faults=[fault("queue_stalled", ends)]))
    player.post("/health/services/R2_STORAGE/degrade", '{"reason": "a test"}', 3 * MINUTE)
    player.post("/health/services/R2_STORAGE/restore", "{}", 5 * MINUTE)
    player.exercise.advance(8 * MINUTE)
    waiting = player.exercise.world.queue.total
    assert waiting > 0
    player.post("/health/queue/process", '{"batch_size": 1}', 8 * MINUTE)
    assert player.exercise.world.queue.total == waiting - 1
    player.exercise.advance(15 * MINUTE)
    assert player.exercise.world.queue.total == 0


def test_lost_sessions_touch_every_operation(small: MakeScenario, start: StartExercise) -> None:
    """With no session found nothing is answered, nothing is queued and R2 is not blamed."""
    player = start(small(horizon="40m", faults=[fault("sessions_down", VENDOR)]))
    player.exercise.advance(6 * MINUTE)
    player.get("/health/status", 6 * MINUTE)
    world = player.exercise.world
    assert world.log.error_percent(2 * MINUTE, 6 * MINUTE) == 100
    assert (world.breaker.state, world.queue.total) == ("CLOSED", 0)
    assert world.health.services["AUTH_KV"].status == "OFFLINE"
