"""The instants of the incident, derived from the facts: fault, impact, alert, … resolve.

Defined one by one in docs/reference/metrics.md. Clocks come from the state of the world and from
what was delivered; what takes how long is computed in `measures`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from scoring import actions, messages
from scoring.model import Instant
from scoring.spans import Span, broken_within, first_clear
from scoring.statements import statements
from scoring.truth import reasons_of
from sim.journal.bodies import Alert, FaultEdge, Message, ModeChanged, Window
from sim.journal.stored import FilesChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scoring.facts import Fact, Facts
    from scoring.truth import GroundTruth
    from sim.journal.bodies import Action
    from sim.scenario.policy import Policy


@dataclass(frozen=True, slots=True)
class Instants:
    """Every instant by name, in the order an incident usually takes."""

    fault: Instant
    impact: Instant
    visible: Instant
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
    first = next((span for span in truth.bad if span.end > facts.began_at), None)
    if first is None:
        return Instant(name="impact", at=None)
    window = next(fact.body for fact in facts.of(Window) if fact.seq == first.evidence[0])
    # Records of 0.1 do not say when in the window it was; nor is there an
    # operation to point at where only the backups protect nothing.
    felt = first.start if window.first_harmed_at is None else window.first_harmed_at
    at = max(felt, facts.began_at)
    return Instant(name="impact", at=at, evidence=first.evidence, note=first.what)


def signs(facts: Facts, since: int) -> Iterator[_Candidate]:
    """What could show responders that something is wrong: alerts, injects, their own looks."""
    for alert in facts.of(Alert):
        if alert.body.state == "delivered" and alert.at >= since:
            yield alert.at, alert.seq, "alert"
    player = facts.scenario.player
    for told in (*facts.of(Message), *facts.late):
        if told.at >= since and told.body.purpose == "inject" and player in told.body.delivered:
            yield told.at, told.seq, f"message from {told.body.sender}"
    for look in actions.did(facts, "looks", "tests", since=since):
        yield look.at, look.seq, look.body.command


def _visible(facts: Facts, impact: Instant) -> Instant:
    if impact.at is None:
        return Instant(name="visible", at=None)
    since = impact.at
    return _first(
        "visible",
        ((max(at, since), seq, note) for at, seq, note in signs(facts, facts.began_at)),
    )


def _alert(facts: Facts) -> Instant:
    """The first delivery, and when what was delivered had fired."""
    alerts = facts.of(Alert)
    delivered = [
        fact for fact in alerts if fact.body.state == "delivered" and fact.at >= facts.began_at
    ]
    if not delivered:
        return Instant(name="alert", at=None)
    first = min(delivered, key=lambda fact: (fact.at, fact.seq))
    fired = (
        fact.at
        for fact in alerts
        if fact.body.state == "fired" and fact.body.alert == first.body.alert
    )
    return Instant(
        name="alert",
        at=first.at,
        evidence=(first.seq,),
        note=first.body.text,
        fired_at=next(fired, None),
    )


def _command(name: str, given: Iterable[Fact[Action]]) -> Instant:
    return _first(name, ((fact.at, fact.seq, fact.body.command) for fact in given))


def _detect(facts: Facts, policy: Policy) -> Instant:
    since = facts.began_at
    candidates = [
        (fact.at, fact.seq, fact.body.command)
        for fact in actions.did(facts, "changes", "declares", "acknowledges", since=since)
    ]
    # Telling somebody is no detection; a message that says there is an incident is.
    candidates += [
        (fact.at, fact.seq, fact.body.label)
        for fact in messages.by_responders(facts, since)
        if messages.opens(fact.body, policy)
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
        # A share of failures is that of the last minute, not of all the time up to then.
        note=f"just before: {reasons_of(ending)}" if ending else "",
    )


def sayings(facts: Facts, policy: Policy) -> tuple[tuple[int, int], ...]:
    """Each time somebody said that it is over, from the fault on: instant and sequence number.

    The `resolve` command counts when it took effect, a broadcast that closes when it was sent, the
    page on `resolved` and words to users or the public when they arrived.
    """
    since = facts.began_at
    said = {(fact.at, fact.seq) for fact in actions.did(facts, "resolves", since=since)}
    said |= {
        (fact.at, fact.seq)
        for fact in messages.by_responders(facts, since)
        if messages.closes(fact.body, policy)
    }
    said |= {
        (fact.at, fact.seq)
        for fact in messages.received(facts, since)
        if messages.says_over(facts, fact.body, policy)
    }
    return tuple(sorted(said))


def _resolve(facts: Facts, policy: Policy, blocked: Sequence[Span]) -> Instant:
    first = next(iter(sayings(facts, policy)), None)
    if first is None:
        return Instant(name="resolve", at=None)
    standing = broken_within(blocked, first[0], policy.monitoring_period)
    reasons = reasons_of(standing)
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
    impact, alert, detect = _impact(facts, truth), _alert(facts), _detect(facts, policy)
    stated = statements(facts, policy)
    period, end = policy.monitoring_period, facts.ended_at
    return Instants(
        fault=_fault(facts),
        impact=impact,
        visible=_visible(facts, impact),
        alert=alert,
        ack=_command("ack", actions.did(facts, "acknowledges", since=facts.began_at)),
        detect=detect,
        respond=_respond(facts, earlier(detect, alert)),
        assess=_first("assess", ((one.at, one.seq, f"severity {one.level}") for one in stated)),
        stabilise=_first("stabilise", stabilising(facts, facts.began_at)),
        mitigate=_stretch("mitigate", truth.bad, impact, end, period),
        recover=_stretch("recover", blocked, impact, end, period),
        resolve=_resolve(facts, policy, blocked),
    )
