"""Honest beginners: slow, incomplete, plain, and never untrue.

Each waits for what it can see: an alert, a passed test, a figure that falls. What it says is the
night's plain words. It forgets steps, calls people late, and knows no fine print of a policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.durations import format_duration, parse_duration
from tests.scoring.cheats.nights import NIGHTS, WELL
from tests.scoring.cheats.scripts import (
    Script,
    Step,
    Track,
    again,
    broadcast,
    call,
    messages,
    reworded,
    say,
    script,
    step,
)
from tests.scoring.cheats.spam import CHECK, DEGRADE, RESET, RESTORE, TEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.model import Scenario
    from tests.scoring.cheats.nights import Night
    from tests.scoring.cheats.scripts import Message

BACK = WELL.text
DRAINED: Step = {
    **again(step("GET /health/queue/status", "1m"), "2m", 60, "data.total_queued == 0"),
    "id": "drained",
}


def _until_test(_scenario: Scenario, pace: str) -> Track:
    """Reads-only mode, then a test now and then until one passes."""
    return [
        call(DEGRADE, "3m", "storage does not answer"),
        again({**TEST, "wait": "2m"}, pace, 60, "data.success"),
        call(RESET, "1m", "test passed"),
        call(RESTORE, "1m", "test passed", id="restored"),
    ]


def _until_it_holds(scenario: Scenario, pace: str) -> Track:
    """Restores on the first passed test, sees it break again, and restores once more."""
    *first, restored = _until_test(scenario, pace)
    again_restored = call(RESTORE, "1m", "test passed, and it has held", id="restored")
    return [
        *first,
        {key: value for key, value in restored.items() if key != "id"},
        step("GET /health/status", "8m"),
        again({**TEST, "wait": "5m"}, pace, 20, "data.success"),
        again_restored,
    ]


def _until_calm(_scenario: Scenario, pace: str, service: str = "") -> Track:
    """Waits for the error rate, whatever it is that fails."""
    calm = step(f"GET /health/metrics?minutes=5{service}", "5m")
    return [
        again(calm, pace, 60, "data.error_rate < 1"),
        again({**TEST, "wait": "1m"}, "1m", 20, "data.success"),
        call(RESTORE, "1m", "few errors, test passed", id="restored"),
    ]


def _until_known(scenario: Scenario, pace: str) -> Track:
    """The same by looks at lists, which need a session and no room in the queue."""
    return _until_calm(scenario, pace, "&service=D1_DATABASE")


def _until_fast(_scenario: Scenario, pace: str) -> Track:
    """Finds out late that somebody has to be called, then waits for the seconds to fall."""
    fast = step("GET /health/metrics?minutes=2&metric=response_time", "5m")
    return [
        call(DEGRADE, "1m", "uploads need not wait"),
        say("page vendor_support", "Our bucket is very slow, please look.", "6m"),
        again(fast, pace, 60, "data.p95 < 1000"),
        call(RESTORE, "2m", "quick again", id="restored"),
    ]


def _security_first(scenario: Scenario, pace: str) -> Track:
    """Calls security when the vendor's mail says what a 403 means."""
    called = say(
        "page security_team", "Our key was revoked, please help.", "4m", after="inject:vendor-mail"
    )
    return [called, *_until_test(scenario, pace)]


def _operations_first(scenario: Scenario, pace: str) -> Track:
    """Calls operations for the backups when somebody asks about them."""
    return [
        step("GET /api/backup/stats", "6m"),
        say("page operations_team", "Backups fail, please look.", "4m"),
        *_until_calm(scenario, pace),
    ]


def _own_breaker(_scenario: Scenario, _pace: str) -> Track:
    """Waits a quarter of an hour for a vendor, then compares, then resets."""
    return [
        {**TEST, "wait": "5m"},
        step("GET /health/circuit-breaker", "8m"),
        step("GET /health/r2/status", "3m"),
        call(RESET, "4m", "R2 is healthy, the breaker is stuck"),
        again({**TEST, "wait": "1m"}, "1m", 20, "data.success"),
        call(RESTORE, "1m", "test passed", id="restored"),
    ]


