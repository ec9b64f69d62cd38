"""A fork in plain sentences, each figure from one of the two journals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.debrief.decisions import harm
from scoring.verdict import some
from sim.scenario.durations import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.what_if.material import ForkStep, NightOutcome, WhatIf

_KINDS = {
    "download": "download",
    "upload": "upload",
    "delete": "deletion",
    "metadata": "list call",
}
"""What users' operations are called in a sentence; others go by their name."""


def span(ms: int) -> str:
    """A difference of times: `8 min`, `45 s`."""
    return spell.spoken(abs(ms))


def _clock(made: WhatIf, ms: int) -> str:
    return spell.wall_clock(made.starts_at, ms)


def _recovery(made: WhatIf) -> str:
    before, after = made.before.recovered_at, made.after.recovered_at
    if before is None and after is None:
        return "The service is not back to normal by the end in either."
    if before is None:
        return f"The service is back to normal at {_clock(made, after or 0)}; in the record, never."
    if after is None:
        return (
            f"The service is not back to normal by {_clock(made, made.after.ended_at)}, where the "
            f"fork ends; in the record it was at {_clock(made, before)}."
        )
    change = after - before
    if abs(change) < SECOND:
        return f"The service is back to normal at {_clock(made, before)} in both."
    return (
        f"The service is back to normal {span(change)} {'later' if change > 0 else 'sooner'}: at "
        f"{_clock(made, after)} instead of {_clock(made, before)}."
    )


def kinds_changed(before: NightOutcome, after: NightOutcome, until: int) -> str:
    """`195 fewer downloads, 3 more uploads`: failed operations by kind; "" without a change."""
    one, other = before.failed_by_kind(until), after.failed_by_kind(until)
    parts = []
    for kind in sorted({*one, *other}):
        change = other.get(kind, 0) - one.get(kind, 0)
        if change:
            name = f"{'more' if change > 0 else 'fewer'} {_KINDS.get(kind, kind)}"
            parts.append(some(abs(change), name))
    return ", ".join(parts)


def _operations(made: WhatIf) -> Iterator[str]:
    before, after = (one.impact(made.until) for one in (made.before, made.after))
    end = f"counted to {_clock(made, made.until)} in both"
    if harm(before) == harm(after):
        yield f"Failed or lost operations: {harm(before):,} in both, {end}."
    else:
        change = harm(after) - harm(before)
        kinds = kinds_changed(made.before, made.after, made.until)
        more = f" ({kinds})" if kinds else ""
        yield (
            f"{some(abs(change), 'more operation' if change > 0 else 'fewer operation')} "
            f"{'fails or is' if abs(change) == 1 else 'fail or are'} lost: {harm(after):,} instead "
            f"of {harm(before):,}, {end}{more}."
        )
    if before.queued != after.queued:
        yield f"{after.queued:,} operations are delayed instead of {before.queued:,}."
    if before.bad_minutes != after.bad_minutes:
        yield (
            f"{spell.decimal(after.bad_minutes)} min out of objective instead of "
            f"{spell.decimal(before.bad_minutes)}."
        )


def _judged(made: WhatIf) -> Iterator[str]:
    before, after = made.judged
    if before.total is None or after.total is None:
        yield "There is no total to compare: too little of one could be scored."
    elif before.total == after.total:
        yield f"Total: {before.total:.1f} points in both."
    else:
        yield f"Total: {after.total:.1f} points instead of {before.total:.1f}."
    old, new = before.harms, after.harms
    if len(old) == len(new):
        yield f"Harms found: {len(old)} in both."
    else:
        yield f"Harms found: {len(new)} instead of {len(old)}."
    yield from (f"No harm any more: {text}" for text in old if text not in new)
    yield from (f"New harm: {text}" for text in new if text not in old)


def sentences(made: WhatIf) -> tuple[str, ...]:
    """The comparison, a sentence each."""
    if made.same:
        return ("Nothing changes: both journals are equal, byte for byte.",)
    return (*cost_of_moving(made), _recovery(made), *_operations(made), *_judged(made))


def cost_of_moving(made: WhatIf) -> tuple[str, ...]:
    """`At 14:31:00 instead of 14:20:00, it cost 8 min and 310 failed operations.`."""
    if made.moved is None:
        return ()
    step, other = made.moved
    ms = made.before.back_at - made.after.back_at
    operations = made.before.operations(made.until) - made.after.operations(made.until)
    times = f"{_clock(made, step.at)} instead of {_clock(made, other)}"
    if abs(ms) < SECOND and not operations:
        return (f"Doing this at {times} made no difference to users or recovery: {step.what}.",)
    cost = [span(ms)] if ms >= SECOND else []
    saved = [span(ms)] if ms <= -SECOND else []
    if operations:
        counted = some(abs(operations), "failed operation")
        (cost if operations > 0 else saved).append(counted)
    verbs = [f"cost {' and '.join(cost)}"] if cost else []
    verbs += [f"saved {' and '.join(saved)}"] if saved else []
    return (f"Doing this at {times} {' but '.join(verbs)}: {step.what}.",)


def remarks(made: WhatIf) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What did not happen as in the record: headings with lists of commands; empty lists go."""
    found = (
        ("Left out because it no longer makes sense", made.skipped),
        ("Refused, although it worked in the record", made.refused),
        ("Not reached: the fork ends before it", made.unreached),
        ("Given without what it answered in the record, which never comes", made.alone),
    )
    return tuple((title, _told(made, steps)) for title, steps in found if steps)


def _told(made: WhatIf, steps: Sequence[ForkStep]) -> tuple[str, ...]:
    lines = []
    for one in steps:
        why = f" ({one.why})" if one.why else ""
        lines.append(f"{one.seq}: {_clock(made, one.at)}, {one.what}{why}")
    return tuple(lines)
