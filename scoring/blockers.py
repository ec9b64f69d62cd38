"""What stood between the service and health, as stretches of time.

Recovery needs every fault ended, the breaker closed, every service in normal mode, an empty
queue, no damaged file within reach, none missing, and the objectives kept. Each condition is a step
function of the journal; this file turns the steps into spans and knows nothing of what responders
said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.spans import Span
from sim.journal.bodies import BreakerMoved, FaultEdge, ModeChanged, QueueChanged, Window
from sim.journal.stored import FilesChanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.facts import Facts
    from scoring.truth import GroundTruth

_Step = tuple[int, int, bool]
"""Instant, sequence number, whether the condition stands in the way from then on."""


def _spans(steps: Iterable[_Step], what: str, ended_at: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    opened: tuple[int, int] | None = None
    for at, seq, blocks in steps:
        if blocks and opened is None:
            opened = (at, seq)
        elif not blocks and opened is not None:
            spans.append(Span(opened[0], at, what, (opened[1], seq)))
            opened = None
    if opened is not None:
        # Spans leave out their end: one more, so that this one still covers EndEx.
        spans.append(Span(opened[0], ended_at + 1, what, (opened[1],)))
    return tuple(spans)


def fault_spans(facts: Facts) -> tuple[Span, ...]:
    """From each fault's beginning to its end, one span a fault."""
    names = dict.fromkeys(fact.body.fault for fact in facts.of(FaultEdge))
    return tuple(
        span
        for name in names
        for span in _spans(
            (
                (fact.at, fact.seq, fact.body.edge == "began")
                for fact in facts.of(FaultEdge)
                if fact.body.fault == name
            ),
            f"the fault {name} was still active",
            facts.ended_at,
        )
    )


def _breaker_spans(facts: Facts) -> tuple[Span, ...]:
    steps = ((fact.at, fact.seq, fact.body.new != "CLOSED") for fact in facts.of(BreakerMoved))
    return _spans(steps, "the breaker was not closed", facts.ended_at)


def mode_spans(facts: Facts) -> tuple[Span, ...]:
    """While a service is read-only, one span a stretch and service."""
    names = dict.fromkeys(fact.body.service for fact in facts.of(ModeChanged))
    return tuple(
        span
        for name in names
        for span in _spans(
            (
                (fact.at, fact.seq, fact.body.mode != "normal")
                for fact in facts.of(ModeChanged)
                if fact.body.service == name
            ),
            f"{name} was in degraded mode",
            facts.ended_at,
        )
    )


def _queue_spans(facts: Facts) -> tuple[Span, ...]:
    samples = [(fact.at, fact.seq, fact.body.pending > 0) for fact in facts.of(QueueChanged)]
    # A window tells of the queue as it is at the window's end.
    samples += [(fact.body.end, fact.seq, fact.body.queue_pending > 0) for fact in facts.of(Window)]
    return _spans(sorted(samples), "the queue was not empty", facts.ended_at)


def _bucket_spans(facts: Facts, *, missing: bool) -> tuple[Span, ...]:
    """While damaged files are within users' reach, or while files are missing."""
    told = (
        (fact.at, fact.seq, fact.body.missing if missing else fact.body.damaged)
        for fact in facts.of(FilesChanged)
        if fact.body.event != "noticed"
    )
    seen = (
        (
            fact.body.end,
            fact.seq,
            fact.body.files_missing if missing else fact.body.files_damaged,
        )
        for fact in facts.of(Window)
    )
    steps = sorted((at, seq, count > 0) for at, seq, count in (*told, *seen))
    what = "files were missing" if missing else "damaged files were within users' reach"
    return _spans(steps, what, facts.ended_at)


def blockers(facts: Facts, truth: GroundTruth) -> tuple[Span, ...]:
    """Everything that kept the service from being recovered, in order of its beginning.

    What never ended runs past EndEx, so it still stands in the way at EndEx itself.
    """
    parts = (
        *fault_spans(facts),
        *_breaker_spans(facts),
        *mode_spans(facts),
        *_queue_spans(facts),
        *_bucket_spans(facts, missing=False),
        *_bucket_spans(facts, missing=True),
        *truth.bad,
    )
    return tuple(sorted(parts, key=lambda span: (span.start, span.end, span.what)))
