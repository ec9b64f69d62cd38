"""Findings as rows: the level in a word and a sign, the instant, the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import FindingRow
from reports.text import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.material import Material
    from scoring.model import ScoreFinding

_SYMBOLS = {"harm": "▲", "problem": "✗", "note": "•", "good": "✓"}
_WORDS = {"harm": "Harm", "problem": "Problem", "note": "Note", "good": "Good"}


def finding_row(finding: ScoreFinding, material: Material) -> FindingRow:
    """One finding, with its instant by both clocks."""
    starts_at = material.card.starts_at
    due = "due " if finding.due else ""
    return FindingRow(
        level=finding.level,
        word=_WORDS[finding.level],
        symbol=_SYMBOLS[finding.level],
        text=finding.text,
        at="" if finding.at is None else f"{due}{spell.instant(starts_at, finding.at)}",
        cites=material.index.cites(finding.evidence),
    )


def ranked(findings: Iterable[ScoreFinding], material: Material) -> tuple[FindingRow, ...]:
    """Findings with what made it worse first."""
    in_order = sorted(findings, key=lambda one: LEVELS.index(one.level))
    return tuple(finding_row(one, material) for one in in_order)
