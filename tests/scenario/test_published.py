"""Durations like published ones: the format, the fits held to the data, and what scenarios say."""

from __future__ import annotations

import csv
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from sim.journal.bodies import Durations
from sim.scenario.durations import MINUTE
from sim.scenario.library import find_scenario, scenario_names, shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.published import (
    DURATION_OR_LIKE_PATTERN,
    LIKE_PATTERN,
    LikePublished,
    fits,
)
from sim.world.faults import plan_faults
from sim.world.lengths import Lengths
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

DATA = shipped_folder() / "data"
DRAWS = 500
WAY_BACK = 75 * MINUTE
"""What is left of the horizon at the least after the longest repair."""


def likes(name: str) -> list[tuple[str, LikePublished]]:
    """Whatever a shipped scenario draws from published figures, with the fault's name."""
    scenario = load_scenario(find_scenario(name))
    found: list[tuple[str, object]] = [("alerts", scenario.worker.alerts.delivery)]
    for fault in scenario.faults:
        found.append((fault.id, fault.ends.after))
        found.append((fault.id, getattr(fault, "lasts", None)))
        found.append((fault.id, fault.residual and fault.residual.lasts))
    return [(key, one) for key, one in found if isinstance(one, LikePublished)]


SHIPPED = [(name, *like) for name in scenario_names() for like in likes(name)]
DRAWN = sorted({str(like) for _, _, like in SHIPPED})


# -- the format -----------------------------------------------------------------------------------


def test_a_like_reads_and_writes_itself() -> None:
    like = LikePublished.parse("like total from 15m to 2h45m")
    assert (like.kind, like.earliest_ms, like.latest_ms) == ("total", 15 * MINUTE, 165 * MINUTE)
    assert str(like) == "like total from 15m to 2h45m"
    assert re.search(LIKE_PATTERN, str(like))
    assert re.search(DURATION_OR_LIKE_PATTERN, str(like))


REFUSED = {
    "like total": "not a duration: 'like total'; write it like",
    "like total from 15m": "not a duration",
    "like meteors from 15m to 1h": "unknown kind of published duration 'meteors'; expected one of",
    "like total from 1h to 1h": "the first bound is not below the second",
    "like total from 1h to 15m": "the first bound is not below the second",
    "like total from 160h to 168h": "less than 1% of the published durations lie between",
}


