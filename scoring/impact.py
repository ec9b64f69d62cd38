"""What the incident cost the customers, counted from the windows.

Knows windows and the objectives' bad minutes; says nothing of whose fault it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import Impact
from scoring.truth import corrupted, delayed, failures
from sim.journal.bodies import QueueChanged, Window
from sim.journal.stored import BackupChanged

if TYPE_CHECKING:
    from scoring.facts import Facts
    from scoring.truth import GroundTruth

MINUTE_MS = 60_000


def _mean_delay(facts: Facts, queued: int) -> float:
    """Operation-minutes spent in the queue, shared among the operations that were queued."""
    waited = sum(
        fact.body.queue_pending * (fact.body.end - fact.body.start) for fact in facts.of(Window)
    )
    return round(waited / queued / MINUTE_MS, 1) if queued else 0.0


def cost(facts: Facts, truth: GroundTruth) -> Impact:
    """Failed, delayed and lost operations, users touched, bad minutes, availability in percent."""
    counts = tuple(row for fact in facts.of(Window) for row in fact.body.operations)
    failed, queued = failures(counts), delayed(counts)
    bad_ms = sum(span.end - span.start for span in truth.bad)
    told_lost = sum(fact.body.lost for fact in facts.of(QueueChanged) if fact.body.event == "lost")
    return Impact(
        requests=failed.whole,
        failed=failed.part,
        queued=queued.part,
        mean_delay_minutes=_mean_delay(facts, queued.part),
        # Each window counts from StartEx on, so the highest tells all;
        # where no window tells of any, the queue's own entries may.
        lost=max((fact.body.queue_lost for fact in facts.of(Window)), default=0) or told_lost,
        corrupted=corrupted(counts),
        overwritten=sum(fact.body.overwritten for fact in facts.of(BackupChanged)),
        unrecoverable=sum(fact.body.unrecoverable for fact in facts.of(BackupChanged)),
        users_touched=max((fact.body.users_touched for fact in facts.of(Window)), default=0),
        bad_minutes=round(bad_ms / MINUTE_MS, 1),
        availability_percent=round(100 - failed.percent, 1),
    )
