"""Acknowledging: what is firing, and what of it nobody has been told yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Alert
from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from tests.conftest import StartExercise


def test_an_alert_still_on_its_way_is_said_to_be(start: StartExercise) -> None:
    """Taken between firing and arriving, it is named; taken after it arrived, nothing is said."""
    states: list[str] = []
    player = start(load_scenario(find_scenario("complete-r2-outage")), 7)
    while not states:
        player.exercise.advance(player.exercise.now + 10_000)
        entries = player.exercise.journal.entries
        states = [one.body.state for one in entries if isinstance(one.body, Alert)]
    assert "delivered" not in states
    early = str(player.post("/exercise/ack").body["message"])
    assert early.startswith("acknowledged alert-001")
    assert "firing, but not delivered yet: alert-001" in early

    player = start(load_scenario(find_scenario("complete-r2-outage")), 7)
    player.exercise.advance(60 * 60_000)
    assert "not delivered" not in str(player.post("/exercise/ack").body["message"])
