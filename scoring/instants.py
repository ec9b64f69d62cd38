"""The instants of the incident, derived from the facts: fault, impact, alert, … resolve.

Defined one by one in docs/reference/metrics.md. Clocks come from the state of the world and from
what was delivered; what takes how long is computed in `measures`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from scoring import actions, messages
from scoring.model import Instant
from scoring.spans import Span, covering, first_clear
from sim.journal.bodies import Alert, FaultEdge, ModeChanged
from sim.journal.stored import FilesChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring.facts import Fact, Facts
    from scoring.truth import GroundTruth
    from sim.journal.bodies import Action, Message
    from sim.scenario.policy import Policy


@dataclass(frozen=True, slots=True)
class Statement:
    """A severity that a responder stated."""

    seq: int
    at: int
    level: int


@dataclass(frozen=True, slots=True)
class Instants:
    """Every instant by name, in the order an incident usually takes."""

    fault: Instant
    impact: Instant
    alert: Instant
    ack: Instant
    detect: Instant
    respond: Instant
    assess: Instant
    stabilise: Instant
    mitigate: Instant
    recover: Instant
    resolve: Instant

    def listed(self) -> tuple[Instant, ...]:
        """All of them, as the scorecard shows them."""
        return tuple(getattr(self, field.name) for field in fields(self))


_Candidate = tuple[int, int, str]
"""Instant, sequence number, note."""


def _first(name: str, candidates: Iterable[_Candidate]) -> Instant:
    # At one instant the lower sequence number wins, so that the journal's order decides.
    best = min(candidates, default=None)
    if best is None:
        return Instant(name=name, at=None)
    return Instant(name=name, at=best[0], evidence=(best[1],), note=best[2])


def _fault(facts: Facts) -> Instant:
    return _first(
        "fault",
        (
            (fact.at, fact.seq, fact.body.fault)
            for fact in facts.of(FaultEdge)
            if fact.body.edge == "began"
        ),
    )


def _impact(facts: Facts, truth: GroundTruth) -> Instant:
    return _first(
        "impact",
        (
            (span.start, span.evidence[0], span.what)
            for span in truth.bad
            # The window that the fault begins in counts
            # whole, so the impact may come before the fault.
            if span.end > facts.began_at
        ),
    )


def _alert(facts: Facts) -> Instant:
    return _first(
        "alert",
        (
            (fact.at, fact.seq, fact.body.text)
            for fact in facts.of(Alert)
            if fact.body.state == "delivered" and fact.at >= facts.began_at
        ),
    )


def _command(name: str, given: Iterable[Fact[Action]]) -> Instant:
    return _first(name, ((fact.at, fact.seq, fact.body.command) for fact in given))


def _detect(facts: Facts) -> Instant:
    since = facts.began_at
    candidates = [
        (fact.at, fact.seq, fact.body.command)
        for fact in actions.did(facts, "changes", "declares", "acknowledges", since=since)
    ]
    # Telling somebody is no detection; a message that says there is an incident is.
    candidates += [
        (fact.at, fact.seq, fact.body.label)
        for fact in messages.by_responders(facts, since)
        if messages.is_incident_broadcast(fact.body)
    ]
    return _first("detect", candidates)


def _respond(facts: Facts, since: int | None) -> Instant:
    if since is None:
        return Instant(name="respond", at=None)
    acted: list[_Candidate] = [
        (fact.at, fact.seq, fact.body.command) for fact in facts.actions if fact.at >= since
    ]
    acted += [
        (fact.at, fact.seq, fact.body.purpose) for fact in messages.by_responders(facts, since)
    ]
    return _first("respond", acted)


def _level(word: str, policy: Policy) -> int | None:
    wanted = word.strip().casefold()
    for severity in policy.severities:
        if wanted in {severity.name.casefold(), str(severity.level)}:
            return severity.level
    return None


def _stated(body: Action | Message, policy: Policy) -> int | None:
    if body.kind == "action":
        stated = body.arguments.get("severity")
        counts = actions.took_effect(body) and not {"assesses", "declares"}.isdisjoint(body.effect)
        return _level(str(stated), policy) if counts and stated is not None else None
    return _level(body.severity, policy) if messages.is_incident_broadcast(body) else None


def statements(facts: Facts, policy: Policy) -> tuple[Statement, ...]:
    """Severities stated from the fault on: by `assess`, or by an INCIDENT_* broadcast's severity.

    A broadcast's word counts when it is one of the policy's names or levels.
    """
    said_by: tuple[Fact[Action] | Fact[Message], ...] = (
        *(fact for fact in facts.actions if fact.at >= facts.began_at),
        *messages.by_responders(facts, facts.began_at),
    )
    found = [
        Statement(fact.seq, fact.at, level)
        for fact in said_by
        if (level := _stated(fact.body, policy)) is not None
    ]
    return tuple(sorted(found, key=lambda statement: statement.seq))


def stabilising(facts: Facts, since: int) -> list[tuple[int, int, str]]:
    """What keeps harm from users until the repair: instant, sequence number, what it was.

    Degraded mode of a service, or damaged files withheld.
    """
    degraded = [
        (fact.at, fact.seq, f"{fact.body.service} degraded, {fact.body.by}")
        for fact in facts.of(ModeChanged)
        if fact.body.mode == "degraded" and fact.at >= since
    ]
    withheld = [
        (fact.at, fact.seq, f"{fact.body.files} files quarantined")
        for fact in facts.of(FilesChanged)
        if fact.body.event == "quarantined" and fact.body.files and fact.at >= since
    ]
    return degraded + withheld


def _stretch(name: str, spans: Sequence[Span], impact: Instant, until: int, length: int) -> Instant:
    if impact.at is None:
        return Instant(name=name, at=None)
    at = first_clear(spans, after=impact.at, until=until, length=length)
    if at is None:
        return Instant(name=name, at=None)
    # What stood in the way to the last ends just where the clear stretch begins.
    ending = [span for span in spans if span.end == at]
    return Instant(
        name=name,
        at=at,
        evidence=tuple(sorted({seq for span in ending for seq in span.evidence})),
        note="; ".join(dict.fromkeys(span.what for span in ending)) + " until then",
    )


def resolutions(facts: Facts) -> tuple[tuple[int, int], ...]:
    """Each time somebody said it is over, from the fault on: instant and sequence number.

    The `resolve` command counts when it took effect, a SERVICE_RESTORED broadcast when sent.
    """
    since = facts.began_at
    said_so = [(fact.at, fact.seq) for fact in actions.did(facts, "resolves", since=since)]
    said_so += [
        (fact.at, fact.seq)
        for fact in messages.by_responders(facts, since)
        if fact.body.purpose == "broadcast" and fact.body.label == messages.RESTORED
    ]
    return tuple(sorted(said_so))


def _resolve(facts: Facts, blocked: Sequence[Span]) -> Instant:
    first = next(iter(resolutions(facts)), None)
    if first is None:
        return Instant(name="resolve", at=None)
    reasons = "; ".join(dict.fromkeys(span.what for span in covering(blocked, first[0])))
    note = f"false: {reasons}" if reasons else ""
    return Instant(name="resolve", at=first[0], evidence=(first[1],), note=note)


def earlier(*instants: Instant) -> int | None:
    """The earliest of those that happened."""
    return min((instant.at for instant in instants if instant.at is not None), default=None)


def derive(facts: Facts, policy: Policy, truth: GroundTruth, blocked: Sequence[Span]) -> Instants:
    """Derive every instant.

    Args:
        facts: the journal, sorted.
        policy: for the monitoring period and the names of severities.
        truth: the windows, judged.
        blocked: what kept the service from being recovered.
    """
    impact, alert, detect = _impact(facts, truth), _alert(facts), _detect(facts)
    stated = statements(facts, policy)
    period, end = policy.monitoring_period, facts.ended_at
    return Instants(
        fault=_fault(facts),
        impact=impact,
        alert=alert,
        ack=_command("ack", actions.did(facts, "acknowledges", since=facts.began_at)),
        detect=detect,
        respond=_respond(facts, earlier(detect, alert)),
        assess=_first("assess", ((one.at, one.seq, f"severity {one.level}") for one in stated)),
        stabilise=_first("stabilise", stabilising(facts, facts.began_at)),
        mitigate=_stretch("mitigate", truth.bad, impact, end, period),
        recover=_stretch("recover", blocked, impact, end, period),
        resolve=_resolve(facts, blocked),
    )
