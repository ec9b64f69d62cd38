"""The conditions of acting: degrade, test, close, restore, check, watch, leave the queue empty.

Order is what matters here: a test before a reset, a closed breaker before a restore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.procedure.steps import StepOutcome
from scoring.verdict import clock
from sim.journal.bodies import BreakerMoved, FaultEdge, ModeChanged, QueueChanged, Window
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from scoring.facts import Fact
    from scoring.ground import Ground
    from sim.command_set import Effect
    from sim.journal.bodies import Action
    from sim.scenario.names import Service

_R2: Service = "R2_STORAGE"


def degraded_mode_on(ground: Ground) -> StepOutcome:
    """R2 was put into degraded mode by hand, where the worker did not do it itself."""
    since = ground.facts.began_at
    first = next(
        (f for f in ground.facts.of(ModeChanged) if f.at >= since and f.body.mode == "degraded"),
        None,
    )
    if first is None:
        if not any(
            fact.body.fault in ground.facts.hurting_r2 for fact in ground.facts.of(FaultEdge)
        ):
            return StepOutcome("not applicable", "no fault of R2")
        return StepOutcome("missed")
    if first.body.by == "automatic":
        return StepOutcome(
            "not applicable", "the worker did it automatically", first.at, (first.seq,)
        )
    return StepOutcome("done", at=first.at, evidence=(first.seq,))


def _on_r2(ground: Ground, effect: Effect) -> tuple[Fact[Action], ...]:
    """The commands with this effect on R2 since the impact; one that names no service is on R2."""
    commands = actions.did(ground.facts, effect, since=ground.instants.impact.at or 0)
    return tuple(fact for fact in commands if fact.body.arguments.get("name", _R2) == _R2)


def _restores(ground: Ground) -> tuple[Fact[Action], ...]:
    """Restores and nothing more: what also resets the breaker is judged as a reset."""
    return tuple(one for one in _on_r2(ground, "restores") if "resets" not in one.body.effect)


def _tested_before(ground: Ground, commands: tuple[Fact[Action], ...], what: str) -> StepOutcome:
    if not commands:
        return StepOutcome("not applicable", f"no {what} was made")
    first = commands[0]
    # A test from before the impact says nothing about this incident.
    passed = actions.passed_tests(ground.facts, ground.instants.impact.at or 0)
    before = next((fact for fact in passed if fact.seq < first.seq), None)
    if before is not None:
        return StepOutcome("done", at=before.at, evidence=(before.seq, first.seq))
    stuck = [
        fact for fact in ground.facts.of(FaultEdge) if fact.body.effect == "breaker_stuck_open"
    ]
    if stuck and ground.facts.r2_fault_on(first.at) is None:
        # A test goes through the breaker, and this breaker lets none through.
        return StepOutcome("not applicable", "the breaker let no test through", stuck[0].at)
    why = "the test came afterwards" if passed else "no test passed"
    return StepOutcome("out of order", why, first.at, (first.seq,))


def test_before_reset(ground: Ground) -> StepOutcome:
    """An R2 test passed before the breaker is closed by hand."""
    return _tested_before(ground, _on_r2(ground, "resets"), "reset")


def test_before_restore(ground: Ground) -> StepOutcome:
    """An R2 test passed before the service leaves degraded mode."""
    return _tested_before(ground, _restores(ground), "restore")


def _breaker_state(ground: Ground, seq: int) -> str:
    """The breaker's state just before a journal entry."""
    moves = [fact for fact in ground.facts.of(BreakerMoved) if fact.seq < seq]
    return moves[-1].body.new if moves else "CLOSED"


def _closes(moved: Fact[BreakerMoved], restore: Fact[Action]) -> bool:
    """Whether a move of the breaker is the restore's own doing: its reason begins with the word."""
    same = moved.at == restore.at and moved.seq > restore.seq
    return same and moved.body.new == "CLOSED" and moved.body.reason.startswith("restore: ")


