"""The sentences of a report: the verdict in one line, definitions, comparisons with par.

Turns figures of the scorecard into words; knows no layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.format import adherence, clock, count, decimal, spoken
from scoring.tabletop import touches_system
from scoring.verdict import script_called, some
from sim.glossary import DETECTED, FIRST_SIGN
from sim.journal.bodies import FaultEdge, Window
from sim.journal.conduct import Decision, MoveBegan
from sim.journal.decided import deeds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.facts import Facts
    from scoring.model import Instant, Scorecard
    from sim.scenario.policy import Policy

DEFINITIONS = {
    "TTD": f"From the start of the impact until somebody {DETECTED}. Looking, paging and posting "
    "do not count as detection.",
    "monitor_ttd": "From the impact to the first delivered alert. Can be longer than TTD if "
    "people noticed before any alert reached them.",
    "responder_ttd": "From the first delivered alert to detection; 0 where detection came first.",
    "TTA": "From delivery of the alert until somebody acknowledges it.",
    "respond": "From the first alert or detection until the first command or message after it.",
    "noticed": f"From the first sign ({FIRST_SIGN}) to detection. If the first sign came before "
    "the impact, the clock starts at the impact. The detection criterion is scored on this.",
    "TTM": "From the start of the impact until the service is back within its objectives and "
    "stays so for the monitoring period; dated to the start of that period.",
    "TTR": "From the start of the impact until everything is back to normal: faults over, breaker "
    "closed, nothing read-only, queue empty, no file damaged or missing, service objectives met.",
    "declared_ttr": "From the start of the impact until the responders first say that it is "
    "over: with resolve, on the status page or in a message.",
    "latent": "From the start of the fault, which nobody sees, until it affects users.",
}
"""What each measure means, in a few words; the full text is in docs/reference/metrics.md."""

RATINGS = {
    "P": "performed without challenges",
    "S": "performed with some challenges",
    "M": "performed with major challenges",
    "U": "unable to be performed",
}
"""The exercise evaluation ratings, as training programmes word them."""

INSTANTS = {
    "fault": "The fault began (hidden from the responders)",
    "impact": "Users were first affected",
    "alert": "The first alert arrived",
    "ack": "The alert was acknowledged",
    "detect": "The incident was detected",
    "assess": "A severity was assessed",
    "stabilise": "Degraded mode was on, or damaged files were withheld",
    "mitigate": "The service was back within its objectives",
    "recover": "Everything was back to normal",
    "resolve": "The responders first said that it was resolved",
}
"""The instants of an incident, as its timeline names them."""


def instant_title(instant: Instant) -> str:
    """What an instant of the timeline was; of two things that limit harm, the one that did."""
    title = INSTANTS[instant.name]
    if instant.name != "stabilise" or instant.at is None:
        return title
    withheld = instant.note.endswith("files quarantined")
    return "Damaged files were withheld" if withheld else "Degraded mode was on"


EXERCISE_TYPES: dict[str, str] = {
    "drill": "drill",
    "tabletop": "tabletop",
    "functional": "functional exercise",
    "regression": "automated run",
}
"""What each type is called."""

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


def in_capitals(words: str) -> str:
    """`automated run` as `Automated run`."""
    return f"{words[:1].upper()}{words[1:]}"


def actor(name: str) -> str:
    """Who acted, as a heading or a cell: `Ana`, `Reference response`."""
    return in_capitals(script_called(name)) or name


def seat_of(role: str, policy: Policy) -> str:
    """A seat's name: the role's title, or the staff's seat as it is called."""
    return policy.called(role) if role in policy.roles else role


def deeds_of(body: Decision, policy: Policy) -> str:
    """What a decision would have done: `page CTO at 22:00 · severity 1`; "" for nothing."""
    return deeds(body, policy.called, lambda at: f"T+{clock(at)}")


def severity_name(level: int | None, policy: Policy) -> str:
    """`Severity 1 (critical)`, or `none` for no level."""
    if level is None:
        return "none"
    severity = policy.severity(level)
    return f"Severity {level}" + (f" ({severity.name})" if severity else "")


def in_sentence(name: str) -> str:
    """A name inside a sentence: `severity 1 (SEV-1)`."""
    return f"{name[:1].lower()}{name[1:]}"


def _detection(card: Scorecard) -> str:
    detect, alert = card.instant("detect").at, card.instant("alert").at
    if detect is None:
        return "never detected" if alert is not None else "never detected, and no alert arrived"
    if alert is None or detect < alert:
        since = card.measure("TTD").ms or 0
        return f"detected {spoken(since)} after the impact began, before any alert"
    if detect == alert:
        return "detected with the first alert"
    return f"detected {spoken(detect - alert)} after the first alert was delivered"


def _recovery(card: Scorecard, facts: Facts) -> str:
    mitigate, recover = card.instant("mitigate").at, card.instant("recover").at
    if recover is None:
        if mitigate is None:
            return "the service was not back within its objectives by EndEx"
        return (
            f"users were served again from T+{clock(mitigate)}, "
            "but the service was never brought back to normal"
        )
    repaired = [
        fact.at
        for fact in facts.of(FaultEdge)
        if fact.body.edge == "ended" and fact.body.by == "vendor" and fact.at <= recover
    ]
    if repaired:
        return f"the service recovered {spoken(recover - max(repaired))} after the vendor's repair"
    return f"the service recovered {spoken(card.measure('TTR').ms or 0)} after the impact began"


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
    return " and ".join(parts) or "no accepted operation was lost"


def _discussed(card: Scorecard, facts: Facts) -> str:
    moves, decisions = (
        some(len({fact.body.move for fact in facts.of(MoveBegan)}), "move"),
        some(len(facts.of(Decision)), "decision"),
    )
    stated, worst = card.assessed_severity, worst_level(card)
    said = "no severity assessed" if stated is None else f"assessed severity {stated}"
    truth = "nothing was wrong" if worst is None else f"the actual worst was severity {worst}"
    if card.not_reached:
        moves += f" ({len(card.not_reached)} not reached)"
    calls = f"escalations and duties on time: {adherence(card)}"
    return f"{moves}, {decisions}; {said}, {truth}; {calls}."


def in_order(instants: Iterable[Instant]) -> tuple[Instant, ...]:
    """By time; what never happened comes last."""
    return tuple(sorted(instants, key=lambda one: (one.at is None, one.at or 0)))


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
        parts.append("the incident was declared resolved before it was over")
    parts.append(_accepted(card, facts))
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "."


def against_par(
    mine: float, par: float, *, more: str = "more than", fewer: str = "fewer than"
) -> str:
    """How a figure compares with the reference response: `11 more than par`."""
    difference = round(mine - par, 1)
    if difference == 0:
        return "equal to par"
    size = abs(difference)
    shown = count(int(size)) if size == int(size) else decimal(size)
    return f"{shown} {more if difference > 0 else fewer} par"
