"""Conditions on a scorecard for CI: `TTR<=70m`, `adherence>=90`, `harm==0`, `resolved`.

Pure: text in, verdict out. A time that was censored fails every upper bound.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.effort import DONE
from sim.command_set import ROWS
from sim.errors import Unusable
from sim.scenario.durations import format_duration, parse_duration
from sim.scenario.rules.criteria import CRITERION_IDS
from sim.scenario.spelling import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.effort import Effort
    from scoring.model import Scorecard

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
MEASURED = ("TTD", "TTA", "TTM", "TTR", "respond", "declared_ttr")
TIMES = (*MEASURED, "closing", "work", "wrap_up")
COSTS = ("lost", "failed", "corrupted", "overwritten", "bad_minutes")
NUMBERS = (
    "adherence",
    "total",
    "coverage",
    "harm",
    "problems",
    "calls",
    *DONE,
    *COSTS,
    *CRITERION_IDS,
)
FLAGS = ("resolved", "recovered")
DID = "did:"
_DID = re.compile(r"^\s*did:([a-z0-9-]+)(/[\w.-]+)?\s*(?:(<=|>=|==|<|>)\s*([0-9]{1,9}))?\s*$")
_FORM = re.compile(r"^\s*([A-Za-z_]+)\s*(?:(<=|>=|==|<|>)\s*(?!=)(\S.*?)?)?\s*$")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One condition; `bound` is ms for times, a plain number otherwise, None for flags."""

    text: str
    name: str
    sign: str
    bound: float | None

    def value(self, card: Scorecard, effort: Effort | None = None) -> float | None:
        """What the record has; None when it was censored or does not apply.

        Args:
            card: its scorecard.
            effort: what its responders did, where its journal is at hand.
        """
        if self.name.startswith(DID):
            return None if effort is None else effort.counts.get(self.name.removeprefix(DID), 0)
        # Where nothing breaks other criteria count, and the usual ones are not there.
        return values_of(card, effort).get(self.name)

    def holds(self, card: Scorecard, effort: Effort | None = None) -> bool:
        """Whether the record meets it."""
        return self.met_by(self.value(card, effort))

    def met_by(self, value: float | None) -> bool:
        """Whether a value meets it; None, which is none, never does."""
        if value is None:
            return False
        return bool(value) if self.bound is None else _COMPARE[self.sign](value, self.bound)

    def found(self, card: Scorecard, effort: Effort | None = None) -> str:
        """What the record has, in words."""
        value = self.value(card, effort)
        if value is None:
            never = "was never reached" if self.name in TIMES else "was not scored"
            return f"{self.name} {never}"
        if self.name in FLAGS:
            return f"not {self.name}"
        if self.name.startswith(DID):
            return f"carried out {value:g} times"
        shown = format_duration(round(value)) if self.name in TIMES else f"{value:g}"
        return f"{self.name} is {shown}"


def values_of(card: Scorecard, effort: Effort | None = None) -> dict[str, float | None]:
    """Everything that can be expected, as a record has it; None: censored, or not judged."""
    levels = [found.level for part in card.criteria for found in part.findings]
    times = {one.name: one for one in card.measures if one.name in MEASURED}
    known = {name: None if one.censored else one.ms for name, one in times.items()}
    return {
        **known,
        "closing": _later(known.get("TTR"), known.get("declared_ttr")),
        **({} if effort is None else _effort(card, effort)),
        "adherence": card.adherence_percent,
        "total": card.total,
        "coverage": card.coverage_percent,
        "harm": levels.count("harm"),
        "problems": levels.count("problem"),
        "calls": card.calls,
        **{name: float(getattr(card.impact, name)) for name in COSTS},
        **{part.id: part.score for part in card.criteria},
        "resolved": float(card.resolved and not card.false_resolve),
        "recovered": float(card.instant("recover").at is not None),
    }


def _effort(card: Scorecard, effort: Effort) -> dict[str, float | None]:
    """What can be expected of what was done."""
    wrap_up = _later(card.instant("recover").at, effort.last)
    return {"work": effort.work, "wrap_up": wrap_up, **effort.natures}


def _later(first: int | None, second: int | None) -> int | None:
    """How long after the first the second came; None when either never did, or it came sooner."""
    return None if first is None or second is None or second < first else second - first


def parse_expectation(text: str) -> Expectation:
    """Read one condition.

    Raises:
        Unusable: not one; says what can be written.
    """
    if text.lstrip().startswith(DID):
        return _count(text)
    match = _FORM.match(text)
    names = {name.lower(): name for name in (*TIMES, *NUMBERS, *FLAGS)}
    name = names.get(match.group(1).lower()) if match else None
    if match is None or name is None:
        raise Unusable(f"--expect {text!r}: name one of {', '.join(names.values())}, did:COMMAND")
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


def _count(text: str) -> Expectation:
    """Read `did:resolve`, `did:page/vendor_support==1`: at least once, without a bound."""
    match = _DID.match(text)
    if match is None:
        raise Unusable(
            f"--expect {text!r}: write did:COMMAND or did:COMMAND/WORD, with a count "
            "if it matters, like did:page/vendor_support>=1"
        )
    command, word, sign, bound = match.groups()
    if command not in ROWS:
        raise Unusable(f"--expect {text!r}: {unknown('command', command, tuple(ROWS))}")
    return Expectation(text, f"{DID}{command}{word or ''}", sign or ">=", float(bound or 1))
