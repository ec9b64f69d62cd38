"""Records by team, person, edition of a scenario, and quarter, in whatever order they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.training.names import shown, team_name
from reports.training.played import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reports.training.played import Played

_SHORT_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Records that have something in common.

    Attributes:
        key: what they have in common, as it stands in the records.
        label: the same for people.
        records: oldest first; at least one.
    """

    key: str
    label: str
    records: tuple[Played, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records a report is about; None: all."""

    team: str | None = None
    person: str | None = None
    scenario: str | None = None

    def players(self, records: Iterable[Played]) -> tuple[Played, ...]:
        """The records of the chosen team and person, of whatever scenario; oldest first."""
        return in_order(
            one
            for one in records
            if self.team in (None, one.team) and (self.person is None or self.person in one.people)
        )

    def records(self, records: Iterable[Played]) -> tuple[Played, ...]:
        """The records that are chosen in every respect; oldest first."""
        return tuple(one for one in self.players(records) if self.scenario in (None, one.scenario))


def _grouped(
    records: Iterable[Played],
    keys: Callable[[Played], tuple[str, ...]],
    label: Callable[[str], str],
) -> tuple[Group, ...]:
    found: dict[str, list[Played]] = {}
    for one in in_order(records):
        for key in keys(one):
            found.setdefault(key, []).append(one)
    return tuple(Group(key, label(key), tuple(found[key])) for key in sorted(found))


def by_team(records: Iterable[Played]) -> tuple[Group, ...]:
    """Every team with its records, in order of name."""
    return _grouped(records, lambda one: (one.team,), team_name)


def by_person(records: Iterable[Played]) -> tuple[Group, ...]:
    """Every person with the records they took part in, in order of name."""
    return _grouped(records, lambda one: one.people, shown)


def by_quarter(records: Iterable[Played]) -> tuple[Group, ...]:
    """Every quarter in which something was played, oldest first."""
    return _grouped(records, lambda one: (one.quarter,), str)


def edition_key(record: Played) -> str:
    """What records of one edition of a scenario have in common."""
    return f"{record.scenario}\n{record.digest}"


def by_edition(records: Iterable[Played]) -> tuple[Group, ...]:
    """Every edition of every scenario; its digest is named where there are several."""
    records = tuple(records)
    digests: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for one in in_order(records):
        digests.setdefault(one.scenario, set()).add(one.digest)
        titles[edition_key(one)] = one.title

    def label(key: str) -> str:
        scenario, digest = key.split("\n")
        several = len(digests[scenario]) > 1
        return shown(titles[key]) + (f" (edition {digest[:_SHORT_DIGEST]})" if several else "")

    return _grouped(records, lambda one: (edition_key(one),), label)
