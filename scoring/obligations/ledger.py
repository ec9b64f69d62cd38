"""The ledger of obligations: every rule's requirements settled, and whom it was needless to wake.

Adding a rule is a function beside its neighbours and a name in `RULES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.obligations.calls import needless_calls
from scoring.obligations.due import settle
from scoring.obligations.duties import duties
from scoring.obligations.escalation import by_impact, first_column, no_progress, unacknowledged
from scoring.obligations.lasting import afterwards, handovers
from scoring.obligations.notices import notices
from scoring.obligations.updates import promises, updates
from scoring.verdict import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scoring.ground import Ground
    from scoring.model import Obligation, ScoreFinding
    from scoring.obligations.due import DueItem
    from sim.scenario.rules.rubric import Points

RULES: tuple[Callable[[Ground], tuple[DueItem, ...]], ...] = (
    first_column,
    no_progress,
    unacknowledged,
    by_impact,
    duties,
    handovers,
    afterwards,
    notices,
    updates,
    promises,
)


@dataclass(frozen=True, slots=True)
class ObligationLedger:
    """Obligations that were decided by EndEx, and needless escalations.

    Attributes:
        listed: in order of falling due.
        needless: calls that nobody needed.
        calls: how many calls there were.
    """

    listed: tuple[Obligation, ...]
    needless: tuple[ScoreFinding, ...]
    calls: int

    @property
    def escalations(self) -> tuple[Obligation, ...]:
        """Those that count for adherence: calls that were owed, and duties of levels reached."""
        return tuple(entry for entry in self.listed if entry.kind != "notice")

    @property
    def notices(self) -> tuple[Obligation, ...]:
        """Those that count for communication."""
        return tuple(entry for entry in self.listed if entry.kind == "notice")

    def notice(self, reason: str) -> Obligation | None:
        """The first notice owed for this reason."""
        return next((entry for entry in self.notices if entry.reason == reason), None)


def adherence(obligations: Iterable[Obligation]) -> float | None:
    """Met in time of all that fell due, in percent; None when none did."""
    verdicts = [entry.verdict for entry in obligations]
    return 100 * verdicts.count("met") / len(verdicts) if verdicts else None


def by_kind(obligations: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    """Obligations by what they are for: each notice of the policy, updates, promises."""
    kinds: dict[str, list[Obligation]] = {}
    for one in obligations:
        kinds.setdefault(one.reason, []).append(one)
    return kinds


def credit(obligations: Iterable[Obligation], points: Points) -> float | None:
    """As adherence, with the policy's share of what was late; what criteria score by."""
    verdicts = [entry.verdict for entry in obligations]
    if not verdicts:
        return None
    earned = FULL * verdicts.count("met") + points.late * verdicts.count("late")
    return earned / len(verdicts)


def keep_ledger(ground: Ground) -> ObligationLedger:
    """Derive every debt and settle it.

    A debt whose deadline EndEx cut off, and that nothing had met by then, is not listed; nor is one
    that fell due in a tabletop's move which was not reached, unless it was met all the same.
    """
    dues = tuple(due for rule in RULES for due in rule(ground))
    settled = (settle(due, ground.facts.ended_at) for due in dues)
    listed = [
        entry
        for entry in settled
        if entry is not None and (entry.verdict == "met" or ground.discussed(entry.deadline))
    ]
    calls, needless = needless_calls(ground, dues)
    return ObligationLedger(
        listed=tuple(sorted(listed, key=lambda entry: (entry.due, entry.kind, entry.to))),
        needless=needless,
        calls=calls,
    )


def still_open(ground: Ground) -> tuple[DueItem, ...]:
    """Debts that have fallen due, that nothing has met yet and whose deadline is still ahead."""
    now = ground.facts.ended_at
    dues = (due for rule in RULES for due in rule(ground))
    found = [due for due in dues if due.due <= now and settle(due, now) is None]
    return tuple(sorted(found, key=lambda due: (due.deadline, due.kind, due.to)))
