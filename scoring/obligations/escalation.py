"""Who had to be called in: by the matrix, by time, by an alert nobody took, by kind of impact.

The matrix has a column a step. Its first is due at detection; the next one each time that progress
stops, or that the alert stays unacknowledged, for as long as the severity allows. Several services
unhealthy at the same time, data at risk and a security concern call in a role of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring.deadlines import passed_at
from scoring.obligations.due import DueItem, told
from sim.journal.bodies import Alert, FaultEdge, HealthChanged, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Evidence
    from sim.scenario.faults.base import Concern
    from sim.scenario.rules.severity import Severity

_SEVERAL = 2


def _moments(ground: Ground, start: int) -> Iterator[tuple[int, Severity]]:
    at_start = ground.severity_at(start)
    if at_start is not None:
        yield start, at_start
    for reached, level in ground.truth.rises(ground.instants.impact.at or 0):
        severity = ground.policy.severity(level)
        if start < reached < ground.over_at and severity is not None:
            yield reached, severity


def first_column(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each role that is due with the severity, none twice.

    That is the matrix's first role, and all of them where they are called in together.
    """
    if ground.clock is None:
        return ()
    dues: dict[str, DueItem] = {}
    for at, severity in _moments(ground, ground.clock):
        for column, role in enumerate(
            severity.matrix if severity.together else severity.matrix[:1]
        ):
            if role in dues:
                continue
            why = "called in at once at" if column else "first responder at"
            dues[role] = DueItem(
                kind="escalation",
                to=role,
                reason=f"{why} severity {severity.level}",
                due=at,
                deadline=ground.later(severity, at, severity.respond_within),
                evidence=ground.instants.detect.evidence or ground.instants.impact.evidence,
                settled_by=told(ground, role, broadcasts=column == 0),
            )
    return tuple(dues.values())


def next_timed_escalation(
    ground: Ground,
    expiries: Iterable[tuple[int, Evidence]],
    timer: Callable[[Severity], int | None],
    words: str,
) -> tuple[DueItem, ...]:
    """One debt for each expiry, to the next role after the first; none when the roles are used up.

    Args:
        ground: the incident.
        expiries: when the timer ran out (ms since StartEx), with what it last started at.
        timer: the severity's time, ms, for the reason.
        words: the reason, with room for the time: `required after {} without progress`.
    """
    dues: list[DueItem] = []
    # From the matrix's second role on: the first one falls due in `first_column`.
    for column, (at, evidence) in enumerate(expiries, start=1):
        severity = ground.severity_at(at)
        if severity is None or column >= len(severity.matrix):
            break
        role, minutes = severity.matrix[column], (timer(severity) or 0) // 60_000
        # The timer starts again with each role: the second waits after the first has had its turn.
        time = f"{minutes} min" if column == 1 else f"a further {minutes} min"
        dues.append(
            DueItem(
                kind="escalation",
                to=role,
                reason=f"{words.format(time)} at severity {severity.level}",
                due=at,
                deadline=at + ground.policy.grace,
                evidence=evidence,
                settled_by=told(ground, role),
            )
        )
    return tuple(dues)


def _expiries(ground: Ground, start: int) -> Iterator[tuple[int, Evidence]]:
    """Each instant at which the timer ran out, with what it last started at."""
    ahead = [mark for mark in ground.milestones if mark.at > start]
    evidence = ground.instants.detect.evidence or ground.instants.impact.evidence
    while True:
        expiry = passed_at(
            ground.truth,
            ground.policy,
            impact=ground.instants.impact.at or 0,
            since=start,
            allowed=lambda severity: severity.no_progress,
            starts_at=ground.facts.scenario.starts_at,
        )
        # A mark reached at the very instant of expiry was reached in time.
        if ahead and (expiry is None or ahead[0].at <= expiry):
            start, evidence = ahead[0].at, ahead[0].evidence
            ahead.pop(0)
        elif expiry is None or expiry >= ground.over_at:
            return
        else:
            yield expiry, evidence
            start = expiry


