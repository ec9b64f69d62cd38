"""The times between instants: TTD, TTA, TTM, TTR and their companions.

What did not happen before EndEx is censored there: its time so far is a lower bound and marked
as one. Knows the instants and EndEx, nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import Measure

if TYPE_CHECKING:
    from scoring.instants import Instants
    from scoring.model import Instant


def between(name: str, title: str, start: Instant, end: Instant, ended_at: int) -> Measure:
    """The time from one instant to another, in ms; never negative.

    Without a start there is nothing to measure (None); with a start and no end the time is
    censored at EndEx.
    """
    if start.at is None:
        return Measure(name=name, title=title, ms=None)
    evidence = (*start.evidence, *end.evidence)
    if end.at is None:
        waited = max(0, ended_at - start.at)
        return Measure(name=name, title=title, ms=waited, censored=True, evidence=evidence)
    # What came before the clock started, like a detection before the impact, took no time.
    return Measure(name=name, title=title, ms=max(0, end.at - start.at), evidence=evidence)


def _latent(instants: Instants) -> Measure:
    name, title = "latent", "Fault to impact"
    if instants.impact.at is None:
        return Measure(name=name, title=title, ms=None)
    return between(name, title, instants.fault, instants.impact, instants.impact.at)


def _needs_impact(instants: Instants, measure: Measure) -> Measure:
    if instants.impact.at is None:
        return Measure(name=measure.name, title=measure.title, ms=None)
    return measure


def measure_all(instants: Instants, ended_at: int) -> tuple[Measure, ...]:
    """Every measure, in the order a scorecard shows them."""
    impact, alert = instants.impact, instants.alert
    # An alert may be a false one: without an impact there was nothing to detect.
    responder_ttd = between("responder_ttd", "Alert to detection", alert, instants.detect, ended_at)
    return (
        between("TTD", "Time to detect", impact, instants.detect, ended_at),
        between("monitor_ttd", "Impact to alert", impact, alert, ended_at),
        _needs_impact(instants, responder_ttd),
        _needs_impact(
            instants,
            between(
                "noticed", "First sign to detection", instants.visible, instants.detect, ended_at
            ),
        ),
        between("TTA", "Time to acknowledge", alert, instants.ack, ended_at),
        between("respond", "Time to respond", alert, instants.respond, ended_at),
        between("TTM", "Time to mitigate", impact, instants.mitigate, ended_at),
        between("TTR", "Time to recover", impact, instants.recover, ended_at),
        between(
            "declared_ttr", "Impact to declared resolution", impact, instants.resolve, ended_at
        ),
        _latent(instants),
    )
