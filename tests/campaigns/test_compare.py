"""Two sides of a campaign: chosen by their columns, compared on equal nights, reported."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from reports.campaign.charts import ratio_ticks
from reports.campaign.comparison import comparison, lead
from reports.campaign.document import document, played_nights
from reports.campaign.variants import variants
from reports.campaign.versus import Side, versus
from reports.document import Table
from reports.forms import html, markdown
from scoring.statistics.compare import compare, units_needed
from scoring.statistics.sentences import to_show
from scoring.statistics.times import Observation
from sim.campaigns.compare import read_side, side_of
from sim.campaigns.table import read_table
from sim.errors import Unusable

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tests.campaigns.conftest import PlayInto

SET = "worker.breaker.failure_threshold"


@pytest.fixture(scope="module")
def nights(play_into: PlayInto, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Two responders and two settings in three scenarios."""
    folder = play_into(
        tmp_path_factory.mktemp("compared") / "nights", seeds="1-4", set={SET: [5, 50]}
    )
    return read_table(folder)


def _side(text: str, nights: pd.DataFrame) -> Side:
    return side_of(read_side(text), nights)


def test_a_side_is_chosen_by_its_columns(nights: pd.DataFrame) -> None:
    """A setting goes by its path; the side is called by what was chosen."""
    side = _side(f"nights@responder=reference,{SET}=50", nights)
    assert len(side.nights) == 3 * 4
    assert set(side.nights[f"set.{SET}"]) == {"50"}
    assert side.name == "reference, 50"
    assert [name for name, _ in variants(nights)] == [
        *("reference, failure_threshold 5", "none, failure_threshold 5"),
        *("reference, failure_threshold 50", "none, failure_threshold 50"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nights", "choose one with nights@responder=NAME"),
        ("nights@responder=reference", "failure_threshold 5; failure_threshold 50"),
        ("nights@responder", "write nights@COLUMN=VALUE"),
        ("nights@respnder=x", "choose by scenario, responder"),
        ("nights@responder=x", "there is: none, reference"),
    ],
)
def test_what_is_no_side_is_refused_in_one_line(nights: pd.DataFrame, text: str, told: str) -> None:
    with pytest.raises(Unusable) as refused:
        _side(text, nights)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_scenarios_of_one_name_are_told_apart_by_nobody(nights: pd.DataFrame) -> None:
    """Two files with one name and other contents: what is to be done is said, not "choose one"."""
    own = nights[(nights["responder"] == "reference") & (nights[f"set.{SET}"] == "5")]
    twice = own.loc[own.index.repeat(2)]
    with pytest.raises(Unusable, match="several scenarios of one name") as refused:
        _side("nights@responder=reference", twice)
    assert "give them different names" in str(refused.value)


def test_settings_are_compared_although_they_make_other_editions(nights: pd.DataFrame) -> None:
    """What is set is what is compared: the pairs are of one scenario's file and one seed."""
    sides = [_side(f"nights@responder=reference,{SET}={value}", nights) for value in (5, 50)]
    made = versus(*sides)
    # Nothing breaks in the other two, so nothing recovers there.
    assert (made.headline.pairs, made.headline.edited, made.headline.alone) == (4, 0, 0)
    digests = [set(side.nights["scenario_digest"]) for side in sides]
    assert digests[0].isdisjoint(digests[1])


def test_a_side_against_itself_took_exactly_the_same_time(nights: pd.DataFrame) -> None:
    side = _side(f"nights@responder=reference,{SET}=5", nights)
    made = versus(side, side)
    assert made.identical == len(side.nights) == made.points["total"].records
    assert (made.headline.called, made.headline.ratio) == ("no verdict", 1)
    assert "took exactly the same time on both sides" in lead(made)


def test_every_form_of_the_report_says_the_verdict(nights: pd.DataFrame) -> None:
    """HTML holds one drawing with a description; Markdown is fit for a pull request."""
    made = versus(
        _side(f"nights@responder=reference,{SET}=5", nights),
        _side(f"nights@responder=none,{SET}=5", nights),
    )
    assert made.headline.called == "slower"
    assert made.headline.only_before == 4
    document_of = comparison(made)
    page, text = html.render(document_of), markdown.render(document_of)
    for told in (page, text):
        assert "slower" in told
        assert "breaker-stuck-open" in told
    assert page.count('<svg role="img"') == 1
    assert "<svg" not in text


