"""Which users the trouble has reached."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.limits import Limit, Timestamp, instant_of
from sim.scenario.durations import HOUR
from sim.world.requests import CORRUPTED, DEFERRED, ERROR, QUEUED
from sim.world.world import World


class AffectedUser(Answer):
    """One user's operations that did not go well."""

    user_id: int
    failed: int
    queued: int
    corrupted: int = Field(description="Known to be: files found damaged by now.")


class AffectedUsers(Answer):
    """Users whose operations failed or had to wait, most failures first."""

    since: str
    total: int
    users: tuple[AffectedUser, ...]


class AffectedParams(Params):
    """From when on."""

    since: Timestamp | None = Field(default=None, description="Without it the last hour.")
    limit: Limit = 100


@command(
    "affected-users",
    access="responder",
    example=Example(path="/api/users/affected?since=2026-03-03T14:00:00Z"),
)
def affected(world: World, params: AffectedParams) -> Reply[AffectedUsers]:
    """Users whose operations failed or had to wait, most failures first."""
    # A download of damaged content counts once the damage is known: before that nobody can say.
    asked = None if params.since is None else instant_of(world, "since", params.since)
    if isinstance(asked, Reply):
        return asked
    since = max(0, world.now - HOUR) if asked is None else asked
    log = world.log
    work, files = log.workload, world.storage.files
    span = log.span(since, world.now)
    user, outcome = work.user[span], log.outcome[span]
    size = world.scenario.users.people
    failed = np.bincount(user[outcome >= ERROR], minlength=size)
    waits = (outcome == QUEUED) | (outcome == DEFERRED)
    queued = np.bincount(user[waits], minlength=size)
    known = (outcome == CORRUPTED) & files.noticed[work.file[span]]
    corrupted = np.bincount(user[known], minlength=size)
    touched = np.flatnonzero(failed + queued + corrupted)
    order = touched[np.lexsort((touched, -queued[touched], -(failed + corrupted)[touched]))]
    return Reply(
        AffectedUsers(
            since=world.timestamp(since),
            total=len(touched),
            users=tuple(
                AffectedUser(
                    user_id=number,
                    failed=int(failed[number]),
                    queued=int(queued[number]),
                    corrupted=int(corrupted[number]),
                )
                for number in order[: params.limit].tolist()
            ),
        )
    )