def _whole_backup(scenario: Scenario, pace: str) -> Track:
    """One backup from before the start, verified, with the usual hands."""
    begun = scenario.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if scenario.name == "corrupt-latest-backup":
        # The newest one is damaged, as its check says.
        begun = begun.replace("T10:08", "T09:30")
    status = "GET /api/backup/status/{backup}"
    return [
        call(DEGRADE, "3m", "files are missing"),
        step(f"GET /api/backup/find-by-date?before_date={begun}", "4m", keep={"backup": "data.id"}),
        step("POST /api/backup/verify/{backup}", "2m"),
        again(step(status, "1m"), "2m", 30, "data.verification_status == verified"),
        step("POST /api/backup/restore/{backup}", "2m", body={"full_restore": True}),
        again(step(status, "2m"), pace, 60, "data.restore_status == completed"),
        {**TEST, "wait": "1m"},
        call(RESTORE, "2m", "files are back", id="restored"),
    ]


def _damaged_files(scenario: Scenario, pace: str) -> Track:
    """Scans, and puts back what the scan found; withholds nothing meanwhile."""
    begun = scenario.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    status = "GET /api/backup/status/{backup}"
    chosen = {"selective": True, "file_ids": "{files}", "overwrite_existing": True}
    return [
        step("POST /api/files/integrity-check", "3m", body={"full_scan": True}),
        again(step("GET /api/files/integrity-check", "2m"), "2m", 60, "data.status == completed"),
        step("GET /api/files/corruption-report", "1m", keep={"files": "data.file_ids"}),
        step(f"GET /api/backup/find-by-date?before_date={begun}", "4m", keep={"backup": "data.id"}),
        step("POST /api/backup/verify/{backup}", "2m"),
        again(step(status, "1m"), "2m", 30, "data.verification_status == verified"),
        step("POST /api/backup/restore/{backup}", "2m", body=chosen),
        again(step(status, "1m", id="restored"), pace, 60, "data.restore_status == completed"),
        step(
            "POST /api/files/integrity-check",
            "5m",
            body={"full_scan": True},
            after="inject:vendor-post",
        ),
        again(step("GET /api/files/integrity-check", "2m"), "2m", 60, "data.status == completed"),
    ]


MENDS: dict[str, Callable[[Scenario, str], Track]] = {
    "alerting-blind": _until_known,
    "backup-failing": _operations_first,
    "breaker-stuck-open": _own_breaker,
    "bucket-emptied": _whole_backup,
    "cascading-recovery": _until_it_holds,
    "communication-failure": _until_test,
    "complete-r2-outage": _until_test,
    "corrupt-latest-backup": _whole_backup,
    "data-corruption": _damaged_files,
    "leaked-token": _security_first,
    "partial-degradation": _until_calm,
    "queue-gives-up": _until_test,
    "queue-overflow": _until_test,
    "several-services": _until_known,
    "slow-responses": _until_fast,
}
"""How a beginner mends each incident."""


def plain_words(night: Night, message: Message) -> str:
    """What a beginner says instead of the reference's words: as true, in fewer words."""
    said = night.true_of(message).text
    if message.closing:
        return f"{said} The incident is over."
    if message.to == "team":
        return said if message.over else f"Severity {night.severity}. {said}"
    return f"{said} We are working on it. Next update in 30 minutes."


def plain_spoken(scenario: Scenario, reference: Script) -> Script:
    """The same actions at the same seconds as the reference, in a beginner's words."""
    night = NIGHTS[scenario.name]
    return reworded(reference, lambda one: plain_words(night, one), "plain")


