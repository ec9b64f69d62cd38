"""What an exercise is called before EndEx: a scenario's title would tell players what breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.surfaces.web.boards import Boards
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.titles import neutral_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.bodies import ExerciseType
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import View
    from tests.web.conftest import Table


def sent(table: Table, view: View, person: Person) -> str:
    """All that a board is given."""
    scenario = table.session.exercise.scenario
    render = Renderer(scenario.starts_at, table.session.exercise.policy)
    boards = Boards(table.session, render, "http://127.0.0.1:8600")
    sections = {**boards.sections(view, person.role), **boards.own(view, person)}
    return "\n".join(sections.values())


@pytest.mark.parametrize("kind", ["functional", "tabletop"])
def test_the_title_is_the_staffs_until_endex(
    open_table: Callable[..., Table], kind: ExerciseType
) -> None:
    """Neither title nor name of the scenario is on a player's board or the wall before EndEx."""
    table = open_table(kind)
    scenario = table.session.exercise.scenario
    neutral = neutral_title(scenario)
    views: tuple[tuple[View, Person], ...] = (
        ("player", table.ana),
        ("player", table.ben),
        ("projector", table.wes),
        ("projector", table.flo),
    )
    for stage in ("waiting", "begun"):
        for view, person in views:
            text = sent(table, view, person)
            assert neutral in text, stage
            assert scenario.title not in text
            assert scenario.name not in text
        for view, person in (("facilitator", table.flo), ("evaluator", table.eva)):
            assert scenario.title in sent(table, view, person)
        if stage == "waiting":
            assert table.do(table.flo, "start").ok
    assert table.do(table.flo, "end").ok
    for view, person in views:
        assert scenario.title in sent(table, view, person)
