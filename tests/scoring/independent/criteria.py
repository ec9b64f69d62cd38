"""What each criterion is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Action, Alert
from sim.journal.stored import FilesChanged
from sim.scenario.names import PRODUCTION_HOST
from tests.scoring.independent.escalation import row, rows, starts, worst
from tests.scoring.independent.flaws import clarity
from tests.scoring.independent.formulas import credit, scaled
from tests.scoring.independent.instants import (
    first,
    impact_of,
    instants_of,
    resolutions,
    statements,
)
from tests.scoring.independent.needless import calls, needless
from tests.scoring.independent.notices import notices, promises, updates
from tests.scoring.independent.procedure import procedure
from tests.scoring.independent.quiet import answering, looking, restraint
from tests.scoring.independent.record import took_effect
from tests.scoring.independent.state import truly_over
from tests.scoring.independent.told import role_told
from tests.scoring.independent.windows import NOTHING, Span, true_severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.rules.rubric import Target
    from tests.scoring.independent.escalation import Row
    from tests.scoring.independent.instants import Statement
    from tests.scoring.independent.record import Record

HALF_AN_HOUR = 30 * 60_000


def scores(record: Record) -> dict[str, float | None]:
    """Each criterion's score; None when it is not judged."""
    if record.first_fault is None:
        quiet = {"looking": looking, "answering": answering, "restraint": restraint}
        return {
            name: None if record.is_tabletop else judge(record) for name, judge in quiet.items()
        }
    judged = {
        "severity": severity(record),
        "escalation": escalation(record),
        "communication": communication(record),
    }
    technical = {
        "detection": detection,
        "acknowledgement": acknowledgement,
        "mitigation": mitigation,
        "recovery": recovery,
        "procedure": procedure,
    }
    for name, judge in technical.items():
        judged[name] = None if record.is_tabletop else judge(record)
    return judged


def detection(record: Record) -> float | None:
    """From what is visible to detection."""
    instants = instants_of(record)
    detect, visible = instants["detect"], instants["visible"]
    if instants["impact"] is None:
        return None
    if detect is None:
        return 0
    late = 0 if visible is None else max(0, detect - visible)
    return scaled(late, record.policy.targets.detection)


def acknowledgement(record: Record) -> float | None:
    """From the alert to its acknowledgement, less for empty ones."""
    instants = instants_of(record)
    if instants["alert"] is None or instants["impact"] is None:
        return None
    if instants["ack"] is None:
        return 0
    acks, empty = _acks(record)
    score = scaled(instants["ack"] - instants["alert"], record.policy.targets.acknowledgement)
    return score * (1 - record.policy.points.empty_ack / 100 * empty / acks)


def _acks(record: Record) -> tuple[int, int]:
    """How many times somebody acknowledged, and how many of them took nothing."""
    firing: set[str] = set()
    taken: set[str] = set()
    acks = empty = 0
    for entry in record.entries:
        body = entry.body
        if isinstance(body, Alert) and body.state == "fired":
            firing.add(body.alert)
            taken.discard(body.alert)
        elif isinstance(body, Alert) and body.state == "cleared":
            firing.discard(body.alert)
        elif isinstance(body, Action) and body.command == "ack" and body.host == PRODUCTION_HOST:
            acks += 1
            named = str(body.arguments.get("alert") or "")
            empty += not took_effect(body) or firing <= taken
            if took_effect(body):
                taken |= {named} if named else firing
    return acks, empty


def severity(record: Record) -> float | None:
    """Exactness over time, times speed."""
    impact = impact_of(record)
    stated = [one for one in statements(record) if one.counts]
    if impact is None or worst(record, record.end) is None:
        return None
    if not stated:
        return 0
    spans = _judged_time(record)
    time = sum(span.end - span.start for span in spans)
    if not time:
        level = worst(record, record.end)
        assert level is not None, "there was an impact"
        return _exactness(record, stated[0].level, level.level) * speed(record, stated)
    exact = sum(
        _both(span, since, until) * _exactness(record, one.level, span.level)
        for one, since, until in _standing(record, stated)
        for span in spans
    )
    return exact / time * speed(record, stated)


def _judged_time(record: Record) -> list[Span]:
    """From the response, not before the impact, to mitigation; without what was nothing."""
    instants = instants_of(record)
    start = max(instants["impact"] or 0, instants["respond"] or 0)
    end = record.end if instants["mitigate"] is None else instants["mitigate"]
    spans = [
        Span(max(span.start, start), min(span.end, end), span.level)
        for span in true_severity(record)
        if span.level != NOTHING
    ]
    return [span for span in spans if span.start < span.end]


def _standing(record: Record, stated: Sequence[Statement]) -> list[tuple[Statement, int, int]]:
    """Each statement, from when and up to when it stood."""
    ends = [*(one.at for one in stated), record.end][1:]
    return [(one, one.at, end) for one, end in zip(stated, ends, strict=True)]


def _both(span: Span, since: int, until: int) -> int:
    """How much of a span lies between two instants, ms."""
    return max(0, min(span.end, until) - max(span.start, since))


