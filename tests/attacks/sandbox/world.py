"""The exercise that attacks are played in: a small outage, so that the runbook begins."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sim.scenario.library import find_policy
from sim.scenario.load import load_policy
from tests.conftest import BUCKET_GONE, small_scenario

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy


@lru_cache(maxsize=1)
def outage() -> tuple[Scenario, Policy]:
    """An hour; the bucket is gone from minute 2 to minute 7."""
    users = {"requests_per_second": 0.1, "files": 50, "people": 5}
    scenario = small_scenario(faults=[dict(BUCKET_GONE)], horizon="1h", users=users)
    return scenario, load_policy(find_policy("list-cutter"))
