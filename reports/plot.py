"""What the chart shows, as plain numbers: series, stretches and marks on one axis of minutes.

Derived from the journal's facts and the scorecard; knows nothing of drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reports.format import MINUTE_MS
from scoring.truth import errors
from sim.journal.bodies import (
    Alert,
    BreakerMoved,
    FaultEdge,
    Message,
    ModeChanged,
    QueueChanged,
    Window,
)
from sim.scenario.rules.notices import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.facts import Facts
    from scoring.model import Scorecard
    from sim.scenario.policy import Policy

_MARKED = {
    "impact": "impact",
    "alert": "alert",
    "detect": "detected",
    "mitigate": "mitigated",
    "recover": "recovered",
    "resolve": "resolved",
}
"""Instants that get a line through all panels, with the word beside it."""
_REFUSED = 400

MarkKind = Literal[
    "alert", "alert_lost", "read", "write", "refused", "sent", "sent_users", "received"
]


@dataclass(frozen=True, slots=True)
class HeldValue:
    """A value that held from `start` to `end`, minutes since StartEx."""

    start: float
    end: float
    value: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A condition that held from `start` to `end`, minutes; `level` for severities."""

    start: float
    end: float
    level: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at an instant, minutes."""

    at: float
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with a word, for a line through all panels."""

    at: float
    word: str


@dataclass(frozen=True, slots=True)
class LaneBar:
    """One obligation on the lane of its recipient; minutes."""

    due: float
    deadline: float
    met_at: float | None
    verdict: Literal["met", "late", "missed"]


