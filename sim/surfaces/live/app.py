"""The live session over HTTP: the worker's API plus the session's own controls.

The controls (skip, sleep, the people's commands as typed) need the session's token and answer in
plain text, because shell scripts read them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from starlette.responses import PlainTextResponse

from sim.scenario.durations import parse_duration
from sim.surfaces.http.app import make_app
from sim.world.timestamps import iso

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sim.surfaces.live.session import DrillSession

REFUSED = PlainTextResponse("2\nthis command belongs to another session\n", status_code=401)


def live_app(session: DrillSession, skipped: Callable[[], None]) -> FastAPI:
    """The application of a live session.

    Args:
        session: the world in real time.
        skipped: called after the clock was moved on.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    async def skip(http: HttpRequest) -> PlainTextResponse:
        try:
            ms = parse_duration(http.query_params.get("for", ""))
        except ValueError as error:
            return PlainTextResponse(f"2\nskip: {error}; usage: skip 10m\n")
        now = session.clock.skip(ms)
        session.tick()
        skipped()
        if session.over:
            return PlainTextResponse("0\nThe exercise is over. Leave the shell: exit\n")
        moment = iso(session.exercise.scenario.starts_at, now)
        return PlainTextResponse(f"0\nIt is {moment[11:19]} UTC now.\n")

    async def sleep(http: HttpRequest) -> PlainTextResponse:
        try:
            words = http.query_params.get("for", "").split()
            total = sum(
                parse_duration(f"{word}s" if word[-1:].isdigit() else word) for word in words
            )
        except ValueError:
            return PlainTextResponse("2\n", status_code=400)
        await session.sleep(total)
        return PlainTextResponse("0\n")

    async def say(http: HttpRequest) -> PlainTextResponse:
        words = json.loads(await http.body())
        code, text = session.say([str(word) for word in words])
        return PlainTextResponse(f"{code}\n{text}\n")

    def guarded(
        answer: Callable[[HttpRequest], Awaitable[PlainTextResponse]],
    ) -> Callable[[HttpRequest], Awaitable[PlainTextResponse]]:
        async def guard(http: HttpRequest) -> PlainTextResponse:
            if not session.holds(http.headers.get("authorization")):
                return REFUSED
            return await answer(http)

        return guard

    app.add_route("/session/skip", guarded(skip), methods=["POST"])
    app.add_route("/session/sleep", guarded(sleep), methods=["GET"])
    app.add_route("/session/say", guarded(say), methods=["POST"])
    app.mount("/", make_app(session))
    return app
