"""The test environment: a second, quiet world that responders may break as they like.

The same worker with the same settings, few users and no faults. It holds what was put into it, and
one fixture. Its weather is its own, derived
from the exercise's; its journal is its memory and is thrown away with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.commands.dispatch import dispatch
from sim.journal.bodies import Action
from sim.journal.journal import Journal
from sim.world import testdata
from sim.world.world import World

if TYPE_CHECKING:
    from sim.commands.command import Actor, Request, Response
    from sim.scenario.model import Scenario
    from sim.scenario.names import Operation

LABEL = "test-environment"
QUIET_RATE = 0.02
"""Users' operations a second: so few that a simulated failure is rarely followed by a success."""
LISTS_ONLY: dict[Operation, float] = {"metadata": 1}
"""Nobody reads or writes files but the tester: data can be compared before and after, and no
user's call is a trial of the breaker."""

FILES = 5_000
"""Room for so many generated files; at first there is none of them."""


def quiet(scenario: Scenario) -> Scenario:
    """The scenario without its trouble: nothing breaks, nobody writes, hardly anybody is there."""
    users = scenario.users.model_copy(
        update={
            "requests_per_second": QUIET_RATE,
            "background_error_ppm": 0,
            "mix": LISTS_ONLY,
            "files": FILES,
        }
    )
    changes: dict[str, object] = {
        "name": LABEL,
        "faults": (),
        "injects": (),
        "releases": (),
        "relived": None,
        "people": {},
        "worst_severity": None,
        "users": users,
    }
    return scenario.model_copy(update=changes)


class TestEnvironment:
    """The test environment beside a world; stands at the instant of its last command.

    Args:
        beside: the production world, whose scenario, policy and seed it takes after.
    """

    def __init__(self, beside: World) -> None:
        self.journal = Journal()
        self.journal.append(0, beside.journal.header)
        seed = beside.streams.derive(LABEL)
        self.world = World(
            quiet(beside.scenario), beside.policy, seed, self.journal, is_test_environment=True
        )
        testdata.empty(self.world)

    def act(self, request: Request, actor: Actor, at: int) -> tuple[Response, Action]:
        """Give a command at this instant; the answer, and the action for the exercise's journal."""
        # The first call comes the whole way from StartEx: when the place was first used does not
        # show.
        self.world.kernel.run_before(at)
        before = len(self.journal)
        response = dispatch(self.world, request, actor)
        action = next(
            entry.body for entry in self.journal.since(before) if isinstance(entry.body, Action)
        )
        return response, action
