"""Evidence as links: which entry a number leads to, and what it says there.

Every entry of the journal has one place in the report: its timeline row, or the chart for windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from reports.format import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.row import LogRow
    from scoring.model import Evidence, Scorecard
    from sim.journal.encoding import Entry

_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Cite:
    """One link: the entry's number and what a reader finds there."""

    seq: int
    title: str


@dataclass(frozen=True, slots=True)
class Cites:
    """The evidence of one statement: the first few links, and how many more there are."""

    shown: tuple[Cite, ...] = ()
    more: int = 0


class _Statement(Protocol):
    """A statement of the scorecard with its evidence."""

    @property
    def evidence(self) -> Evidence:
        """Sequence numbers of the journal."""


class Index:
    """Looks evidence up.

    Args:
        entries: the journal.
        rows: the timeline's.
        charted: there is a chart, in which what no row tells has its place; without one, such
            evidence leads nowhere and is not cited.
    """

    def __init__(
        self, entries: Sequence[Entry], rows: Iterable[LogRow], *, charted: bool = True
    ) -> None:
        self._titles = {
            entry.seq: f"{clock(entry.at)} traffic sample: how users' operations went (see chart)"
            for entry in (entries if charted else ())
        }
        self._told: set[int] = set()
        for row in rows:
            self._told.update(row.seqs)
            self._titles |= dict.fromkeys(row.seqs, f"{clock(row.at)} {row.who}: {row.what}")

    def cites(self, evidence: Iterable[int]) -> Cites:
        """Links to the entries that the journal has; repeated numbers once, in order."""
        known = [seq for seq in sorted(set(evidence)) if seq in self._titles]
        shown = tuple(Cite(seq, self._titles[seq]) for seq in known[:_MOST_SHOWN])
        return Cites(shown, len(known) - len(shown))

    def untold(self, evidence: Iterable[int]) -> tuple[int, ...]:
        """The cited entries that no timeline row stands for: their anchors belong to the chart."""
        return tuple(
            seq for seq in sorted(set(evidence)) if seq in self._titles and seq not in self._told
        )


def all_evidence(card: Scorecard) -> frozenset[int]:
    """Every journal entry that anything in the scorecard cites."""
    statements: tuple[_Statement, ...] = (
        *card.instants,
        *card.measures,
        *card.obligations,
        *card.needless,
        *(finding for criterion in card.criteria for finding in criterion.findings),
        *(condition for objective in card.objectives for condition in objective.conditions),
    )
    return frozenset(seq for statement in statements for seq in statement.evidence)
