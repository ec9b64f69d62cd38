"""One record as training sees it: when and by whom it was played, and what the scorecard says.

Knows scorecards; reads no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from scoring.statistics.times import observe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from scoring.model import Scorecard
    from scoring.statistics.times import Observation

MEASURES = ("TTD", "TTA", "TTM", "TTR")
"""Times to detect, to acknowledge, to mitigate, to recover."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A skill area or a criterion; `score` of 0 to 100, None when it could not be judged."""

    id: str
    title: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Played:
    """A record.

    Attributes:
        name: the record's directory, below the one that is reported on.
        at: when it was played; `team`: by which team, empty when not named; `people`: by whom.
        digest: the edition of the scenario; only equal ones compare.
        policy: the digest of the policy it was judged by; only equal ones compare in points.
        times: those of `MEASURES` that apply, by name.
        resolved: somebody said that it was over, and it was.
        total: 0 to 100, judged on `coverage` percent of the weight; None when nothing was judged.
        adherence: percent of the owed calls made in time; None when none fell due.
        met, owed: the same as numbers.
        trains: the criteria that the exercise's objectives are about.
    """

    name: str
    at: datetime
    team: str
    people: tuple[str, ...]
    scenario: str
    title: str
    digest: str
    policy: str
    seed: int
    exercise_type: str
    times: dict[str, Observation]
    resolved: bool
    total: float | None
    coverage: float
    adherence: float | None
    met: int
    owed: int
    skills: tuple[Judged, ...]
    criteria: tuple[Judged, ...]
    trains: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day it was played, UTC."""
        return self.at.astimezone(UTC).date()

    @property
    def quarter(self) -> str:
        """The quarter of that day: `2026 Q1`."""
        day = self.day
        return f"{day.year} Q{(day.month + 2) // 3}"


def played(name: str, at: datetime, team: str, card: Scorecard) -> Played:
    """A record from its scorecard and what stands beside it."""
    verdicts = [one.verdict for one in card.obligations if one.kind != "notice"]
    times = {measure: observe(card, measure) for measure in MEASURES}
    return Played(
        name=name,
        at=at,
        team=team,
        people=tuple(dict.fromkeys(card.participants)),
        scenario=card.scenario,
        title=card.title,
        digest=card.scenario_digest,
        policy=card.policy_digest,
        seed=card.seed,
        exercise_type=card.exercise_type,
        times={measure: found for measure, found in times.items() if found is not None},
        resolved=card.resolved,
        total=card.total,
        coverage=card.coverage_percent,
        adherence=card.adherence_percent,
        met=verdicts.count("met"),
        owed=len(verdicts),
        skills=tuple(Judged(one.skill, one.skill, one.score) for one in card.skills),
        criteria=tuple(Judged(one.id, one.title, one.score) for one in card.criteria),
        trains=tuple(dict.fromkeys(one.criterion for one in card.objectives)),
    )


def in_order(records: Iterable[Played]) -> tuple[Played, ...]:
    """Oldest first; what was played at the same instant in order of name."""
    return tuple(sorted(records, key=lambda one: (one.at, one.name)))


def observed(records: Iterable[Played], measure: str) -> tuple[Observation, ...]:
    """A measure of every record that it applies to."""
    return tuple(one.times[measure] for one in records if measure in one.times)
