"""System metrics as figures: the exercise in quarters of an hour, each row a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Table, columns, words
from scoring.truth import delayed, failures
from sim.journal.bodies import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.document import Cell
    from reports.material import Material

PERIOD_MS = 15 * 60_000


def _row(start: int, windows: Sequence[Window]) -> tuple[Cell, ...]:
    counts = [one for window in windows for one in window.operations]
    failed, waited = failures(counts), delayed(counts)
    worst = max(windows, key=lambda window: window.p95_ms)
    last = windows[-1]
    texts = (
        f"{spell.clock(start)} to {spell.clock(last.end)}",
        spell.count(failed.whole),
        spell.percent(failed.percent),
        spell.percent(waited.percent),
        f"{spell.count(worst.p95_ms)} ms",
        spell.count(last.queue_pending),
        f"{last.breaker}, {last.mode.replace('_', ' ')}",
    )
    return tuple(map(words, texts))


def periods(made: Material) -> Table:
    """Load, errors, waiting, response time, queue and the worker's state, oldest first."""
    parts: dict[int, list[Window]] = {}
    for fact in made.facts.of(Window):
        start = fact.body.start - fact.body.start % PERIOD_MS
        parts.setdefault(start, []).append(fact.body)
    rows = tuple(_row(start, parts[start]) for start in sorted(parts))
    heads = columns(
        "From, to", "#Operations", "#Failed", "#Delayed", "#Worst p95", "#Queued at its end",
        "Breaker, mode at its end",
    )  # fmt: skip
    return Table("System metrics", heads, rows, empty="No window was measured.")
