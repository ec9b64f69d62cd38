"""Whether a later record proves an improvement.

It has played the scenario and met the conditions, and is evidence for the action: what people are
to do better, people show; what a runbook is to do better, that runbook's regression shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.expect import parse_expectation
from scoring.tabletop import by_people
from sim.journal.bodies import FaultEdge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reports.review.model import Improvement, Status
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry


_OUTSIDE = frozenset({"vendor", "scenario"})
SCRIPTS = frozenset({"reference", "what-they-did", "none"})
"""Who comes with the scenarios: how well these do says nothing of anybody's runbook."""


@dataclass(frozen=True, slots=True)
class Players:
    """Who played an exercise: its type, the names of people or of a runbook, and the team's."""

    exercise_type: str
    names: tuple[str, ...]
    team: str = ""

    @property
    def are_people(self) -> bool:
        """Whether they are people."""
        return by_people(self.exercise_type)


@dataclass(frozen=True, slots=True)
class Later:
    """Another record beside the one under review, played after it or before it.

    Attributes:
        outage_ms: how long what nobody there could repair lasted, where it was looked up.
    """

    name: str
    played_at: datetime
    card: Scorecard
    team: str = ""
    outage_ms: int | None = None

    @property
    def players(self) -> Players:
        """Who played it."""
        return Players(self.card.exercise_type, self.card.participants, self.team)


def comparable(one: Players, other: Players) -> bool:
    """Whether two exercises can be set beside each other as then and now: not people and scripts.

    People may be others of the same team; two scripts must be the same.
    """
    if one.are_people or other.are_people:
        another = bool(one.team and other.team and one.team != other.team)
        return one.are_people and other.are_people and not another
    return one.names == other.names


def outage_ms(entries: Iterable[Entry]) -> int | None:
    """How long the faults lasted that ended without the responders; None where none did so."""
    edges = [(one.at, one.body) for one in entries if isinstance(one.body, FaultEdge)]
    ends = {body.fault: at for at, body in edges if body.edge == "ended" and body.by in _OUTSIDE}
    begun = [at for at, body in edges if body.edge == "began" and body.fault in ends]
    return max(ends.values()) - min(begun) if begun else None


def _is_evidence(improvement: Improvement, reviewed: Players, later: Players) -> bool:
    """Whether how these played says anything of what those under review are to do better."""
    wanted = None if improvement.proof is None else improvement.proof.by
    if wanted == "regression":
        return not later.are_people and not SCRIPTS.issuperset(later.names)
    if wanted == "people" or reviewed.are_people:
        another = bool(reviewed.team and later.team and reviewed.team != later.team)
        return later.are_people and not another
    return not later.are_people and reviewed.names == later.names


def status_of(improvement: Improvement, proof: Later | None) -> Status:
    """As written; what a later exercise proves is complete, whatever is written."""
    return improvement.status if proof is None else "complete"


def proven_by(improvement: Improvement, reviewed: Players, later: Iterable[Later]) -> Later | None:
    """The first later record that is evidence and meets every condition of the proof.

    Args:
        improvement: with its proof; without one nothing proves it.
        reviewed: who played the exercise that asks for it.
        later: the records that were played after that one.

    Raises:
        Unusable: a condition cannot be read; says what can be written.
    """
    proof = improvement.proof
    if proof is None:
        return None
    wishes = [parse_expectation(text) for text in proof.expect]
    return next(
        (
            one
            for one in sorted(later, key=lambda one: one.played_at)
            if one.card.scenario == proof.scenario
            and _is_evidence(improvement, reviewed, one.players)
            and all(wish.holds(one.card) for wish in wishes)
        ),
        None,
    )