def standing_share(record: Record, level: int | None) -> float | None:
    """The share of the judged time (at one true level) at which the standing level was right.

    Silence counts from the level's response time on.
    """
    spans = [span for span in _judged_time(record) if level is None or span.level == level]
    stated = [one for one in statements(record) if one.counts]
    first_at = stated[0].at if stated else record.end
    right = sum(
        _both(span, since, until)
        for one, since, until in _standing(record, stated)
        for span in spans
        if span.level == one.level
    )
    if not spans:
        return None
    level_there = record.policy.severity(spans[0].level)
    assert level_there is not None, "spans have levels of the policy"
    # What was not said before the first response time was over does not count.
    since = min(first_at, spans[0].start + level_there.respond_within)
    judged = sum(_both(span, since, record.end) for span in spans)
    return right / judged if judged else None


def _exactness(record: Record, said: int, true: int) -> float:
    points = record.policy.points
    if said == true:
        return 100
    worth = points.too_grave if said < true else points.too_mild
    off = abs(said - true)
    return worth[off - 1] if off <= len(worth) else 0


def speed(record: Record, stated: Sequence[Statement]) -> float:
    """1 within the response time of the level stated, down to what is left of very late."""
    points, spans = record.policy.points, _judged_time(record)
    right = [
        one
        for one, since, until in _standing(record, stated)
        if any(span.level == one.level and _both(span, since, until) for span in spans)
    ]
    one = right[0] if right else stated[0]
    level = record.policy.severity(one.level)
    assert level is not None, "only levels of the policy are statements"
    reached = first(
        max(span.start, impact_of(record) or 0)
        for span in true_severity(record)
        if span.level == one.level and span.end > (impact_of(record) or 0)
    )
    clock = starts(record) or 0
    waited = max(0, one.at - max(clock, clock if reached is None else reached))
    respond, left = level.respond_within, points.slow_severity / 100
    if waited <= respond:
        return 1
    return max(left, 1 - (1 - left) * (waited - respond) / ((points.very_late - 1) * respond))


def escalation(record: Record) -> float | None:
    """Who was told in time, less for needless calls."""
    found = rows(record)
    if not found:
        return None
    every = calls(record)
    share = len(needless(record)) / len(every) if every else 0
    return credit(record, found) * (1 - record.policy.points.needless_call / 100 * share)


def communication(record: Record) -> float | None:
    """Timeliness by kinds, times clarity."""
    kinds: dict[str, list[Row]] = {}
    for debt in (*notices(record), *updates(record), *promises(record)):
        one = row(record, debt)
        if one is not None:
            kinds.setdefault(debt.name, []).append(one)
    if not kinds:
        return None
    timeliness = sum(credit(record, found) for found in kinds.values()) / len(kinds)
    share = record.policy.points.clarity_share / 100
    return timeliness * (1 - share * (1 - clarity(record) / 100))


def mitigation(record: Record) -> float | None:
    """From the last repair by others, or the impact, to mitigation."""
    return _repaired(record, "mitigate", "mitigation")


def recovery(record: Record) -> float | None:
    """The same to recovery, less for a false resolve."""
    score = _repaired(record, "recover", "recovery")
    if score is None:
        return None
    false = any(not truly_over(record, at) for at in resolutions(record))
    return max(0, score - record.policy.points.false_resolve * false)


def _repaired(record: Record, name: str, criterion: str) -> float | None:
    instants = instants_of(record)
    impact, at, detect = instants["impact"], instants[name], instants["detect"]
    if impact is None:
        return None
    base, by_others = _last_repair(record, impact, record.end if at is None else at)
    kind = "after_repair" if by_others else "by_hand"
    if _damaged(record):
        kind = "by_restore"
    target: Target = getattr(record.policy.targets, f"{criterion}_{kind}")
    if at is None:
        soon = record.end - base < target.good + record.policy.monitoring_period
        return None if soon or _others_at_work(record) else 0
    if detect is None or at <= detect:
        return 0
    return scaled(at - base, target)


def _last_repair(record: Record, impact: int, until: int) -> tuple[int, bool]:
    """The instant to count from, and whether it is a repair by vendor or scenario."""
    ends = [
        (at, edge)
        for at, edge in record.fault_edges
        if edge.edge == "ended" and impact <= at <= until
    ]
    by_others = [at for at, edge in ends if edge.by in {"vendor", "scenario"}]
    called = [impact]
    for at, edge in ends:
        if edge.by == "escalation":
            fault = next(one for one in record.scenario.faults if one.id == edge.fault)
            role = record.policy.meant(fault.ends.role or "")
            told = [
                when
                for when in role_told(record, role, ("page", "call", "email", "broadcast"))
                if when <= at
            ]
            if told:
                called.append(impact + at - min(told))
    return max([*by_others, *called]), bool(by_others)


def _damaged(record: Record) -> bool:
    return any(
        isinstance(entry.body, FilesChanged) and entry.body.event in {"damaged", "lost"}
        for entry in record.entries
    )


def _others_at_work(record: Record) -> bool:
    """Whether a fault that others end is still on at EndEx."""
    on: set[str] = set()
    for _, edge in record.fault_edges:
        on.discard(edge.fault)
        if edge.edge == "began":
            on.add(edge.fault)
    return any(fault.id in on and fault.ends.by == "vendor" for fault in record.scenario.faults)
