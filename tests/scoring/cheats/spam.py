"""Spam: every word and every command, often enough that some of it must hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.command_set import COMMAND_SET
from tests.scoring.cheats.scripts import (
    Script,
    Step,
    Track,
    again,
    broadcast,
    call,
    on_alert_or_at,
    one_by_one,
    say,
    script,
    step,
)

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

SOUP = "severity critical users download upload file again works again next update in 20 minutes"
ROLES = (
    *("operations_team", "technical_lead", "engineering_manager", "cto", "vp_engineering"),
    *("security_team", "communications_lead", "vendor_support"),
)
STATES = ("investigating", "identified", "monitoring", "resolved")
TYPES = (
    *("INCIDENT_DETECTED", "SERVICE_DEGRADED", "INCIDENT_UPDATE", "DATA_CORRUPTION"),
    *("MAINTENANCE", "SECURITY_ALERT", "SERVICE_RESTORED", "INCIDENT_RESOLVED"),
)
LOOKS = tuple(
    f"GET {row.path}"
    for row in COMMAND_SET
    if row.nature == "looks"
    and row.method == "GET"
    and ":" not in row.path
    and not row.path.startswith(("/api/test", "/exercise", "/api/auth"))
)
DEGRADE = "/health/services/R2_STORAGE/degrade"
RESTORE = "/health/services/R2_STORAGE/restore"
RESET = "/health/circuit-breaker/reset"
TEST = step("POST /health/r2/test")
CHECK = step("POST /health/check")
WHOLE_NIGHT = 240
"""Minutes; no exercise lasts longer."""


def every(minutes: int, one: Step, second: int = 0) -> Track:
    """A step at an interval through the whole night, so many seconds into it."""
    return [again({**one, "wait": f"{second}s"}, f"{minutes}m", WHOLE_NIGHT // minutes)]


def _tells(text: str) -> list[Step]:
    """Everything that can be told to everybody."""
    return [
        *(say(f"page {role}", text) for role in ROLES),
        broadcast("INCIDENT_DETECTED", text, target="response_team", severity="CRITICAL"),
        broadcast("SERVICE_DEGRADED", text, severity="CRITICAL"),
        say("email all_users", text),
        say("post slack", text),
        say("post social", text),
    ]


def _all_of_it(text: str) -> list[Step]:
    """Everything there is to do, in a good order, without looking at an answer."""
    return [
        step("ack"),
        *(step(look) for look in LOOKS),
        say("declare", "critical"),
        step('assess --severity 1 --cause "cause"'),
        *_tells(text),
        *(say(f"status-page {state}", text) for state in STATES[:3]),
        step("POST /api/backup/create", body={"type": "emergency"}),
        call(DEGRADE, reason="x"),
        TEST,
        call(RESET, reason="x"),
        call(RESTORE, reason="x"),
        CHECK,
        say("note", "cause"),
    ]


def spammer(scenario: Scenario, _reference: Script) -> Script:
    """Everything every few minutes, and a repair whenever a test passes."""
    repair: Track = [one for look in LOOKS for one in one_by_one([step(look)])]
    for _ in range(8):
        repair += [
            again({**TEST, "wait": "20m"}, "2m", 30, "data.success"),
            *one_by_one([call(RESET, reason="x"), call(RESTORE, reason="x"), CHECK], "2s"),
        ]
    tracks = {
        "ack": every(1, step("ack"), 1),
        "declare": every(5, say("declare", "critical"), 2),
        "assess": every(5, step('assess --severity 1 --cause "cause"'), 3),
        "page-state": every(5, say("status-page identified", SOUP), 18),
        "note": every(5, say("note", "cause"), 19),
        "degrade": [call(DEGRADE, "15m", "x")],
        "backup": every(30, step("POST /api/backup/create", body={"type": "emergency"}), 33),
        "fix": repair,
    }
    tracks |= {f"tell-{i}": every(5, one, 4 + i) for i, one in enumerate(_tells(SOUP))}
    tracks |= {f"look-{i}": every(5, step(look), 20 + i) for i, look in enumerate(LOOKS)}
    tracks |= {
        f"call-{i}": every(15, say(f"call {role}", SOUP), 44 + i) for i, role in enumerate(ROLES)
    }
    return script(scenario.name, "spammer", tracks)


def minute_one(scenario: Scenario, _reference: Script) -> Script:
    """Every command once, in the first minute."""
    return script(scenario.name, "hurry", {"all": one_by_one(_all_of_it(SOUP))})


def at_the_alert(scenario: Scenario, _reference: Script) -> Script:
    """Every command once, within a minute of the alert."""
    tracks = on_alert_or_at(25, one_by_one(_all_of_it(SOUP)))
    return script(scenario.name, "hurry", tracks)


def acks(scenario: Scenario, _reference: Script) -> Script:
    """An acknowledgement every minute, and nothing else."""
    return script(scenario.name, "acker", {"ack": every(1, step("ack"), 1)})


def pages_once(scenario: Scenario, _reference: Script) -> Script:
    """An acknowledgement every minute, and one page to everyone at the alert."""
    pages = one_by_one([say(f"page {role}", SOUP) for role in ROLES])
    tracks = {"ack": every(1, step("ack"), 1), **on_alert_or_at(25, pages)}
    return script(scenario.name, "pager", tracks)


def looks(scenario: Scenario, _reference: Script) -> Script:
    """Every command that reads, round and round."""
    tracks = {f"look-{i}": every(5, step(look), i) for i, look in enumerate(LOOKS)}
    return script(scenario.name, "looker", tracks)


def states(scenario: Scenario, _reference: Script) -> Script:
    """Steps the status page through all its states in the first minute, and once at the alert."""
    walk = one_by_one([say(f"status-page {state}", SOUP) for state in STATES], "5s")
    tracks = {"first": walk, **on_alert_or_at(25, walk)}
    return script(scenario.name, "walker", tracks)


def ack_and_resolve(scenario: Scenario, _reference: Script) -> Script:
    """Each alert is acknowledged, and the incident resolved a minute later."""
    resolved = [step("ack"), say("resolve", "works again", "1m")]
    tracks = {"ack": every(1, step("ack"), 1), **on_alert_or_at(25, resolved)}
    return script(scenario.name, "closer", tracks)


def broadcasts(scenario: Scenario, _reference: Script) -> Script:
    """Broadcasts of every type to users and team, every quarter of an hour."""
    tracks = {
        f"{target.replace('_', '-')}-{i}": every(15, broadcast(kind, SOUP, target=target), 5 * i)
        for target in ("response_team", "all_users")
        for i, kind in enumerate(TYPES)
    }
    return script(scenario.name, "loudspeaker", tracks)


def promises(scenario: Scenario, _reference: Script) -> Script:
    """The next update is promised every minute, to everyone, and nothing else is said."""
    text = "Next update in 20 minutes."
    tracks = {
        "page": every(1, say("status-page investigating", text), 1),
        "users": every(1, broadcast("INCIDENT_UPDATE", text), 2),
        "team": every(1, say("post slack", text), 3),
    }
    return script(scenario.name, "promiser", tracks)


def notes(scenario: Scenario, _reference: Script) -> Script:
    """Notes full of the words that a reviewer looks for."""
    text = f"{SOUP}; cause found, timeline, backup verified, R2 test passed, queue empty"
    return script(scenario.name, "noter", {"note": every(2, say("note", text), 1)})


def severities(scenario: Scenario, _reference: Script) -> Script:
    """Declared again and again, at every severity in turn."""
    turn = [
        again(
            step(f'assess --severity {level} --cause "cause {level}"', f"{15 * level}s"), "1m", 239
        )
        for level in (1, 2, 3, 4)
    ]
    tracks = {f"level-{i}": [one] for i, one in enumerate(turn)}
    tracks["declare"] = every(2, say("declare", "severity 1 2 3 4"), 5)
    return script(scenario.name, "dice", tracks)


def calls(scenario: Scenario, _reference: Script) -> Script:
    """Everybody is called by phone, every two minutes."""
    tracks = {
        f"call-{i}": every(2, say(f"call {role}", "Please join."), 5 * i)
        for i, role in enumerate(ROLES)
    }
    return script(scenario.name, "caller", tracks)


def jammed_repairs(scenario: Scenario, _reference: Script) -> Script:
    """Reset, forced recovery, restore and forced queue every three minutes, hoping one succeeds."""
    works = (
        call(RESET, reason="x"),
        call("/health/services/R2_STORAGE/force-recovery", reason="x"),
        call(RESTORE, reason="x"),
        call("/health/queue/process"),
        CHECK,
    )
    tracks = {f"work-{i}": every(3, one, 5 * i) for i, one in enumerate(works)}
    tracks["ack"] = every(1, step("ack"), 1)
    return script(scenario.name, "hammer", tracks)
