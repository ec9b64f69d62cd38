"""The two ways to the worker that have to answer alike: in process, and over HTTPS.

Both stand at the same instant of the same outage (`conftest.frozen` and `conftest.middle`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sim.commands.command import Actor, Request
from sim.commands.dispatch import ADMIN_TOKEN, role_of
from sim.surfaces.http.app import WORKER_HOST

if TYPE_CHECKING:
    from sim.exercise.exercise import Exercise
    from tests.surfaces.conftest import Live


@dataclass(frozen=True, slots=True)
class Call:
    """A call, whatever door it goes through."""

    method: str
    path: str
    body: str = ""
    token: str | None = ADMIN_TOKEN
    host: str = WORKER_HOST


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back through either door."""

    status: int
    body: Any
    allow: str | None


class Door(Protocol):
    """A way to the worker."""

    def __call__(self, call: Call, /) -> Answer: ...


def inside(exercise: Exercise) -> Door:
    """Straight to the exercise."""

    def call(given: Call) -> Answer:
        authorization = None if given.token is None else f"Bearer {given.token}"
        request = Request(given.method, given.path, given.body, given.host)
        response = exercise.act(request, Actor("tester", role_of(authorization, {})))
        return Answer(response.status, dict(response.body), response.headers.get("Allow"))

    return call


def over_https(live: Live) -> Door:
    """Through the server, as the drill's curl."""

    def call(given: Call) -> Answer:
        response = live.call(
            given.method, given.path, body=given.body, token=given.token, host=given.host
        )
        return Answer(
            response.status_code,
            response.json() if response.content else None,
            response.headers.get("Allow"),
        )

    return call
