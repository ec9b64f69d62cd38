"""What to practise next: the weakest skill area and criterion, and what was not played for longest.

Every piece of advice has its reason in words, with the figures that it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from reports.phrases import titled
from reports.training.figures import mean_in
from reports.training.names import shown
from reports.training.records import by_quarter
from scoring.criteria import CRITERIA
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from reports.training.figures import Mean

Kind = Literal["skill area", "criterion"]

_COLUMNS: dict[Kind, str] = {"skill area": "skill_", "criterion": "criterion_"}
_TITLES = {one.id: one.title for one in CRITERIA.values()}
MOST_SCENARIOS = 3
FULL = 99.5
"""From here on, points are shown as 100, and there is nothing to catch up on."""


@dataclass(frozen=True, slots=True)
class Playable:
    """A scenario that can be played; `trains`: the criteria its objectives are about."""

    name: str
    title: str
    trains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamAdvice:
    """What a team should practise: `what`, with which scenarios (titles), and `why`."""

    what: str
    scenarios: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _WeakSpot:
    """The skill area or criterion with the lowest mean, and `worst`, where it was weakest."""

    kind: Kind
    id: str
    mean: Mean
    worst: str
    next_lowest: str

    def advice(
        self, quarter: str, trained_by: Iterable[str], by_age: Sequence[Playable]
    ) -> TeamAdvice:
        """With the scenario where it was weakest, then others that train these criteria."""
        wanted = set(trained_by)
        fitting = [one for one in by_age if wanted & set(one.trains)] or by_age
        chosen = [one for one in by_age if one.name == self.worst]
        chosen += [one for one in fitting if one.name != self.worst]
        title = titled(_TITLES.get(self.id, self.id))
        return TeamAdvice(
            f"{title} ({self.kind})",
            tuple(shown(one.title) for one in chosen[:MOST_SCENARIOS]),
            f"{title} was the lowest in {quarter}: {self.mean.value:.0f} of 100 in "
            f"{some(self.mean.records, 'record')}{self.next_lowest}.",
        )


def _weakest(records: pd.DataFrame, kind: Kind) -> _WeakSpot | None:
    """The lowest mean, with the next one for comparison; None when everything is at its best."""
    begins = _COLUMNS[kind]
    means = {name: mean_in(records, name) for name in records if name.startswith(begins)}
    ranked = sorted((mean.value, name) for name, mean in means.items() if mean.value is not None)
    if not ranked or ranked[0][0] >= FULL:
        return None
    lowest = ranked[0][1]
    # By name where several were as weak, so that the order of records decides nothing.
    worst = records.sort_values([lowest, "scenario"])["scenario"].iloc[0]
    after = ""
    for value, name in ranked[1:2]:
        follows = name.removeprefix(begins)
        follows = titled(_TITLES.get(follows, follows)).lower()
        level = f"{value:.0f}" == f"{ranked[0][0]:.0f}"
        after = (
            f", as low as {follows}"
            if level
            else f"; the next lowest is {follows} with {value:.0f}"
        )
    return _WeakSpot(kind, lowest.removeprefix(begins), means[lowest], worst, after)


def _longest_ago(last: Mapping[str, date], by_age: Sequence[Playable]) -> list[TeamAdvice]:
    chosen = by_age[:MOST_SCENARIOS]
    if not chosen:
        return []
    never = sum(one.name not in last for one in by_age)
    if never:
        why = f"{some(never, 'scenario')} of {len(by_age)} never played."
    else:
        why = f"Last played on {last[chosen[0].name].isoformat()}, longer ago than any other."
    titles = tuple(shown(one.title) for one in chosen)
    return [TeamAdvice("Not played recently", titles, why)]


def advise(
    records: pd.DataFrame,
    playable: Sequence[Playable],
    skills: Mapping[str, Iterable[str]],
) -> tuple[TeamAdvice, ...]:
    """Advice for one team.

    Args:
        records: the team's, at least one; the weak spots are those of its newest quarter.
        playable: every scenario that could be played next.
        skills: which criteria show which skill area.
    """
    last = records.groupby("scenario")["day"].max()
    never = date.min
    by_age = sorted(playable, key=lambda one: (last.get(one.name, never), one.name))
    quarter, now = by_quarter(records)[-1]
    weak = (_weakest(now, kind) for kind in _COLUMNS)
    return (
        *(
            spot.advice(
                quarter,
                skills.get(spot.id, ()) if spot.kind == "skill area" else (spot.id,),
                by_age,
            )
            for spot in weak
            if spot is not None
        ),
        *_longest_ago(last, by_age),
    )
