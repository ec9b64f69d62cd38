"""A plan says which nights there are: each combination once, each different night played once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.campaigns.plan import CampaignPlan, read_seeds
from sim.campaigns.settings import read_setting, with_settings
from sim.errors import BadFile, NotFound, Unusable
from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario
from sim.surfaces.campaign_options import plan_of, read_plan, responders_of, settings_of
from tests.campaigns.conftest import campaign_of

if TYPE_CHECKING:
    from pathlib import Path


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=6))
def test_seeds_are_read_as_they_are_written(ranges: list[tuple[int, int]]) -> None:
    """Ranges are read in their order; a seed listed twice is refused."""
    meant = [seed for first, more in ranges for seed in range(first, first + more + 1)]
    text = ",".join(f"{first}-{first + more}" if more else str(first) for first, more in ranges)
    if len(set(meant)) < len(meant):
        with pytest.raises(ValueError, match="twice"):
            read_seeds(text)
    else:
        assert read_seeds(text) == tuple(meant)
        assert read_seeds(meant) == tuple(meant)


@pytest.mark.parametrize("text", ["", "9-1", "a", "1-", "-3", "1;2", "0-1000000", True, 1.5, [[1]]])
def test_what_are_no_seeds_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"seeds|seed|backwards"):
        read_seeds(text)


def test_every_combination_is_a_row_and_only_runbooks_have_a_pace() -> None:
    """Scenarios x responders x policies x settings x seeds, profiles for those who have one."""
    campaign = campaign_of(
        scenarios=["data-corruption"],
        responders=["reference", "runbook"],
        policies=["list-cutter", "incident-command"],
        profiles=["automation", "novice"],
        pauses="0-2",
        seeds="1-5",
        set={"users.requests_per_second": [3, 4], "worker.queue.max_size": [50]},
    )
    scripted, worked = 1, 2 * 3
    assert len(campaign) == (scripted + worked) * 2 * 2 * 5
    paced = [cell for cell in campaign.cells if cell.labels["responder"] == "runbook"]
    assert {cell.labels["pauses"] for cell in paced} == {0, 1, 2}
    assert {cell.labels["profile"] for cell in campaign.cells} == {None, "automation", "novice"}
    assert {cell.labels["set.users.requests_per_second"] for cell in campaign.cells} == {"3", "4"}


def test_equal_nights_are_played_once() -> None:
    """A responder under two labels, and pauses that take no time, make rows and no work."""
    campaign = campaign_of(
        scenarios=["data-corruption"],
        responders=[{"use": "runbook", "label": "one"}, {"use": "runbook", "label": "two"}],
        pauses="0-4",
        seeds="1-7",
    )
    assert len(campaign) == 2 * 5 * 7
    assert len(list(campaign.distinct())) == 7
    rows = list(campaign.rows(iter([{"total": float(seed)} for seed in range(1, 8)])))
    assert len(rows) == len(campaign)
    assert all(row["total"] == row["seed"] for row in rows)


def test_chunks_hold_every_night_once_with_what_it_needs() -> None:
    campaign = campaign_of(seeds="1-30")
    chunks = list(campaign.chunks())
    assert [night for chunk in chunks for night in chunk.nights] == list(campaign.distinct())
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert {night.edition for night in chunk.nights} == set(chunk.editions)
        assert {night.contestant for night in chunk.nights} == set(chunk.contestants)


def test_a_setting_changes_its_field_and_no_other() -> None:
    """By name, by an entry's id, by its position; texts, durations, truth and numbers."""
    plain = load_scenario(find_scenario("complete-r2-outage"))
    fault = plain.faults[0].id
    changed = with_settings(
        plain, {"worker.breaker.failure_threshold": 20, f"faults.{fault}.begins": "9m"}
    )
    assert changed.worker.breaker.failure_threshold == 20
    assert changed.faults[0].begins.centre_ms == 9 * 60_000
    before, after = plain.model_dump(mode="json"), changed.model_dump(mode="json")
    after["worker"]["breaker"]["failure_threshold"] = plain.worker.breaker.failure_threshold
    after["faults"][0]["begins"] = before["faults"][0]["begins"]
    assert after == before
    assert with_settings(plain, {"faults.0.begins": "9m"}).faults == changed.faults
    assert with_settings(plain, {}) is plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("worker.breaker.failure_threshhold=3", "did you mean 'failure_threshold'"),
        ("worker.breaker=3", "holds several fields"),
        ("worker.breaker.failure_threshold.x=3", "inside a single value"),
        ("worker.breaker.failure_threshold=many", "failure_threshold: must be a valid int"),
        ("faults.nothing.begins=3m", "unknown field 'nothing'"),
        ("horizon=3", "horizon"),
        ("policy=incident-command", "choose other --scenarios or --policies"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_one_line(text: str, told: str) -> None:
    plain = load_scenario(find_scenario("complete-r2-outage"))
    path, (value,) = read_setting(text)
    with pytest.raises(Unusable) as refused:
        with_settings(plain, {path: value})
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_options_and_a_file_make_the_same_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        "format: 1\nscenarios: [queue-overflow]\nseeds: 1-3,9\n"
        "responders: [reference, {use: none, label: nobody}]\n"
        "set: {worker.breaker.failure_threshold: [3, 5]}\n",
        encoding="utf-8",
    )
    options = plan_of(
        {
            "scenarios": ["queue-overflow"],
            "seeds": "1-3,9",
            "responders": responders_of("reference,nobody=none"),
            "set": settings_of(["worker.breaker.failure_threshold=3,5"]),
            "within": None,
        }
    )
    assert read_plan(file).model_dump() == options.model_dump()


def test_what_a_plan_names_must_be_there(tmp_path: Path) -> None:
    """Scenarios, responders, revisions, fields: one line each, before anything is played."""
    with pytest.raises(NotFound):
        campaign_of(scenarios=["no-such"])
    with pytest.raises(Unusable, match="has none"):
        campaign_of(scenarios=["no-incident"], responders=["what-they-did"])
    with pytest.raises(Unusable, match="git:REVISION:PATH"):
        campaign_of(responders=["git:main"])
    with pytest.raises(Unusable, match="neither reference"):
        campaign_of(responders=["refrence"])
    with pytest.raises(Unusable, match="only a runbook"):
        campaign_of(responders=[{"use": "reference", "sections": ["Outage"]}])
    with pytest.raises(Unusable, match="breaker-stuck-open takes at least"):
        campaign_of(within="5m")
    file = tmp_path / "plan.yaml"
    file.write_text("format: 1\nseeds: 9-1\nscenario: x\n", encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_plan(file)
    assert [finding.line for finding in refused.value.findings] == [2, 3]
    with pytest.raises(ValueError, match="two responders are called"):
        CampaignPlan.model_validate({"format": 1, "responders": ["none", "none"]})
