"""Were team, users and public told in time, and was what they were told right?

Timeliness is what obligations were met; clarity is what was said. Clarity can take away up to
half of what timeliness earned, and earns nothing by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.claims import flaws
from scoring.model import ScoreFinding
from scoring.obligations.book import credit
from scoring.verdict import FULL, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import Case
    from scoring.claims import Flaw
    from scoring.model import Obligation

ID = "communication"
TITLE = "Communication"

COSTS = {"contradiction": 40.0, "placeholder": 25.0, "order": 20.0}
"""What a flaw takes off clarity."""
_CLARITY_SHARE = 0.5


def clarity(found: Sequence[Flaw]) -> float:
    """100 less the cost of every flaw, at least 0."""
    return max(0.0, FULL - sum(COSTS[flaw.kind] for flaw in found))


def _finding(entry: Obligation, name: str) -> ScoreFinding | None:
    if entry.verdict == "met":
        return None
    word = "late" if entry.verdict == "late" else "missed"
    text = f"{entry.reason.capitalize()} ({name}): {word}."
    return ScoreFinding(level="problem", text=text, at=entry.deadline, evidence=entry.evidence)


def judge(case: Case) -> Verdict:
    """Score timeliness, less what unclear or untrue words take away."""
    owed, found = case.book.notices, flaws(case)
    said_wrong = tuple(
        ScoreFinding(level="problem", text=flaw.text, at=flaw.at, evidence=flaw.evidence)
        for flaw in found
    )
    timeliness = credit(owed)
    if timeliness is None:
        return Verdict(None, "No notice fell due.", said_wrong)
    clear = clarity(found)
    met = sum(entry.verdict == "met" for entry in owed)
    why = (
        f"Timeliness {timeliness:.0f} ({met} of {len(owed)} in time), "
        f"clarity {clear:.0f} ({len(found)} flaws)."
    )
    named = ((entry, case.policy.called(entry.to)) for entry in owed)
    late = tuple(finding for pair in named if (finding := _finding(*pair)) is not None)
    score = timeliness * (1 - _CLARITY_SHARE * (1 - clear / FULL))
    return Verdict(score, why, (*late, *said_wrong))
