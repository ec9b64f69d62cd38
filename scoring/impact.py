"""What the incident cost the customers, counted from the windows.

Knows windows and the objectives' bad minutes; says nothing of whose fault it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.complaints import complaints
from scoring.facts import embedded_policy, gather
from scoring.model import Impact
from scoring.truth import corrupted, delayed, failures, judge_truth
from sim.journal.bodies import QueueChanged, Window
from sim.journal.stored import BackupChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.facts import Facts
    from scoring.truth import GroundTruth
    from sim.journal.encoding import Entry

MINUTE_MS = 60_000


def _mean_delay(windows: Sequence[Window], queued: int) -> float:
    """Operation-minutes spent in the queue, shared among the operations that were queued."""
    waited = sum(window.queue_pending * (window.end - window.start) for window in windows)
    return round(waited / queued / MINUTE_MS, 1) if queued else 0.0


def cost(facts: Facts, truth: GroundTruth, until: int | None = None) -> Impact:
    """Failed, delayed and lost operations, users touched, bad minutes, availability in percent.

    Args:
        facts: the journal.
        truth: its windows, judged.
        until: up to here, ms since StartEx, for two exercises over one span; None for all.
    """
    end = facts.ended_at if until is None else until
    windows = tuple(fact.body for fact in facts.of(Window) if fact.body.end <= end)
    counts = tuple(row for window in windows for row in window.operations)
    failed, queued = failures(counts), delayed(counts)
    bad_ms = sum(span.end - span.start for span in truth.bad if span.end <= end)
    told_lost = sum(
        fact.body.lost
        for fact in facts.of(QueueChanged)
        if fact.body.event == "lost" and fact.at <= end
    )
    changed = tuple(fact.body for fact in facts.of(BackupChanged) if fact.at <= end)
    return Impact(
        requests=failed.whole,
        failed=failed.part,
        queued=queued.part,
        mean_delay_minutes=_mean_delay(windows, queued.part),
        # Each window counts from StartEx on, so the highest tells all;
        # where no window tells of any, the queue's own entries may.
        lost=max((window.queue_lost for window in windows), default=0) or told_lost,
        corrupted=corrupted(counts),
        overwritten=sum(one.overwritten for one in changed),
        unrecoverable=sum(one.unrecoverable for one in changed),
        complaints=complaints(facts, end),
        users_touched=max((window.users_touched for window in windows), default=0),
        bad_minutes=round(bad_ms / MINUTE_MS, 1),
        availability_percent=round(100 - failed.percent, 1),
    )


def impact_until(entries: Sequence[Entry], until: int) -> Impact:
    """What an exercise cost the customers up to an instant, ms since StartEx.

    Raises:
        ValueError: the entries do not open with a header.
    """
    facts = gather(entries)
    truth = judge_truth(facts.of(Window), embedded_policy(entries), facts.ended_at)
    return cost(facts, truth, until)
