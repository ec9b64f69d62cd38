"""What a re-enacted night was like, measured from its journal: never a parameter read back.

At the users' door, or as R2's own refusals: these in a *bare* worker, whose breaker never opens and
which never goes read-only, so that every call tries R2 as the vendor's users did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from scoring.facts import gather
from scoring.lived import lived
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action, HealthChanged, Message, Window
from sim.scenario.library import find_policy, find_scenario, find_what_they_did
from sim.scenario.load import load_policy, load_responder, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scoring.facts import Facts
    from scoring.model import Scorecard
    from sim.journal.bodies import KindCounts
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

MINUTE = 60_000
NEVER_OPENS = 1_000_000_000
READS, WRITES = ("download",), ("upload", "delete")


@dataclass(frozen=True)
class Night:
    """One night as it was played: its journal and what scoring makes of it."""

    scenario: Scenario
    policy: Policy
    entries: tuple[Entry, ...]
    card: Scorecard
    facts: Facts

    @property
    def impact(self) -> int:
        """When users first felt it, ms since StartEx."""
        at = self.card.instant("impact").at
        assert at is not None
        return at

    def windows(self, start: int = 0, end: int = 1 << 60) -> Iterator[Window]:
        """The metric windows that lie wholly in the span, ms since StartEx."""
        for fact in self.facts.of(Window):
            if start <= fact.body.start and fact.body.end <= end:
                yield fact.body

    def minutes(self, at: int) -> float:
        """From the impact to an instant, in minutes of that night."""
        relived = self.scenario.relived
        assert relived is not None
        return (at - self.impact) * relived.scale / MINUTE

    def at(self, minutes: float) -> int:
        """The other way round: an instant, ms since StartEx."""
        relived = self.scenario.relived
        assert relived is not None
        return self.impact + round(minutes * MINUTE / relived.scale)


@cache
def played(name: str, seed: int = 1, *, bare: bool = False) -> Night:
    """What they did, under this seed."""
    path = find_scenario(name)
    scenario = load_scenario(path)
    if bare:
        alerts = scenario.worker.alerts.model_copy(update={"degrade_percent": 100})
        worker = scenario.worker.model_copy(update={"alerts": alerts})
        scenario = scenario.model_copy(update={"worker": worker})
    did = find_what_they_did(scenario, path)
    assert did is not None
    policy = load_policy(find_policy(scenario.policy, path))
    exercise = Exercise(scenario, policy, seed)
    if bare:
        # Not in the scenario, whose files may say 1000 at most: an outage of hours has more.
        breaker = exercise.world.breaker
        breaker.settings = breaker.settings.model_copy(update={"failure_threshold": NEVER_OPENS})
    play(exercise, Scripted(load_responder(did)))
    entries = tuple(exercise.journal.entries)
    return Night(scenario, policy, entries, score(entries), gather(entries))


# -- shares of users' operations, in percent -------------------------------------------------------


def failed(row: KindCounts) -> int:
    """The user got an error."""
    return row.errors + row.fast_failed + row.rejected + row.withheld + row.unreadable


def refused(row: KindCounts) -> int:
    """R2 refused it: its user got an error, or the write waits in the queue instead."""
    return failed(row) + row.refused


def unserved(row: KindCounts) -> int:
    """The user got an error, or has to wait."""
    return failed(row) + row.queued


def share(
    windows: Iterator[Window] | Sequence[Window],
    operations: tuple[str, ...] = READS,
    count: Callable[[KindCounts], int] = failed,
) -> float:
    """Of the operations in the windows, in percent."""
    rows = [row for window in windows for row in window.operations if row.operation in operations]
    return 100 * sum(map(count, rows)) / max(1, sum(row.requests for row in rows))


# -- durations from the impact, in minutes of that night -------------------------------------------


def over(
    night: Night,
    percent: float = 5,
    operations: tuple[str, ...] = READS,
    count: Callable[[KindCounts], int] = failed,
) -> float:
    """Until the end of the last window in which more than so many percent failed."""
    bad = [
        window.end
        for window in night.windows(night.impact - MINUTE)
        if share([window], operations, count) > percent
    ]
    return night.minutes(max(bad))


def below(night: Night, percent: float, operations: tuple[str, ...] = READS) -> float:
    """Until the first window, two after the impact at the earliest, in which fewer failed."""
    good = (
        window.start
        for window in night.windows(night.impact + 2 * MINUTE)
        if share([window], operations) < percent
    )
    return night.minutes(next(good))


def faint_end(night: Night, start: float, percent: float) -> float:
    """Until a faint trouble ends: where the excess over so many percent is largest.

    One window shows a handful of failures at most, so the change is looked for in their sum.

    Args:
        night: the night.
        start: minutes from the impact at which to begin.
        percent: between the share during the trouble and the share without it.
    """
    total, best, end = 0.0, 0.0, night.at(start)
    for window in night.windows(night.at(start)):
        rows = [row for row in window.operations if row.operation != "metadata"]
        total += sum(map(failed, rows)) - percent / 100 * sum(row.requests for row in rows)
        if total > best:
            best, end = total, window.end
    return night.minutes(end)


def span(night: Night, start: float, percent: float) -> float:
    """From the first to the last window after an instant in which more than so many failed."""
    bad = [
        window
        for window in night.windows(night.at(start))
        if share([window], ("download", "metadata")) > percent
    ]
    return night.minutes(bad[-1].end) - night.minutes(bad[0].start)


# -- what people did -------------------------------------------------------------------------------


def mark(night: Night, fact: str) -> float:
    """When the instant that a fact dates came, as the report tells it."""
    rows = lived(night.card, night.facts, night.policy)
    now = next(row.now for row in rows if row.fact.id == fact)
    assert now is not None
    return night.minutes(night.impact + now)


def commands(night: Night, name: str, status: int = 200) -> list[tuple[float, Action]]:
    """The commands of this name that ended with this status."""
    return [
        (night.minutes(fact.at), fact.body)
        for fact in night.facts.of(Action)
        if fact.body.command == name and fact.body.status == status
    ]


def called(night: Night, role: str) -> float:
    """When a role was paged."""
    return next(
        night.minutes(fact.at)
        for fact in night.facts.of(Message)
        if fact.body.purpose == "page" and role in fact.body.delivered
    )


def answered(night: Night, role: str) -> float:
    """When it answered."""
    return next(
        night.minutes(entry.at)
        for entry in night.entries
        if entry.body.kind == "answered" and entry.body.role == role
    )


def probes_failed(night: Night) -> float:
    """Percent of the monitor's changes of R2's status that were for the worse: 0 when none was."""
    changes = [f.body for f in night.facts.of(HealthChanged) if f.body.service == "R2_STORAGE"]
    worse = sum(1 for change in changes if change.new != "HEALTHY")
    return 100 * worse / len(changes) if changes else 0.0


def _when(night: Night, stamp: str) -> int:
    """A timestamp of an answer, ms since StartEx."""
    at = datetime.fromisoformat(stamp) - night.scenario.starts_at
    return round(at.total_seconds() * 1000)


def arrived(night: Night, inject: str) -> float:
    """When an inject reached the players."""
    return next(
        night.minutes(fact.at) for fact in night.facts.of(Message) if fact.body.label == inject
    )


def latent(night: Night, release: str, *, oldest: bool = False) -> float:
    """From a release, as the history dates it, to the impact; its first when `oldest`."""
    _, action = commands(night, "releases")[0]
    rows: Any = action.response
    stamps = [row["deployed_at"] for row in rows["data"] if row["id"] == release]
    stamp = min(stamps) if oldest else stamps[0]
    return -night.minutes(_when(night, stamp))


def backup_age_hours(night: Night) -> float:
    """How old the backup was that everything came back from, at the loss; its clock is ours."""
    _, action = commands(night, "backup-status")[-1]
    answer: Any = action.response
    return (night.impact - _when(night, answer["data"]["created_at"])) / (60 * MINUTE)