def test_the_campaign_report_counts_what_the_table_holds(nights: pd.DataFrame) -> None:
    """Every variant of every scenario has its row; failed nights stand apart and in no figure."""
    broken = nights.copy()
    broken.loc[broken["seed"] == 4, "failed"] = "RuntimeError: <b>broken</b>"
    made = document(played_nights(broken, [("Responders", "reference, none")]))
    page = html.render(made)
    assert made.lead.startswith("36 runs in 3 scenarios")
    assert "RuntimeError: &lt;b&gt;broken&lt;/b&gt;" in page
    (times,) = (one for one in made.sections if one.anchor == "times")
    table = next(block for block in times.blocks if isinstance(block, Table))
    assert len(table.rows) == 3 * 4
    assert all(row[2].text == "3" for row in table.rows)
    with pytest.raises(StopIteration):
        next(one for one in document(played_nights(nights, [])).sections if one.anchor == "failed")


def _pairs(rng: np.random.Generator, many: int, shift: float) -> tuple[Any, Any]:
    """So many pairs of one scenario whose logarithms differ by `shift`, give or take 0.2."""
    before = [Observation("one", seed, 3_600_000) for seed in range(many)]
    drawn = rng.normal(shift, 0.2, many)
    after = [
        Observation("one", seed, round(3_600_000 * math.exp(ratio)))
        for seed, ratio in enumerate(drawn)
    ]
    return before, after


@pytest.mark.parametrize("shift", [0.05, 0.12])
def test_as_many_pairs_as_are_said_to_be_needed_show_it(shift: float) -> None:
    """What twenty pairs could not show, so many do in four cases of five."""
    rng = np.random.Generator(np.random.PCG64(5))
    # A sample whose mean and spread are the true ones.
    exact = np.linspace(-1.0, 1.0, 20)
    exact = shift + exact / exact.std(ddof=1) * 0.2
    before, _ = _pairs(rng, 20, shift)
    after = [
        Observation("one", seed, round(3_600_000 * math.exp(ratio)))
        for seed, ratio in enumerate(exact)
    ]
    needed = units_needed(compare(before, after))
    assert needed is not None
    # The usual formula, (1.96 + 0.84)² · (spread / shift)², takes the spread for known.
    usual = (2.8 * 0.2 / shift) ** 2
    assert usual <= needed <= 1.25 * usual
    shown = sum(compare(*_pairs(rng, needed, shift)).called == "slower" for _ in range(300))
    assert 0.74 <= shown / 300 <= 0.92


def test_what_it_would_take_is_said_where_nothing_was_called() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    found = compare(*_pairs(rng, 6, 0.02))
    assert found.called == "no verdict"
    assert "pairs would show it with a chance of 80%" in to_show(found)
    assert to_show(compare(*_pairs(rng, 30, 0.5))) == ""
    same = [Observation("one", seed, 100_000) for seed in range(5)]
    assert to_show(compare(same, same)) == ""
    assert units_needed(compare(same[:2], same[:2])) is None
    never = [Observation("one", seed, 100_000 + seed, censored=True) for seed in range(5)]
    longer = [one._replace(ms=2 * one.ms) for one in never]
    assert to_show(compare(never, longer)) == ""


def test_records_of_teams_are_sides_as_well(tmp_path: Path) -> None:
    """Two directories of records, of which the latest of each scenario and seed counts."""
    from click.testing import CliRunner

    from sim.surfaces.cli.main import cli

    runner = CliRunner()
    for team, responder in (("red", "none"), ("blue", "reference")):
        for seed in (1, 2, 3):
            words = ["run", "breaker-stuck-open", "--responder", responder, "--seed", str(seed)]
            words += ["--no-report", "--out", str(tmp_path / team / str(seed))]
            assert runner.invoke(cli, words).exit_code == 0
    told = runner.invoke(cli, ["compare", str(tmp_path / "red"), str(tmp_path / "blue")])
    assert told.exit_code == 0, told.output
    assert "blue against red" in told.output
    assert "3 pairs" in told.output


@pytest.mark.parametrize("reach", [1.25, 1.5, 2, 2.5, 2.6, 5, 10])
def test_the_labels_of_a_ratio_axis_do_not_overlap(reach: float) -> None:
    """Each label takes 4% of the axis' width, as wide as it may be; no change is marked always."""
    ticks = ratio_ticks(reach)
    assert 1 in ticks
    width = 2 * math.log(reach)
    gaps = [math.log(later / one) / width for one, later in itertools.pairwise(ticks)]
    assert min(gaps) > 0.05
