"""The scorecard as plain lines for a terminal: headline figures and the findings that matter most.

No colours and no layout; whoever prints them adds those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.format import adherence, clock, count, measured, percent, total, wall_clock
from scoring.tabletop import touches_system
from scoring.verdict import some

if TYPE_CHECKING:
    from scoring.corrections import Corrections
    from scoring.model import Scorecard, ScoreFinding

HEADLINE_MEASURES = ("TTD", "TTA", "TTM", "TTR")
LEVELS = ("harm", "problem", "note", "good")
"""Findings are told in this order: what made it worse comes first."""
MOST_FINDINGS = 6
MOST_GOOD = 3
_BESIDE = (
    ("failed", "operations failed"),
    ("queued", "operations waited"),
    ("lost", "accepted operations lost"),
    ("corrupted", "damaged files served or stored"),
    ("overwritten", "sound versions overwritten"),
    ("unrecoverable", "versions lost for good"),
)


def headline(card: Scorecard) -> list[tuple[str, str]]:
    """Label and figure of each headline, in order; a tabletop has no times and no cost."""
    value, coverage = total(card)
    share = "" if card.adherence_percent is None else f" ({percent(card.adherence_percent)})"
    if not touches_system(card.exercise_type):
        stated = card.assessed_severity
        return [
            ("Severity", "not stated" if stated is None else f"assessed as {stated}"),
            ("Escalation", f"{_calls(card)}{share}"),
            ("Total", f"{value}, {coverage}"),
            *_missed(card),
        ]
    return [
        *((name, measured(card.measure(name))) for name in HEADLINE_MEASURES),
        ("Escalation", f"{_calls(card)}{share}"),
        ("Total", f"{value}, {coverage}"),
        ("Failed", f"{count(card.impact.failed)} of {count(card.impact.requests)} operations"),
        ("Lost", f"{count(card.impact.lost)} queued operations"),
        *hints_taken(card),
    ]


def _calls(card: Scorecard) -> str:
    """`7 of 7 escalations and duties`."""
    found = adherence(card)
    return found if card.adherence_percent is None else f"{found} escalations and duties"


def _missed(card: Scorecard) -> list[tuple[str, str]]:
    """The moves that nobody was asked in."""
    return [("Moves", f"not reached: {', '.join(card.not_reached)}")] if card.not_reached else []


def hints_taken(card: Scorecard) -> tuple[tuple[str, str], ...]:
    """How often the coach was asked, as a row; nothing where there was no coach."""
    if card.hints is None:
        return ()
    return (("Hints", f"{count(card.hints)} used"),)


def corrected(corrections: Corrections) -> str:
    """`1 decision rejected, 2 messages read anew`; "" when nothing was corrected."""
    parts = []
    if corrections.rejected:
        parts.append(f"{some(len(corrections.rejected), 'decision')} rejected")
    if corrections.readings:
        parts.append(f"{some(len(corrections.readings), 'message')} read anew")
    return ", ".join(parts)


def ranked_findings(card: Scorecard) -> list[ScoreFinding]:
    """Every finding of every criterion once, harm first, then problems, oldest first in each."""
    unique: dict[tuple[str, str, int | None], ScoreFinding] = {}
    for criterion in card.criteria:
        for finding in criterion.findings:
            unique.setdefault((finding.level, finding.text, finding.at), finding)
    return sorted(
        unique.values(),
        key=lambda finding: (
            LEVELS.index(finding.level),
            # What was never done has no instant and comes last within its level.
            card.ended_at if finding.at is None else finding.at,
        ),
    )


def _when(card: Scorecard, at: int) -> str:
    return f"{wall_clock(card.starts_at, at)} (T+{clock(at)})"


def _bracketed(card: Scorecard, finding: ScoreFinding) -> str:
    """When it was, or by when it should have been; empty for the exercise as a whole."""
    if finding.at is None:
        return ""
    return f" [{'due ' if finding.due else ''}{_when(card, finding.at)}]"


def top_findings(card: Scorecard, limit: int = MOST_FINDINGS) -> list[str]:
    """The most telling findings, `problem: text [14:47:10 (T+47:10)]`, at most `limit`."""
    return [
        f"{finding.level}: {finding.text}" + _bracketed(card, finding)
        for finding in ranked_findings(card)[:limit]
    ]


def went_well(card: Scorecard) -> list[str]:
    """What was done well: the first finding of each criterion that has one, at most three."""
    good = (
        next((one for one in criterion.findings if one.level == "good"), None)
        for criterion in card.criteria
    )
    return [one.text + _bracketed(card, one) for one in good if one is not None][:MOST_GOOD]


def beside_par(card: Scorecard) -> list[str]:
    """What it cost users, as in `12,345 operations failed (par: 10,937)`; empty without par."""
    par = card.par
    if par is None:
        return []
    return [
        f"{count(getattr(card.impact, name))} {what} (par: {count(getattr(par, name))})"
        for name, what in _BESIDE
        if name == "failed" or getattr(card.impact, name) or getattr(par, name)
    ]
