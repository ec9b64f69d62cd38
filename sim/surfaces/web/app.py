"""A team session as one application: the way in, the boards, the worker's API, behind one gate."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from nicegui import ui
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse

from sim.errors import TabletopError
from sim.surfaces.http.app import make_app
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.gate import BOARDS, COOKIE, Gate, guard_events, people_of, person_id
from sim.surfaces.web.pages import Pages
from sim.surfaces.web.render import Renderer
from sim.surfaces.words import lines_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from scoring.model import Scorecard
    from sim.surfaces.web.team import TeamSession

STATIC = Path(__file__).parent / "static"
WRONG_SECONDS = 1.0
"""A wrong code is answered no sooner, one after another: codes cannot be tried out quickly."""

MOST_FORM = 4_000
RECONNECT_SECONDS = 60.0
"""How long a page is kept for a browser that has lost its connection; then it is made anew."""


class WebApp:
    """The application of one team session; there is one in a process, as NiceGUI has it.

    Args:
        session: the world in real time.
        record: the record's directory.
        hosts: names and addresses it answers to.
        address: how it is reached, `http://127.0.0.1:8000`.
        score: makes scorecard and report once the exercise has ended; runs on a thread.
    """

    def __init__(
        self,
        session: TeamSession,
        record: Path,
        hosts: frozenset[str],
        address: str,
        score: Callable[[], Scorecard],
    ) -> None:
        self._session = session
        self._record = record
        self._score = score
        self._secure = address.startswith("https")
        self._wrong = asyncio.Lock()
        self.card: Scorecard | None = None
        self.failure: BaseException | None = None
        exercise = session.exercise
        renderer = Renderer(exercise.scenario.starts_at, exercise.policy)
        self._render = renderer
        self._boards = Boards(session, renderer, address)
        owners: dict[str, str] = {}
        saved = record / "saved"
        saved.mkdir(exist_ok=True)
        self._pages = Pages(session, self._boards, owners, saved)
        inner = self._make()
        self._pages.register()
        ui.run_with(
            inner,
            mount_path=BOARDS,
            dark=None,
            favicon="⏱️",
            tailwind=False,
            title=exercise.scenario.title,
            reconnect_timeout=RECONNECT_SECONDS,
            message_history_length=200,
            binding_refresh_interval=None,
            show_welcome_message=False,
            language="en-GB",
        )
        inner.mount("/", make_app(session, hosts))
        guard_events(session.seats, owners)
        self.app = Gate(inner, session.seats, hosts)

    def _make(self) -> FastAPI:
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=self._lifespan)
        app.add_route("/", self._door, methods=["GET"])
        app.add_route("/join", self._join, methods=["POST"])
        app.add_route("/look/{name}", self._look, methods=["GET"])
        app.add_route("/record/{person}/report.html", self._report, methods=["GET"])
        return app

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(work())
            for work in (
                self._session.run,
                self._session.keep_obligations,
                self._pages.run,
                self._results,
            )
        ]
        for task in tasks:
            task.add_done_callback(self._ended)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._pages.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A part of the session that fails ends it: better than a clock that stands unnoticed."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failure = self.failure or error
            signal.raise_signal(signal.SIGINT)

    async def _results(self) -> None:
        """When time is up, end it; when it has ended, score it."""
        session = self._session
        while not session.exercise.ended:
            if session.over:
                session.finish()
            await asyncio.sleep(0.2)
        self.card = self._boards.card = await asyncio.to_thread(self._score)

    # -- the way in --------------------------------------------------------------------------------

    def _entrance(self, request: Request, problem: str, code: str, name: str) -> HTMLResponse:
        session = self._session
        policy = session.exercise.policy
        role = session.seats.role_of(code)
        seat = "" if role is None else policy.called(role) if role in policy.roles else role
        back = [
            (person, f"{BOARDS}/{person_id(person.token)}")
            for person in people_of(request.headers.get("cookie", ""), session.seats)
        ]
        values = {
            "title": session.exercise.scenario.title,
            "seat": seat,
            "problem": problem,
            "code": code,
            "name": name,
            "back": back,
        }
        headers = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
        return HTMLResponse(
            self._render("join", values), status_code=400 if problem else 200, headers=headers
        )

    async def _door(self, request: Request) -> Response:
        return self._entrance(request, "", request.query_params.get("code", "")[:20], "")

    async def _join(self, request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > MOST_FORM:
            return PlainTextResponse("too much\n", status_code=413)
        async with request.form(max_fields=4) as form:
            code, name = str(form.get("code", ""))[:20], str(form.get("name", ""))
        try:
            person = self._session.join(code, name)
        except TabletopError as error:
            if self._session.seats.role_of(code) is None:
                async with self._wrong:
                    await asyncio.sleep(WRONG_SECONDS)
            return self._entrance(request, lines_of(error)[0], code, name[:40])
        number = person_id(person.token)
        answer = RedirectResponse(f"{BOARDS}/{number}", status_code=303)
        answer.set_cookie(
            f"{COOKIE}{number}",
            person.token,
            httponly=True,
            samesite="strict",
            secure=self._secure,
            max_age=24 * 3600,
        )
        return answer

    async def _look(self, request: Request) -> Response:
        name = request.path_params["name"]
        return FileResponse(STATIC / name, headers={"Cache-Control": "no-cache"})

    async def _report(self, _: Request) -> Response:
        path = self._record / "report.html"
        if not self._session.exercise.ended or not path.is_file():
            return PlainTextResponse("the report is made after EndEx\n", status_code=404)
        return FileResponse(path, media_type="text/html")
