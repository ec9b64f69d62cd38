"""The next update that was promised, on the board of whoever has to keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.durations import MINUTE
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.render import Renderer

if TYPE_CHECKING:
    from tests.web.conftest import Table


def test_the_board_says_when_the_next_update_is_promised(table: Table) -> None:
    """By whom and for when; the next message to the public keeps it, and the team's does not."""
    scenario, policy = table.session.exercise.scenario, table.session.exercise.policy
    boards = Boards(table.session, Renderer(scenario.starts_at, policy), "")

    def incident() -> str:
        return boards.sections("player", table.ana.role)["incident"]

    table.at(20)
    status = {"command": "status-page", "state": "investigating"}
    assert "Next update" not in incident()
    text = "Downloads fail. Next update in 20 minutes."
    assert table.do(table.ana, "say", **status, text=text).ok
    assert "promised by Ana" in incident()
    assert f'data-until="{40 * MINUTE}"' in incident()
    post = {"command": "post", "channel": "slack", "text": "I am looking at it"}
    assert table.do(table.ben, "say", **post).ok
    assert "promised by Ana" in incident()
    assert table.do(table.ben, "say", **status, text="Downloads still fail.").ok
    assert "Next update" not in incident()
