"""What stands first: headline figures, and what the report is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import format as spell
from reports.document import Pairs, Tile, Tiles
from reports.words import END_REASONS

if TYPE_CHECKING:
    from reports.material import Material

_SHORT_DIGEST = 12


def tiles(material: Material) -> Tiles:
    """The headline figures."""
    card = material.card
    total, coverage = spell.total(card)
    share = card.adherence_percent
    measures = tuple(card.measure(name) for name in ("TTD", "TTA", "TTM", "TTR"))
    return Tiles(
        (
            *(
                Tile(
                    measure.name,
                    "n/a" if measure.ms is None else spell.measured(measure),
                    measure.title,
                    "problem" if measure.censored else "",
                )
                for measure in measures
            ),
            Tile(
                "Escalation",
                spell.adherence(card),
                "made in time" if share is None else f"made in time, {spell.percent(share)}",
                "problem" if share == 0 else "",
            ),
            Tile("Total", total, coverage, "problem" if card.total == 0 else ""),
        )
    )


def about(material: Material) -> Pairs:
    """Which exercise it was, who took part, under which rules."""
    card, review = material.card, material.review
    ended = END_REASONS.get(card.end_reason, card.end_reason)
    pairs = [
        ("Scenario", card.scenario),
        ("Seed", str(card.seed)),
        ("Exercise type", card.exercise_type),
        ("Participants", ", ".join(card.participants) or "none named"),
        ("StartEx", spell.start_time(card.starts_at)),
        ("EndEx", f"after {spell.clock(card.ended_at)} min; {ended}"),
        ("Policy", f"{card.policy} ({card.policy_digest[:_SHORT_DIGEST]})"),
        ("Journal", card.journal_digest[:_SHORT_DIGEST]),
    ]
    if material.day is not None:
        pairs.append(("Played on", f"{material.day.day} {material.day:%B %Y}"))
    if material.team:
        pairs.append(("Team", material.team))
    if review is not None and review.evaluator:
        pairs.append(("Evaluator", review.evaluator))
    return Pairs(tuple(pairs))
