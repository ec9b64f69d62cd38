"""What made things worse: a breaker reset, a queue forced, a service restored onto a dead bucket.

The cost stands in the journal or is not given: operations that the queue gave up, user operations
that failed on R2 shortly before and after, the time until the breaker opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.procedure.data_harm import data_harms
from scoring.procedure.steps import Harm
from sim.command_set import typed
from sim.journal.bodies import BreakerMoved, QueueChanged, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Evidence
    from sim.journal.bodies import Action, FaultEdge

AROUND_MS = 2 * 60_000
"""How far before and after a command user operations are counted."""


def _r2_errors(ground: Ground, start: int, end: int) -> tuple[int, Evidence]:
    """User operations that tried R2 and failed, in the whole windows inside the span."""
    inside = [
        fact
        for fact in ground.facts.of(Window)
        if start <= fact.body.start and fact.body.end <= end
    ]
    errors = sum(
        row.errors for fact in inside for row in fact.body.operations if row.operation != "metadata"
    )
    return errors, tuple(fact.seq for fact in inside)


def _around(ground: Ground, at: int) -> tuple[str, Evidence]:
    """Failures on R2 in the windows around a command, in words.

    Windows are whole: the one in which the command fell counts as after.
    """
    here = ground.facts.window_at(at)
    if here is None:
        return "", ()
    begin = here.body.start
    before, seen_before = _r2_errors(ground, begin - AROUND_MS, begin)
    after, seen_after = _r2_errors(ground, begin, begin + AROUND_MS)
    if not seen_after:
        return "", ()
    text = (
        f" {after} user operations reached R2 and failed in that minute and the next, compared "
        f"with {before} in the two minutes before; calls that the breaker stopped are not counted."
    )
    return text, (*seen_before, *seen_after)


def _reopened(ground: Ground, at: int) -> tuple[str, Evidence]:
    again = next(
        (f for f in ground.facts.of(BreakerMoved) if f.at >= at and f.body.new == "OPEN"), None
    )
    if again is None:
        return "", ()
    return f" The breaker opened again {(again.at - at) / 1000:.0f} s later.", (again.seq,)


def _forced(
    ground: Ground, fact: Fact[QueueChanged], next_at: int | None, fault: Fact[FaultEdge]
) -> Harm:
    lost = [
        other
        for other in ground.facts.of(QueueChanged)
        if other.body.event == "lost"
        and other.at >= fact.at
        and (next_at is None or other.at < next_at)
        and ground.facts.r2_fault_on(other.at) is not None
    ]
    count = sum(other.body.lost for other in lost)
    failed = fact.body.attempted - fact.body.completed
    text = (
        f"The queue was forced into the broken bucket ({fault.body.fault}): "
        f"{failed} of {fact.body.attempted} attempts failed, {count} operations were lost for good."
    )
    seqs = {fault.seq, fact.seq, *(other.seq for other in lost)}
    return Harm(text, fact.at, tuple(sorted(seqs)))


def _forced_passes(ground: Ground) -> Iterator[Harm]:
    forced = [fact for fact in ground.facts.of(QueueChanged) if fact.body.event == "forced"]
    for index, fact in enumerate(forced):
        fault = ground.facts.r2_fault_on(fact.at)
        if fault is None or fact.body.attempted == fact.body.completed:
            continue
        # Passes forced at one instant share their losses: the last of them carries them.
        following = forced[index + 1].at if index + 1 < len(forced) else None
        yield _forced(ground, fact, following, fault)


def _what_was_done(action: Action) -> str:
    if "restores" not in action.effect:
        return "The breaker was reset"
    return "Recovery was forced" if "resets" in action.effect else "The service was restored"


def _premature(ground: Ground, action: Fact[Action], fault: Fact[FaultEdge]) -> Harm:
    did = _what_was_done(action.body)
    around, windows = _around(ground, action.at)
    reopened, moves = _reopened(ground, action.at)
    text = f"{did} while the bucket was broken ({fault.body.fault}).{around}{reopened}"
    return Harm(text, action.at, tuple(sorted({fault.seq, action.seq, *windows, *moves})))


def harms(ground: Ground) -> tuple[Harm, ...]:
    """Everything that made it worse, in order."""
    found = list(_forced_passes(ground))
    for action in actions.did(ground.facts, "resets", "restores"):
        fault = ground.facts.r2_fault_on(action.at)
        other = action.body.arguments.get("name", "R2_STORAGE") != "R2_STORAGE"
        if fault is not None and not other:
            found.append(_premature(ground, action, fault))
    found += data_harms(ground)
    return tuple(sorted(found, key=lambda harm: (harm.at, harm.evidence)))


def needless_acts(ground: Ground) -> tuple[Harm, ...]:
    """Changes to a service that nothing was wrong with; the cost is what users then waited for."""
    found = []
    acts = actions.did(ground.facts, "resets", "restores", "degrades", "forces_queue")
    for action in acts:
        windows = [fact for fact in ground.facts.of(Window) if fact.body.end > action.at]
        waited = sum(row.queued for fact in windows for row in fact.body.operations)
        seqs = (action.seq, *(fact.seq for fact in windows[:1]))
        text = (
            f"{typed(action.body.command)} was sent to a service that was healthy; "
            f"{waited} user operations had to wait from then on."
        )
        found.append(Harm(text, action.at, seqs))
    return tuple(found)
