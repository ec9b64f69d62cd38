"""What to practise next: the weakest skill area and criterion, and what was not played for longest.

Every piece of advice has its reason in words, with the figures that it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reports.training.figures import mean_of
from reports.training.groups import by_quarter
from reports.training.names import shown
from reports.words import titled
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reports.training.figures import Mean
    from reports.training.groups import Group
    from reports.training.played import Judged, Played

Kind = Literal["skill area", "criterion"]

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
class Advice:
    """What a team should practise: `what`, with which scenarios (titles), and `why`."""

    what: str
    scenarios: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Weak:
    judged: Judged
    mean: Mean
    next_lowest: str


def _weakest(judgements: Iterable[tuple[str, Judged]]) -> _Weak | None:
    """The lowest mean, with the next one for comparison; None when everything is at its best."""
    values: dict[str, list[tuple[str, float | None]]] = {}
    judged: dict[str, Judged] = {}
    for scenario, one in judgements:
        values.setdefault(one.id, []).append((scenario, one.score))
        judged[one.id] = one
    means = {name: mean_of(found) for name, found in values.items()}
    ranked = sorted((mean.value, name) for name, mean in means.items() if mean.value is not None)
    if not ranked or ranked[0][0] >= FULL:
        return None
    lowest = ranked[0][1]
    after = [
        f"{titled(judged[name].title).lower()} with {value:.0f}" for value, name in ranked[1:2]
    ]
    return _Weak(judged[lowest], means[lowest], after[0] if after else "")


def _judgements(records: Iterable[Played], kind: Kind) -> tuple[tuple[str, Judged], ...]:
    """Every skill area, or every criterion, with the scenario it was judged in."""
    return tuple(
        (one.scenario, judged)
        for one in records
        for judged in (one.skills if kind == "skill area" else one.criteria)
    )


def _by_age(records: Sequence[Played], playable: Iterable[Playable]) -> list[Playable]:
    """Never played first, then the longest ago."""
    last = {one.scenario: one.day.isoformat() for one in records}
    return sorted(playable, key=lambda one: (last.get(one.name, ""), one.name))


def _reason(weak: _Weak, quarter: Group) -> str:
    value = weak.mean.value or 0.0
    rest = f"; the next lowest is {weak.next_lowest}" if weak.next_lowest else ""
    return (
        f"{titled(weak.judged.title)} was the lowest in {quarter.label}: {value:.0f} of 100 in "
        f"{some(weak.mean.records, 'record')}{rest}."
    )


def _weak_advice(
    kind: Kind,
    weak: _Weak | None,
    criteria: Iterable[str],
    *,
    quarter: Group,
    records: Sequence[Played],
    playable: Sequence[Playable],
) -> list[Advice]:
    if weak is None:
        return []
    wanted = set(criteria)
    worst = min(
        (judged.score, scenario)
        for scenario, judged in _judgements(quarter.records, kind)
        if judged.id == weak.judged.id and judged.score is not None
    )[1]
    fitting = [one for one in playable if wanted & set(one.trains)] or list(playable)
    others = [one for one in _by_age(records, fitting) if one.name != worst]
    chosen = [one for one in playable if one.name == worst] + others
    chosen = chosen[:MOST_SCENARIOS]
    return [
        Advice(
            f"{titled(weak.judged.title)} ({kind})",
            tuple(shown(one.title) for one in chosen),
            _reason(weak, quarter),
        )
    ]


def _longest_ago(records: Sequence[Played], playable: Sequence[Playable]) -> list[Advice]:
    chosen = _by_age(records, playable)[:MOST_SCENARIOS]
    if not chosen:
        return []
    last = {one.scenario: one.day for one in records}
    never = sum(one.name not in last for one in playable)
    if never:
        why = f"{some(never, 'scenario')} of {len(playable)} never played."
    else:
        why = f"Last played on {last[chosen[0].name].isoformat()}, longer ago than any other."
    return [Advice("What was not played for longest", tuple(shown(x.title) for x in chosen), why)]


def advise(
    records: Sequence[Played],
    playable: Sequence[Playable],
    skills: Mapping[str, Iterable[str]],
) -> tuple[Advice, ...]:
    """Advice for one team.

    Args:
        records: the team's; the weak spots are those of its newest quarter.
        playable: every scenario that could be played next.
        skills: which criteria show which skill area.
    """
    if not records:
        return ()
    quarter = by_quarter(records)[-1]
    now = quarter.records
    skill = _weakest(_judgements(now, "skill area"))
    criterion = _weakest(_judgements(now, "criterion"))
    shows = () if skill is None else skills.get(skill.judged.id, ())
    named = () if criterion is None else (criterion.judged.id,)
    return (
        *_weak_advice(
            "skill area", skill, shows, quarter=quarter, records=records, playable=playable
        ),
        *_weak_advice(
            "criterion", criterion, named, quarter=quarter, records=records, playable=playable
        ),
        *_longest_ago(records, playable),
    )
