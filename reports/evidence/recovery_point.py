"""The recovery point that was achieved: what was lost of the data, and how far back it reaches.

By the world's state, not by what anybody said. What the queue gave up, and versions that no sound
backup held, are lost; how far back a restore would have had to reach is the age of the newest
backup from which files come back whole, at the instant at which the first file came to harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from scoring.verdict import some
from sim.journal.stored import FilesChanged

if TYPE_CHECKING:
    from reports.material import Material


def _harmed_at(made: Material) -> int | None:
    """When the first file was damaged or lost, ms since StartEx; None when none was."""
    harmed = {"damaged", "lost", "cleared"}
    return next((one.at for one in made.facts.of(FilesChanged) if one.body.event in harmed), None)


def backup_age_at(made: Material, at: int) -> int | None:
    """How old the newest sound backup was, ms; None where no window tells.

    The window that ends at the instant or after it tells: its figure is of its own end.
    """
    window = made.facts.window_at(at)
    if window is None or not window.body.backup_age_ms:
        return None
    return max(0, window.body.backup_age_ms - (window.body.end - at))


def recovery_point(made: Material) -> str:
    """The sentence: nothing lost, or how much of what."""
    cost = made.card.impact
    lost = []
    if cost.lost:
        lost.append(f"{some(cost.lost, 'accepted operation')} given up by the queue")
    if cost.unrecoverable:
        lost.append(f"{some(cost.unrecoverable, 'version')} that no sound backup held")
    if cost.overwritten:
        lost.append(f"{some(cost.overwritten, 'sound version')} overwritten by the response")
    at = _harmed_at(made)
    age = None if at is None else backup_age_at(made, at)
    reach = (
        ""
        if age is None
        else f" At the first harm to a file, the newest sound backup was {spell.spoken(age)} old."
    )
    if not lost:
        return f"Recovery point achieved (RPO): no accepted operation was lost.{reach}"
    return f"Recovery point achieved (RPO): lost were {', '.join(lost)}.{reach}"
