"""What a criterion is: its words, how it judges, and what to do when a response fell short of it.

The one shape that the files of `scoring.criteria` fill in; none of them is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.case import ScoredCase
    from scoring.model import Scorecard
    from scoring.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a criterion that fell short, and which role it usually is for.

    Attributes:
        where_shown: another action where the scorecard shows that the usual one would miss; "" for
            the usual one.
    """

    action: str
    owner: str
    where_shown: Callable[[Scorecard], str] = lambda _: ""

    def action_for(self, card: Scorecard) -> str:
        """What to do, by the evidence of this exercise."""
        return self.where_shown(card) or self.action


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Attributes:
        id: its name in policies and scorecards, which is also its file's.
        title: its name in reports.
        judge: gives the verdict on an exercise.
        advice: what a review proposes when it fell short.
        in_tabletop: whether a discussion, in which nobody touches the system, can show it.
    """

    id: str
    title: str
    judge: Callable[[ScoredCase], Verdict]
    advice: Advice
    in_tabletop: bool = False
