"""Summaries and comparisons as sentences: how many first, then the figures, then how sure.

A time beyond what was seen is written `> 240 min`, and a difference too small to be shown is
called "no verdict", with what could have been shown.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scoring.statistics.compare import FEWEST as FEWEST_TO_CALL
from scoring.statistics.compare import MOST_UNITS, units_needed
from scoring.statistics.summary import FEWEST as FEWEST_FOR_INTERVAL
from scoring.verdict import some
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from scoring.statistics.compare import Comparison
    from scoring.statistics.summary import Estimate, Summary

HAPPENED = {
    "TTD": "detected",
    "monitor_ttd": "alerted",
    "responder_ttd": "detected",
    "TTA": "acknowledged",
    "respond": "responded",
    "TTM": "mitigated",
    "TTR": "recovered",
    "declared_ttr": "declared over",
    "latent": "felt by users",
}
"""What had happened in a record that reached the end of a measure."""

_DOUBLE = 2.0
"""From this ratio on, a factor is easier to read than percent."""


def in_minutes(ms: int) -> str:
    """A time beside others like it, always with one decimal: `4.0 min`."""
    return f"{ms / MINUTE:.1f} min"


def _time(ms: float, longest_ms: int) -> str:
    return in_minutes(round(ms)) if math.isfinite(ms) else f"> {in_minutes(longest_ms)}"


def _sure(estimate: Estimate, longest_ms: int) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = _time(estimate.low, longest_ms), _time(estimate.high, longest_ms)
    return f" (95% interval {low.removesuffix(' min')} to {high})"


def _scope(pairs: int, singular: str, scenarios: int) -> str:
    if scenarios > 1:
        return f"{some(pairs, singular)} in {some(scenarios, 'scenario')}"
    return f"{some(pairs, singular)} of one scenario, valid for it only"


def sum_up(summary: Summary, measure: str) -> str:
    """A summary: `9 of 12 recovered; median 41.2 min (95% interval …), mean 80.3 min …`."""
    if summary.median is None or summary.mean is None:
        return "does not apply to any record"
    longest = summary.longest_ms
    horizon = summary.horizon_ms
    within = "" if horizon is None else f", with times capped at {in_minutes(horizon)}"
    told = (
        f"{summary.ended} of {summary.records} {HAPPENED[measure]}; "
        f"median {_time(summary.median.ms, longest)}{_sure(summary.median, longest)}, "
        f"mean {_time(summary.mean.ms, longest)}{_sure(summary.mean, longest)}{within}; "
        f"{_scope(summary.records, 'record', summary.scenarios)}"
    )
    if summary.mean.low is not None:
        return told
    unit = "scenarios" if summary.scenarios > 1 else "records"
    return f"{told}; too few for an interval ({FEWEST_FOR_INTERVAL} {unit} needed)"


def _whole(share: float) -> str:
    """A share in whole percent, with one decimal below ten."""
    percent = 100 * share
    return f"{percent:.1f}%" if percent < 9.95 else f"{percent:.0f}%"  # noqa: PLR2004 - rounds to 10


def _change(ratio: float) -> str:
    """A ratio in words: `29% less`, `12% more`, `3.2 times as much`."""
    if not math.isfinite(ratio):
        return "any number of times as much"
    if ratio >= _DOUBLE:
        return f"{ratio:.1f} times as much"
    return f"{_whole(abs(ratio - 1))} {'less' if ratio < 1 else 'more'}"


def _smallest(ratio: float) -> str:
    """The smallest change that could be shown: `a change of 18% or more`."""
    if ratio >= _DOUBLE:
        return f"a change by a factor of {ratio:.1f} or more"
    return f"a change of {_whole(ratio - 1)} or more"


def _interval(found: Comparison) -> str:
    return f"{100 * found.confidence:.0f}% interval"


def _called(found: Comparison) -> str:
    scope = _scope(found.pairs, "pair", found.scenarios)
    if found.called == "faster":
        by, least, most = f"{_whole(1 - found.ratio)} shorter", 1 - found.high, 1 - found.low
    elif found.ratio < _DOUBLE:
        by, least, most = f"{_whole(found.ratio - 1)} longer", found.low - 1, found.high - 1
    else:
        reach = f"{_interval(found)} {found.low:.1f} to {found.high:.1f}"
        return f"slower: times are {found.ratio:.1f} times as long ({reach}); {scope}"
    reach = f"{_interval(found)} {_whole(least)} to {_whole(most)}"
    return f"{found.called}: times are {by} ({reach}); {scope}"


def _not_called(found: Comparison) -> str:
    units = found.scenarios if found.scenarios > 1 else found.pairs
    told = f"no verdict: {some(found.pairs, 'pair')}"
    scope = f"in {some(found.scenarios, 'scenario')}" if found.scenarios > 1 else "of one scenario"
    if not found.pairs:
        return "no verdict: no scenario and seed was played on both sides"
    if units < FEWEST_TO_CALL:
        unit = "scenarios" if found.scenarios > 1 else "pairs"
        few = "is too few" if found.pairs == 1 else "are too few"
        return f"{told} {scope} {few} to compare; {FEWEST_TO_CALL} {unit} or more are needed"
    if not math.isfinite(found.smallest):
        return f"{told} cannot be compared: none ended on both sides"
    if found.low == found.ratio == found.high == 1:
        return f"{told} {scope} took exactly the same time on both sides"
    seen = f"seen: {_change(found.ratio)}, {_interval(found)} {_change(found.low)} to "
    seen += f"{_change(found.high)}, {scope}"
    if found.high < 1 or found.low > 1:
        return f"{told} differ, but not all ended, and the unfinished ones contradict it ({seen})"
    return f"{told} could only have shown {_smallest(found.smallest)} ({seen})"


def _unfinished(found: Comparison) -> str:
    told = []
    if found.only_after:
        told.append(f"before in {some(found.only_after, 'pair')}")
    if found.only_before:
        told.append(f"after in {some(found.only_before, 'pair')}")
    if found.neither:
        told.append(f"on both sides in {some(found.neither, 'pair')}")
    if not told:
        return ""
    return f". Not reached by the end of the exercise: {', '.join(told)}; these count up to its end"


def _left_out(found: Comparison) -> str:
    told = []
    if found.alone:
        told.append(f"{found.alone} played on one side only")
    if found.edited:
        told.append(f"{found.edited} whose scenario was edited in between")
    return f". Left out: {', '.join(told)}" if told else ""


def compared(found: Comparison) -> str:
    """The verdict, what it rests on and what was left out.

    `no verdict: 20 pairs could only have shown a change of 18% or more (seen: …)`.
    """
    told = _not_called(found) if found.called == "no verdict" else _called(found)
    return f"{told}{_unfinished(found)}{_left_out(found)}"


def to_show(found: Comparison) -> str:
    """What it would take to call a change as large as the one seen; "" when one was called.

    `A change of 4.1% would be called, with a chance of 80%, from about 85 pairs on: 65 more.`
    """
    if found.called != "no verdict" or found.unfinished == found.pairs or found.ratio == 1:
        return ""
    several = found.scenarios > 1
    units, unit = (found.scenarios, "scenario") if several else (found.pairs, "pair")
    if units < FEWEST_TO_CALL:
        return ""
    seen = _change(found.ratio)
    needed = units_needed(found)
    if needed is None:
        return f"If {seen} is all there is, more than {MOST_UNITS:,} {unit}s would not show it."
    if needed <= units:
        return ""
    like = " like these" if several else ""
    told = (
        f"If the true change is the one seen ({seen}), about {some(needed, unit)}{like} would show "
        f"it with a chance of 80%: {needed - units} more"
    )
    if not several:
        return f"{told}."
    nights = math.ceil((needed - units) * found.pairs / found.scenarios)
    return f"{told}, or {nights:,} runs a side with as many seeds each."
