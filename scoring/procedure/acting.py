"""The conditions of acting: degrade, test, close, restore, check, watch, leave the queue empty.

Order is what matters here: a test before a reset, a closed breaker before a restore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.procedure.steps import Seen
from scoring.verdict import minutes

if TYPE_CHECKING:
    from scoring.case import Case
    from scoring.facts import Fact
    from sim.journal.bodies import Action
    from sim.scenario.names import Service

_R2: Service = "R2_STORAGE"


def degraded_mode_on(case: Case) -> Seen:
    """R2 was put into degraded mode by hand, where the worker did not do it itself."""
    since = case.facts.began_at
    first = next((f for f in case.facts.modes if f.at >= since and f.body.mode == "degraded"), None)
    if first is None:
        if not any(fact.body.fault in case.facts.hurting_r2 for fact in case.facts.faults):
            return Seen("not applicable", "no fault of R2")
        return Seen("missed")
    if first.body.by == "automatic":
        return Seen("not applicable", "the worker did it by itself", first.at, (first.seq,))
    return Seen("done", at=first.at, evidence=(first.seq,))


def _commands(case: Case, names: frozenset[str]) -> tuple[Fact[Action], ...]:
    since = case.instants.impact.at or 0
    commands = said.effective(case.facts, names, since)
    return tuple(fact for fact in commands if fact.body.arguments.get("name", _R2) == _R2)


def _tested_before(case: Case, names: frozenset[str]) -> Seen:
    commands = _commands(case, names)
    if not commands:
        return Seen("not applicable", "there was none")
    first = commands[0]
    stuck = [fact for fact in case.facts.faults if fact.body.effect == "breaker_stuck_open"]
    if stuck and case.facts.r2_fault_on(first.at) is None:
        # A test goes through the breaker, and this breaker lets none through.
        return Seen("not applicable", "the breaker let no test through", stuck[0].at)
    # A test from before the impact says nothing about this incident.
    passed = said.passed_tests(case.facts, case.instants.impact.at or 0)
    before = next((fact for fact in passed if fact.seq < first.seq), None)
    if before is not None:
        return Seen("done", at=before.at, evidence=(before.seq, first.seq))
    why = "the test came afterwards" if passed else "no test passed"
    return Seen("out of order", why, first.at, (first.seq,))


def test_before_reset(case: Case) -> Seen:
    """An R2 test passed before the breaker is closed by hand."""
    return _tested_before(case, said.RESETS)


def test_before_restore(case: Case) -> Seen:
    """An R2 test passed before the service leaves degraded mode."""
    return _tested_before(case, frozenset({"restore"}))


def _breaker_state(case: Case, seq: int) -> str:
    """The breaker's state just before a journal entry."""
    moves = [fact for fact in case.facts.breaker if fact.seq < seq]
    return moves[-1].body.new if moves else "CLOSED"


def breaker_closed_before_restore(case: Case) -> Seen:
    """The breaker was closed when the service was restored."""
    restores = _commands(case, frozenset({"restore"}))
    if not restores:
        return Seen("not applicable", "there was no restore")
    first = restores[0]
    # Entries that the command caused may precede its own, at the same instant.
    moved = next(
        (f for f in case.facts.modes if f.at == first.at and f.body.by == "operator"), None
    )
    seq = first.seq if moved is None else min(moved.seq, first.seq)
    state = _breaker_state(case, seq)
    if state == "CLOSED":
        return Seen("done", at=first.at, evidence=(first.seq,))
    return Seen("out of order", f"the breaker was {state}", first.at, (first.seq,))


def _still_degraded(case: Case) -> bool:
    return bool(case.facts.modes) and any(
        fact.body.mode == "degraded"
        for fact in {fact.body.service: fact for fact in case.facts.modes}.values()
    )


def service_restored(case: Case) -> Seen:
    """Nothing is left in degraded mode."""
    if not any(fact.body.mode == "degraded" for fact in case.facts.modes):
        return Seen("not applicable", "nothing was degraded")
    if _still_degraded(case):
        return Seen("missed", "the worker was left in degraded mode")
    last = case.facts.modes[-1]
    return Seen("done", at=last.at, evidence=(last.seq,))


def check_after_restore(case: Case) -> Seen:
    """A check of the whole after the last restore."""
    restores = _commands(case, said.RESTORES)
    if not restores:
        if _still_degraded(case):
            return Seen("missed", "nothing was restored")
        return Seen("not applicable", "there was no restore")
    last = restores[-1]
    checks = said.effective(case.facts, said.CHECKS, last.at)
    after = next((fact for fact in checks if fact.seq > last.seq), None)
    if after is None:
        return Seen("missed", evidence=(last.seq,))
    return Seen("done", at=after.at, evidence=(last.seq, after.seq))


def monitored(case: Case) -> Seen:
    """Somebody stayed for the monitoring period after recovery."""
    period = case.policy.monitoring_period
    recover = case.instants.recover
    if recover.at is None:
        return Seen("missed", "there was no recovery to watch")
    stayed = case.facts.left_at - recover.at
    if case.facts.left_at >= min(recover.at + period, case.facts.ended_at):
        return Seen("done", at=case.facts.left_at, evidence=recover.evidence)
    why = f"left {minutes(max(0, stayed))} after recovery"
    if stayed < 0:
        why = f"left {minutes(-stayed)} before recovery"
    return Seen("missed", why, case.facts.left_at, recover.evidence)


def queue_empty(case: Case) -> Seen:
    """Nothing waits in the queue at the end."""
    if not case.facts.queue:
        return Seen("not applicable", "nothing was queued")
    samples = [(f.seq, f.body.pending) for f in case.facts.queue]
    samples += [(f.seq, f.body.queue_pending) for f in case.facts.windows]
    seq, pending = max(samples)
    if pending:
        return Seen("missed", f"{pending} operations still wait", evidence=(seq,))
    return Seen("done", evidence=(seq,))
