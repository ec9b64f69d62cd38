"""What every criterion says and how a time becomes points.

The one shape that criteria share, so that none of them needs to know another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.durations import MINUTE, spoken

if TYPE_CHECKING:
    from scoring.model import Evidence, Measure, ScoreFinding
    from sim.scenario.rules.rubric import Target

FULL = 100.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A criterion's verdict.

    Attributes:
        score: 0 to 100, or None when it could not be judged.
        why: how the score came about, or why there is none, in one sentence.
    """

    score: float | None
    why: str
    findings: tuple[ScoreFinding, ...] = ()


_SCRIPTS = {"reference": "reference response", "what-they-did": "original responders"}


def script_called(name: str) -> str:
    """What a script that plays is called: `reference response`; "" for a person."""
    return f"runbook {name}" if name.endswith(".md") else _SCRIPTS.get(name, "")


def by_whom(name: str) -> str:
    """Who did it, in a sentence: `Ana`, `the reference response`, `the runbook outage.md`."""
    script = script_called(name)
    return f"the {script}" if script else name


def part_of(ms: int, whole: int) -> str:
    """A part of a time in words: `4 of the 4.5 min`."""
    part, unit = f"{ms / MINUTE:.1f}".removesuffix(".0"), " min"
    return f"{part if spoken(whole).endswith(unit) else spoken(ms)} of the {spoken(whole)}"


def clock(ms: int) -> str:
    """An instant since StartEx, as everywhere: `T+47:10`."""
    whole, seconds = divmod(ms // 1_000, 60)
    return f"T+{whole}:{seconds:02d}"


def whole_points(score: float) -> str:
    """A score of 0-100 as a whole number; 100 only when nothing is missing."""
    return f"{score if score >= FULL else min(round(score), FULL - 1):.0f}"


def some(number: int, singular: str, plural: str = "") -> str:
    """A count with its noun: `1 operation`, `3,000 operations`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def scaled(ms: int, target: Target) -> float:
    """Points for a time: full up to `good`, none from `poor` on, straight in between."""
    if ms <= target.good:
        return FULL
    return max(0.0, FULL * (target.poor - ms) / (target.poor - target.good))


def latest_that_scores(target: Target, wait: int = 0) -> str:
    """The target in words, for a sentence that ends in it."""
    after = f", and {spoken(wait)} to prove it" if wait else ""
    return f"full marks within {spoken(target.good)}, none after {spoken(target.poor)}{after}"


def time_verdict(measure: Measure, target: Target, *, absent: str, never: str) -> Verdict:
    """Judge a measure by a target.

    Args:
        measure: the time.
        target: what is fast and what is slow.
        absent: why there is no time to judge.
        never: what to say when the end did not come before EndEx; worth 0, unless EndEx came so
            early that full marks were still possible.
    """
    if measure.ms is None:
        return Verdict(None, absent)
    if not measure.censored:
        words = f"{measure.title}: {spoken(measure.ms)}; {latest_that_scores(target)}."
        return Verdict(scaled(measure.ms, target), words)
    if measure.ms <= target.good:
        return Verdict(None, f"EndEx came {spoken(measure.ms)} in, too early to tell.")
    return Verdict(0.0, f"{never} ({spoken(measure.ms)} until EndEx).")


def evidence_of(*parts: Evidence) -> Evidence:
    """Several pieces of evidence as one, each entry once."""
    return tuple(sorted({seq for part in parts for seq in part}))
