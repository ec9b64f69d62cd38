"""What was owed to whom by when: first column, standstill, alerts left alone, impact, duties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import HealthChanged
from tests.scoring.independent.claims import asked_for, is_untrue, is_update
from tests.scoring.independent.instants import first, impact_of, instants_of
from tests.scoring.independent.progress import marks_of
from tests.scoring.independent.told import (
    IN_PERSON,
    IN_THE_FIRST_COLUMN,
    incident_began,
    role_told,
    told,
)
from tests.scoring.independent.windows import NOTHING, true_severity

if TYPE_CHECKING:
    from sim.journal.bodies import Action
    from sim.scenario.rules.levels import Duty
    from sim.scenario.rules.severity import Severity
    from tests.scoring.independent.record import Record, Word


@dataclass(frozen=True, slots=True)
class Debt:
    """Something that fell due, with every instant at which something fit it.

    Attributes:
        name: of a notice, its name; `update` and `promise` for those.
        by: the entry that sent the first word that fit it, where words did.
    """

    kind: Literal["escalation", "duty", "notice"]
    to: str
    due: int
    deadline: int
    fits: tuple[int, ...]
    name: str = ""
    by: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """A debt with its verdict, as the scorecard lists it; `name` is that of a notice."""

    due: int
    deadline: int
    kind: str
    to: str
    name: str
    met_at: int | None
    verdict: str


@lru_cache(maxsize=20_000)
def worst(record: Record, at: int) -> Severity | None:
    """The worst severity reached from the impact up to this instant."""
    impact = impact_of(record)
    if impact is None:
        return None
    reached = [
        span.level
        for span in true_severity(record)
        if span.start <= at and span.end > impact and span.level != NOTHING
    ]
    return record.policy.severity(min(reached)) if reached else None


@lru_cache(maxsize=2)
def rises(record: Record) -> list[int]:
    """Each instant at which the worst severity so far becomes graver, the first included."""
    found, level, impact = list[int](), NOTHING, impact_of(record)
    if impact is None:
        return found
    for span in true_severity(record):
        moment = max(span.start, impact)
        now = worst(record, moment)
        if now is not None and now.level < level:
            level = now.level
            found.append(moment)
    return found


@lru_cache(maxsize=2)
def starts(record: Record) -> int | None:
    """When obligations start to run; None when never."""
    instants = instants_of(record)
    impact, detect, alert = instants["impact"], instants["detect"], instants["alert"]
    if impact is None:
        return None
    since = impact if alert is None else max(alert, impact)
    start = None if detect is None else max(detect, impact)
    for moment in (since, *(rise for rise in rises(record) if rise > since)):
        level = worst(record, moment)
        if level is not None:
            overdue = max(moment, since + level.respond_within)
            start = overdue if start is None else min(start, overdue)
    return start


def debts(record: Record) -> list[Debt]:
    """All that fell due, before recovery and before EndEx."""
    start = starts(record)
    if start is None:
        return []
    recover = instants_of(record)["recover"]
    last = record.end if recover is None else recover
    still, alone = _standstills(record, start, last), _left_alone(record, last)
    everything = [
        *_first_column(record, start),
        *_line(record, still),
        *_line(record, alone),
        *_duties(record, still, alone),
        *_impact(record, start),
    ]
    return [debt for debt in everything if debt.due < last]


def _call(
    record: Record, role: str, due: int, within: int, purposes: tuple[str, ...] = IN_PERSON
) -> Debt:
    return Debt("escalation", role, due, due + within, tuple(role_told(record, role, purposes)))


def _first_column(record: Record, start: int) -> list[Debt]:
    found: list[Debt] = []
    for moment in (start, *(rise for rise in rises(record) if rise > start)):
        level = worst(record, moment)
        # A role that is owed its call already is not owed another.
        if level is not None and level.matrix[0] not in [debt.to for debt in found]:
            within = level.respond_within
            found.append(_call(record, level.matrix[0], moment, within, IN_THE_FIRST_COLUMN))
    return found


def _standstills(record: Record, start: int, last: int) -> list[int]:
    """Each instant at which there was no progress for too long."""
    found: list[int] = []
    timer, marks = start, sorted(marks_of(record).values())
    while True:
        out = _runs_out(record, timer, "no_progress")
        mark = first(at for at in marks if at > timer)
        if mark is not None and (out is None or mark <= out):
            timer = mark
        elif out is None or out >= last:
            return found
        else:
            found.append(out)
            timer = out


def _left_alone(record: Record, last: int) -> list[int]:
    """Each instant at which nobody had taken the alert for too long."""
    instants, found = instants_of(record), list[int]()
    impact, alert, ack = instants["impact"], instants["alert"], instants["ack"]
    if impact is None or alert is None:
        return found
    timer = max(impact, alert)
    while True:
        out = _runs_out(record, timer, "unacknowledged")
        if out is None or out >= last or (ack is not None and ack <= out):
            return found
        found.append(out)
        timer = out


def _runs_out(
    record: Record, since: int, what: Literal["no_progress", "unacknowledged"]
) -> int | None:
    """When a timer that began at `since` runs out, by the severity of each moment."""
    found = []
    for moment in (since, *(rise for rise in rises(record) if rise > since)):
        level = worst(record, moment)
        length = None if level is None else getattr(level, what)
        if length is not None:
            found.append(max(moment, since + length))
    return first(found)


def _line(record: Record, instants: list[int]) -> list[Debt]:
    """The roles of the matrix after the first, one at each of these instants."""
    found = []
    for step, due in enumerate(instants, start=1):
        level = worst(record, due)
        if level is None or step >= len(level.matrix):
            break
        found.append(_call(record, level.matrix[step], due, record.policy.grace))
    return found


def _duties(record: Record, *lines: list[int]) -> list[Debt]:
    """What each level asks for that was reached, by the line that reached it first."""
    found = []
    for level in record.policy.levels:
        calls = [_line(record, line)[level.level - 1 : level.level] for line in lines]
        reached = sorted((call for some in calls for call in some), key=lambda call: call.due)
        if reached:
            found += [
                _duty(record, duty, reached[0].due, level.within)
                for duty in level.duties
                if duty.judged and duty.told != reached[0].to
            ]
    return found


def _duty(record: Record, duty: Duty, reached: int, within: int) -> Debt:
    to = record.player
    fits: list[int] = []
    words: list[Word] = []
    if duty.told is not None:
        to, fits = duty.told, role_told(record, duty.told)
    elif duty.notice_to is not None:
        to = duty.notice_to
        words = [
            word
            for word in told(record, to)
            if word.counts
            and not is_untrue(record, word)
            and (to in record.policy.groups or "any" in asked_for(record, word))
        ]
    elif duty.update_within is not None:
        within = duty.update_within
        words = [word for word in all_updates(record) if word.at > reached]
    else:
        fits = [
            at
            for at, action in record.done(*duty.commands, since=incident_began(record))
            if (not duty.mentions or _mentions(action, duty))
        ]
        if "assess" in duty.commands and not duty.mentions:
            # A decided severity counts like the command.
            fits += [
                at
                for at, _, one in record.decisions
                if one.severity and at >= incident_began(record)
            ]
    by = words[0].seq if words else None
    instants = tuple(word.at for word in words) or tuple(fits)
    return Debt("duty", to, reached, reached + within, instants, by=by)


@lru_cache(maxsize=2)
def all_updates(record: Record) -> list[Word]:
    """The updates to the team, the users or the public, in order."""
    policy = record.policy
    words = {
        (word.at, word.seq): word
        for to in (policy.notify_team, policy.notify_users, "public")
        for word in told(record, to)
        if is_update(record, word)
    }
    return [words[key] for key in sorted(words)]


def _mentions(action: Action, duty: Duty) -> bool:
    text = " ".join(value for value in action.arguments.values() if isinstance(value, str))
    return any(word.casefold() in text.casefold() for word in duty.mentions)


def _impact(record: Record, start: int) -> list[Debt]:
    roles, found = record.policy.impact, []
    ill = _several_ill(record)
    owed = [(roles.several_services, ill)] if ill is not None else []
    for concern, role in (("data", roles.data), ("security", roles.security)):
        concerned = {fault.id for fault in record.scenario.faults if fault.concern == concern}
        begun = first(
            at
            for at, edge in record.fault_edges
            if edge.fault in concerned and edge.edge == "began"
        )
        seen = None if begun is None else _first_seen(record, begun)
        if seen is not None:
            owed.append((role, seen))
    for role, since in owed:
        due = max(start, since)
        level = worst(record, due)
        if level is not None and role in record.policy.roles:
            found.append(_call(record, role, due, level.respond_within))
    return found


def _several_ill(record: Record) -> int | None:
    ill: set[str] = set()
    for entry in record.entries:
        if isinstance(entry.body, HealthChanged):
            ill.discard(entry.body.service)
            if entry.body.new != "HEALTHY":
                ill.add(entry.body.service)
            if len(ill) > 1 and entry.at >= record.counts_from:
                return entry.at
    return None


def _first_seen(record: Record, begun: int) -> int | None:
    """The first alert or message of the scenario that reached the responders from then on."""
    by_alert = [at for at, _ in record.alerts if at >= begun]
    by_word = [
        word.at
        for word in record.words(("inject",))
        if word.at >= begun and record.player in word.heard
    ]
    return first(by_alert + by_word)


def row(record: Record, debt: Debt) -> Row | None:
    """The debt with its verdict; None when it is still open at EndEx."""
    met_at = first(debt.fits)
    if met_at is None and debt.deadline > record.end:
        return None
    verdict = "missed" if met_at is None else "met" if met_at <= debt.deadline else "late"
    return Row(debt.due, debt.deadline, debt.kind, debt.to, debt.name, met_at, verdict)


def rows(record: Record) -> list[Row]:
    """Every call and duty with its verdict; what is still open at EndEx is left out."""
    found = [row(record, debt) for debt in debts(record)]
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.due, one.deadline, one.kind, one.to),
    )


def adherence(record: Record) -> float | None:
    """Met of all that fell due, in percent."""
    verdicts = [one.verdict for one in rows(record)]
    return round(100 * verdicts.count("met") / len(verdicts), 1) if verdicts else None
