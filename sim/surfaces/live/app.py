"""The live session over HTTP: the worker's API plus the session's own controls, for one shell.

Every call needs the session's key, which the drill's curl configuration adds: the worker's own
token is the documents' placeholder, and any other user of the machine can type that. The controls
(skip, sleep, the incident commands as typed) answer in plain text, because shell scripts read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from sim.commands.door import MOST_BODY_CHARS
from sim.journal.json_text import parse
from sim.legible import clean, shown
from sim.scenario.durations import parse_duration
from sim.surfaces.http.app import make_app
from sim.surfaces.http.json_line import JsonLine
from sim.surfaces.http.shield import failed
from sim.surfaces.live.session import NO_ROOM
from sim.world.timestamps import iso

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request as HttpRequest
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sim.surfaces.live.session import DrillSession

KEY_HEADER = "X-Tabletop-Session"
"""What the drill's curl configuration adds to every call."""

NOT_OURS = {
    "success": False,
    "error": "this drill belongs to another shell: call it with the curl of the drill's own shell, "
    "without -q; its `briefing` says how to join from a second terminal",
}

MOST_WORDS = 1_000
"""Words of a command as typed."""


class Key:
    """Lets in who has the session's key, and nobody else, whatever is asked.

    Args:
        app: what is behind it.
        session: knows the key.
    """

    def __init__(self, app: ASGIApp, session: DrillSession) -> None:
        self._app = app
        self._session = session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the key before anything of the request is read."""
        if self._session.knows(Headers(scope=scope).get(KEY_HEADER, "")):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await JsonLine(NOT_OURS, status_code=403)(scope, receive, send)


def live_app(session: DrillSession, skipped: Callable[[], None]) -> ASGIApp:
    """The application of a live session.

    Args:
        session: the world in real time.
        skipped: called after the clock was moved on; an `OSError` of its own takes that back.
    """
    app = Starlette(exception_handlers={Exception: failed})

    async def skip(http: HttpRequest) -> PlainTextResponse:
        try:
            ms = parse_duration(http.query_params.get("for", ""))
        except ValueError as error:
            return PlainTextResponse(f"2\nskip: {error}; usage: skip 10m\n")
        before = session.clock.now()
        if not session.has_room:
            return PlainTextResponse(f"1\nskip: {NO_ROOM}\n")
        now = session.clock.skip(ms)
        try:
            skipped()
        except OSError:
            # The prompt would stay behind a clock that has moved on, so it moves for nobody.
            session.clock.move_back(before)
            return PlainTextResponse(f"1\nskip: {NO_ROOM}\n")
        session.tick()
        moment = iso(session.exercise.scenario.starts_at, now)[11:19]
        if session.over:
            text = f"The exercise ended at {moment} UTC. Type `exit` for your scorecard."
            return PlainTextResponse(f"0\n{text}\n")
        return PlainTextResponse(f"0\nIt is now {moment} UTC.\n")

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
        words = words_of(await http.body())
        if words is None:
            return PlainTextResponse("2\na command as typed is a JSON list of words\n")
        code, text = session.say(words)
        return PlainTextResponse(f"{code}\n{shown(text)}\n")

    app.add_route("/session/skip", skip, methods=["POST"])
    app.add_route("/session/sleep", sleep, methods=["GET"])
    app.add_route("/session/say", say, methods=["POST"])
    app.mount("/", make_app(session))
    return Key(app, session)


def words_of(body: bytes) -> list[str] | None:
    """The words of a command as typed; None when they are none."""
    if len(body) > MOST_BODY_CHARS:
        return None
    try:
        words = parse(body.decode())
    except ValueError:  # no text, or no JSON
        return None
    if not isinstance(words, list) or len(words) > MOST_WORDS:
        return None
    return [clean(word) for word in words] if all(isinstance(one, str) for one in words) else None
