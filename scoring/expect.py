"""Conditions on a scorecard for CI: `TTR<=70m`, `adherence>=90`, `harm==0`, `resolved`.

Pure: text in, verdict out. A time that was censored fails every upper bound.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.scenario.durations import format_duration, parse_duration
from sim.scenario.rules.criteria import CRITERION_IDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.model import Scorecard

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
TIMES = ("TTD", "TTA", "TTM", "TTR", "respond")
COSTS = ("lost", "failed", "corrupted", "overwritten", "bad_minutes")
NUMBERS = ("adherence", "total", "coverage", "harm", *COSTS, *CRITERION_IDS)
FLAGS = ("resolved", "recovered")
_FORM = re.compile(r"^\s*([A-Za-z_]+)\s*(?:(<=|>=|==|<|>)\s*(?!=)(\S.*?)?)?\s*$")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One condition; `bound` is ms for times, a plain number otherwise, None for flags."""

    text: str
    name: str
    sign: str
    bound: float | None

    def value(self, card: Scorecard) -> float | None:
        """What the scorecard has; None when it was censored or does not apply."""
        if self.name in TIMES:
            measure = card.measure(self.name)
            return None if measure.censored else measure.ms
        values: dict[str, float | None] = {
            "adherence": card.adherence_percent,
            "total": card.total,
            "coverage": card.coverage_percent,
            "harm": sum(one.level == "harm" for part in card.criteria for one in part.findings),
            **{name: float(getattr(card.impact, name)) for name in COSTS},
            **{part.id: part.score for part in card.criteria},
            "resolved": float(card.resolved and not card.false_resolve),
            "recovered": float(card.instant("recover").at is not None),
        }
        # Where nothing breaks other criteria count, and the usual ones are not there.
        return values.get(self.name)

    def holds(self, card: Scorecard) -> bool:
        """Whether the scorecard meets it."""
        value = self.value(card)
        if value is None:
            return False
        return bool(value) if self.bound is None else _COMPARE[self.sign](value, self.bound)

    def found(self, card: Scorecard) -> str:
        """What the scorecard has, in words."""
        value = self.value(card)
        if value is None:
            never = "was not judged" if self.name in CRITERION_IDS else "did not happen"
            return f"{self.name} {never}"
        if self.name in FLAGS:
            return f"not {self.name}"
        shown = format_duration(round(value)) if self.name in TIMES else f"{value:g}"
        return f"{self.name} is {shown}"


def parse_expectation(text: str) -> Expectation:
    """Read one condition.

    Raises:
        Unusable: not one; says what can be written.
    """
    match = _FORM.match(text)
    names = {name.lower(): name for name in (*TIMES, *NUMBERS, *FLAGS)}
    name = names.get(match.group(1).lower()) if match else None
    if match is None or name is None:
        raise Unusable(f"--expect {text!r}: name one of {', '.join(names.values())}")
    sign, literal = match.group(2), match.group(3)
    if name in FLAGS:
        if sign is not None:
            raise Unusable(f"--expect {text!r}: {name} takes no comparison")
        return Expectation(text, name, "", None)
    if not literal:
        raise Unusable(
            f"--expect {text!r}: needs a bound, like {name}<=30{'m' if name in TIMES else ''}"
        )
    try:
        bound = parse_duration(literal) if name in TIMES else float(literal)
    except ValueError:
        kind = "a duration like 30m" if name in TIMES else "a number"
        raise Unusable(f"--expect {text!r}: {literal!r} is not {kind}") from None
    return Expectation(text, name, sign, bound)
