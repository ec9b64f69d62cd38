"""Comparisons against the truth: a known change is found, and none is found where there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reports.campaign.versus import Side, observations, versus
from scoring.statistics.compare import OF_NIGHTS, compare
from sim.campaigns.compare import read_side, side_of
from sim.campaigns.table import read_table
from sim.scenario.library import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.campaigns.conftest import PlayInto

pytestmark = pytest.mark.slow

RUNBOOK = shipped_folder() / "runbooks" / "security.md"
STEP = "if [[ $ANSWERS == yes ]]; then\n  send /api/files/test-operations"
"""Where the runbook begins to bring the service back."""
LONGER_S = 300
MOST_CALLED = 10


def _with_a_wait(folder: Path, seconds: int) -> Path:
    """The shipped runbook with a wait before it brings the service back, under the same name."""
    folder.mkdir()
    text = RUNBOOK.read_text(encoding="utf-8")
    assert text.count(STEP) == 1
    made = folder / RUNBOOK.name
    made.write_text(text.replace(STEP, f"sleep {seconds}\n{STEP}"), encoding="utf-8")
    return made


def test_a_wait_of_five_minutes_more_is_called_slower_by_about_five_minutes(
    play_into: PlayInto, tmp_path: Path
) -> None:
    """The right sign and the right size, with twelve nights of somebody on call."""
    folder = play_into(
        tmp_path / "nights",
        scenarios=["leaked-token"],
        seeds="1-12",
        profiles=["on-call"],
        responders=[
            {"use": str(_with_a_wait(tmp_path / "short", 1)), "label": "short"},
            {"use": str(_with_a_wait(tmp_path / "long", 1 + LONGER_S)), "label": "long"},
        ],
    )
    table = read_table(folder)
    before, after = (
        side_of(read_side(f"nights@responder={name}"), table) for name in ("short", "long")
    )
    found = versus(before, after).headline
    assert (found.called, found.pairs) == ("slower", 12)
    was = before.nights.set_index("seed")["TTR_ms"]
    now = after.nights.set_index("seed")["TTR_ms"]
    longer = (now - was).astype(float)
    # In most nights exactly the wait; in some the later start just misses a pass of the queue, or
    # a round of a loop that follows, and waits for the next.
    assert longer.median() == LONGER_S * 1000
    assert longer.between(LONGER_S * 1000, (LONGER_S + 240) * 1000).all()
    # And the interval holds what the wait alone makes of the times before.
    expected = math.exp(float(np.log((was + LONGER_S * 1000) / was.astype(float)).mean()))
    assert found.low <= expected <= found.high
    # The other way round it is as much faster.
    back = versus(after, before).headline
    assert back.called == "faster"
    assert back.ratio == pytest.approx(1 / found.ratio)


def test_the_same_runbook_against_itself_is_hardly_ever_called_different(
    play_into: PlayInto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two draws of the pauses in the same nights, two hundred times: at most one in twenty."""
    seeds, draws, times = 12, 20, 200
    folder = play_into(
        tmp_path / "nights",
        scenarios=["leaked-token"],
        seeds=f"1-{seeds}",
        profiles=["on-call"],
        pauses=f"1-{draws}",
        responders=["runbook"],
    )
    table = read_table(folder)
    assert table["TTR_censored"].eq(other=False).all()
    assert table.groupby("seed")["TTR_ms"].nunique().min() > draws // 2  # they do differ
    rng = np.random.Generator(np.random.PCG64(20))
    called = 0
    for _ in range(times):
        # For each seed two different people, drawn anew.
        pairs = [rng.choice(draws, 2, replace=False) + 1 for _ in range(seeds)]
        sides = []
        for place in (0, 1):
            wanted = {(seed + 1, int(pair[place])) for seed, pair in enumerate(pairs)}
            chosen = [key in wanted for key in zip(table["seed"], table["pauses"], strict=True)]
            sides.append(observations(Side("", table[chosen]).nights, "TTR"))
        before, after = sides
        found = compare(before, after, OF_NIGHTS)
        assert found.pairs == seeds
        called += found.called != "no verdict"
    with capsys.disabled():
        print(f"\nthe same against itself: called different {called} of {times} times")  # noqa: T201 - the figure
    # An interval of 99% calls one per cent of them different on average.
    assert called <= MOST_CALLED
