"""Which panels each role has before it: as its policy says, over all roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.library import find_policy, policy_names
from sim.scenario.load import load_policy
from sim.scenario.rules.people import PANELS
from sim.surfaces.arguments import choose
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import Table

CHOSEN = choose("complete-r2-outage")


def sections_of(table: Table, role: str) -> dict[str, str]:
    """A role's whole board."""
    exercise, seats = table.session.exercise, table.session.seats
    boards = Boards(
        table.session, Renderer(exercise.scenario.starts_at, exercise.policy), "http://127.0.0.1"
    )
    person = next((one for one in table.everybody() if one.role == role), None)
    person = person or table.session.join(seats.code_of(role), f"The {role}"[:40])
    return {**boards.sections("player", role), **boards.own("player", person)}


@pytest.mark.parametrize("role", CHOSEN.policy.roles)
def test_a_role_has_the_panels_that_its_policy_puts_before_it(table: Table, role: str) -> None:
    """Console with its own terminal, and monitoring; messages, pager and incident are for all."""
    table.at(9)
    has = sections_of(table, role)
    panels = CHOSEN.policy.panels_of(role, CHOSEN.scenario.player)
    assert ("monitoring" in has) is ("monitoring" in panels)
    assert ("terminal" in has) is ("console" in panels)
    assert ("Your own terminal" in has["duties"]) is ("console" in panels)
    assert {"incident", "pager", "channels", "say", "duties", "log"} <= set(has)


def test_who_decides_and_who_writes_have_no_console() -> None:
    """The shipped policy: engineers and security work on the system, managers do not."""
    panels = {
        role: CHOSEN.policy.panels_of(role, CHOSEN.scenario.player) for role in CHOSEN.policy.roles
    }
    assert {role for role, has in panels.items() if "console" in has} == {
        "oncall_engineer",
        "operations_team",
        "technical_lead",
        "security_team",
    }
    assert panels["engineering_manager"] == ("monitoring",)
    assert panels["cto"] == ()


@pytest.mark.parametrize("name", policy_names())
def test_in_every_policy_somebody_has_each_panel(name: str) -> None:
    """A team that cannot see the system could not work on it; the player always can."""
    policy = load_policy(find_policy(name))
    assert {panel for role in policy.roles.values() for panel in role.panels} == set(PANELS)
    for role in policy.roles:
        assert policy.panels_of(role, role) == PANELS


@pytest.mark.parametrize("role", CHOSEN.policy.roles)
def test_nobody_has_either_in_a_tabletop(open_table: Callable[..., Table], role: str) -> None:
    """No system is touched there."""
    opened = open_table("tabletop")
    assert opened.do(opened.flo, "start").ok
    assert {"monitoring", "terminal"}.isdisjoint(sections_of(opened, role))
