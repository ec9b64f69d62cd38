"""The release history, and letting a release go out again: the simulation's own commands.

List Cutter's documents know neither; an exercise about a change needs both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from sim.commands.command import Actor, Answer, Example, Params, Reply, command
from sim.commands.limits import Limit, Reason  # noqa: TC001 - pydantic reads them at run time
from sim.scenario.releases import Environment  # noqa: TC001 - pydantic reads it at run time
from sim.world.releases import STABLE
from sim.world.world import World

if TYPE_CHECKING:
    from sim.world.releases import Deployment


class ReleaseRecord(Answer):
    """One deployment of a release."""

    id: str = Field(description="The release; it can have gone out more than once.")
    deployed_at: str
    environment: Environment
    what: str
    by: str


class ReleasesParams(Params):
    """How many."""

    limit: Limit = 50


class DeployParams(Params):
    """Which release, and where."""

    release: Annotated[str, Field(min_length=1, max_length=60)] = Field(
        description="The `id` of one in the history."
    )
    environment: Environment = Field(
        default="default",
        description="Users are served by `production`; left out, it goes to `default`.",
    )
    reason: Reason = ""


def _record(world: World, one: Deployment) -> ReleaseRecord:
    return ReleaseRecord(
        id=one.release,
        deployed_at=world.timestamp(one.at),
        environment=one.environment,
        what=one.what,
        by=one.by,
    )


@command("releases", access="responder", example=Example(path="/api/releases?limit=10"))
def releases(world: World, params: ReleasesParams) -> Reply[tuple[ReleaseRecord, ...]]:
    """What was released where and when, newest first; `data` is the array. Simulation only."""
    newest = tuple(_record(world, one) for one in reversed(world.releases.history))
    return Reply(newest[: params.limit], total=len(newest))


@command(
    "release-deploy",
    access="responder",
    example=Example(body={"release": STABLE.id, "environment": "production"}),
    extra_statuses={
        404: "No such release.",
        503: "The tool depends on a service that is out.",
    },
)
def release_deploy(world: World, params: DeployParams, actor: Actor) -> Reply[ReleaseRecord]:
    """Deploy a release from the history; to production only if you say so. Simulation only."""
    if params.release not in world.releases.names:
        known = ", ".join(world.releases.names)
        return Reply(status=404, error=f"no release {params.release!r}; there is: {known}")
    done = world.releases.deploy(params.release, params.environment, actor.name, world.now)
    if params.environment == "production":
        world.faults.deployed(params.release)
    return Reply(_record(world, done), message=f"{done.release} deployed to {done.environment}")
