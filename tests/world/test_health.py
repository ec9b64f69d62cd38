"""The health monitor, as a table: probes in, changes of status out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.faults import CALM, Conditions
from sim.scenario.worker import BreakerSettings, HealthSettings
from sim.world.breaker import Breaker
from sim.world.bucket import Bucket
from sim.world.health import HealthMonitor
from sim.world.prevailing import Prevailing
from sim.world.streams import Streams

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, StartExercise

DEAD = Conditions(chances=(("probe", 1_000_000),), r2_fail_ms=3_000, r2_error="503")
SLOW = Conditions(r2_slow_percent=2_600)  # 80 ms x 26 = 2.08 s
HANGS = Conditions(r2_slow_percent=6_300)  # 5.04 s: over the timeout
BLIND = Conditions(chances=(("download", 1_000_000),))
FACES = {".": CALM, "x": DEAD, "s": SLOW, "h": HANGS, "d": BLIND}


def status_log(probes: str) -> list[tuple[int, str]]:
    """Probe once a step, `x` dead, `.` calm, `s` slow, `h` hanging; the log of R2's status."""
    log: list[tuple[int, str]] = []
    step = 0
    prevailing = Prevailing()
    bucket = Bucket(Breaker(BreakerSettings(), lambda *_: None), prevailing)
    monitor = HealthMonitor(
        HealthSettings(),
        bucket,
        prevailing,
        Streams(1),
        lambda change: log.append((step, f"{change.old[:4]}>{change.new[:4]}")),
    )
    for step, face in enumerate(probes):
        prevailing.conditions = FACES[face]
        monitor.check_all(step)
    return log


@pytest.mark.parametrize(
    ("probes", "log"),
    [
        ("....", []),
        ("x", [(0, "HEAL>DEGR")]),
        ("x.", [(0, "HEAL>DEGR"), (1, "DEGR>HEAL")]),
        ("xxxx", [(0, "HEAL>DEGR"), (2, "DEGR>OFFL")]),
        ("xxx.", [(0, "HEAL>DEGR"), (2, "DEGR>OFFL"), (3, "OFFL>HEAL")]),
        ("xx.xx", [(0, "HEAL>DEGR"), (2, "DEGR>HEAL"), (3, "HEAL>DEGR")]),
        ("s.", [(0, "HEAL>DEGR"), (1, "DEGR>HEAL")]),
        ("xxxs", [(0, "HEAL>DEGR"), (2, "DEGR>OFFL"), (3, "OFFL>DEGR")]),
        ("hhh", [(0, "HEAL>DEGR"), (2, "DEGR>OFFL")]),
        ("dddd", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_statuses(probes: str, log: list[tuple[int, str]]) -> None:
    """One failure degrades, three in a row are offline, one success heals; slow is degraded."""
    assert status_log(probes) == log


def test_an_outage_as_the_monitor_sees_it(
    small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]
) -> None:
    """Probes on the half minute: gone at 2 m, offline at the third probe, healthy at 7 m."""
    player = start(small(faults=[bucket_gone]))
    player.exercise.advance(600_000)
    assert player.log("health") == [
        (120_000, "R2_STORAGE HEALTHY -> DEGRADED"),
        (180_000, "R2_STORAGE DEGRADED -> OFFLINE"),
        (420_000, "R2_STORAGE OFFLINE -> HEALTHY"),
    ]
