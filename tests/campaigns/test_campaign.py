"""A campaign's table is the same, byte for byte, whoever played it and however often it was cut."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from scoring.score import score
from sim.campaigns.engines import on_this_machine
from sim.campaigns.night import play_chunk
from sim.campaigns.run import RunningCampaign
from sim.campaigns.table import MEASURES, columns, read_table, row_of
from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Participant
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from tests.campaigns.conftest import SMALL, campaign_of, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sim.campaigns.night import NightBatch, PlayedBatch
    from tests.campaigns.conftest import PlayInto


@pytest.fixture(scope="module")
def played(play_into: PlayInto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small campaign, played in this process."""
    return play_into(tmp_path_factory.mktemp("campaign") / "nights")


def test_a_row_says_what_the_scorecard_of_that_night_says(played: Path) -> None:
    """The night played by itself, as `tabletop run` plays it: same journal, same figures."""
    table = read_table(played)
    scenario = load_scenario(find_scenario("breaker-stuck-open"))
    script = find_reference(scenario)
    assert script is not None
    exercise = Exercise(
        scenario,
        load_policy(find_policy(scenario.policy)),
        7,
        participants=(Participant(name="reference", role=scenario.player),),
    )
    play(exercise, Scripted(load_responder(script)))
    card = score(exercise.journal.entries)
    (row,) = table[
        (table["scenario"] == "breaker-stuck-open")
        & (table["responder"] == "reference")
        & (table["seed"] == 7)
    ].to_dict("records")
    assert row["journal_digest"] == exercise.journal.digest
    assert row["total"] == card.total
    assert {one.name for one in card.measures} == set(MEASURES)
    for one in card.measures:
        said = row[f"{one.name}_ms"]
        assert (None if said is pd.NA else said) == one.ms
    expected = row_of(card, "")
    assert expected.keys() <= columns(()).keys()


def test_both_tables_say_the_same(played: Path) -> None:
    """CSV and Parquet hold the same rows in the same order: seed by seed, every cell."""
    table = read_table(played)
    spelt = pd.read_csv(played / "nights.csv", dtype_backend="numpy_nullable")
    pd.testing.assert_frame_equal(table, spelt.astype(table.dtypes.to_dict()), check_exact=True)
    assert len(table) == 20 * 3 * 2
    assert list(table["seed"]) == sorted(table["seed"])
    assert table["failed"].isna().all()
    # What does not apply is empty: where nothing breaks there is nothing to recover.
    assert table.loc[table["scenario"] == "no-incident", "TTR_ms"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_so_many_processes_leave_the_same_bytes(
    played: Path, play_into: PlayInto, tmp_path: Path, workers: int
) -> None:
    again = play_into(tmp_path / "nights", partial(on_this_machine, workers=workers))
    assert files_of(again) == files_of(played)


def _some(chunks: Iterable[NightBatch], many: int) -> Iterator[PlayedBatch]:
    """The last ones first, and only so many: then the process is gone."""
    for chunk in list(chunks)[::-1][:many]:
        yield play_chunk(chunk)


@pytest.mark.slow
def test_what_was_played_is_not_played_again(played: Path, tmp_path: Path) -> None:
    """Cut off twice and taken up: each chunk is played once, and the bytes are the same."""
    folder = tmp_path / "nights"
    asked: list[int] = []

    def noting(chunks: Iterable[NightBatch], many: int) -> Iterator[PlayedBatch]:
        for one in _some(chunks, many):
            asked.append(one.number)
            yield one

    for resume, many in ((False, 1), (True, 2), (True, 99)):
        running = RunningCampaign.begin(campaign_of(), folder, {}, resume=resume)
        running.play(partial(noting, many=many), lambda _: None)
        if many < 99:
            with pytest.raises(Unusable, match="some runs are missing"):
                running.write()
    running = RunningCampaign.begin(campaign_of(), folder, {}, resume=True)
    was_written = running.is_written
    running.write()
    assert (was_written, running.is_written) == (False, True)
    assert sorted(asked) == list(range(len(list(campaign_of().chunks()))))
    assert files_of(folder) == files_of(played)
    assert sorted(path.name for path in folder.iterdir()) == [
        *("campaign.json", "nights.csv", "nights.parquet", "timing.csv")
    ]


def test_a_directory_holds_one_campaign(played: Path, tmp_path: Path) -> None:
    """Another plan, or none where one should be, is refused; so is a second start."""
    with pytest.raises(Unusable, match="holds another campaign"):
        RunningCampaign.begin(campaign_of(seeds="1-21"), played, {}, resume=True)
    with pytest.raises(Unusable, match="already contains a campaign"):
        RunningCampaign.begin(campaign_of(), played, {}, resume=False)
    with pytest.raises(Unusable, match="no campaign to resume"):
        RunningCampaign.begin(campaign_of(), tmp_path, {}, resume=True)


def test_a_night_that_fails_is_a_row_that_says_why(
    play_into: PlayInto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One night breaks, the others are as they were."""
    from sim.campaigns import night

    whole = night.play_night

    def breaking(*given: Any) -> Any:
        if given[2].seed == 2:
            raise RuntimeError("broken\nin two")
        return whole(*given)

    monkeypatch.setattr(night, "play_night", breaking)
    folder = play_into(tmp_path / "nights", scenarios=["no-incident"], seeds="1-3")
    table = read_table(folder)
    failed = table[table["seed"] == 2]
    assert list(failed["failed"]) == ["RuntimeError: broken"] * 2
    assert failed["total"].isna().all()
    assert set(failed["responder"]) == {"reference", "none"}
    assert table.loc[table["seed"] != 2, "failed"].isna().all()


def test_a_process_of_another_version_plays_nothing() -> None:
    chunk = next(campaign_of().chunks())
    with pytest.raises(Unusable, match="a worker process has trainer"):
        play_chunk(replace(chunk, made_by=("0.0.1", 1)))


@pytest.mark.slow
def test_five_kills_and_the_same_bytes(play_into: PlayInto, tmp_path: Path) -> None:
    """`kill -9` of the command and its processes at five moments, then --resume to the end."""
    asked = {**SMALL, "seeds": "1-40"}
    expected = files_of(play_into(tmp_path / "whole", seeds=asked["seeds"]))
    folder = tmp_path / "nights"
    words = [
        *(sys.executable, "-m", "sim.surfaces.cli.main", "campaign", "--no-report", "-n", "2"),
        *("--scenarios", ",".join(SMALL["scenarios"]), "--seeds", str(asked["seeds"])),
        *("--responders", ",".join(SMALL["responders"]), "--out", str(folder)),
    ]
    cut = 0
    for _ in range(5):
        resume = ["--resume"] if (folder / "campaign.json").exists() else []
        before = len(list((folder / "played").glob("*.json")))
        process = subprocess.Popen([*words, *resume], start_new_session=True)
        # Killed once it has kept one more part, or when it is through.
        while process.poll() is None:
            if len(list((folder / "played").glob("*.json"))) > before:
                break
            time.sleep(0.02)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            cut += 1
        process.wait()
    assert cut == 5
    done = subprocess.run([*words, "--resume"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert files_of(folder) == expected
