"""What the reports of one exercise are made of: card, journal, policy, review, later records.

Gathered once, so that every section reads the same. Holds values and looks evidence up; words and
layout are elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.cites import Index
from reports.review.hot_wash import HotWash
from reports.review.proven import Players, proven_by
from reports.timeline import timeline
from scoring.corrections import Corrections
from scoring.facts import embedded_policy, gather
from scoring.tabletop import touches_system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.review.model import Improvement, Review
    from reports.review.proven import Later
    from reports.row import LogRow
    from scoring.facts import Facts
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


@dataclass(frozen=True, slots=True)
class Material:
    """Everything about one exercise.

    Attributes:
        card: the verdicts.
        entries: the journal they are about; `facts`: the same, sorted by kind.
        policy: the policy it was played under, for names.
        rows: the timeline; `index`: where each journal entry stands in it.
        review: what people added; None when nobody has.
        later: records played after it, which may prove improvements.
        last: the newest one before it of the same edition of the scenario; None when there is none.
        withdrawn: improvements of the review that nothing proposes any more.
        corrections: what the review corrected for the scorer; `uncorrected`: the card without it.
        day: the day of the exercise; None when it is not known.
        team: the team that played; empty when not named.
        wash: what everybody wrote after EndEx.
    """

    card: Scorecard
    entries: Sequence[Entry]
    facts: Facts
    policy: Policy
    rows: tuple[LogRow, ...]
    index: Index
    uncorrected: Scorecard
    corrections: Corrections
    review: Review | None = None
    withdrawn: tuple[Improvement, ...] = ()
    later: tuple[Later, ...] = ()
    last: Later | None = None
    day: date | None = None
    team: str = ""
    wash: HotWash = field(default_factory=HotWash)

    @property
    def players(self) -> Players:
        """Who played it."""
        return Players(self.card.exercise_type, self.card.participants, self.team)

    def proof_of(self, improvement: Improvement) -> Later | None:
        """The later record that proves an improvement of this review; None when none does."""
        return proven_by(improvement, self.players, self.later)


def material(
    card: Scorecard,
    entries: Sequence[Entry],
    *,
    review: Review | None = None,
    withdrawn: tuple[Improvement, ...] = (),
    corrections: Corrections | None = None,
    uncorrected: Scorecard | None = None,
    later: tuple[Later, ...] = (),
    last: Later | None = None,
    day: date | None = None,
    team: str = "",
    wash: HotWash | None = None,
) -> Material:
    """Gather it.

    Raises:
        ValueError: the entries do not open with a header.
    """
    policy = embedded_policy(entries)
    rows = tuple(timeline(entries, policy))
    return Material(
        card=card,
        entries=entries,
        facts=gather(entries, corrections),
        policy=policy,
        rows=rows,
        index=Index(entries, rows, charted=touches_system(card.exercise_type)),
        uncorrected=card if uncorrected is None else uncorrected,
        corrections=Corrections() if corrections is None else corrections,
        review=review,
        withdrawn=withdrawn,
        later=later,
        last=last,
        day=day,
        team=team,
        wash=HotWash() if wash is None else wash,
    )
