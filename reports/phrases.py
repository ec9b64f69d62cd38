"""The sentences of a report: the verdict in one line, definitions, comparisons with par.

Turns figures of the scorecard into words; knows no layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.format import adherence, clock, count, decimal, spoken
from scoring.tabletop import touches_system
from scoring.verdict import some
from sim.journal.bodies import FaultEdge, Window
from sim.journal.conduct import Decision, MoveBegan
from sim.journal.decided import deeds

if TYPE_CHECKING:
    from scoring.facts import Facts
    from scoring.model import Scorecard
    from sim.scenario.policy import Policy

DEFINITIONS = {
    "TTD": "From the start of the impact until somebody declares it, acknowledges an alert or "
    "broadcasts an incident. Looking at a status page is not detection.",
    "monitor_ttd": "Monitoring's share: until the first alert is delivered.",
    "responder_ttd": "The responders' share: from the delivered alert until detection.",
    "TTA": "From the delivered alert until somebody acknowledges it.",
    "respond": "From the first alert or detection until the first command or message.",
    "noticed": "From the first sign that reached the responders until somebody recognises the "
    "incident; what detection is judged by.",
    "TTM": "From the start of the impact until the service is back within its objectives and "
    "stays so for the monitoring period; dated to the start of that stretch.",
    "TTR": "From the start of the impact until everything is back to normal: faults over, breaker "
    "closed, nothing read-only, queue empty, no file harmed, objectives kept.",
    "declared_ttr": "From the start of the impact until the responders declare it resolved.",
    "latent": "From the hidden beginning of the fault until users feel it.",
}
"""What each measure means, in a few words; the full text is in docs/reference/metrics.md."""

RATINGS = {
    "P": "performed without challenges",
    "S": "performed with some challenges",
    "M": "performed with major challenges",
    "U": "unable to be performed",
}
"""The exercise evaluation ratings, as training programmes word them."""

END_REASONS = {
    "settled": "the service had been healthy for the monitoring period",
    "horizon": "time limit reached",
    "closed": "the discussion was closed",
    "unfinished": "the session was interrupted",
}


def titled(identifier: str) -> str:
    """`all_users` as `All users`."""
    words = identifier.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def seat_of(role: str, policy: Policy) -> str:
    """A seat's name: the role's title, or the staff's seat as it is called."""
    return policy.called(role) if role in policy.roles else role


def deeds_of(body: Decision, policy: Policy) -> str:
    """What a decision would have done: `page CTO at 22:00 · severity 1`; "" for nothing."""
    return deeds(body, policy.called, lambda at: f"minute {clock(at)}")


def severity_name(level: int | None, policy: Policy) -> str:
    """`Severity 1 (critical)`, or `none` for no level."""
    if level is None:
        return "none"
    severity = policy.severity(level)
    return f"Severity {level}" + (f" ({severity.name})" if severity else "")


def _detection(card: Scorecard) -> str:
    detect, alert = card.instant("detect").at, card.instant("alert").at
    if detect is None:
        return "never detected" if alert is not None else "never detected, and no alert arrived"
    if alert is None or detect < alert:
        since = card.measure("TTD").ms or 0
        return f"detected {spoken(since)} after the impact began, before any alert"
    if detect == alert:
        return "detected with the first alert"
    return f"detected {spoken(detect - alert)} after the first alert"


def _recovery(card: Scorecard, facts: Facts) -> str:
    mitigate, recover = card.instant("mitigate").at, card.instant("recover").at
    if recover is None:
        if mitigate is None:
            return "service was not back within its objectives by EndEx"
        return (
            f"users were served again from minute {clock(mitigate)}, "
            "but the service was never brought back to normal"
        )
    repaired = [
        fact.at
        for fact in facts.of(FaultEdge)
        if fact.body.edge == "ended" and fact.body.by == "vendor" and fact.at <= recover
    ]
    if repaired:
        return f"service recovered {spoken(recover - max(repaired))} after the vendor's repair"
    return f"service recovered {spoken(card.measure('TTR').ms or 0)} after the impact began"


def _accepted(card: Scorecard, facts: Facts) -> str:
    """What became of the operations that were accepted for later."""
    waiting = facts.of(Window)[-1].body.queue_pending if facts.of(Window) else 0
    parts = [f"{some(card.impact.lost, 'queued operation')} lost"] if card.impact.lost else []
    if card.impact.overwritten:
        parts.append(f"{some(card.impact.overwritten, 'sound version')} overwritten")
    if card.impact.corrupted:
        parts.append(f"{some(card.impact.corrupted, 'damaged file')} served or stored")
    if card.impact.unrecoverable:
        parts.append(f"{some(card.impact.unrecoverable, 'version')} beyond saving")
    if waiting:
        parts.append(f"{some(waiting, 'operation')} still queued at EndEx")
    return " and ".join(parts) or "nothing that was accepted was lost"


def _discussed(card: Scorecard, facts: Facts) -> str:
    moves, decisions = (
        some(len(facts.of(MoveBegan)), "move"),
        some(len(facts.of(Decision)), "decision"),
    )
    stated, worst = card.assessed_severity, worst_level(card)
    said = "no severity assessed" if stated is None else f"assessed severity {stated}"
    truth = "nothing was wrong" if worst is None else f"the actual worst was severity {worst}"
    return f"{moves}, {decisions}; {said}, {truth}; escalations in time: {adherence(card)}."


def worst_level(card: Scorecard) -> int | None:
    """The gravest severity that the world reached; None when nothing was wrong."""
    return min((span.level for span in card.truth if span.level is not None), default=None)


def verdict(card: Scorecard, facts: Facts) -> str:
    """The exercise in one sentence: detection, recovery, what was lost, and a false resolve.

    Of a tabletop: what was discussed and decided, the severity, the escalation.
    """
    if not touches_system(card.exercise_type):
        return _discussed(card, facts)
    if card.instant("impact").at is None:
        return "Users felt no impact."
    parts = [_detection(card), _recovery(card, facts)]
    if card.false_resolve:
        parts.append("declared resolved before it was")
    parts.append(_accepted(card, facts))
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "."


def against_par(mine: float, par: float, *, more: str = "more", fewer: str = "fewer") -> str:
    """How a figure compares with the reference response: `11 more than par`."""
    difference = round(mine - par, 1)
    if difference == 0:
        return "same as par"
    size = abs(difference)
    shown = count(int(size)) if size == int(size) else decimal(size)
    return f"{shown} {more if difference > 0 else fewer} than par"
