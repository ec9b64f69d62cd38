"""Records written by hand: every figure of theirs can be worked out on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

import pytest

from reports.training.records import MEASURES

Row = dict[str, Any]
MINUTE_MS = 60_000


class MakeRecord(Protocol):
    """Makes a row; TTR in minutes, negative when it never ended, None when nothing was hurt."""

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
        timeliness: float | None = 70,
        name: str = "",
    ) -> Row: ...


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
    timeliness: float | None = 70,
    name: str = "",
) -> Row:
    met, due = calls
    return {
        "record": name or f"{day}-{team}-{scenario}-{seed}",
        "played_at": datetime.fromisoformat(day).replace(hour=14, tzinfo=UTC),
        "team": team,
        "people": () if exercise == "regression" else people,
        "automated": exercise == "regression",
        "played_by": ", ".join(people) if exercise == "regression" else "",
        "scenario": scenario,
        "title": scenario.title(),
        "scenario_digest": digest,
        "policy_digest": policy,
        "seed": seed,
        "exercise_type": exercise,
        "resolved": ttr is not None and ttr > 0,
        "total": total,
        "coverage": 100.0,
        "adherence": 100 * met / due if due else None,
        "calls_in_time": met,
        "calls_due": due,
        "notices_in_time": met,
        "notices_due": due,
        "timeliness": timeliness,
        "clarity": 90.0,
        "bad_minutes": None if ttr is None else abs(ttr),
        "failed_operations": 100,
        "users_touched": 10,
        "complaints": 2,
        "trains": ("recovery",),
        **dict.fromkeys((f"{measure}_ms" for measure in MEASURES), None),
        **dict.fromkeys((f"{measure}_censored" for measure in MEASURES), False),
        "TTR_ms": None if ttr is None else round(abs(ttr) * MINUTE_MS),
        "TTR_censored": ttr is not None and ttr < 0,
        **{f"skill_{key}": score for key, score in skills},
        **{f"criterion_{key}": score for key, score in criteria},
    }


@pytest.fixture(scope="session")
def record() -> MakeRecord:
    """Makes the rows of records."""
    return _record
