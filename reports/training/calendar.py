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

    from sim.scenario.rules.training import Every, Exercised, Practice

MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
HOW_OFTEN: dict[Every, str] = {
    "month": "every month",
    "quarter": "every quarter",
    "half_year": "twice a year",
    "year": "every year",
}

_KINDS: dict[Exercised, str] = {
    "tabletop": "tabletop discussion",
    "drill": "drill",
    "functional": "team session",
    "regression": "runbook regression",
}
"""What people call the types: `tabletop host` plays team sessions and tabletop discussions."""


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
            return "not done yet: due now"
        if self.late_days:
            return f"overdue by {some(self.late_days, 'day')}"
        return "on time"


def after_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def what_counts(practice: Practice) -> str:
    """`tabletop or functional exercise with 2 people or more`."""
    kinds = [_KINDS[one] for one in practice.exercises]
    told = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} or {kinds[-1]}"
    return told if practice.people == 1 else f"{told} with {practice.people} people or more"


def counted_words(practice: Practice) -> str:
    """The same with its scenarios."""
    if not practice.scenarios:
        return f"{what_counts(practice)}, any scenario"
    which = "each of" if practice.each else "one of"
    listed = ", ".join(practice.scenarios)
    only = len(practice.scenarios) == 1
    return f"{what_counts(practice)}: {listed if only else f'{which} {listed}'}"


def _counting(practice: Practice, records: pd.DataFrame) -> pd.DataFrame:
    """The records of this practice: exercise, people and scenario decide."""
    found = records[records["exercise_type"].isin(practice.exercises)]
    # Only a practice of runbooks asks for what no person played.
    people = found["people"].map(len)
    found = found[found["automated"] | (people >= practice.people)]
    return found[found["scenario"].isin(practice.scenarios)] if practice.scenarios else found


def _newest(practice: Practice, counting: pd.DataFrame) -> pd.Series | None:
    """The record that the next date is counted from; None when it was not done yet."""
    if counting.empty:
        return None
    if not practice.each:
        return counting.iloc[-1]
    latest = counting.drop_duplicates("scenario", keep="last")
    # What was played longest ago of them decides; one that was never played leaves it undone.
    return latest.iloc[0] if len(latest) == len(set(practice.scenarios)) else None


def _due(
    practice: Practice, records: pd.DataFrame, today: date, roles: tuple[str, ...]
) -> DuePractice:
    last = _newest(practice, _counting(practice, records))
    if last is None:
        return DuePractice(practice, None, today, roles=roles)
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
