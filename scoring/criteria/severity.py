"""Was the incident called what it was, for how much of the time, and how soon?

The statement that stands is checked against the true severity at every instant from the response to
mitigation. Calling it too mild is worse than calling it too grave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.assessment import (
    ever_right,
    exact_share,
    exactness,
    first_right,
    judged_span,
    shares,
)
from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.verdict import FULL, Verdict, by_whom, part_of
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scoring.assessment import Share
    from scoring.case import ScoredCase
    from scoring.ground import Ground
    from scoring.statements import Statement
    from sim.scenario.rules.rubric import Points


AT_ONCE_MS = 3_000
"""A statement that stood for less is told as replaced: it would stand there with 0.0 min."""
RIGHT_ENOUGH = 0.9
"""A statement that was right for this share of its time is a good one: no world stands still."""


def promptness(waited_ms: int, allowed_ms: int, points: Points) -> float:
    """Factor for the time it took: 1 within what is allowed, then down to the policy's share.

    The share is reached at the policy's `very_late` times what is allowed; straight in between.
    """
    slowest = points.slow_severity / FULL
    # With no time allowed there is nothing that lateness could be a multiple of.
    if waited_ms <= allowed_ms or allowed_ms == 0:
        return 1.0 if waited_ms <= allowed_ms else slowest
    late = (waited_ms - allowed_ms) / ((points.very_late - 1) * allowed_ms)
    return max(slowest, 1 - (1 - slowest) * late)


def _waited(ground: Ground) -> tuple[int, int]:
    """How long the first right statement took, and how long it may take, both in ms."""
    one = first_right(ground)
    impact = ground.instants.impact.at or 0
    clock = ground.clock if ground.clock is not None else impact
    # Nobody can call it that before it is.
    reached = next(
        (
            max(span.start, impact)
            for span in ground.truth.spans
            if span.level == one.level and span.end > impact
        ),
        impact,
    )
    severity = ground.policy.severity(one.level)
    since = max(clock, reached)
    # In a tabletop's moves that were not reached nobody was asked.
    unasked = sum(max(0, min(end, one.at) - max(start, since)) for start, end in ground.undiscussed)
    return max(0, one.at - since - unasked), severity.respond_within if severity else 0


def _slow(ground: Ground, waited: int, limit: int) -> str:
    """What took so long: the first correct statement, or the first one where none was correct."""
    after = f"{spoken(waited)} after it was called for (limit {spoken(limit)})"
    if ever_right(ground) is None:
        return f"the first statement came {after}, and none was correct at any time"
    return f"the first correct statement came {after}"


def _otherwise(statement: Statement, parts: Sequence[Share]) -> str:
    """How long it was which other severity, the longest first."""
    times: dict[int, int] = {}
    for part in parts:
        if part.truth != statement.level:
            times[part.truth] = times.get(part.truth, 0) + part.ms
    listed = sorted(times.items(), key=lambda one: (-one[1], one[0]))
    return ", and for ".join(
        f"{spoken(ms)} the actual severity was {truth} "
        f"({'under' if statement.level > truth else 'over'}-classified)"
        for truth, ms in listed
    )


def _findings(ground: Ground, parts: tuple[Share, ...]) -> Iterator[ScoreFinding]:
    for statement in ground.statements:
        said = f"Severity {statement.level}, stated by {by_whom(statement.by)} ({statement.how})"
        if not statement.counts:
            text = f"{said}; ignored, because a severity had already been set explicitly."
            yield ScoreFinding(level="note", text=text, at=statement.at, evidence=(statement.seq,))
            continue
        mine = [part for part in parts if part.statement == statement]
        whole = sum(part.ms for part in mine)
        if whole < AT_ONCE_MS:
            what = "it was replaced at once" if whole else "nothing was wrong while it was current"
            yield ScoreFinding(
                level="note",
                text=f"{said}; {what}.",
                at=statement.at,
                evidence=(statement.seq,),
            )
            continue
        right = sum(part.ms for part in mine if part.truth == statement.level)
        good = right >= RIGHT_ENOUGH * whole
        if right == whole:
            text = f"{said}, was correct for all {spoken(whole)} it was in force."
        elif good:
            text = f"{said}, was correct for {part_of(right, whole)} it was in force."
        else:
            text = (
                f"{said}, was correct for {part_of(right, whole)} it was in force; "
                f"for {_otherwise(statement, mine)}."
            )
        yield ScoreFinding(
            level="good" if good else "problem",
            text=text,
            at=statement.at,
            evidence=(statement.seq,),
        )


def judge(case: ScoredCase) -> Verdict:
    """Score the mean exactness over time, times speed; nothing stated is worth 0."""
    ground = case.ground
    impact = ground.instants.impact
    truth = None if impact.at is None else ground.truth.worst(impact.at, ground.facts.ended_at)
    if impact.at is None or truth is None:
        return Verdict(None, "Nothing was wrong, so there was no severity to state.")
    if not any(one.counts for one in ground.statements):
        finding = ScoreFinding(
            level="problem",
            text=f"Nobody assessed a severity; the actual severity was {truth}.",
            evidence=impact.evidence,
        )
        return Verdict(0.0, f"No severity was stated; the actual severity was {truth}.", (finding,))
    parts = shares(ground)
    exact = exact_share(parts, ground.policy.points)
    if not parts:
        # It was over before anybody responded: the first word is compared with the worst there was.
        exact = exactness(first_right(ground).level, truth, ground.policy.points)
    waited, allowed = _waited(ground)
    prompt = promptness(waited, allowed, ground.policy.points)
    start, end = judged_span(ground)
    since = "first response" if start == ground.instants.respond.at else "first impact"
    until = "EndEx" if ground.instants.mitigate.at is None else "mitigation"
    late = ""
    if prompt != 1:
        late = f", times {prompt:.2f} because {_slow(ground, waited, allowed)}"
    why = (
        f"Accuracy {exact:.0f} of 100 over the {spoken(max(0, end - start))} between {since} "
        f"and {until}{late}."
    )
    return Verdict(min(FULL, exact * prompt), why, tuple(_findings(ground, parts)))


CRITERION = Criterion(
    id="severity",
    title="Severity assessment",
    judge=judge,
    advice=Advice(
        "Put the severity definitions on one card; state a severity on first assessment.",
        owner="oncall_engineer",
    ),
    in_tabletop=True,
)
