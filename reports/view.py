"""The after-action report as frozen values: every text is final, the template only places it.

Built from the scorecard and the journal; knows no HTML and no drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import format as spell
from reports.cites import Cites, Index, all_evidence
from reports.impact_rows import ImpactRow, impact_rows
from reports.text import LEVELS
from reports.timeline import timeline
from reports.words import (
    DEFINITIONS,
    END_REASONS,
    RATINGS,
    severity_name,
    titled,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.row import Row
    from scoring.facts import Facts
    from scoring.model import CriterionResult, Obligation, Scorecard, ScoreFinding
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

_SHORT_DIGEST = 12
_MOST_NUMBERS = 2
_SYMBOLS = {"met": "✓", "late": "◐", "missed": "✗"}
_LEVEL_SYMBOLS = {"harm": "▲", "problem": "✗", "note": "•", "good": "✓"}
_LEVEL_WORDS = {
    "harm": "Made it worse",
    "problem": "Fell short",
    "note": "Note",
    "good": "Good",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure; `tone`: `bad` for what did not happen at all, else empty."""

    label: str
    value: str
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One measure with its meaning."""

    name: str
    title: str
    value: str
    meaning: str
    censored: bool
    cites: Cites


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """A stretch of ground truth, with its share of the exercise for the strip."""

    span: str
    length: str
    name: str
    level: int
    percent: float


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """Somebody who had to be told, and the verdict in a word and a symbol."""

    to: str
    reason: str
    due: str
    deadline: str
    met_at: str
    how: str
    verdict: str
    symbol: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, with its level in a word and a symbol."""

    level: str
    word: str
    symbol: str
    text: str
    at: str
    cites: Cites


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion; `score` in percent for the bar, None when not judged."""

    title: str
    score: float | None
    points: str
    weight: str
    why: str
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill area; `points` is a dash when nothing showed it."""

    name: str
    points: str
    why: str


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One objective with its rating and the rating's words."""

    text: str
    rating: str
    words: str
    criterion: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One row with its times and anchors written out."""

    clock: str
    wall: str
    numbers: str
    row: Row


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the template places, top to bottom."""

    title: str
    about: tuple[tuple[str, str], ...]
    verdict: str
    tiles: tuple[Tile, ...]
    chart_anchors: tuple[int, ...]
    impact: tuple[ImpactRow, ...]
    has_par: bool
    times: tuple[TimeRow, ...]
    severity: tuple[SeverityRow, ...]
    assessed: str
    assessed_cites: Cites
    escalations: tuple[ObligationRow, ...]
    notices: tuple[ObligationRow, ...]
    needless: tuple[FindingRow, ...]
    adherence: str
    criteria: tuple[CriterionRow, ...]
    skills: tuple[SkillRow, ...]
    objectives: tuple[ObjectiveRow, ...]
    timeline: tuple[TimelineRow, ...]
    monitoring_period: str


def _about(card: Scorecard) -> tuple[tuple[str, str], ...]:
    ended = END_REASONS.get(card.end_reason, card.end_reason)
    return (
        ("Scenario", card.scenario),
        ("Seed", str(card.seed)),
        ("Exercise type", card.exercise_type),
        ("Participants", ", ".join(card.participants) or "none named"),
        ("StartEx", spell.start_time(card.starts_at)),
        ("EndEx", f"after {spell.clock(card.ended_at)} min; {ended}"),
        ("Policy", f"{card.policy} ({card.policy_digest[:_SHORT_DIGEST]})"),
        ("Journal", card.journal_digest[:_SHORT_DIGEST]),
    )


def _tiles(card: Scorecard) -> tuple[Tile, ...]:
    total, coverage = spell.total(card)
    share = card.adherence_percent
    measures = tuple(card.measure(name) for name in ("TTD", "TTA", "TTM", "TTR"))
    return (
        *(
            Tile(
                measure.name,
                "n/a" if measure.ms is None else spell.measured(measure),
                measure.title,
                "bad" if measure.censored else "",
            )
            for measure in measures
        ),
        Tile(
            "Escalation",
            spell.adherence(card),
            "made in time" if share is None else f"made in time, {spell.percent(share)}",
            "bad" if share == 0 else "",
        ),
        Tile("Total", total, coverage, "bad" if card.total == 0 else ""),
    )


def _times(card: Scorecard, index: Index) -> tuple[TimeRow, ...]:
    return tuple(
        TimeRow(
            name=measure.name if measure.name.isupper() else "",
            title=measure.title,
            value=spell.measured(measure),
            meaning=DEFINITIONS.get(measure.name, ""),
            censored=measure.censored,
            cites=index.cites(measure.evidence),
        )
        for measure in card.measures
    )


