"""What each objective's own conditions are worth, and the rating that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import FaultEdge, QueueChanged, Window
from sim.journal.stored import BackupChanged, FilesChanged
from sim.language.model import Claim
from tests.scoring.independent.claims import asked_for, verdict_in
from tests.scoring.independent.criteria import standing_share
from tests.scoring.independent.escalation import debts, row
from tests.scoring.independent.instants import (
    LOOKS,
    first,
    impact_of,
    instants_of,
    resolutions,
)
from tests.scoring.independent.notices import notices, promises, updates
from tests.scoring.independent.procedure import harms, steps
from tests.scoring.independent.progress import marks_of
from tests.scoring.independent.quiet import NEEDLESS
from tests.scoring.independent.state import State, truly_over
from tests.scoring.independent.told import IN_THE_FIRST_COLUMN, incident_began, role_told, tells

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.check import Condition
    from tests.scoring.independent.record import Record

MARKS = {
    "declared": "declared",
    "severity assessed": "severity",
    "stabilised": "stabilised",
    "evidence preserved": "evidence",
    "cause recorded": "cause",
    "backups verified": "backup verified",
    "R2 test passed": "R2 test",
    "breaker closed": "closed",
    "service restored": "restored",
    "queue drained": "drained",
    "validated": "checked",
}
"""Marks of progress, as conditions call them and as they are called here."""


def worth(record: Record, condition: Condition) -> float | None:
    """What a condition is worth; None when it cannot be judged."""
    judges: dict[str, Callable[[Record, Condition], float | None]] = {
        "reached": _reached,
        "looked": _looked,
        "told": _told,
        "claimed": _claimed,
        "met": _met,
        "severity": _severity,
        "step": _step,
        "absent": _absent,
    }
    kind = next(name for name in judges if getattr(condition, name))
    return judges[kind](record, condition)


def _in_time(record: Record, condition: Condition, at: int | None) -> float | None:
    """1 in time, `late` when later, 0 never; None where the clock never started."""
    late = record.policy.points.late / 100
    if condition.by is not None:
        if at is None:
            return 0
        end = _moment(record, condition.by)
        return 1 if end is None or at <= end else late
    if condition.within is None:
        return 0 if at is None else 1
    start = 0 if condition.after == "startex" else instants_of(record)[condition.after]
    if start is None:
        return None
    if at is None:
        return 0
    return 1 if at <= start + condition.within else late


def _moment(record: Record, name: str) -> int | None:
    if name != "queue full":
        return instants_of(record)[name]
    return first(
        entry.at
        for entry in record.entries
        if isinstance(entry.body, QueueChanged) and entry.body.event == "full"
    )


def _reached(record: Record, condition: Condition) -> float | None:
    mark = str(condition.reached)
    if record.is_tabletop and mark not in {"assess", "severity assessed"}:
        return None
    if mark in FILES:
        at = FILES[mark](record)
    elif mark == "declared":
        at = first(when for when, _ in record.done("declare"))
    elif mark in MARKS:
        at = marks_of(record).get(MARKS[mark])
    else:
        at = instants_of(record)[mark]
    return _in_time(record, condition, at)


def _files_event(event: str) -> Callable[[Record], int | None]:
    return lambda record: first(
        entry.at
        for entry in record.entries
        if isinstance(entry.body, FilesChanged)
        and entry.body.event == event
        and entry.at >= incident_began(record)
    )


def _files_restored(record: Record) -> int | None:
    for entry in record.entries:
        body = entry.body
        whole = isinstance(body, BackupChanged) and body.event == "restored" and not body.damaged
        after = next((w for w in record.every_window if w.start <= entry.at < w.end), None)
        if whole and after is not None and not after.files_damaged and not after.files_missing:
            return entry.at
    return None


def _protected(record: Record) -> int | None:
    """When the newest sound backup was made while nothing was wrong; None when it was not."""
    state, spoiled = State(), set[str]()
    found: list[tuple[int, str, bool]] = []
    for entry in record.entries:
        state.take(entry)
        body = entry.body
        if isinstance(body, BackupChanged) and body.event == "spoiled":
            spoiled.add(body.backup)
        if isinstance(body, BackupChanged) and body.event == "completed":
            well = not state.faults and not state.damaged and not state.missing
            found.append((entry.at, body.backup, well))
    sound = [one for one in found if one[1] not in spoiled]
    return sound[-1][0] if sound and sound[-1][2] else None


FILES: dict[str, Callable[[Record], int | None]] = {
    "files withheld": _files_event("quarantined"),
    "files released": _files_event("released"),
    "files restored": _files_restored,
    "protected": _protected,
}


def _looked(record: Record, condition: Condition) -> float | None:
    if record.is_tabletop:
        return None
    since = incident_began(record)
    if condition.following:
        began = first(at for at, _ in record.done(*condition.following, since=since))
        if began is None:
            return 0
        since = began
    at = first(when for when, _ in record.done(*condition.looked, since=since))
    before = first(when for when, _ in record.done(*condition.before, since=incident_began(record)))
    if at is not None and before is not None and before < at:
        return 0.5
    return _in_time(record, condition, at)


def _told(record: Record, condition: Condition) -> float | None:
    role = record.policy.meant(str(condition.told))
    if role not in record.policy.roles:
        return None
    return _in_time(record, condition, first(role_told(record, role, IN_THE_FIRST_COLUMN)))


def _claimed(record: Record, condition: Condition) -> float | None:
    to = None if condition.to is None else record.policy.meant(condition.to)
    if to in record.policy.roles:
        return None
    said: set[str] = set()
    for word in record.words():
        if word.at < incident_began(record) or not word.heard:
            continue
        if to is not None and not tells(record, word, to):
            continue
        now = asked_for(record, word)
        said |= now
        for one in now:
            subject, sign, state = one.partition("=")
            if subject == "service":
                said |= {f"{name}{sign}{state}" for name in ("downloads", "uploads")}
        if set(condition.claimed) <= said:
            return _in_time(record, condition, word.at)
    return _in_time(record, condition, None)


def _met(record: Record, condition: Condition) -> float | None:
    to = None if condition.to is None else record.policy.meant(condition.to)
    kinds = {
        "escalation": [debt for debt in debts(record) if debt.kind == "escalation"],
        "duty": [debt for debt in debts(record) if debt.kind == "duty"],
        "notice": notices(record),
        "update": updates(record),
        "promise": promises(record),
    }
    wanted = [debt for debt in kinds[str(condition.met)] if to is None or debt.to == to]
    found = [one.verdict for debt in wanted if (one := row(record, debt)) is not None]
    if not found:
        promised = condition.met == "promise" and impact_of(record) is not None
        return 0 if promised and not wanted else None
    late = record.policy.points.late / 100
    return (found.count("met") + late * found.count("late")) / len(found)


def _severity(record: Record, condition: Condition) -> float | None:
    level = condition.severity if isinstance(condition.severity, int) else None
    return standing_share(record, level)


def _step(record: Record, condition: Condition) -> float | None:
    if record.is_tabletop or impact_of(record) is None:
        return None
    points = record.policy.points
    outcome = next((one.outcome for one in steps(record) if one.name == condition.step), None)
    if outcome is None:
        return None
    return {
        "done": 1,
        "late": points.late / 100,
        "out of order": points.out_of_order / 100,
        "missed": 0,
        "not applicable": None,
    }[outcome]


def _absent(record: Record, condition: Condition) -> float | None:
    return float(_there(record) and not any(MISTAKES[one](record) for one in condition.absent))


def _there(record: Record) -> bool:
    if record.is_tabletop:
        return any(word.heard for word in record.words())
    if record.first_fault is None:
        return bool(record.done(*LOOKS))
    return instants_of(record)["detect"] is not None


def _untruth(record: Record) -> bool:
    return any(
        verdict_in(record, word, Claim(claim.subject, claim.state, claim.quote)) == "untruth"
        for word in record.words()
        if word.at >= incident_began(record) and word.heard
        for claim in word.reading.claims
    )


def _early_restore(record: Record) -> bool:
    on: set[str] = set()
    restored = {at for at, _ in record.done("restore", "force-recovery")}
    for entry in record.entries:
        body = entry.body
        if isinstance(body, FaultEdge):
            on.discard(body.fault)
            if body.edge == "began" and body.service is not None:
                on.add(body.fault)
        if on and entry.at in restored:
            return True
    return False


def _lost(record: Record) -> bool:
    return any(isinstance(e.body, Window) and e.body.queue_lost for e in record.entries)


MISTAKES: dict[str, Callable[[Record], bool]] = {
    "false_resolve": lambda record: any(not truly_over(record, at) for at in resolutions(record)),
    "untruth": _untruth,
    "harm": lambda record: not record.is_tabletop and bool(harms(record)),
    "early_restore": _early_restore,
    "lost": _lost,
    "needless_act": lambda record: record.first_fault is None and bool(record.done(*NEEDLESS)),
}


def rating(record: Record, check: tuple[Condition, ...]) -> tuple[str | None, list[float]]:
    """The rating of a check, and what each condition is worth."""
    worths = [worth(record, one) for one in check]
    judged = [(one, value) for one, value in zip(check, worths, strict=True) if value is not None]
    values = [value for _, value in judged]
    listed = [round(value, 6) for value in values]
    asks = any(not one.absent for one in check)
    if not judged or (asks and all(one.absent for one, _ in judged)):
        return None, listed
    if all(value >= 1 for value in values):
        return "P", listed
    others = [value for one, value in judged if not one.absent]
    if others and not any(others):
        return "U", listed
    mean = 100 * sum(values) / len(values)
    ratings = record.policy.ratings
    return next((name for name in ("S", "M") if mean >= ratings[name]), "U"), listed
