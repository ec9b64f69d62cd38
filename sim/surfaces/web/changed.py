"""What a player's command has changed, in words: from the entries that stand behind its action.

An action's entry comes first, then what it caused, at the same instant. Ground truth that it
touched as well (a fault that ends) is not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import (
    Action,
    BreakerMoved,
    ConfigChanged,
    HealthChanged,
    ModeChanged,
    QueueChanged,
)
from sim.journal.stored import BackupChanged, FilesChanged, ScanChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.bodies import Body
    from sim.journal.encoding import Entry

_STORED = {
    "quarantined": "withheld from users",
    "released": "given back to users",
    "cleared": "removed from the bucket",
}
_BACKUPS = {"started": "backup {} has begun", "verifying": "backup {} is being verified"}
_BACKUPS |= {"restoring": "restore from {} has begun", "restore_stopped": "restore from {} stopped"}


def changed_by(entries: Sequence[Entry]) -> str:
    """`R2_STORAGE went read-only; breaker OPEN → CLOSED`; "" when no command was to change.

    Args:
        entries: what the journal took in with the command.
    """
    place = next((n for n, one in enumerate(entries) if isinstance(one.body, Action)), None)
    if place is None:
        return ""
    action = entries[place].body
    assert isinstance(action, Action)
    if "changes" not in action.effect:
        return ""
    lines = [line for one in entries[place + 1 :] if (line := _line(one.body))]
    return "; ".join(lines) or "nothing"


def _line(body: Body) -> str:  # noqa: PLR0911 - one answer per kind of entry
    match body:
        case ModeChanged():
            return f"{body.service} {'went read-only' if body.mode == 'degraded' else 'is normal'}"
        case BreakerMoved():
            return f"breaker {body.old} → {body.new}"
        case HealthChanged():
            return f"{body.service} {body.old} → {body.new}"
        case QueueChanged():
            done = f", {body.completed} of {body.attempted} done" if body.attempted else ""
            return f"queue: {body.pending} pending{done}"
        case ConfigChanged():
            parts = (f"{name} {body.old.get(name)} → {new}" for name, new in body.new.items())
            return f"{body.section}: {', '.join(parts)}"
        case FilesChanged() if body.event in _STORED:
            return f"{body.files} files {_STORED[body.event]}"
        case BackupChanged() if body.event in _BACKUPS:
            return _BACKUPS[body.event].format(body.backup)
        case ScanChanged() if body.event == "started":
            return f"scan {body.scan} has begun"
        case _:
            return ""  # messages and the like show elsewhere, and ground truth is not told
