"""Blind: a decent generic night played by the clock, whatever the world answers.

One script for all scenarios. It knows the trainer's order of work, and nothing of this incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.scoring.cheats.scripts import (
    Script,
    Step,
    Track,
    again,
    broadcast,
    call,
    on_alert_or_at,
    say,
    script,
    step,
)
from tests.scoring.cheats.spam import DEGRADE, RESET, RESTORE

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

TEST = step("POST /health/r2/test")
CHECK = step("POST /health/check")
FIRST_LOOKS: Track = [
    step("ack", "45s"),
    step("GET /health/status", "10s"),
    step("GET /health/r2/status", "10s"),
    step("GET /health/events?limit=50", "15s"),
    step("GET /health/queue/status", "10s"),
]
MORE_LOOKS: Track = [
    step("GET /health/services", "20s"),
    step("GET /health/events?limit=1000", "10s"),
    step("GET /health/metrics?hours=2", "30s"),
    step("GET /health/circuit-breaker/history", "30s"),
    step("GET /api/backup/stats", "10s"),
    step("GET /health/queue/operations?status=FAILED", "30s"),
    step("GET /api/files/integrity-status", "10s"),
]


@dataclass(frozen=True, slots=True)
class Words:
    """What a blind script says to users and team."""

    first: str
    update: str
    better: str
    over: str


TEXTBOOK = Words(
    "We are investigating an issue with our service. Next update in 20 minutes.",
    "We have identified the issue and are working on it. Next update in 20 minutes.",
    "A fix has been implemented and we are monitoring the results. Next update in 30 minutes.",
    "This incident has been resolved.",
)
GENERIC = Words(
    "Some users have trouble with the service. Next update in 20 minutes.",
    "The service still has trouble. Next update in 20 minutes.",
    "The service works again, we keep watching. Next update in 30 minutes.",
    "The service works again. We are sorry for the trouble.",
)
WORST = Words(
    "Downloads fail. Uploads fail. Sign-in fails. Next update in 20 minutes.",
    "Downloads fail. Uploads fail. Sign-in fails. Next update in 20 minutes.",
    "Downloads work again. Uploads work again. Sign-in works again. Next update in 30 minutes.",
    "Downloads work again. Uploads work again. Sign-in works again. It is over.",
)


def _opening(words: Words) -> Track:
    return [
        *FIRST_LOOKS,
        say("declare", "Trouble with the service", "20s"),
        step('assess --severity 1 --cause "under investigation"', "20s"),
        broadcast(
            "INCIDENT_DETECTED", f"Severity 1. {words.first}", "10s", "response_team", "CRITICAL"
        ),
        say("page technical_lead", "Severity 1, please join.", "10s"),
        say("page operations_team", "Severity 1, please join.", "10s"),
        say("status-page investigating", words.first, "20s"),
        broadcast("SERVICE_DEGRADED", words.first, "20s"),
        call(DEGRADE, "15s", "protect writes"),
        *MORE_LOOKS,
        say("status-page identified", words.update, "6m"),
    ]


def _updates(words: Words, times: int, start: str) -> Track:
    return [again(say("status-page identified", words.update, start), "18m", times)]


def _closing(words: Words, first: Step) -> Track:
    return [
        first,
        call(RESET, "20s", "R2 test passed"),
        call(RESTORE, "20s", "R2 test passed"),
        {**CHECK, "wait": "20s"},
        say("status-page monitoring", words.better, "30s"),
        again(step("GET /health/queue/status", "30s"), "1m", 8),
        step("GET /health/metrics?minutes=15", "8m"),
        say("resolve", words.over, "20s"),
        broadcast("SERVICE_RESTORED", words.over, "20s", severity="INFO"),
        say("status-page resolved", words.over, "20s"),
    ]


def _by_the_clock(scenario: Scenario, words: Words, actor: str) -> Script:
    """All at fixed times after the start, with a test now and then whose answer is not read."""
    opening = [{**_opening(words)[0], "wait": "13m"}, *_opening(words)[1:]]
    tracks = {
        "opening": opening,
        "tests": [again({**TEST, "wait": "20m"}, "10m", 7)],
        "updates": _updates(words, 3, "38m"),
        "managers": [
            say("page vendor_support", "We see errors, please look.", "18m"),
            say("page engineering_manager", "Severity 1 for half an hour.", "29m"),
            say("page cto", "Severity 1 for three quarters of an hour.", "15m"),
        ],
        "closing": _closing(words, {**TEST, "wait": "80m"}),
    }
    return script(scenario.name, actor, tracks)


def _with_waits(scenario: Scenario, words: Words, actor: str) -> Script:
    """From the alert on; the repair waits for a passed test, and nothing else is read."""
    tested = {**again({**TEST, "wait": "2m"}, "2m", 60, "data.success"), "id": "tested"}
    tracks = {
        **on_alert_or_at(25, _opening(words)),
        "updates": [
            {**one, "unless": "tested"}
            for one in 4 * [say("status-page identified", words.update, "18m")]
        ],
        "managers": [
            say("page vendor_support", "We see errors, please look.", "2m", after="alert"),
            say("page engineering_manager", "Severity 1 for long.", "30m", unless="tested"),
            say("page cto", "Severity 1 for long.", "15m", unless="tested"),
        ],
        "closing": _closing(words, {**tested, "after": "alert", "wait": "6m"}),
    }
    tracks["updates"][0] |= {"after": "alert", "wait": "25m"}
    return script(scenario.name, actor, tracks)


def textbook_clock(scenario: Scenario, _reference: Script) -> Script:
    """A good order at fixed times, with the hollow words of status pages."""
    return _by_the_clock(scenario, TEXTBOOK, "clockwork")


def generic_clock(scenario: Scenario, _reference: Script) -> Script:
    """A good order at fixed times, with words so general that they are mostly true."""
    return _by_the_clock(scenario, GENERIC, "clockwork")


def worst_clock(scenario: Scenario, _reference: Script) -> Script:
    """A good order at fixed times, claiming that everything fails: never rosier than the truth."""
    return _by_the_clock(scenario, WORST, "clockwork")


def textbook_waits(scenario: Scenario, _reference: Script) -> Script:
    """From the alert on, waiting for nothing but the test; hollow words."""
    return _with_waits(scenario, TEXTBOOK, "robot")


def generic_waits(scenario: Scenario, _reference: Script) -> Script:
    """From the alert on, waiting for nothing but the test; words that are mostly true."""
    return _with_waits(scenario, GENERIC, "robot")


def worst_waits(scenario: Scenario, _reference: Script) -> Script:
    """From the alert on, waiting for nothing but the test; claiming that everything fails."""
    return _with_waits(scenario, WORST, "robot")


def silent_waits(scenario: Scenario, _reference: Script) -> Script:
    """Acknowledges, degrades, waits for the test, restores; says nothing to anybody."""
    tested = again({**TEST, "after": "alert", "wait": "1m"}, "2m", 60, "data.success")
    work = [
        step("ack", "10s", after="alert"),
        call(DEGRADE, "10s", "protect writes"),
    ]
    close = [
        tested,
        call(RESET, "5s", "passed"),
        call(RESTORE, "5s", "passed"),
        {**CHECK, "wait": "5s"},
        say("resolve", "Done.", "20m"),
    ]
    return script(scenario.name, "silent", {"work": work, "close": close})
