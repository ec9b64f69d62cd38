"""The breaker, as a table: calls at instants in, changes of state out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.worker import BreakerSettings
from sim.world.breaker import Breaker

if TYPE_CHECKING:
    from sim.journal.bodies import BreakerMoved

Log = list[tuple[int, str]]


def breaker_log(calls: str) -> Log:
    """Play `10:fail 20:ok 30:reset` against a breaker of 3 failures, 60 ms, 2 successes."""
    log: Log = []

    def moved(at: int, move: BreakerMoved) -> None:
        log.append((at, f"{move.old}>{move.new} {move.by} {move.failures}"))

    settings = BreakerSettings.model_validate(
        {"failure_threshold": 3, "open_for": "60ms", "success_threshold": 2}
    )
    breaker = Breaker(settings, moved)
    for word in calls.split():
        when, _, call = word.partition(":")
        at = int(when)
        if call == "reset":
            breaker.reset(at, "by hand")
        elif not breaker.admits(at):
            log.append((at, "turned away"))
        else:
            breaker.begin(at)
            (breaker.succeed if call == "ok" else breaker.fail)(at)
    assert [(t.at, f"{t.move.old}>{t.move.new}") for t in breaker.history] == [
        (at, what.split()[0]) for at, what in log if what != "turned away"
    ]
    return log


OPENED = (3, "CLOSED>OPEN traffic 3")
TRIAL = (63, "OPEN>HALF_OPEN traffic 3")


@pytest.mark.parametrize(
    ("calls", "log"),
    [
        ("", []),
        ("1:ok 2:ok", []),
        ("1:fail 2:fail", []),
        ("1:fail 2:fail 3:ok 4:fail 5:fail", []),
        ("1:fail 2:fail 3:fail", [OPENED]),
        ("1:fail 2:fail 3:fail 62:ok", [OPENED, (62, "turned away")]),
        ("1:fail 2:fail 3:fail 63:ok", [OPENED, TRIAL]),
        (
            "1:fail 2:fail 3:fail 63:ok 64:ok",
            [OPENED, TRIAL, (64, "HALF_OPEN>CLOSED traffic 0")],
        ),
        (
            "1:fail 2:fail 3:fail 63:fail 122:ok 123:ok",
            [
                OPENED,
                TRIAL,
                (63, "HALF_OPEN>OPEN traffic 4"),
                (122, "turned away"),
                (123, "OPEN>HALF_OPEN traffic 4"),
            ],
        ),
        (
            "1:fail 2:fail 3:fail 63:ok 64:fail 124:ok 125:ok",
            [
                OPENED,
                TRIAL,
                (64, "HALF_OPEN>OPEN traffic 1"),
                (124, "OPEN>HALF_OPEN traffic 1"),
                (125, "HALF_OPEN>CLOSED traffic 0"),
            ],
        ),
        ("1:fail 2:fail 2:reset 3:fail 4:fail", []),
        (
            "1:fail 2:fail 3:fail 10:reset 11:fail 12:fail 13:fail",
            [OPENED, (10, "OPEN>CLOSED operator 0"), (13, "CLOSED>OPEN traffic 3")],
        ),
        (
            "1:fail 2:fail 3:fail 63:ok 64:reset 65:fail 66:fail",
            [OPENED, TRIAL, (64, "HALF_OPEN>CLOSED operator 0")],
        ),
    ],
    ids=lambda value: value.replace(":", "") if isinstance(value, str) else "",
)
def test_transitions(calls: str, log: Log) -> None:
    """Failures in a row open it, time makes a trial, two successes close it."""
    assert breaker_log(calls) == log


def test_a_reset_forgets_when_it_opened() -> None:
    """After closing by hand nothing says when it opened or when it would try again."""
    settings = BreakerSettings(failure_threshold=1)
    breaker = Breaker(settings, lambda *_: None)
    breaker.fail(5)
    assert (breaker.opened_at, breaker.next_attempt_at) == (5, 5 + settings.open_for)
    breaker.reset(6, "by hand")
    assert (breaker.state, breaker.opened_at, breaker.next_attempt_at) == ("CLOSED", None, None)
    assert breaker.last_failure_at == 5
