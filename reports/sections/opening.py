"""What stands first: headline figures, and what the report is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Pairs, Tile, Tiles
from reports.phrases import END_REASONS, EXERCISE_TYPES, actor, seat_of, worst_level
from reports.review.live import evaluators
from scoring.tabletop import not_reached, touches_system
from sim.journal.conduct import Decision, Joined, MoveBegan, Remark
from sim.scenario.durations import spoken
from sim.scenario.published import LIKE_PATTERN

if TYPE_CHECKING:
    from reports.material import Material
    from scoring.facts import Facts
    from scoring.model import Scorecard

_SHORT_DIGEST = 12
_COUNTED_FROM = {"TTA": "from the alert"}
"""TTA can be shorter than TTD: it starts later than the other times."""


def _times(card: Scorecard) -> tuple[Tile, ...]:
    return tuple(
        Tile(
            measure.name,
            "n/a" if measure.ms is None else spell.measured(measure),
            f"{measure.title}, {_COUNTED_FROM.get(measure.name, 'from the impact')}",
            "problem" if measure.censored else "",
        )
        for measure in (card.measure(name) for name in ("TTD", "TTA", "TTM", "TTR"))
    )


def _discussed(material: Material) -> tuple[Tile, ...]:
    """What a tabletop has in place of times."""
    card, worst = material.card, worst_level(material.card)
    stated = "none" if card.assessed_severity is None else str(card.assessed_severity)
    truth = "nothing was wrong" if worst is None else f"stated; it reached {worst}"
    begun = {fact.body.move for fact in material.facts.of(MoveBegan)}
    missed = len(not_reached(material.facts, material.policy))
    return (
        Tile(
            "Moves", str(len(begun)), f"discussed; {missed} not reached" if missed else "discussed"
        ),
        Tile("Decisions", str(len(material.facts.of(Decision))), "written down"),
        Tile("Severity", stated, truth, "problem" if worst and stated == "none" else ""),
    )


def tiles(material: Material) -> Tiles:
    """The headline figures."""
    card = material.card
    total, coverage = spell.total(card)
    share = card.adherence_percent
    touched = touches_system(card.exercise_type)
    return Tiles(
        (
            *(_times(card) if touched else _discussed(material)),
            Tile(
                "Escalation",
                spell.adherence(card),
                "escalations and duties on time"
                + ("" if share is None else f", {spell.percent(share)}"),
                "problem" if share == 0 else "",
            ),
            Tile("Total", total, coverage, "problem" if card.total == 0 else ""),
        )
    )


def _participants(material: Material) -> str:
    """Everybody with a seat, at StartEx or later, the staff included."""
    facts = material.facts
    seats = {one.name: one.role for one in facts.header.participants}
    seats |= {fact.body.name: fact.body.role for fact in facts.of(Joined)}
    named = (f"{actor(name)} ({seat_of(role, material.policy)})" for name, role in seats.items())
    return ", ".join(named) or "none named"


def _draws(value: object) -> bool:
    """Whether a scenario's data takes any length from the published outages."""
    if isinstance(value, dict):
        return any(map(_draws, value.values()))
    if isinstance(value, list):
        return any(map(_draws, value))
    return isinstance(value, str) and re.match(LIKE_PATTERN, value) is not None


def _durations(facts: Facts) -> tuple[tuple[str, str], ...]:
    """How long the outages lasted, and why; records of older worlds drew nothing."""
    durations = facts.header.durations
    if durations is None:
        return ()
    text = {
        "drawn": "sampled from published outages, using the seed",
        "median": "the median of published outages",
    }[durations.take]
    if not _draws(facts.header.scenario):
        text = "the scenario's own"
    if durations.within is not None:
        limit = spoken(durations.within)
        if any(fault.ends.by == "vendor" for fault in facts.scenario.faults):
            text += f", and no longer than lets all of it be over in {limit}"
        else:
            text += f"; no vendor repairs anything, so {limit} shortened nothing"
    return (("Durations", text),)


def about(material: Material) -> Pairs:
    """Which exercise it was, who took part, under which rules."""
    card, review = material.card, material.review
    ended = END_REASONS.get(card.end_reason, card.end_reason)
    pairs = [
        ("Scenario", card.scenario),
        ("Seed", str(card.seed)),
        ("Exercise type", EXERCISE_TYPES[card.exercise_type]),
        *_durations(material.facts),
        ("Participants", _participants(material)),
        ("StartEx", spell.start_time(card.starts_at)),
        ("EndEx", f"after {spell.spoken(card.ended_at)} ({ended})"),
        ("Policy", f"{card.policy} ({card.policy_digest[:_SHORT_DIGEST]})"),
        ("Journal", card.journal_digest[:_SHORT_DIGEST]),
    ]
    if material.day is not None:
        pairs.append(("Played on", f"{material.day.day} {material.day:%B %Y}"))
    if card.hints is not None:
        pairs.append(("Hints", f"{spell.count(card.hints)} used"))
    if material.team:
        pairs.append(("Team", material.team))
    evaluator = evaluators(material.facts.of(Remark)) if review is None else review.evaluator
    if evaluator:
        pairs.append(("Evaluator", evaluator))
    return Pairs(tuple(pairs))
