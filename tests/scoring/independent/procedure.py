"""The procedure, step by step, and what made it worse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.journal.bodies import (
    ConfigChanged,
    Ended,
    ModeChanged,
    QueueChanged,
)
from sim.journal.stored import BackupChanged, FilesChanged
from tests.scoring.independent.escalation import row, starts, worst
from tests.scoring.independent.instants import LOOKS, first, impact_of, instants_of
from tests.scoring.independent.notices import notices
from tests.scoring.independent.progress import CHECKS, causes, passed
from tests.scoring.independent.state import State
from tests.scoring.independent.told import incident_began

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.scenario.rules.procedure import Step
    from tests.scoring.independent.record import Record

Outcome = Literal["done", "late", "missed", "out of order", "not applicable"]

R2 = "R2_STORAGE"
RESETS = ("breaker-reset", "force-recovery")
RESTORES = ("restore",)
RESTORES_FILES = ("backup-restore", "backup-rollback")


class Found(NamedTuple):
    """A step with what became of it."""

    name: str
    outcome: Outcome


def steps(record: Record) -> list[Found]:
    """Every step of the policy's procedure."""
    return [
        Found(step.name, _outcome(record, step))
        for phase in record.policy.procedure
        for step in phase.steps
    ]


def procedure(record: Record) -> float | None:
    """Steps done of those that applied, less for harm."""
    if impact_of(record) is None:
        return None
    points = record.policy.points
    worth = {"done": 100, "late": points.late, "out of order": points.out_of_order, "missed": 0}
    applied = [worth[one.outcome] for one in steps(record) if one.outcome != "not applicable"]
    if not applied:
        return None
    return max(0, sum(applied) / len(applied) - points.harm * len(harms(record)))


def _outcome(record: Record, step: Step) -> Outcome:
    if step.applies == "data_at_risk" and not _data_at_risk(record):
        return "not applicable"
    if step.applies == "queued" and not _queued(record):
        return "not applicable"
    if step.condition is None:
        return _by_commands(record, step)
    if step.condition == "notice_given":
        return _notice(record, step)
    return CONDITIONS[step.condition](record)


def _data_at_risk(record: Record) -> bool:
    return any(
        isinstance(entry.body, FilesChanged) and entry.body.event in {"damaged", "lost"}
        for entry in record.entries
    ) or any(
        fault.concern == "data" and any(edge.fault == fault.id for _, edge in record.fault_edges)
        for fault in record.scenario.faults
    )


def _queued(record: Record) -> bool:
    return any(counts.queued for one in record.every_window for counts in one.operations)


def _given(record: Record, commands: tuple[str, ...]) -> list[int]:
    return [at for at, _ in record.done(*commands, since=incident_began(record))]


def _by_commands(record: Record, step: Step) -> Outcome:
    at = first(_given(record, step.commands))
    if step.with_commands and at is not None:
        with_it = first(_given(record, step.with_commands))
        at = None if with_it is None else max(at, with_it)
    if at is None:
        return "missed"
    before = first(_given(record, step.before))
    if before is not None and before <= at:
        return "out of order"
    within = _within(record, step)
    start = starts(record)
    if within is not None and start is not None and at > start + within:
        return "late"
    return "done"


def _within(record: Record, step: Step) -> int | None:
    start = starts(record)
    level = None if start is None else worst(record, start)
    if step.within == "respond":
        return None if level is None else level.respond_within
    if step.within == "progress":
        return None if level is None else level.no_progress
    return step.within


def _notice(record: Record, step: Step) -> Outcome:
    debt = next((one for one in notices(record) if one.name == step.notice), None)
    found = None if debt is None else row(record, debt)
    if found is None:
        return "not applicable"
    return {"met": "done", "late": "late", "missed": "missed"}[found.verdict]  # type: ignore[return-value]


def _on_r2(record: Record, commands: tuple[str, ...], since: int | None = None) -> list[int]:
    """When one of these was done to R2: the breaker reset, the service restored."""
    since = (impact_of(record) or 0) if since is None else since
    return [
        at
        for at, action in record.done(*commands, since=since)
        if action.arguments.get("name", R2) == R2
    ]


def _of(done: object) -> Outcome:
    return "done" if done else "missed"


def _cause_recorded(record: Record) -> Outcome:
    return _of([at for at in causes(record) if at >= (impact_of(record) or 0)])


def _degraded_mode_on(record: Record) -> Outcome:
    modes = [
        entry.body
        for entry in record.entries
        if isinstance(entry.body, ModeChanged)
        and entry.body.mode == "degraded"
        and entry.at >= incident_began(record)
    ]
    if modes:
        return "done" if modes[0].by == "operator" else "not applicable"
    hurt = any(_state_at(record, at).hurting_r2 for at, _ in record.fault_edges)
    return "missed" if hurt else "not applicable"


def _state_at(record: Record, at: int) -> State:
    state = State()
    for entry in record.entries:
        if entry.at <= at:
            state.take(entry)
    return state


def _tested_before(record: Record, commands: tuple[str, ...]) -> Outcome:
    given = first(_on_r2(record, commands))
    if given is None:
        return "not applicable"
    tests = record.done("r2-test", since=impact_of(record))
    if any(at < given and passed(action) for at, action in tests):
        return "done"
    stuck = any(
        edge.effect == "breaker_stuck_open" and edge.edge == "began" and at < given
        for at, edge in record.fault_edges
    )
    return "not applicable" if stuck else "out of order"