@dataclass(frozen=True, slots=True)
class ObligationLane:
    """All obligations towards one recipient."""

    label: str
    owed: tuple[LaneBar, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Everything the chart needs.

    Attributes:
        length: EndEx, minutes; at least one.
        error_percent: user operations that failed, one step a window.
        p95_seconds: 95th percentile of the response time.
        queue: operations pending at each window's end.
        error_objective: in percent; `p95_objective` in seconds.
        queue_limit: operations; None when the queue never ran full.
        severity: ground truth; `level` is the severity.
        files_harmed: while damaged files were within users' reach, or files were missing.
    """

    starts_at: str
    length: float
    error_percent: tuple[HeldValue, ...]
    p95_seconds: tuple[HeldValue, ...]
    queue: tuple[HeldValue, ...]
    error_objective: float
    p95_objective: float
    queue_limit: int | None
    faults: tuple[Stretch, ...]
    severity: tuple[Stretch, ...]
    breaker: tuple[Stretch, ...]
    read_only: tuple[Stretch, ...]
    files_harmed: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    moments: tuple[Moment, ...]
    lanes: tuple[ObligationLane, ...]


def _minutes(ms: int) -> float:
    return ms / MINUTE_MS


def stretches(steps: Iterable[tuple[int, bool]], ended_at: int) -> tuple[Stretch, ...]:
    """Turn edges (instant in ms, on or off) into stretches; what stays on lasts until EndEx."""
    found: list[Stretch] = []
    since: int | None = None
    for at, on in steps:
        if on and since is None:
            since = at
        elif not on and since is not None:
            found.append(Stretch(_minutes(since), _minutes(at)))
            since = None
    if since is not None:
        found.append(Stretch(_minutes(since), _minutes(ended_at)))
    return tuple(found)


def _faults(facts: Facts) -> tuple[Stretch, ...]:
    # Faults overlap, and one's end must not end another's stretch.
    names = dict.fromkeys(fact.body.fault for fact in facts.of(FaultEdge))
    return tuple(
        stretch
        for name in names
        for stretch in stretches(
            (
                (fact.at, fact.body.edge == "began")
                for fact in facts.of(FaultEdge)
                if fact.body.fault == name
            ),
            facts.ended_at,
        )
    )


def _files_harmed(facts: Facts) -> tuple[Stretch, ...]:
    windows = (fact.body for fact in facts.of(Window))
    return stretches(
        ((window.start, window.files_damaged + window.files_missing > 0) for window in windows),
        facts.ended_at,
    )


def _read_only(facts: Facts) -> tuple[Stretch, ...]:
    names = dict.fromkeys(fact.body.service for fact in facts.of(ModeChanged))
    return tuple(
        stretch
        for name in names
        for stretch in stretches(
            (
                (fact.at, fact.body.mode != "normal")
                for fact in facts.of(ModeChanged)
                if fact.body.service == name
            ),
            facts.ended_at,
        )
    )


def _alert_marks(facts: Facts) -> Iterable[Mark]:
    seen: set[tuple[int, str]] = set()
    for fact in facts.of(Alert):
        key = (fact.at, fact.body.state)
        # Delivered over several channels at one instant, an alert is one mark.
        if key in seen:
            continue
        seen.add(key)
        if fact.body.state == "delivered":
            yield Mark(_minutes(fact.at), "alert")
        elif fact.body.state == "undelivered":
            yield Mark(_minutes(fact.at), "alert_lost")


def _action_marks(facts: Facts) -> Iterable[Mark]:
    for fact in facts.actions:
        kind: MarkKind = "read" if fact.body.method == "GET" else "write"
        yield Mark(_minutes(fact.at), "refused" if fact.body.status >= _REFUSED else kind)


def _message_marks(facts: Facts, policy: Policy) -> Iterable[Mark]:
    outside = {*policy.audiences, PUBLIC}
    for fact in facts.of(Message):
        kind: MarkKind = "sent_users" if outside & set(fact.body.recipients) else "sent"
        if not fact.body.by_responders:
            kind = "received"
        yield Mark(_minutes(fact.at), kind)


def _lanes(card: Scorecard, policy: Policy) -> tuple[ObligationLane, ...]:
    lanes: dict[tuple[str, str], list[LaneBar]] = {}
    # By kind first, so that lanes of the same kind stand together.
    for entry in sorted(card.obligations, key=lambda entry: (entry.kind, entry.due, entry.to)):
        met_at = None if entry.met_at is None else _minutes(entry.met_at)
        owed = LaneBar(_minutes(entry.due), _minutes(entry.deadline), met_at, entry.verdict)
        lanes.setdefault((entry.kind, entry.to), []).append(owed)
    return tuple(ObligationLane(policy.called(to), tuple(owed)) for (_, to), owed in lanes.items())


def plot_of(card: Scorecard, facts: Facts, policy: Policy) -> Plot:
    """Derive the chart's numbers; `policy` gives objectives and names."""
    windows = [fact.body for fact in facts.of(Window)]
    spans = [(_minutes(window.start), _minutes(window.end)) for window in windows]
    full = any(fact.body.event == "full" for fact in facts.of(QueueChanged))
    return Plot(
        starts_at=card.starts_at,
        # An axis of no length cannot be drawn.
        length=_minutes(max(facts.ended_at, MINUTE_MS)),
        error_percent=tuple(
            HeldValue(*span, errors(window.operations).percent)
            for span, window in zip(spans, windows, strict=True)
        ),
        p95_seconds=tuple(
            HeldValue(*span, window.p95_ms / 1000)
            for span, window in zip(spans, windows, strict=True)
        ),
        queue=tuple(
            HeldValue(*span, window.queue_pending)
            for span, window in zip(spans, windows, strict=True)
        ),
        error_objective=policy.objectives.error_percent,
        p95_objective=policy.objectives.p95 / 1000,
        queue_limit=facts.scenario.worker.queue.max_size if full else None,
        faults=_faults(facts),
        severity=tuple(
            Stretch(_minutes(span.start), _minutes(span.end), span.level)
            for span in card.truth
            if span.level is not None
        ),
        breaker=stretches(
            ((fact.at, fact.body.new != "CLOSED") for fact in facts.of(BreakerMoved)),
            facts.ended_at,
        ),
        read_only=_read_only(facts),
        files_harmed=_files_harmed(facts),
        marks=(*_alert_marks(facts), *_action_marks(facts), *_message_marks(facts, policy)),
        moments=tuple(
            Moment(_minutes(instant.at), _MARKED[instant.name])
            for instant in card.instants
            if instant.name in _MARKED and instant.at is not None
        ),
        lanes=_lanes(card, policy),
    )