def slow(scenario: Scenario, _reference: Script) -> Script:
    """Takes long over each step, tells everybody late, misses every third update."""
    night = NIGHTS[scenario.name]
    users = f"{night.found.text} We are working on it. Next update in 30 minutes."
    update = f"{night.still.text} Next update in 30 minutes."
    work = [
        step("GET /health/status", "1m"),
        step("GET /health/r2/status", "1m"),
        step("GET /health/events?limit=50", "2m"),
        say("declare", night.found.text, "3m", id="declared"),
        step(f"assess --severity {min(4, night.severity + 1)}", "1m"),
        say("page technical_lead", "Please join.", "2m"),
        step("GET /health/queue/status", "3m"),
        step(f"assess --severity {night.severity} --cause {night.cause!r}", "8m"),
        step("GET /health/metrics?hours=1", "2m"),
    ]
    people = [
        broadcast("INCIDENT_DETECTED", night.found.text, "3m", "response_team", after="declared"),
        say("status-page investigating", users, "4m"),
        broadcast("SERVICE_DEGRADED", users, "3m"),
        say("status-page identified", update, "28m", unless="restored"),
        say("status-page identified", update, "45m", unless="restored"),
    ]
    tracks = {
        "ack": [step("ack", "8m", after="alert")],
        "work": [{**work[0], "after": night.begins, "wait": "9m"}, *work[1:]],
        "mend": _after("declared", MENDS[scenario.name](scenario, "7m")),
        "people": people,
        "manager": [
            say(
                "page engineering_manager",
                "Still no better.",
                "50m",
                after="declared",
                unless="restored",
            )
        ],
        "close": [
            {**DRAINED, "after": "restored"},
            say("status-page monitoring", f"{BACK} We keep watching.", "3m"),
            say("resolve", BACK, "12m", id="over"),
            broadcast("SERVICE_RESTORED", BACK, "3m", severity="INFO"),
            say("status-page resolved", f"{BACK} The incident is over.", "2m"),
        ],
    }
    if scenario.name == "communication-failure":
        tracks["mail"] = [say("email all_users", users, "4m", after="inject:support-by-phone")]
    return script(scenario.name, "slow novice", tracks)


def quiet(scenario: Scenario, _reference: Script) -> Script:
    """Works steadily and says little: one page, one message to users, one when it is over."""
    night = NIGHTS[scenario.name]
    work = [
        step("GET /health/status", "1m"),
        step("GET /health/r2/status", "30s"),
        step("GET /health/events?limit=50", "1m"),
        say("declare", night.at_declaring.text, "1m", id="declared"),
        step(f"assess --severity {night.severity} --cause {night.cause!r}", "1m"),
        say("page technical_lead", "Please join.", "1m"),
        step("GET /health/queue/status", "1m"),
    ]
    tracks = {
        "ack": [step("ack", "5m", after="alert")],
        "work": [{**work[0], "after": night.begins, "wait": "6m"}, *work[1:]],
        "mend": _after("declared", MENDS[scenario.name](scenario, "5m")),
        "people": [
            say("status-page investigating", night.found.text, "9m", after="declared"),
        ],
        "close": [
            {**CHECK, "after": "restored", "wait": "1m"},
            DRAINED,
            say("resolve", "", "15m", id="over"),
            say("status-page resolved", BACK, "1m"),
        ],
    }
    return script(scenario.name, "quiet novice", tracks)


def technical(_scenario: Scenario, reference: Script) -> Script:
    """Like the reference at a third of the pace; pages the same people and tells users nothing."""
    spoken = {id(one.step) for one in messages(reference) if not _needed(one)}
    tracks: dict[str, Track] = {}
    for name, steps in reference["tracks"].items():
        kept: Track = []
        moved: Step = {}
        for one in steps:
            if id(one) in spoken:
                # What came after a silent step comes when that would have been.
                moved = {key: one[key] for key in ("after", "wait") if key in one} | moved
                continue
            kept.append(one if "after" in one else {**one, **moved})
            moved = {}
        tracks[name] = [_slower(one) for one in kept]
    return script(reference["scenario"], "technician", tracks)


def _needed(message: Message) -> bool:
    """Whether a technician would still say it: calls for help, and tries of a channel."""
    tried = "until" in message.step and message.to == "team"
    return tried or message.step["do"].split()[0] in ("page", "call")


def _slower(one: Step) -> Step:
    return {**one, "wait": format_duration(3 * parse_duration(one.get("wait", "0s")))}


def _after(begun: str, steps: Track) -> Track:
    first, *rest = steps
    return [first if "after" in first else {**first, "after": begun}, *rest]
