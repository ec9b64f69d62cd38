"""What became of files and backups: marks that an objective can ask for, but no progress.

Each is the first instant at which it was so, with the entry that shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.obligations.progress import Milestone
from sim.journal.bodies import FaultEdge, Window
from sim.journal.stored import BackupChanged, FilesChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground


def _moved(ground: Ground) -> Iterator[Milestone]:
    names = {"quarantined": "files withheld", "released": "files released"}
    for fact in ground.facts.of(FilesChanged):
        name = names.get(fact.body.event)
        if name is not None and fact.body.files and fact.at >= ground.since:
            yield Milestone(fact.at, name, (fact.seq,))


def _harmed(window: Window) -> bool:
    return bool(window.files_damaged or window.files_missing)


def _restored(ground: Ground, windows: tuple[Fact[Window], ...]) -> Iterator[Milestone]:
    """Restores that put nothing damaged back, and after which nothing was damaged or gone."""
    for fact in ground.facts.of(BackupChanged):
        if fact.body.event != "restored" or fact.body.damaged or fact.at < ground.since:
            continue
        after = next((one for one in windows if one.at > fact.at), None)
        if after is not None and not _harmed(after.body):
            yield Milestone(fact.at, "files restored", (fact.seq,))


def _faulty(ground: Ground, at: int) -> bool:
    """Whether any fault is on at an instant."""
    on: set[str] = set()
    for fact in ground.facts.of(FaultEdge):
        if fact.at <= at:
            (on.add if fact.body.edge == "began" else on.discard)(fact.body.fault)
    return bool(on)


def _protected(ground: Ground, windows: tuple[Fact[Window], ...]) -> Iterator[Milestone]:
    """The newest sound backup was made when nothing was broken, damaged or gone any more."""
    clean_from: int | None = None
    for fact in windows:
        window = fact.body
        if _harmed(window) or _faulty(ground, window.start) or _faulty(ground, window.end):
            clean_from = None
            continue
        clean_from = window.start if clean_from is None else clean_from
        if window.backup_age_ms and window.end - window.backup_age_ms >= clean_from:
            yield Milestone(fact.at, "protected", (fact.seq,))
            return


def file_marks(ground: Ground) -> tuple[Milestone, ...]:
    """The marks of files and backups since the incident began, in order."""
    since = ground.instants.impact.at
    if since is None:
        return ()
    windows = tuple(one for one in ground.facts.of(Window) if one.body.end > since)
    found = (*_moved(ground), *_restored(ground, windows), *_protected(ground, windows))
    return tuple(sorted(found))