def _breaker_closed(record: Record) -> Outcome:
    given = first(_on_r2(record, RESTORES))
    if given is None:
        return "not applicable"
    state = State()
    for entry in record.entries:
        if entry.at >= given:
            break
        state.take(entry)
    if state.breaker == "CLOSED":
        return "done"
    own = [
        entry.body
        for entry in record.entries
        if entry.at == given and entry.body.kind == "breaker" and entry.body.by == "operator"
    ]
    return "not applicable" if any(one.reason[:9] == "restore: " for one in own) else "out of order"


def _service_restored(record: Record) -> Outcome:
    if not _was_degraded(record):
        return "not applicable"
    return _of(not _state_at(record, record.end).degraded)


def _check_after_restore(record: Record) -> Outcome:
    restored = _on_r2(record, (*RESTORES, "force-recovery"))
    if restored:
        return _of([at for at in _given(record, CHECKS) if at >= max(restored)])
    return "missed" if _was_degraded(record) else "not applicable"


def _was_degraded(record: Record) -> bool:
    return any(
        isinstance(entry.body, ModeChanged) and entry.body.mode == "degraded"
        for entry in record.entries
    )


def _monitored(record: Record) -> Outcome:
    recover = instants_of(record)["recover"]
    if recover is None:
        return "missed"
    until = recover + record.policy.monitoring_period
    left = next(
        entry.body.responder_left_at for entry in record.entries if isinstance(entry.body, Ended)
    )
    until = min(until, record.end)
    acted = any(at >= until for at, _ in record.actions())
    looked = any(recover <= at <= until for at, _ in record.done(*LOOKS, since=recover))
    return _of((acted or left >= until) and looked)


def _queue_empty(record: Record) -> Outcome:
    if not _queued(record):
        return "not applicable"
    if not record.scenario.worker.queue.waits_for_storage:
        return "not applicable"
    return _of(_state_at(record, record.end).waiting == 0)


def _backups_verified(record: Record) -> Outcome:
    began = incident_began(record)
    restores = [one for one in _backups(record, "restoring") if one[0] >= began]
    if not restores:
        return "not applicable"
    sound = _backups(record, "verified")
    known = all(
        any(name == backup and at < since for at, name in sound) for since, backup in restores
    )
    return "done" if known else "out of order"


def _backups(record: Record, event: str) -> list[tuple[int, str]]:
    return [
        (entry.at, entry.body.backup)
        for entry in record.entries
        if isinstance(entry.body, BackupChanged) and entry.body.event == event
    ]


def _valid_before_release(record: Record) -> Outcome:
    released = first(at for at, _ in record.done("unquarantine", since=incident_began(record)))
    if released is None:
        return "not applicable"
    verified = record.done("verify-restored", since=incident_began(record))
    valid = any(at < released and passed(action) for at, action in verified)
    return "done" if valid else "out of order"


CONDITIONS = {
    "cause_recorded": _cause_recorded,
    "degraded_mode_on": _degraded_mode_on,
    "test_before_reset": lambda record: _tested_before(record, RESETS),
    "test_before_restore": lambda record: _tested_before(record, RESTORES),
    "breaker_closed_before_restore": _breaker_closed,
    "service_restored": _service_restored,
    "check_after_restore": _check_after_restore,
    "monitored": _monitored,
    "queue_empty": _queue_empty,
    "backup_verified_before_restore": _backups_verified,
    "valid_before_release": _valid_before_release,
}


def harms(record: Record) -> list[tuple[int, str]]:
    """What made it worse, and when."""
    found: list[tuple[int, str]] = []
    repairs = _on_r2(record, (*RESETS, *RESTORES), record.counts_from)
    found += [(at, "repair") for at in repairs if _hurting_before(record, at)]
    for entry in record.entries:
        if entry.at >= record.counts_from:
            found += [(entry.at, what) for what in _harm(record, entry)]
    return found + _raised(record)


def _raised(record: Record) -> list[tuple[int, str]]:
    """Limits of the queue's alert that were raised, and hid what it would have told."""
    found = []
    for entry in record.entries:
        body = entry.body
        if isinstance(body, ConfigChanged) and body.section == "alerts" and "queue" in body.new:
            old, new = int(body.old["queue"]), int(body.new["queue"])
            if any(
                old <= one.queue_pending < new for one in record.every_window if one.end > entry.at
            ):
                found.append((entry.at, "limit"))
    return found


def _hurting_before(record: Record, at: int) -> bool:
    return bool(_state_at(record, at).hurting_r2)


def _harm(record: Record, entry: Entry) -> list[str]:
    body = entry.body
    if isinstance(body, QueueChanged) and body.event == "forced":
        failed = body.completed < body.attempted
        return ["queue-process"] if failed and _hurting_before(record, entry.at) else []
    if isinstance(body, BackupChanged) and body.event in {
        "restored",
        "restore_failed",
        "restore_stopped",
    }:
        return ["restore"] * bool(body.damaged) + ["overwrite"] * bool(body.overwritten)
    if isinstance(body, FilesChanged) and body.event == "cleared":
        return ["clear-bucket"]
    return []