def no_progress(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each expiry of the timer, to the next role in line."""
    if ground.clock is None:
        return ()
    return next_timed_escalation(
        ground,
        _expiries(ground, ground.clock),
        lambda severity: severity.no_progress,
        "required after {} without progress",
    )


def _timeouts(ground: Ground) -> Iterator[int]:
    """Each instant at which the alert had been left alone too long."""
    impact, alert, ack = ground.instants.impact.at, ground.instants.alert.at, ground.instants.ack.at
    if impact is None or alert is None:
        return
    # An alert acknowledged at the very instant of the timeout was acknowledged in time.
    until = ground.over_at if ack is None else min(ack, ground.over_at)
    since = max(impact, alert)
    while True:
        passed = passed_at(
            ground.truth,
            ground.policy,
            impact=impact,
            since=since,
            allowed=lambda severity: severity.unacknowledged,
            starts_at=ground.facts.scenario.starts_at,
        )
        if passed is None or passed >= until:
            return
        yield passed
        since = passed


def unacknowledged(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each timeout, to the next role in line."""
    return next_timed_escalation(
        ground,
        ((at, ground.instants.alert.evidence) for at in _timeouts(ground)),
        lambda severity: severity.unacknowledged,
        "alert unacknowledged for {}",
    )


def _several_ill(ground: Ground) -> Fact[HealthChanged] | None:
    ill: set[str] = set()
    for fact in ground.facts.of(HealthChanged):
        (ill.discard if fact.body.new == "HEALTHY" else ill.add)(fact.body.service)
        if len(ill) >= _SEVERAL:
            return fact
    return None


def first_sign(ground: Ground, concern: Concern) -> Fact[Alert] | Fact[Message] | None:
    """The first sign of a fault of this concern that reached the responders."""
    names = {fault.id for fault in ground.facts.scenario.faults if fault.concern == concern}
    edges = ground.facts.of(FaultEdge)
    begun = [fact.at for fact in edges if fact.body.fault in names and fact.body.edge == "began"]
    if not begun:
        return None
    player = ground.facts.scenario.player
    signs: list[Fact[Alert] | Fact[Message]] = [
        fact for fact in ground.facts.of(Alert) if fact.body.state == "delivered"
    ]
    signs += [
        fact
        for fact in (*ground.facts.of(Message), *ground.facts.late)
        # Only what the scenario itself sends is a sign; what colleagues say is none.
        if fact.body.purpose == "inject" and player in fact.body.delivered
    ]
    later = [sign for sign in signs if sign.at >= min(begun)]
    return min(later, key=lambda sign: sign.seq, default=None)


def first_of_either(ground: Ground) -> Fact[Alert] | Fact[Message] | None:
    """The first sign that users' data may be damaged, lost or seen."""
    found = (first_sign(ground, "data"), first_sign(ground, "security"))
    return min((one for one in found if one is not None), key=lambda one: one.seq, default=None)


def _due(
    ground: Ground, seen: Fact[Any] | None, role: str | None, reason: str
) -> tuple[DueItem, ...]:
    # The rule's defaults name roles that another organisation's policy need not have.
    if ground.clock is None or seen is None or role is None:
        return ()
    if role not in ground.policy.roles:
        return ()
    due = max(ground.clock, seen.at)
    severity = ground.severity_at(due)
    if severity is None or due >= ground.over_at:
        return ()
    return (
        DueItem(
            kind="escalation",
            to=role,
            reason=reason,
            due=due,
            deadline=ground.later(severity, due, severity.respond_within),
            evidence=(seen.seq,),
            settled_by=told(ground, role),
        ),
    )


def by_impact(ground: Ground) -> tuple[DueItem, ...]:
    """The debts that kinds of impact make, each to its role."""
    impact = ground.policy.impact
    return (
        *_due(
            ground,
            _several_ill(ground),
            impact.several_services,
            "several services unhealthy at the same time",
        ),
        *_due(ground, first_sign(ground, "data"), impact.data, "data at risk"),
        *_due(ground, first_sign(ground, "security"), impact.security, "security concern"),
        *_due(ground, first_of_either(ground), impact.privacy, "privacy concern"),
    )
