"""The table and the picture of how-long-outages-last.md, made from the data and the scenarios.

python -m tests.durations.page            # prints the table
python -m tests.durations.page --write    # and writes table and picture into the documentation
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from pathlib import Path

import numpy as np
from scipy import stats

from sim.scenario.durations import MINUTE
from sim.scenario.library import find_scenario, scenario_names, shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.published import LikePublished, fits
from sim.world.streams import Streams

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "how-long-outages-last.md"
PICTURE = ROOT / "docs" / "pictures" / "how-long-outages-last.png"
BEGIN, END = "<!-- lengths:begin -->", "<!-- lengths:end -->"
HEAD = (
    (
        "| scenario | fault | drawn like | cut off, shorter / longer | middle half drawn, min "
        "| live session, min | its place among the published | KS of 500 draws |"
    ),
    "|---|---|---|---:|---:|---:|---:|---:|",
)
SEEDS = range(1, 501)
"""Five hundred, the first ones."""
DATA = shipped_folder() / "data"


def published(kind: str) -> list[float]:
    """The published durations of a kind, in minutes."""
    with (DATA / "outages.csv").open(encoding="utf-8", newline="") as file:
        return [
            float(row["impact_duration_min"])
            for row in csv.DictReader(file)
            if row["kind"] == kind and row["impact_duration_min"]
        ]


def repairs() -> list[tuple[str, str, LikePublished]]:
    """Scenario, fault and distribution of every repair that is drawn."""
    return [
        (name, fault.id, fault.ends.after)
        for name in scenario_names()
        for fault in load_scenario(find_scenario(name)).faults
        if isinstance(fault.ends.after, LikePublished)
    ]


def distance(like: LikePublished, fault: str, seeds: range = SEEDS) -> float:
    """Kolmogorov-Smirnov distance of the seeds' draws to the truncated fit."""
    draws = [like.at(Streams(seed).even("repair", fault)) for seed in seeds]
    return float(stats.kstest(draws, np.vectorize(like.share_up_to)).statistic)


def line(name: str, fault: str, like: LikePublished) -> str:
    """A repair's line of the table."""
    among = published(like.kind)
    median = like.median_ms / MINUTE
    place = 100 * sum(minutes <= median for minutes in among) / len(among)
    low, high = (like.at(share) / MINUTE for share in (0.25, 0.75))
    bounds = str(like).removeprefix("like ")
    cells = [f"`{name}`", f"`{fault}`", bounds]
    cells += [f"{100 * like.shorter:.0f}% / {100 * like.longer:.0f}%", f"{low:.0f} to {high:.0f}"]
    cells += [f"{median:.0f}", f"{place:.0f}% of {len(among)}", f"{distance(like, fault):.3f}"]
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """The table of all repairs that are drawn."""
    return "\n".join((*HEAD, *(line(*row) for row in repairs())))


def stamp() -> str:
    """What the picture shows, as a digest: another one means that it has to be drawn anew."""
    texts = [(DATA / name).read_text(encoding="utf-8") for name in ("outages.csv", "fits.csv")]
    texts += [f"{name} {fault} {like}" for name, fault, like in repairs()]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def draw(path: Path) -> None:
    """The published durations of both kinds that scenarios use, their fits, and what is drawn."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 6), layout="constrained")
    grid = np.geomspace(3, 12_000, 400)
    for axes, kind in zip(figure.subplots(2, 1, sharex=True), ("total", "partial"), strict=True):
        among, fit = sorted(published(kind)), fits()[kind]
        places = (np.arange(len(among)) + 0.5) / len(among)
        axes.plot(among, places, "o", ms=4, color="#555555", label=f"published ({len(among)})")
        whole = [fit.share_up_to(minutes * MINUTE) for minutes in grid]
        axes.plot(grid, whole, color="#1f6feb", label="fitted log-normal")
        for name, _, like in repairs():
            if like.kind == kind:
                cut = [like.share_up_to(minutes * MINUTE) for minutes in grid]
                axes.plot(grid, cut, lw=1, alpha=0.8, label=name)
        axes.set_xscale("log")
        axes.set_ylim(0, 1)
        axes.set_ylabel(f"share of {kind} outages")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize=7, loc="lower right")
    ticks = (5, 15, 60, 180, 720, 2880, 10080)
    axes.set_xticks(ticks, [f"{tick} min" if tick < 60 else f"{tick // 60} h" for tick in ticks])
    axes.set_xlabel("not longer than")
    figure.savefig(path, dpi=110, metadata={"Description": stamp(), "Software": None})


def main() -> None:
    """Print the table; with --write put it and the picture into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    found = table()
    print(found)  # noqa: T201 - the script's output
    if parser.parse_args().write:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{found}\n{END}{after}", encoding="utf-8")
        draw(PICTURE)


if __name__ == "__main__":
    main()
