"""The steps of acting: tell, degrade, test, close, restore, check, watch, leave the queue empty.

Order is what matters here: a test before a reset, a closed breaker before a restore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.notices import TEAM, USERS
from scoring.procedure.steps import Step
from scoring.verdict import minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Case
    from scoring.facts import Fact
    from sim.journal.bodies import Action
    from sim.scenario.names import Service

_R2: Service = "R2_STORAGE"


def _told(case: Case, name: str, reason: str) -> Step:
    notice = case.book.notice(reason)
    if notice is None:
        return Step(name, "not applicable", "it never fell due")
    return Step(
        name,
        "done" if notice.verdict == "met" else notice.verdict,
        at=notice.met_at,
        evidence=notice.evidence,
    )


def _degraded(case: Case) -> Step:
    name = "degraded mode on"
    since = case.facts.began_at
    first = next((f for f in case.facts.modes if f.at >= since and f.body.mode == "degraded"), None)
    if first is None:
        if not any(fact.body.fault in case.facts.hurting_r2 for fact in case.facts.faults):
            return Step(name, "not applicable", "no fault of R2")
        return Step(name, "missed")
    if first.body.by == "automatic":
        return Step(name, "not applicable", "the worker did it by itself", first.at, (first.seq,))
    return Step(name, "done", at=first.at, evidence=(first.seq,))


def _commands(case: Case, names: frozenset[str]) -> tuple[Fact[Action], ...]:
    since = case.instants.impact.at or 0
    commands = said.effective(case.facts, names, since)
    return tuple(fact for fact in commands if fact.body.arguments.get("name", _R2) == _R2)


def _tested_before(case: Case, names: frozenset[str], what: str) -> Step:
    name = f"R2 test passed before {what}"
    commands = _commands(case, names)
    if not commands:
        return Step(name, "not applicable", "there was none")
    first = commands[0]
    stuck = [fact for fact in case.facts.faults if fact.body.effect == "breaker_stuck_open"]
    if stuck and case.facts.r2_fault_on(first.at) is None:
        # A test goes through the breaker, and this breaker lets none through.
        return Step(name, "not applicable", "the breaker let no test through", stuck[0].at)
    # A test from before the impact says nothing about this incident.
    passed = said.passed_tests(case.facts, case.instants.impact.at or 0)
    before = next((fact for fact in passed if fact.seq < first.seq), None)
    if before is not None:
        return Step(name, "done", at=before.at, evidence=(before.seq, first.seq))
    why = "the test came afterwards" if passed else "no test passed"
    return Step(name, "out of order", why, first.at, (first.seq,))


def _breaker_state(case: Case, seq: int) -> str:
    """The breaker's state just before a journal entry."""
    moves = [fact for fact in case.facts.breaker if fact.seq < seq]
    return moves[-1].body.new if moves else "CLOSED"


def _closed_before_restore(case: Case) -> Step:
    name = "breaker closed before restore"
    restores = _commands(case, frozenset({"restore"}))
    if not restores:
        return Step(name, "not applicable", "there was no restore")
    first = restores[0]
    # Entries that the command caused may precede its own, at the same instant.
    moved = next(
        (f for f in case.facts.modes if f.at == first.at and f.body.by == "operator"), None
    )
    seq = first.seq if moved is None else min(moved.seq, first.seq)
    state = _breaker_state(case, seq)
    if state == "CLOSED":
        return Step(name, "done", at=first.at, evidence=(first.seq,))
    return Step(name, "out of order", f"the breaker was {state}", first.at, (first.seq,))


def _still_degraded(case: Case) -> bool:
    return bool(case.facts.modes) and any(
        fact.body.mode == "degraded"
        for fact in {fact.body.service: fact for fact in case.facts.modes}.values()
    )


def _restored(case: Case) -> Step:
    name = "service restored"
    if not any(fact.body.mode == "degraded" for fact in case.facts.modes):
        return Step(name, "not applicable", "nothing was degraded")
    if _still_degraded(case):
        return Step(name, "missed", "the worker was left in degraded mode")
    last = case.facts.modes[-1]
    return Step(name, "done", at=last.at, evidence=(last.seq,))


def _checked(case: Case) -> Step:
    name = "full check after restore"
    restores = _commands(case, said.RESTORES)
    if not restores:
        if _still_degraded(case):
            return Step(name, "missed", "nothing was restored")
        return Step(name, "not applicable", "there was no restore")
    last = restores[-1]
    checks = said.effective(case.facts, said.CHECKS, last.at)
    after = next((fact for fact in checks if fact.seq > last.seq), None)
    if after is None:
        return Step(name, "missed", evidence=(last.seq,))
    return Step(name, "done", at=after.at, evidence=(last.seq, after.seq))


def _watched(case: Case) -> Step:
    period = case.policy.monitoring_period
    name = f"{minutes(period)} of monitoring"
    recover = case.instants.recover
    if recover.at is None:
        return Step(name, "missed", "there was no recovery to watch")
    stayed = case.facts.left_at - recover.at
    if case.facts.left_at >= min(recover.at + period, case.facts.ended_at):
        return Step(name, "done", at=case.facts.left_at, evidence=recover.evidence)
    why = f"left {minutes(max(0, stayed))} after recovery"
    if stayed < 0:
        why = f"left {minutes(-stayed)} before recovery"
    return Step(name, "missed", why, case.facts.left_at, recover.evidence)


def _queue_empty(case: Case) -> Step:
    name = "queue empty at the end"
    if not case.facts.queue:
        return Step(name, "not applicable", "nothing was queued")
    samples = [(f.seq, f.body.pending) for f in case.facts.queue]
    samples += [(f.seq, f.body.queue_pending) for f in case.facts.windows]
    seq, pending = max(samples)
    if pending:
        return Step(name, "missed", f"{pending} operations still wait", evidence=(seq,))
    return Step(name, "done", evidence=(seq,))


def acting(case: Case) -> Iterator[Step]:
    """The steps of acting, in the procedure's order."""
    yield _told(case, "team told", TEAM)
    yield _degraded(case)
    yield _tested_before(case, said.RESETS, "the breaker is reset")
    yield _tested_before(case, frozenset({"restore"}), "restore")
    yield _closed_before_restore(case)
    yield _restored(case)
    yield _checked(case)
    yield _watched(case)
    yield _queue_empty(case)
    yield _told(case, "users told", USERS)