@pytest.mark.parametrize(("text", "problem"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_drawn_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        LikePublished.parse(text)


def test_draws_go_from_bound_to_bound_with_the_median_in_the_middle() -> None:
    """The same uniform, the same duration; a larger one, a longer one."""
    like = LikePublished.parse("like partial from 30m to 2h45m")
    values = [like.at(step / 1000) for step in range(1000)]
    assert values == sorted(values)
    assert values[0] == 30 * MINUTE
    assert like.latest_ms - 2 * MINUTE < like.at(1 - 2**-53) <= like.latest_ms
    assert values[500] == like.median_ms
    assert like.share_up_to(like.median_ms) == pytest.approx(0.5, abs=0.001)
    assert all(value % 1000 == 0 for value in values)


# -- the data -------------------------------------------------------------------------------------


def rows_of(kind: str) -> list[float]:
    """The published minutes of a kind, by the rules in scenarios/data/README.md."""
    with (DATA / "outages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if kind == "alert":
        alerts = [float(row["impact_to_alert_min"] or 0) for row in rows]
        return [alert for alert in alerts if 0 < alert <= 60]
    if kind == "residual":
        residuals = [float(row["residual_min"] or 0) for row in rows]
        return [residual for residual in residuals if 0 < residual <= 2 * 24 * 60]
    return [
        float(row["impact_duration_min"])
        for row in rows
        if row["kind"] == kind and row["impact_duration_min"]
    ]


with (DATA / "fits.csv").open(encoding="utf-8", newline="") as _file:
    STATED = {row["kind"]: row for row in csv.DictReader(_file)}


@pytest.mark.parametrize("kind", STATED)
def test_a_stated_fit_is_the_fit_of_the_data(kind: str) -> None:
    """Refitted with scipy: as many rows, the same median within 1%, the same spread."""
    rows, stated = rows_of(kind), STATED[kind]
    assert len(rows) == int(stated["rows"])
    shape, _, scale = stats.lognorm.fit(rows, floc=0)
    unbiased = shape * np.sqrt(len(rows) / (len(rows) - 1))
    assert float(stated["median_minutes"]) == pytest.approx(scale, rel=0.01)
    assert float(stated["sd_of_ln"]) == pytest.approx(unbiased, abs=0.005)


@pytest.mark.parametrize("kind", STATED)
def test_a_log_normal_is_not_rejected(kind: str) -> None:
    fit = fits()[kind]
    found = stats.kstest(
        [minutes * MINUTE for minutes in rows_of(kind)],
        stats.lognorm(fit.sd_of_ln, scale=fit.median_ms).cdf,
    )
    assert found.pvalue > 0.05


def test_every_outage_has_a_source() -> None:
    with (DATA / "outages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 122
    assert all(row["source_url"].startswith("http") for row in rows)


# -- the shipped scenarios ------------------------------------------------------------------------


@pytest.mark.parametrize("text", DRAWN)
def test_five_hundred_draws_follow_the_truncated_fit(text: str) -> None:
    """Kolmogorov-Smirnov distance to the truncated log-normal, computed by scipy: at most 0.06."""
    like = LikePublished.parse(text)
    whole = stats.lognorm(like.fit.sd_of_ln, scale=like.fit.median_ms)
    low, high = whole.cdf(like.earliest_ms), whole.cdf(like.latest_ms)
    draws = [like.at(Streams(seed).even("repair", "bucket")) for seed in range(1, DRAWS + 1)]
    found = stats.kstest(draws, lambda ms: (whole.cdf(ms) - low) / (high - low))
    assert found.statistic <= 0.06


@pytest.mark.parametrize("name", [name for name in scenario_names() if likes(name)])
def test_a_scenario_states_the_shares_cut_off(name: str) -> None:
    """Above each `like …` stands which share of the fit is shorter and which is longer."""
    lines = find_scenario(name).read_text(encoding="utf-8").splitlines()
    found = 0
    for above, line in pairwise(lines):
        match = re.search(r"like \w+ from \S+ to [0-9hms]+", line)
        if match is None:
            continue
        like = LikePublished.parse(match[0])
        stated = f"{100 * like.shorter:.0f}% are shorter, {100 * like.longer:.0f}% longer."
        assert above.strip().endswith(stated)
        found += 1
    assert found == len(likes(name))


@pytest.mark.parametrize("name", scenario_names())
def test_a_recovery_fits_the_horizon(name: str) -> None:
    """The longest repair that can be drawn leaves 75 minutes, less when the fault begins."""
    scenario = load_scenario(find_scenario(name))
    longest: dict[str, int] = {}
    for fault in scenario.faults:
        if fault.ends.by == "vendor" and fault.ends.after is not None:
            before = longest.get(fault.ends.after_end_of or "", 0)
            longest[fault.id] = before + fault.ends.after.latest_ms
    assert all(lasts <= scenario.horizon - WAY_BACK for lasts in longest.values())


@pytest.mark.parametrize("name", [name for name in scenario_names() if likes(name)])
def test_what_the_facilitator_reads_has_the_median(name: str) -> None:
    """`ground_truth` states the median in minutes wherever an outage is drawn."""
    scenario = load_scenario(find_scenario(name))
    drawn = [like for _, like in likes(name) if like.kind not in ("alert", "residual")]
    stated = re.findall(
        r"(?:the\s+median, |within |median\s+repair\s+time\s+is\s+)(\d+)", scenario.ground_truth
    )
    assert [int(minutes) for minutes in stated] == [
        pytest.approx(like.median_ms / MINUTE, abs=0.8) for like in drawn
    ]


def test_drawn_lengths_differ_from_seed_to_seed_and_are_reproducible() -> None:
    scenario = load_scenario(find_scenario("complete-r2-outage"))

    def lasts(seed: int) -> int:
        streams = Streams(seed)
        (fault,) = plan_faults(scenario.faults, streams, Lengths(streams, Durations()))
        assert fault.ends_at is not None
        return fault.ends_at - fault.begins_at

    assert [lasts(seed) for seed in range(20)] == [lasts(seed) for seed in range(20)]
    assert len({lasts(seed) for seed in range(20)}) == 20


def test_kinds_are_kept_apart() -> None:
    """A repair is not like an alert, an alert not like an outage; one line says what it can be."""
    text = find_scenario("complete-r2-outage").read_text(encoding="utf-8")
    broken = text.replace("like total from 15m to 2h45m", "like alert from 2m to 12m")
    assert broken != text
    with pytest.raises(ValueError, match="cannot be like alert here, only like total or partial"):
        _validated(broken)
    with pytest.raises(ValueError, match="only a vendor's repair is like published outages"):
        _validated(text.replace("{by: vendor, after", "{by: escalation, role: cto, after"))


def _validated(text: str) -> Scenario:
    import yaml

    from sim.scenario.model import Scenario

    return Scenario.model_validate(yaml.safe_load(text))
