"""The training calendar: what is due when, by the policy's practices and what was played last.

Works on dates that it is given; what today is, the surface says.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reports.training.names import team_name
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from sim.scenario.rules.training import Every, Practice

MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
HOW_OFTEN: dict[Every, str] = {
    "month": "every month",
    "quarter": "every quarter",
    "half_year": "twice a year",
    "year": "every year",
}


@dataclass(frozen=True, slots=True)
class DuePractice:
    """A practice and when it comes up.

    Attributes:
        last: the day of the newest record that counts; None when there is none.
        on: the day it is or was due; without a record, today.
        late_days: how many days it is overdue; 0 when it is not.
        last_words: what was played then, in words.
        roles: who takes part, by title.
    """

    practice: Practice
    last: date | None
    on: date
    late_days: int = 0
    last_words: str = "never"
    roles: tuple[str, ...] = ()

    @property
    def how_often(self) -> str:
        """`every quarter`."""
        return HOW_OFTEN[self.practice.every]

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        if self.last is None:
            return "never played: due now"
        if self.late_days:
            return f"overdue by {some(self.late_days, 'day')}"
        return "on time"


def after_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _counting(practice: Practice, records: pd.DataFrame) -> pd.DataFrame:
    """The records of this practice: the type of exercise and the scenario decide."""
    found = records[records["exercise_type"] == practice.exercise]
    return found[found["scenario"].isin(practice.scenarios)] if practice.scenarios else found


def _due(
    practice: Practice, records: pd.DataFrame, today: date, roles: tuple[str, ...]
) -> DuePractice:
    counting = _counting(practice, records)
    if counting.empty:
        return DuePractice(practice, None, today, roles=roles)
    last = counting.iloc[-1]
    on = after_months(last["day"], MONTHS[practice.every])
    told = f"{last['day'].isoformat()}, {last['title']}, {team_name(last['team'])}"
    return DuePractice(practice, last["day"], on, max(0, (today - on).days), told, roles)


def calendar(
    practices: Iterable[Practice],
    records: pd.DataFrame,
    today: date,
    titles: Mapping[str, str] | None = None,
) -> tuple[DuePractice, ...]:
    """Every practice: the longest overdue first, then never played, then by day.

    Args:
        practices: the policy's.
        records: those that may count, oldest first.
        today: the day to look from.
        titles: what people call the roles.
    """
    names = titles or {}
    found = [
        _due(one, records, today, tuple(names.get(role, role) for role in one.roles))
        for one in practices
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (-one.late_days, one.last is not None, one.on, one.practice.id),
        )
    )
