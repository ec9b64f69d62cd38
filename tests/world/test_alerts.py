"""The monitoring rules as a table, and alerts from firing to clearing without flapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.faults import Conditions
from sim.scenario.worker import AlertSettings
from sim.world.alerts import Alerting, Readings, firing
from sim.world.kernel import Kernel
from sim.world.prevailing import Prevailing

if TYPE_CHECKING:
    from sim.scenario.names import Channel
    from tests.conftest import MakeScenario, StartExercise

CALM = Readings(
    requests=100,
    error_percent=0.0,
    slow=False,
    queue=0,
    breaker="CLOSED",
    services={"R2_STORAGE": "HEALTHY", "D1_DATABASE": "HEALTHY", "AUTH_KV": "HEALTHY"},
)
ERRORS = CALM._replace(error_percent=40.0)


@pytest.mark.parametrize(
    ("readings", "rules"),
    [
        (CALM, []),
        (CALM._replace(error_percent=10.0), []),
        (CALM._replace(error_percent=10.01), [("error_rate", "critical")]),
        (CALM._replace(error_percent=90.0, requests=19), []),
        (CALM._replace(error_percent=90.0, requests=20), [("error_rate", "critical")]),
        (CALM._replace(slow=True), [("response_time", "warning")]),
        (CALM._replace(slow=True, requests=19), []),
        (CALM._replace(queue=100), []),
        (CALM._replace(queue=101), [("queue_size", "warning")]),
        (CALM._replace(breaker="OPEN"), [("breaker_open", "critical")]),
        (CALM._replace(breaker="HALF_OPEN"), [("breaker_open", "critical")]),
        (
            CALM._replace(services={**CALM.services, "R2_STORAGE": "DEGRADED"}),
            [("service_status", "warning")],
        ),
        (
            CALM._replace(services={**CALM.services, "D1_DATABASE": "OFFLINE"}),
            [("service_status", "critical")],
        ),
        (
            CALM._replace(error_percent=50.0, slow=True, queue=500, breaker="OPEN"),
            [
                ("error_rate", "critical"),
                ("breaker_open", "critical"),
                ("response_time", "warning"),
                ("queue_size", "warning"),
            ],
        ),
    ],
)
def test_rules(readings: Readings, rules: list[tuple[str, str]]) -> None:
    """A rule holds strictly above its bound, and rates only with enough requests."""
    assert [(f.rule, f.level) for f in firing(readings, AlertSettings())] == rules


def alert_log(looks: dict[int, Readings], down: tuple[Channel, ...] = ()) -> list[tuple[int, str]]:
    """Evaluate these readings at these seconds and let deliveries come; (second, what)."""
    kernel = Kernel()
    log: list[tuple[int, str]] = []
    alerting = Alerting(
        AlertSettings(),
        ("pager", "slack"),
        kernel,
        Prevailing(Conditions(channels_down=frozenset(down))),
        lambda alert: log.append(
            (
                kernel.now // 1000,
                f"{alert.alert[-1]} {alert.rule} {alert.state} {alert.channel or ''}".strip(),
            )
        ),
    )
    for second, readings in looks.items():
        kernel.run_before(second * 1000)
        alerting.evaluate(readings)
    kernel.run_before(10_000_000)
    return log


def test_from_firing_to_clearing() -> None:
    """Fired at once, delivered 20 s later on every channel, cleared 2 m after it last held."""
    looks = {0: ERRORS, 60: ERRORS, 120: CALM, 179: CALM, 180: CALM}
    assert alert_log(looks) == [
        (0, "1 error_rate fired"),
        (20, "1 error_rate delivered pager"),
        (20, "1 error_rate delivered slack"),
        (180, "1 error_rate cleared"),
    ]


def test_it_does_not_flap() -> None:
    """Errors that come and go within two minutes are one alert; after clearing it is a new one."""
    looks = {second: ERRORS if second % 100 == 0 else CALM for second in range(0, 700, 20)}
    looks |= dict.fromkeys(range(700, 1000, 20), CALM)
    looks |= {1000: ERRORS}
    states = [(at, what) for at, what in alert_log(looks) if "delivered" not in what]
    assert states == [
        (0, "1 error_rate fired"),
        (720, "1 error_rate cleared"),
        (1000, "2 error_rate fired"),
    ]


def test_a_worse_level_is_a_new_alert() -> None:
    """DEGRADED that becomes OFFLINE clears the warning and fires the critical one."""
    degraded = CALM._replace(services={"R2_STORAGE": "DEGRADED"})
    offline = CALM._replace(services={"R2_STORAGE": "OFFLINE"})
    assert [
        what for what in alert_log({0: degraded, 60: offline}) if "delivered" not in what[1]
    ] == [
        (0, "1 service_status fired"),
        (60, "1 service_status cleared"),
        (60, "2 service_status fired"),
    ]


def test_a_dead_channel_is_said_in_the_journal() -> None:
    """With the pager down the alert is undelivered there and delivered in the chat."""
    assert alert_log({0: ERRORS}, down=("pager",)) == [
        (0, "1 error_rate fired"),
        (20, "1 error_rate undelivered pager"),
        (20, "1 error_rate delivered slack"),
    ]


def test_whether_a_channel_is_down_is_looked_at_on_delivery(
    small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]
) -> None:
    """The pager dies while the page is on its way: what counts is the instant it would arrive."""
    dies = {
        "id": "pager",
        "effect": "channel_down",
        "channels": ["pager"],
        "begins": "130s",
        "ends": {"by": "vendor", "after": "60s"},
    }
    player = start(small(faults=[bucket_gone, dies]))
    player.exercise.advance(200_000)
    assert player.log("alert")[:6] == [
        (120_000, "service_status fired"),
        (140_000, "service_status undelivered pager"),
        (140_000, "service_status delivered slack"),
        (150_000, "error_rate fired"),
        (150_000, "breaker_open fired"),
        (170_000, "error_rate undelivered pager"),
    ]


def test_twenty_calm_days(small: MakeScenario, start: StartExercise) -> None:
    """Without faults only windows and the hourly backup are journaled: no alert, no transition."""
    for seed in range(20):
        exercise = start(small(horizon="1h"), seed).exercise
        exercise.finish()
        kinds = [entry.body.kind for entry in exercise.journal.entries]
        assert [kind for kind in kinds if kind != "backup"] == ["header", *["window"] * 60, "ended"]
        assert kinds.count("backup") == 2
        assert exercise.world.overall_status() == "HEALTHY"
