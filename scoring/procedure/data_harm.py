"""What was done to stored files, or to the alerts, that made things worse, each with its price.

A corrupt backup restored, newer versions overwritten, the bucket emptied, damaged files released to
users, alerts switched off while they were needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.procedure.data import backup_of, verdict_before
from scoring.procedure.steps import Harm
from scoring.truth import corrupted, failures
from scoring.verdict import some
from sim.journal.bodies import ConfigChanged, Window
from sim.journal.stored import RESTORE_ENDED, BackupChanged, FilesChanged
from sim.scenario.durations import parse_duration, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground


def _asked_by(ground: Ground, fact: Fact[BackupChanged]) -> int:
    """The command behind a restore that ended, by its number; the end's own when it is not told."""
    asked = (
        action.seq
        for action in reversed(actions.did(ground.facts, "restores_files"))
        if action.seq < fact.seq and backup_of(action.body) == fact.body.backup
    )
    return next(asked, fact.seq)


def _restores(ground: Ground) -> Iterator[Harm]:
    for fact in ground.facts.of(BackupChanged):
        body = fact.body
        if body.event not in RESTORE_ENDED:
            continue
        asked = _asked_by(ground, fact)
        seqs = tuple(sorted({asked, fact.seq}))
        if body.damaged:
            found = verdict_before(ground, body.backup, asked)
            known = "known to be corrupt" if found == "unsound" else "not verified"
            if found == "verified":
                known = "sound, but taken when the files were damaged already"
            text = f"{some(body.damaged, 'file')} came back damaged from {body.backup}: {known}."
            yield Harm(text, fact.at, seqs)
        if body.overwritten:
            text = (
                f"Restoring {body.backup} did away with {some(body.overwritten, 'newer version')} "
                "that were sound or could have been saved."
            )
            yield Harm(text, fact.at, seqs)


def _after(ground: Ground, at: int) -> tuple[Fact[Window], ...]:
    # Users' operations are told by windows only, so the one it happened in counts whole.
    return tuple(fact for fact in ground.facts.of(Window) if fact.body.end > at)


def _cleared(ground: Ground) -> Iterator[Harm]:
    for fact in ground.facts.of(FilesChanged):
        if fact.body.event != "cleared":
            continue
        after = _after(ground, fact.at)
        missed = sum(row.unreadable for window in after for row in window.body.operations)
        text = (
            f"The bucket was cleared: {some(fact.body.files, 'file')} deleted, "
            f"{some(missed, 'download')} found nothing from then on."
        )
        yield Harm(text, fact.at, (fact.seq, *(window.seq for window in after[:1])))


def _damaged_before(ground: Ground, seq: int) -> int:
    """Damaged files within reach as last told before an entry."""
    # What was noticed carries no counts: its 0 does not mean that nothing is damaged.
    told = [
        (f.seq, f.body.damaged) for f in ground.facts.of(FilesChanged) if f.body.event != "noticed"
    ]
    told += [(fact.seq, fact.body.files_damaged) for fact in ground.facts.of(Window)]
    # The highest sequence number below is what was told last.
    return max((entry for entry in told if entry[0] < seq), default=(0, 0))[1]


def _released(ground: Ground) -> Iterator[Harm]:
    for fact in ground.facts.of(FilesChanged):
        if fact.body.event != "released":
            continue
        worse = fact.body.damaged - _damaged_before(ground, fact.seq)
        if worse <= 0:
            continue
        after = _after(ground, fact.at)
        served = sum(corrupted(window.body.operations) for window in after)
        failed = sum(row.unreadable for window in after for row in window.body.operations)
        text = (
            f"{some(worse, 'damaged file')} released to users: from then on {served} operations "
            f"met damage unnoticed and {failed} failed on it."
        )
        yield Harm(text, fact.at, (fact.seq, *(window.seq for window in after[:1])))


def _above(field: str, limit: int | str) -> Callable[[Window], bool] | None:
    """Whether a window lies above a limit; None for a setting that is no limit."""
    if field == "error_percent":
        return lambda window: failures(window.operations).percent > float(limit)
    if field == "queue":
        return lambda window: window.queue_pending > int(limit)
    if field == "response":
        longest = limit if isinstance(limit, int) else parse_duration(limit)
        return lambda window: window.p95_ms > longest
    return None


def _hidden(ground: Ground, fact: Fact[ConfigChanged]) -> Iterator[Harm]:
    for field, new in fact.body.new.items():
        before, after = _above(field, fact.body.old[field]), _above(field, new)
        if before is None or after is None:
            continue
        hidden = [w for w in _after(ground, fact.at) if before(w.body) and not after(w.body)]
        if hidden:
            span = sum(window.body.end - window.body.start for window in hidden)
            name = field.replace("_", " ")
            text = (
                f"The alert on {name} was moved from {fact.body.old[field]} to {new}: it stayed "
                f"silent for {spoken(span)} in which it would have fired."
            )
            yield Harm(text, fact.at, (fact.seq, hidden[0].seq))


def data_harms(ground: Ground) -> Iterator[Harm]:
    """Everything of this kind, in no order."""
    yield from _restores(ground)
    yield from _cleared(ground)
    yield from _released(ground)
    for fact in ground.facts.of(ConfigChanged):
        if fact.body.section == "alerts":
            yield from _hidden(ground, fact)
