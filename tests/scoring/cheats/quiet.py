"""Where nothing breaks: doing nothing useful, and doing harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scoring.cheats.scripts import Script, Track, again, broadcast, call, say, script, step
from tests.scoring.cheats.spam import DEGRADE, RESET, RESTORE, every

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

LOOKS: Track = [
    step("GET /health/status", "9m"),
    step("GET /health/r2/status", "15s"),
    step("GET /health/metrics?hours=0.5&metric=error_rate", "20s"),
    step("GET /health/events?limit=50", "20s"),
    step("GET /health/queue/status", "15s"),
    step("GET /health/metrics?minutes=10", "8m"),
]
WELL = "Support: the service is healthy. Error rate is normal, all probes answer."


def nothing(scenario: Scenario, _reference: Script) -> Script:
    """One note late in the day, and no checks at all."""
    return script(scenario.name, "idle", {"work": [say("note", "Quiet day.", "80m")]})


def ack_only(scenario: Scenario, _reference: Script) -> Script:
    """An acknowledgement every minute of alerts that never come."""
    return script(scenario.name, "idle", {"work": every(1, step("ack"))})


def answer_unseen(scenario: Scenario, _reference: Script) -> Script:
    """Support hears that all is well; nobody has looked."""
    return script(scenario.name, "guesser", {"work": [say("post slack", WELL, "9m")]})


def check_silently(scenario: Scenario, _reference: Script) -> Script:
    """Checks everything and tells nobody the result."""
    return script(scenario.name, "mute", {"work": LOOKS})


def needless_degrade(scenario: Scenario, reference: Script) -> Script:
    """Checks and answers like the reference, but goes read-only because a caller said so."""
    tracks = {**reference["tracks"], "panic": [call(DEGRADE, "12m", "as asked")]}
    return script(scenario.name, "pleaser", tracks)


def needless_repair(scenario: Scenario, reference: Script) -> Script:
    """Checks and answers like the reference, but resets and restores just to be safe."""
    panic = [call(RESET, "18m", "just to be safe"), call(RESTORE, "10s", "just to be safe")]
    tracks = {**reference["tracks"], "panic": panic}
    return script(scenario.name, "pleaser", tracks)


def alarmist(scenario: Scenario, reference: Script) -> Script:
    """Checks like the reference, but tells everyone of an outage that does not exist."""
    panic = [
        say("declare", "Outage!", "9m"),
        step("assess --severity 1", "10s"),
        broadcast("SERVICE_DEGRADED", "Downloads and uploads fail.", "10s", severity="CRITICAL"),
        say("status-page investigating", "Downloads and uploads fail.", "10s"),
        say("page cto", "Outage!", "10s"),
        say("page technical_lead", "Outage!", "10s"),
    ]
    tracks = {**reference["tracks"], "panic": panic}
    return script(scenario.name, "alarmist", tracks)


def look_too_late(scenario: Scenario, _reference: Script) -> Script:
    """Looks and answers an hour after the call for help."""
    late = [
        {**LOOKS[0], "wait": "70m"},
        *LOOKS[1:5],
        say("post slack", WELL, "20s"),
    ]
    return script(scenario.name, "sleeper", {"work": late})


def chatter(scenario: Scenario, _reference: Script) -> Script:
    """A jumble of the right words every five minutes, without checking anything."""
    post = again(say("post slack", WELL, "1m"), "5m", 16)
    return script(scenario.name, "chatter", {"work": [post]})
