"""Records written by hand: every figure of theirs can be worked out on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

import pytest

from reports.training.played import Judged, Played
from scoring.statistics.times import Observation

MINUTE_MS = 60_000


class MakeRecord(Protocol):
    """Makes a record; TTR in minutes, negative when it never ended, None when nothing was hurt."""

    def __call__(
        self,
        day: str,
        ttr: float | None = 30,
        *,
        team: str = "Blue",
        people: tuple[str, ...] = ("Ada",),
        scenario: str = "outage",
        digest: str = "d1",
        policy: str = "p1",
        seed: int = 1,
        exercise: str = "drill",
        total: float | None = 80,
        calls: tuple[int, int] = (3, 4),
        skills: tuple[tuple[str, float | None], ...] = (("technical", 90), ("communication", 60)),
        criteria: tuple[tuple[str, float | None], ...] = (("recovery", 90), ("communication", 70)),
        name: str = "",
    ) -> Played: ...


def _record(
    day: str,
    ttr: float | None = 30,
    *,
    team: str = "Blue",
    people: tuple[str, ...] = ("Ada",),
    scenario: str = "outage",
    digest: str = "d1",
    policy: str = "p1",
    seed: int = 1,
    exercise: str = "drill",
    total: float | None = 80,
    calls: tuple[int, int] = (3, 4),
    skills: tuple[tuple[str, float | None], ...] = (("technical", 90), ("communication", 60)),
    criteria: tuple[tuple[str, float | None], ...] = (("recovery", 90), ("communication", 70)),
    name: str = "",
) -> Played:
    met, owed = calls
    times = {}
    if ttr is not None:
        ms = round(abs(ttr) * MINUTE_MS)
        times = {"TTR": Observation(scenario, seed, ms, ttr < 0, digest)}
    return Played(
        name=name or f"{day}-{team}-{scenario}-{seed}",
        at=datetime.fromisoformat(day).replace(hour=14, tzinfo=UTC),
        team=team,
        people=people,
        scenario=scenario,
        title=scenario.title(),
        digest=digest,
        policy=policy,
        seed=seed,
        exercise_type=exercise,
        times=times,
        resolved=ttr is not None and ttr > 0,
        total=total,
        coverage=100.0,
        adherence=100 * met / owed if owed else None,
        met=met,
        owed=owed,
        skills=tuple(Judged(key, key, score) for key, score in skills),
        criteria=tuple(Judged(key, key, score) for key, score in criteria),
        trains=("recovery",),
    )


@pytest.fixture(scope="session")
def record() -> MakeRecord:
    """Makes records."""
    return _record
