"""Where nothing breaks: somebody has to look, to answer, and to leave it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import InjectSent
from tests.scoring.independent.claims import GRAVITY, is_untrue, shown_at, verdict
from tests.scoring.independent.formulas import scaled
from tests.scoring.independent.instants import LOOKS, first
from tests.scoring.independent.told import side

if TYPE_CHECKING:
    from tests.scoring.independent.record import Record, Word

NEEDLESS = ("degrade", "restore", "queue-process", "breaker-reset", "force-recovery")


def alarms(record: Record) -> list[int]:
    """When somebody said that something was wrong."""
    ids = {inject.id for inject in record.scenario.injects if inject.alarm}
    return [
        entry.at
        for entry in record.entries
        if isinstance(entry.body, InjectSent) and entry.body.inject in ids
    ]


def answers(record: Record) -> list[int]:
    """When somebody said, not untruly, that it works."""
    return [
        word.at
        for word in record.words()
        if word.heard
        and word.reading.readable
        and not is_untrue(record, word)
        and any(
            claim.subject in {"service", "downloads", "uploads"} and claim.state == "works"
            for claim in word.reading.claims
        )
    ]


def looking(record: Record) -> float:
    """Whether somebody looked before the first answer."""
    since = min(alarms(record), default=0)
    looked = first(at for at, _ in record.done(*LOOKS, since=since))
    answered = first(at for at in answers(record) if at > since)
    if looked is None:
        return 0
    return 100 if answered is None or looked < answered else 50


def answering(record: Record) -> float | None:
    """How soon each alarm was answered, on average."""
    found = alarms(record)
    if not found:
        return None
    target = record.policy.targets.answer
    first_after = [first(at for at in answers(record) if at > alarm) for alarm in found]
    worth = [
        0 if at is None else scaled(at - alarm, target)
        for alarm, at in zip(found, first_after, strict=True)
    ]
    return sum(worth) / len(worth)


def restraint(record: Record) -> float:
    """100 less what was done to a service that was well."""
    if not looking(record) and not answering(record):
        return 0
    acts = len(record.done(*NEEDLESS)) + sum(
        _false_alarm(record, word) for word in record.words() if word.heard
    )
    return max(0, 100 - record.policy.points.needless_act * acts)


def _false_alarm(record: Record, word: Word) -> bool:
    """A notice to users or the public of trouble that is not there."""
    return side(record, word) == "users" and any(
        verdict(record, claim, word.at) == "worse"
        and not any(GRAVITY[state] for state in shown_at(record, claim.subject, word.at))
        for claim in word.reading.claims
    )
