"""What travels to worker processes is read once in each, and stays what it was."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from sim.campaigns.spelt_once import SpeltOnce

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def _there(value: object) -> Any:
    """As it comes out at a worker."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own


def test_a_process_reads_what_several_chunks_carry_once(scenario: Scenario) -> None:
    """The second chunk brings the very same object, so what is known of it stays."""
    sent = SpeltOnce(scenario)
    (first,), (second,) = _there([sent]), _there([sent])
    assert first.value is second.value
    assert first.value == scenario


def test_other_values_come_as_others(scenario: Scenario) -> None:
    other = scenario.model_copy(update={"title": "Another one"})
    one, two = _there(SpeltOnce(scenario)), _there(SpeltOnce(other))
    assert (one.value.title, two.value.title) == (scenario.title, "Another one")