def _severity(card: Scorecard, policy: Policy) -> tuple[SeverityRow, ...]:
    whole = max(card.ended_at, 1)
    return tuple(
        SeverityRow(
            span=f"{spell.clock(span.start)} to {spell.clock(span.end)}",
            length=spell.spoken(span.end - span.start),
            name="nothing wrong" if span.level is None else severity_name(span.level, policy),
            level=span.level or 0,
            percent=round(100 * (span.end - span.start) / whole, 3),
        )
        for span in card.truth
    )


def _assessed(card: Scorecard, policy: Policy) -> str:
    at = card.instant("assess").at
    if card.assessed_severity is None:
        return "Nobody stated a severity."
    when = "" if at is None else f", first stated at {spell.clock(at)}"
    return f"{severity_name(card.assessed_severity, policy)}{when}."


def _obligation(entry: Obligation, policy: Policy, index: Index) -> ObligationRow:
    return ObligationRow(
        to=policy.called(entry.to),
        reason=entry.reason,
        due=spell.clock(entry.due),
        deadline=spell.clock(entry.deadline),
        met_at="never" if entry.met_at is None else spell.clock(entry.met_at),
        how=entry.how.replace("_", " "),
        verdict=entry.verdict,
        symbol=_SYMBOLS[entry.verdict],
        cites=index.cites(entry.evidence),
    )


def _finding(finding: ScoreFinding, index: Index) -> FindingRow:
    return FindingRow(
        level=finding.level,
        word=_LEVEL_WORDS[finding.level],
        symbol=_LEVEL_SYMBOLS[finding.level],
        text=finding.text,
        at="" if finding.at is None else spell.clock(finding.at),
        cites=index.cites(finding.evidence),
    )


def _criterion(result: CriterionResult, index: Index) -> CriterionRow:
    ranked = sorted(result.findings, key=lambda finding: LEVELS.index(finding.level))
    return CriterionRow(
        title=result.title,
        score=result.score,
        points=spell.points(result.score),
        weight=spell.decimal(result.weight),
        why=result.why,
        findings=tuple(_finding(finding, index) for finding in ranked),
    )


def _numbers(seqs: Sequence[int]) -> str:
    """The entries of a row: `24`, `15-17` without gaps, `36, 41`, or `30 … 199`."""
    first, last = seqs[0], seqs[-1]
    if len(seqs) > 1 and last - first == len(seqs) - 1:
        return f"{first}-{last}"
    if len(seqs) <= _MOST_NUMBERS:
        return ", ".join(str(seq) for seq in seqs)
    return f"{first} … {last}"


def _timeline_row(row: Row, starts_at: str) -> TimelineRow:
    return TimelineRow(
        clock=spell.clock(row.at),
        wall=spell.wall_clock(starts_at, row.at),
        numbers=_numbers(row.seqs),
        row=row,
    )


def view_of(card: Scorecard, entries: Sequence[Entry], facts: Facts, policy: Policy) -> Report:
    """Build the report's values.

    Args:
        card: the verdicts.
        entries: the journal they are about.
        facts: the same journal, sorted by kind.
        policy: the policy the exercise was played under, for names.
    """
    rows = timeline(entries, policy)
    index = Index(entries, rows)
    owed = [(entry.kind, _obligation(entry, policy, index)) for entry in card.obligations]
    titles = {result.id: result.title for result in card.criteria}
    return Report(
        title=card.title,
        about=_about(card),
        verdict=verdict(card, facts),
        tiles=_tiles(card),
        chart_anchors=index.untold(all_evidence(card)),
        impact=impact_rows(card),
        has_par=card.par is not None,
        times=_times(card, index),
        severity=_severity(card, policy),
        assessed=_assessed(card, policy),
        assessed_cites=index.cites(card.instant("assess").evidence),
        escalations=tuple(row for kind, row in owed if kind != "notice"),
        notices=tuple(row for kind, row in owed if kind == "notice"),
        needless=tuple(_finding(finding, index) for finding in card.needless),
        adherence=spell.adherence(card),
        criteria=tuple(_criterion(result, index) for result in card.criteria),
        skills=tuple(
            SkillRow(one.skill.capitalize(), spell.points(one.score), one.why)
            for one in card.skills
        ),
        objectives=tuple(
            ObjectiveRow(
                text=objective.text,
                rating=objective.rating or "-",
                words=RATINGS[objective.rating] if objective.rating else "not judged",
                criterion=titles.get(objective.criterion, titled(objective.criterion)),
            )
            for objective in card.objectives
        ),
        timeline=tuple(_timeline_row(row, card.starts_at) for row in rows),
        monitoring_period=spell.spoken(policy.monitoring_period),
    )
