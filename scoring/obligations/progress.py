"""Marks of progress: the first time each is reached, as far as the journal shows it.

A mark that was reached while R2 was still broken and can only look like progress (a breaker forced
shut, a service restored onto a dead bucket, a queue emptied by losing what was in it) is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring import actions
from scoring.instants import stabilising
from scoring.truth import Share, failures
from sim.journal.bodies import BreakerMoved, ModeChanged, QueueChanged, Window
from sim.journal.stored import BackupChanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring.facts import Facts
    from scoring.instants import Instants
    from scoring.model import Evidence
    from scoring.statements import Statement
    from sim.scenario.policy import Policy

RATIO_SPAN_MS = 5 * 60_000
"""Over how long the users' error ratio is taken (five minutes, per the definition of progress)."""


@dataclass(frozen=True, slots=True, order=True)
class Milestone:
    """A mark first reached at `at` (ms since StartEx)."""

    at: int
    name: str
    evidence: Evidence


def _first(name: str, reached: Iterable[tuple[int, int]]) -> Iterator[Milestone]:
    best = min(reached, default=None)
    if best is not None:
        yield Milestone(best[0], name, (best[1],))


def _commanded(facts: Facts, statements: tuple[Statement, ...], since: int) -> Iterator[Milestone]:
    declared = actions.did(facts, "declares", since=since)
    yield from _first("declared", ((fact.at, fact.seq) for fact in declared))
    # A severity stated before the impact is no progress and leaves the mark to the next statement.
    stated = (one for one in statements if one.at >= since)
    yield from _first("severity assessed", ((one.at, one.seq) for one in stated))
    causes = actions.causes(facts, since)
    yield from _first("cause recorded", ((fact.at, fact.seq) for fact in causes))
    passed = actions.passed_tests(facts, since)
    yield from _first("R2 test passed", ((fact.at, fact.seq) for fact in passed))


def _evidence_kept(facts: Facts, since: int) -> Iterator[Milestone]:
    state = next(iter(actions.did(facts, "reads_state", since=since)), None)
    events = next(iter(actions.did(facts, "reads_events", since=since)), None)
    if state is not None and events is not None:
        both = sorted((state.seq, events.seq))
        yield Milestone(max(state.at, events.at), "evidence preserved", (both[0], both[1]))


def _in_the_world(facts: Facts, since: int) -> Iterator[Milestone]:
    calmed = ((at, seq) for at, seq, _ in stabilising(facts, since))
    yield from _first("stabilised", calmed)
    verified = (
        (f.at, f.seq)
        for f in facts.of(BackupChanged)
        if f.body.event == "verified" and f.at >= since
    )
    yield from _first("backups verified", verified)

    def honest(at: int) -> bool:
        return at >= since and facts.r2_fault_on(at) is None

    closed = (
        (f.at, f.seq) for f in facts.of(BreakerMoved) if f.body.new == "CLOSED" and honest(f.at)
    )
    yield from _first("breaker closed", closed)
    restored = [
        (f.at, f.seq) for f in facts.of(ModeChanged) if f.body.mode == "normal" and honest(f.at)
    ]
    restored += [
        (f.at, f.seq)
        for f in facts.of(BackupChanged)
        if f.body.event == "restored" and not f.body.damaged and honest(f.at)
    ]
    yield from _first("service restored", restored)
    drained = (
        (f.at, f.seq) for f in facts.of(QueueChanged) if f.body.event == "drained" and honest(f.at)
    )
    yield from _first("queue drained", drained)
    if restored:
        # Any check or test after the first restore will do, as for the procedure's step.
        checked = actions.did(facts, "tests", since=min(restored)[0])
        yield from _first("validated", ((fact.at, fact.seq) for fact in checked))


def _errors_halved(facts: Facts, policy: Policy, since: int) -> Iterator[Milestone]:
    peak = 0.0
    # Windows follow one another: those of the last minutes are the last of the list so far.
    recent: list[tuple[int, Share]] = []
    for fact in facts.of(Window):
        if fact.body.start < since:
            continue
        recent.append((fact.body.start, failures(fact.body.operations)))
        while recent[0][0] < fact.body.end - RATIO_SPAN_MS:
            del recent[0]
        failed = sum(share.part for _, share in recent)
        ratio = Share(failed, sum(share.whole for _, share in recent)).percent
        if peak > policy.objectives.error_percent and ratio <= peak / 2:
            yield Milestone(fact.body.end, "errors at half their peak", (fact.seq,))
            return
        peak = max(peak, ratio)


def milestones(
    facts: Facts, policy: Policy, instants: Instants, statements: tuple[Statement, ...]
) -> tuple[Milestone, ...]:
    """Every mark reached from the impact on, in order."""
    since = instants.impact.at
    if since is None:
        return ()
    found = (
        *_commanded(facts, statements, since),
        *_evidence_kept(facts, since),
        *_in_the_world(facts, since),
        *_errors_halved(facts, policy, since),
    )
    return tuple(sorted(found))
