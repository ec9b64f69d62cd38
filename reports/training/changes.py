"""What the trends say in words: what changed, what did not, and when it is too early to tell.

Every statement rests on exercises that the same team played twice: the first time against the
latest. Figures are elsewhere; here is what a reader may conclude from them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reports.training.versus import first_and_latest, gained, over_time
from scoring.statistics.bootstrap import CONFIDENCE
from scoring.statistics.compare import FEWEST, error_of, share_ended, units_for
from scoring.statistics.student import quantile
from scoring.verdict import some

if TYPE_CHECKING:
    import pandas as pd

    from reports.training.figures import Mean
    from scoring.statistics.compare import Comparison

Direction = Literal["better", "worse", "unknown"]
A_THIRD = math.log(1.5)
"""A third less, as a logarithm; what it takes to show it is asked for every time."""
_MANY = 1_000
"""Never recommend more exercises than this."""
_WHOLE = 100.0
_FAR = 10_000.0
"""Intervals are not cut here: their width is the question."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is followed over time.

    Attributes:
        what: `Time to detect`.
        told: what can be said, in one or two sentences.
        direction: which way it went, where that is known.
    """

    what: str
    told: str
    direction: Direction = "unknown"


def by_team_and_seed(records: pd.DataFrame) -> pd.DataFrame:
    """The records with seeds that no two teams share: each team is compared with itself only."""
    own = records.groupby(["team", "seed"], sort=True).ngroup()
    return records.assign(seed=own.astype("int64"))


def _too_few(pairs: int, scenarios: int) -> str:
    """What is missing before anything can be compared; "" when nothing is."""
    if not pairs:
        return (
            "Not enough exercises to tell: no team can be compared with itself yet. Play an "
            "exercise again with the same scenario and seed."
        )
    units = scenarios if scenarios > 1 else pairs
    if units >= FEWEST:
        return ""
    missing = FEWEST - units
    more = f"{some(missing, f'more {_unit(scenarios)}')} {'has' if missing == 1 else 'have'}"
    return f"Not enough exercises to tell: a comparison is possible once {more} been played twice."


def _unit(scenarios: int) -> str:
    """What counts for one: with one scenario its seeds do."""
    return "scenario" if scenarios > 1 else "exercise"


def _more(units: int, scenarios: int) -> str:
    return f"{some(units, f'more {_unit(scenarios)}')} played twice"


def _would_show(needed: int | None, units: int, scenarios: int) -> str:
    """What it would take to show a change of a third."""
    if needed is None or needed - units > _MANY:
        return "Too uneven to tell: even many more exercises would not show a change of a third."
    if needed <= units:
        return "No large change: a change of a third would very likely have been seen."
    more = _more(needed - units, scenarios)
    return f"Not enough exercises to tell: {more} would show a change of a third."


def _base(pairs: int, scenarios: int) -> str:
    return f"{some(pairs, 'exercise')} played twice, in {some(scenarios, 'scenario')}"


def time_change(records: pd.DataFrame, what: str, measure: str) -> Change:
    """What can be said of a time."""
    found = over_time(by_team_and_seed(records), measure)
    if told := _too_few(found.pairs, found.scenarios):
        return Change(what, told)
    base = _base(found.pairs, found.scenarios)
    if found.called == "faster":
        return Change(
            what, f"{_percent(1 - found.ratio)} shorter than at first ({base}).", "better"
        )
    if found.called == "slower":
        return Change(what, f"{_longer(found)} than at first ({base}).", "worse")
    return Change(what, _untold(found))


def _percent(share: float) -> str:
    return f"{_WHOLE * share:.0f}%"


def _longer(found: Comparison) -> str:
    if found.ratio < 2:  # noqa: PLR2004 - from there on a factor is easier to read
        return f"{_percent(found.ratio - 1)} longer"
    return f"{found.ratio:.1f} times as long"


def _untold(found: Comparison) -> str:
    units = found.scenarios if found.scenarios > 1 else found.pairs
    ended = share_ended(found)
    if found.smallest <= math.exp(A_THIRD):
        return _would_show(units, units, found.scenarios)
    if not math.isfinite(found.high) or not ended:
        return "Not enough exercises to tell: too few of them ended."
    if found.low == found.high:
        return "The same as at first."
    needed = units_for(A_THIRD, error_of(found), units, ended)
    return _would_show(needed, units, found.scenarios)


def value_change(
    records: pd.DataFrame, what: str, column: str, unit: str, *, lower_is_better: bool = False
) -> Change:
    """What can be said of points, percent or counts."""
    own = by_team_and_seed(records)
    found = gained(own, column, _FAR)
    first, latest = first_and_latest(own[["scenario", "seed", "scenario_digest", column]])
    judged = (latest[column] - first[column]).notna()
    scenarios = int(latest.loc[judged, "scenario"].nunique())
    if told := _too_few(found.records, scenarios):
        return Change(what, told)
    base = _base(found.records, scenarios)
    if found.value is not None and found.low is not None and found.high is not None:
        if found.low == found.high == 0:
            return Change(what, f"The same as at first ({base}).")
        if found.low > 0 or found.high < 0:
            better = (found.value < 0) == lower_is_better
            way = "up" if found.value > 0 else "down"
            told = f"{abs(found.value):.0f} {unit} {way} on the first time ({base})."
            return Change(what, told, "better" if better else "worse")
    third = abs(float(first.loc[judged, column].mean())) / 3
    needed = _needed(found, third, scenarios)
    return Change(what, _would_show(needed, _units(found, scenarios), scenarios))


def _units(found: Mean, scenarios: int) -> int:
    return scenarios if scenarios > 1 else found.records


def _needed(found: Mean, third: float, scenarios: int) -> int | None:
    units = _units(found, scenarios)
    if found.value is None or found.low is None or found.high is None or not third:
        return None
    reach = max(found.high - found.value, found.value - found.low)
    return units_for(third, reach / quantile(CONFIDENCE, units - 1), units)


def changes(records: pd.DataFrame) -> tuple[Change, ...]:
    """Everything that is followed over the quarters, in the order in which it is read.

    Where nothing can be said of any of it, for one and the same reason, that is said once.
    """
    found = (
        time_change(records, "Time to detect (MTTD)", "TTD"),
        time_change(records, "Time to recover (MTTR)", "TTR"),
        value_change(
            records,
            "Customer impact",
            "bad_minutes",
            "minutes out of objective",
            lower_is_better=True,
        ),
        value_change(records, "Communication: timeliness", "timeliness", "points"),
        value_change(records, "Communication: clarity", "clarity", "points"),
        value_change(records, "Escalation adherence", "adherence", "percentage points"),
        value_change(records, "Total", "total", "points"),
    )
    reasons = {one.told for one in found}
    return (Change("All figures", found[0].told),) if len(reasons) == 1 else found
