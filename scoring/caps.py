"""What the total cannot be above: said to be over when it was not, nothing said, an untruth kept.

Knows what was said and what was owed; how high each cap is stands in the policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.false_resolves import false_resolves
from scoring.model import Cap
from scoring.said import taken_back
from scoring.shown import shortened
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import ScoredCase
    from scoring.ground import Ground

_USUAL_RHYTHM = 30 * MINUTE
"""How soon an untruth has to be taken back where the severity has no rhythm of updates."""


def _false_resolve(case: ScoredCase) -> Iterator[Cap]:
    ground = case.ground
    false = tuple(one.seq for one in false_resolves(ground))
    if false:
        yield Cap(
            name="false_resolve",
            at_most=ground.policy.caps.false_resolve,
            why="It was said to be over while it was not.",
            evidence=false,
        )


def _unsaid(case: ScoredCase) -> Iterator[Cap]:
    policy = case.ground.policy
    titles = {notice.title for notice in policy.notices if notice.to in policy.outsiders}
    owed = [entry for entry in case.ledger.notices if entry.reason in titles]
    if owed and all(entry.met_at is None for entry in owed):
        yield Cap(
            name="unsaid",
            at_most=policy.caps.unsaid,
            why="Users and the public were due a message and received no message that counts.",
            evidence=owed[0].evidence,
        )


def rhythm(ground: Ground, at: int) -> int:
    """How soon something has to be put right at an instant: the rhythm of updates, in ms."""
    severity = ground.severity_at(at)
    if severity is None or not severity.updates:
        return _USUAL_RHYTHM
    return severity.updates[0].every


def _untruth(case: ScoredCase) -> Iterator[Cap]:
    ground = case.ground
    for index, one in enumerate(ground.said):
        if not one.outside:
            continue
        for held in one.untruths:
            later, within = ground.said[index + 1 :], rhythm(ground, one.at)
            if taken_back(held, one, later, within):
                continue
            yield Cap(
                name="untruth",
                at_most=ground.policy.caps.untruth,
                why=(
                    f'Users or the public were told "{shortened(held.claim.quote)}", which was not '
                    f"so, and nobody took it back within {within // MINUTE} minutes."
                ),
                evidence=(one.fact.seq,),
            )
            return


def caps(case: ScoredCase) -> tuple[Cap, ...]:
    """The caps that hold for this exercise."""
    return (*_false_resolve(case), *_unsaid(case), *_untruth(case))