def breaker_closed_before_restore(ground: Ground) -> StepOutcome:
    """The breaker was closed when the service was restored; not asked of one that closes it."""
    restores = _restores(ground)
    if not restores:
        return StepOutcome("not applicable", "there was no restore")
    first = restores[0]
    # Entries that the command caused may precede its own, at the same instant.
    moved = next(
        (f for f in ground.facts.of(ModeChanged) if f.at == first.at and f.body.by == "operator"),
        None,
    )
    seq = first.seq if moved is None else min(moved.seq, first.seq)
    state = _breaker_state(ground, seq)
    if state == "CLOSED":
        return StepOutcome("done", at=first.at, evidence=(first.seq,))
    closed = next((f for f in ground.facts.of(BreakerMoved) if _closes(f, first)), None)
    if closed is not None:
        why = "the restore closed it"
        return StepOutcome("not applicable", why, first.at, (first.seq, closed.seq))
    return StepOutcome("out of order", f"the breaker was {state}", first.at, (first.seq,))


def _still_degraded(ground: Ground) -> bool:
    return bool(ground.facts.of(ModeChanged)) and any(
        fact.body.mode == "degraded"
        # A later change of a service takes the earlier one's place, so its last mode is left.
        for fact in {fact.body.service: fact for fact in ground.facts.of(ModeChanged)}.values()
    )


def service_restored(ground: Ground) -> StepOutcome:
    """Nothing is left in degraded mode."""
    if not any(fact.body.mode == "degraded" for fact in ground.facts.of(ModeChanged)):
        return StepOutcome("not applicable", "nothing was degraded")
    if _still_degraded(ground):
        return StepOutcome("missed", "the worker was left in degraded mode")
    last = ground.facts.of(ModeChanged)[-1]
    return StepOutcome("done", at=last.at, evidence=(last.seq,))


def check_after_restore(ground: Ground) -> StepOutcome:
    """A check of the whole after the last restore."""
    restores = _on_r2(ground, "restores")
    if not restores:
        if _still_degraded(ground):
            return StepOutcome("missed", "nothing was restored")
        return StepOutcome("not applicable", "there was no restore")
    last = restores[-1]
    checks = actions.did(ground.facts, "tests", since=last.at)
    after = next((fact for fact in checks if fact.seq > last.seq), None)
    if after is None:
        which = "the last restore, " if len(restores) > 1 else "the restore "
        why = f"no check after {which}at {clock(last.at)}"
        return StepOutcome("missed", why, evidence=(last.seq,))
    return StepOutcome("done", at=after.at, evidence=(last.seq, after.seq))


def monitored(ground: Ground) -> StepOutcome:
    """Somebody stayed for the monitoring period after recovery, and looked."""
    period = ground.policy.monitoring_period
    recover = ground.instants.recover
    if recover.at is None:
        return StepOutcome("missed", "there was no recovery to watch")
    stayed = ground.facts.left_at - recover.at
    # Nobody can stay longer than EndEx.
    until = min(recover.at + period, ground.facts.ended_at)
    if ground.facts.left_at >= until:
        looks = actions.did(ground.facts, "looks", "tests", since=recover.at)
        looked = [fact for fact in looks if fact.at <= until]
        if not looked:
            why = f"nobody looked in the {spoken(until - recover.at)} after recovery"
            return StepOutcome("missed", why, evidence=recover.evidence)
        return StepOutcome("done", at=until, evidence=(*recover.evidence, looked[-1].seq))
    why = f"left {spoken(max(0, stayed))} after recovery"
    if stayed < 0:
        why = f"left {spoken(-stayed)} before recovery"
    return StepOutcome("missed", why, ground.facts.left_at, recover.evidence)


def anything_queued(ground: Ground) -> bool:
    """Whether an operation ever waited; a pass forced over an empty queue shows none."""
    return any(
        fact.body.event != "forced" or fact.body.pending or fact.body.attempted
        for fact in ground.facts.of(QueueChanged)
    )


def queue_empty(ground: Ground) -> StepOutcome:
    """Nothing waits in the queue at the end."""
    if not anything_queued(ground):
        return StepOutcome("not applicable", "nothing was queued")
    if not ground.facts.scenario.worker.queue.waits_for_storage:
        # It takes no work of anybody's: it tries, or gives up, whatever it has.
        return StepOutcome("not applicable", "this queue empties automatically")
    samples = [(f.seq, f.body.pending) for f in ground.facts.of(QueueChanged)]
    samples += [(f.seq, f.body.queue_pending) for f in ground.facts.of(Window)]
    # The highest sequence number is the last that was told of the queue, by whichever of the two.
    seq, pending = max(samples)
    if pending:
        return StepOutcome("missed", f"{pending:,} operations were still queued", evidence=(seq,))
    return StepOutcome("done", evidence=(seq,))
