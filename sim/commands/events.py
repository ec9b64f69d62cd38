"""The worker's event log, as responders may see it: derived from the journal, truth left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal, assert_never

from pydantic import BeforeValidator, Field, JsonValue, StringConstraints

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.limits import Limit, Timestamp, instant_of
from sim.journal.bodies import (
    Action,
    Alert,
    Answered,
    Arrived,
    BreakerMoved,
    ConfigChanged,
    Ended,
    FaultEdge,
    Header,
    HealthChanged,
    InjectSent,
    Json,
    Message,
    ModeChanged,
    QueueChanged,
    Window,
)
from sim.journal.conduct import (
    ClockChanged,
    Decision,
    InjectChanged,
    Joined,
    MoveBegan,
    Remark,
)
from sim.journal.stored import BackupChanged, FilesChanged, ScanChanged
from sim.journal.talk import TalkEntry
from sim.world.world import World

if TYPE_CHECKING:
    from sim.journal.encoding import Entry

Level = Literal["info", "warning", "error"]
LEVELS: tuple[Level, ...] = ("info", "warning", "error")


class Event(Answer):
    """One line of the event log."""

    id: str
    timestamp: str
    level: Level
    type: str
    service: str | None
    message: str
    details: dict[str, Json]


def _is_of(word: str, wanted: str | None) -> bool:
    """Whether a word is the wanted one or of the family that begins with it, case aside."""
    return wanted is None or word.casefold().startswith(wanted.casefold())


def _family(given: object) -> object:
    """The level that begins as what was given does; anything else is pydantic's to refuse."""
    found = [level for level in LEVELS if isinstance(given, str) and given and _is_of(level, given)]
    return found[0] if found else given


class EventParams(Params):
    """Which events to show."""

    limit: Limit = 50
    level: Annotated[Level, BeforeValidator(_family)] | None = Field(
        default=None, description="Or the beginning of one, in any case: WARN is warning."
    )
    since: Timestamp | None = None
    type: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        default=None,
        description="CIRCUIT_BREAKER_OPENED, …; CIRCUIT_BREAKER is all of that family.",
    )


Shown = tuple[Level, str, str | None, str, dict[str, JsonValue]]


def _breaker(move: BreakerMoved) -> Shown:
    level: Level = "error" if move.new == "OPEN" else "info"
    names = {"OPEN": "OPENED", "CLOSED": "CLOSED", "HALF_OPEN": "HALF_OPEN"}
    details: dict[str, JsonValue] = {"from": move.old, "to": move.new, "failures": move.failures}
    kind = f"CIRCUIT_BREAKER_{names[move.new]}"
    return (
        level,
        kind,
        "R2_STORAGE",
        f"circuit breaker {move.old} -> {move.new}: {move.reason}",
        details,
    )


def _health(change: HealthChanged) -> Shown:
    levels: dict[str, Level] = {"HEALTHY": "info", "DEGRADED": "warning", "OFFLINE": "error"}
    text = f"{change.service} {change.old} -> {change.new}: {change.reason}"
    details: dict[str, JsonValue] = {"from": change.old, "to": change.new}
    return levels[change.new], "SERVICE_STATUS_CHANGE", change.service, text, details


def _mode(change: ModeChanged) -> Shown:
    entered = change.mode == "degraded"
    kind = "SERVICE_DEGRADED" if entered else "SERVICE_RECOVERED"
    text = f"{change.service} is {'read-only' if entered else 'back to normal'}: {change.reason}"
    return "warning" if entered else "info", kind, change.service, text, {"by": change.by}


def _alert(alert: Alert) -> Shown | None:
    details: dict[str, JsonValue] = {"alert": alert.alert, "rule": alert.rule}
    if alert.state == "fired":
        level: Level = "error" if alert.level == "critical" else "warning"
        return level, "ALERT_FIRED", alert.service, alert.text, details
    if alert.state == "cleared":
        return "info", "ALERT_CLEARED", alert.service, alert.text, details
    return None


def _queue(change: QueueChanged) -> Shown:
    details: dict[str, JsonValue] = {"total_queued": change.pending}
    match change.event:
        case "started":
            return "info", "QUEUE_STARTED", None, "operations are being queued", details
        case "full":
            return "error", "QUEUE_FULL", None, "queue full: writes are turned away", details
        case "forced":
            text = f"forced pass: {change.attempted} tried, {change.completed} completed"
            return "info", "QUEUE_FORCED", None, text, details
        case "lost":
            text = (
                f"retries used up, {change.lost} operation given up: {', '.join(change.operations)}"
            )
            return "error", "OPERATION_FAILED", None, text, details
        case "drained":
            return "info", "QUEUE_DRAINED", None, "queue is empty", details


def _window(window: Window) -> Shown | None:
    counts = window.operations
    failed = sum(count.failed for count in counts)
    requests = sum(count.requests for count in counts)
    if failed <= requests // 100:
        return None
    errors = sum(count.errors for count in counts)
    turned = sum(count.fast_failed + count.rejected for count in counts)
    text = f"{failed} of {requests} operations failed in the last minute"
    details: dict[str, JsonValue] = {
        "requests": requests,
        "errors": errors,
        "turned_away": turned,
        "not_found_or_damaged": sum(count.unreadable for count in counts),
        "quarantined": sum(count.withheld for count in counts),
        "p95_ms": window.p95_ms,
    }
    return "error", "OPERATIONS_FAILED", None, text, details


def _config(change: ConfigChanged) -> Shown:
    details: dict[str, JsonValue] = {"old": {**change.old}, "new": {**change.new}}
    text = f"settings of {change.section} changed: {', '.join(change.new)}"
    return "warning", "CONFIG_CHANGED", None, text, details


def _files(change: FilesChanged) -> Shown | None:
    details: dict[str, JsonValue] = {"files": change.files}
    match change.event:
        case "noticed":
            text = f"{change.by} fails its checksum when it is read"
            return "error", "FILE_CORRUPTION", "R2_STORAGE", text, {"file_id": change.by}
        case "quarantined":
            text = f"{change.files} files quarantined"
            return "warning", "FILES_QUARANTINED", "R2_STORAGE", text, details
        case "released":
            text = f"{change.files} files released from quarantine"
            return "info", "FILES_RELEASED", "R2_STORAGE", text, details
        case "cleared":
            text = f"bucket cleared: {change.files} files deleted"
            return "error", "BUCKET_CLEARED", "R2_STORAGE", text, details
        # Ground truth: the worker learns of it only when such a file is read or scanned.
        case "damaged" | "lost":
            return None


def _backup(change: BackupChanged) -> Shown | None:
    details: dict[str, JsonValue] = {"backup": change.backup, "type": change.type}
    texts: dict[str, tuple[Level, str, str]] = {
        "completed": ("info", "BACKUP_COMPLETED", f"{change.backup} completed"),
        "failed": ("error", "BACKUP_FAILED", f"{change.backup} failed: {change.reason}"),
        "verified": ("info", "BACKUP_VERIFIED", f"{change.backup} can be read back"),
        "unsound": ("error", "BACKUP_CORRUPT", f"{change.backup}: {change.reason}"),
        "restoring": ("info", "RESTORE_STARTED", f"restoring from {change.backup}"),
        "restored": ("info", "RESTORE_COMPLETED", f"{change.files} files from {change.backup}"),
        "restore_failed": ("error", "RESTORE_FAILED", f"{change.backup}: {change.reason}"),
        "restore_stopped": ("warning", "RESTORE_STOPPED", f"{change.backup}: {change.reason}"),
    }
    # `spoiled` is among those left out: nobody knows before a verification finds it.
    if change.event not in texts:
        return None
    level, kind, text = texts[change.event]
    return level, kind, None, text, details


def _scan(change: ScanChanged) -> Shown:
    found = change.corrupted + change.missing
    details: dict[str, JsonValue] = {
        "scan": change.scan,
        "checked": change.checked,
        "corrupted": change.corrupted,
        "missing": change.missing,
    }
    if change.event == "started":
        return "info", "INTEGRITY_SCAN_STARTED", "R2_STORAGE", f"{change.scan} started", details
    if change.event == "failed":
        text = f"{change.scan} failed: R2 is not responding"
        return "error", "INTEGRITY_SCAN_FAILED", "R2_STORAGE", text, details
    text = f"{change.scan}: {change.corrupted} damaged, {change.missing} missing"
    level: Level = "error" if found else "info"
    return level, "FILE_CORRUPTION" if found else "INTEGRITY_SCAN_COMPLETED", None, text, details


def _shown(entry: Entry) -> Shown | None:  # noqa: C901, PLR0911, PLR0912 - one answer per kind of entry
    """How an entry looks in the event log; None for what responders do not see there."""
    match entry.body:
        case BreakerMoved() as body:
            return _breaker(body)
        case HealthChanged() as body:
            return _health(body)
        case ModeChanged() as body:
            return _mode(body)
        case Alert() as body:
            return _alert(body)
        case QueueChanged() as body:
            return _queue(body)
        case ConfigChanged() as body:
            return _config(body)
        case FilesChanged() as body:
            return _files(body)
        case BackupChanged() as body:
            return _backup(body)
        case ScanChanged() as body:
            return _scan(body)
        case Window() as body:
            return _window(body)
        case FaultEdge():
            return None  # ground truth: the log tells what the worker noticed, not why
        case Action() | Message() | Arrived() | Answered():
            return None  # people's doings, which a worker's log does not hold
        case Header() | InjectSent() | Joined() | ClockChanged() | InjectChanged() | Ended():
            return None  # how the exercise is run
        case Remark() | MoveBegan() | Decision() | TalkEntry():
            return None
        case _:
            assert_never(entry.body)


@command("events", access="open", example=Example(path="/health/events?limit=50"))
def events(world: World, params: EventParams) -> Reply[tuple[Event, ...]]:
    """The worker's event log, newest first; `data` is the array."""
    since = None if params.since is None else instant_of(world, "since", params.since)
    if isinstance(since, Reply):
        return since
    found: list[Event] = []
    counts: Counter[str] = Counter(dict.fromkeys(LEVELS, 0))
    for entry in reversed(world.journal.entries):
        # Time never runs back in a journal: from the first older entry on, all are older.
        if since is not None and entry.at < since:
            break
        shown = _shown(entry)
        if shown is None:
            continue
        level, kind, service, message, details = shown
        if params.level not in (None, level) or not _is_of(kind, params.type):
            continue
        counts[level] += 1
        if len(found) >= params.limit:
            continue
        found.append(
            Event(
                id=f"evt_{entry.seq:06d}",
                timestamp=world.timestamp(entry.at),
                level=level,
                type=kind,
                service=service,
                message=message,
                details=details,
            )
        )
    return Reply(tuple(found), total=counts.total(), counts=counts)
