"""A team session as one application: the way in, the boards, the worker's API, behind one gate."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route, WebSocketRoute

from sim.errors import TabletopError
from sim.surfaces.actions import overdue_beside
from sim.surfaces.complaints import complain
from sim.surfaces.error_lines import lines_of
from sim.surfaces.http.app import make_app
from sim.surfaces.http.shield import failed
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.gate import BOARDS, COOKIE, Gate, people_of, person_id
from sim.surfaces.web.guesses import Guesses
from sim.surfaces.web.handbook import handbook
from sim.surfaces.web.open_boards import OpenBoards
from sim.surfaces.web.pages import HEADERS, page, static_file
from sim.surfaces.web.panels import panels_of
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.team import NO_SEAT
from sim.surfaces.web.terms import PATH as GLOSSARY
from sim.surfaces.web.terms import glossary
from sim.surfaces.web.titles import neutral_title, title_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from starlette.requests import HTTPConnection, Request
    from starlette.responses import Response
    from starlette.types import ASGIApp
    from starlette.websockets import WebSocket

    from sim.surfaces.reports import Results
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import View
    from sim.surfaces.web.team import TeamSession

MOST_FORM = 4_000
"""Bytes of the form to join: a code and a name."""


REPORT_TYPES = {"html": "text/html", "md": "text/markdown", "pdf": "application/pdf"}
"""The forms of the report that the staff can open."""


def interrupt() -> None:
    """Leave as Ctrl+C does: uvicorn lets the connections go."""
    signal.raise_signal(signal.SIGINT)


class WebApp:
    """The application of one team session.

    Args:
        session: the world in real time.
        record: the record's directory.
        hosts: names and addresses it answers to.
        address: how it is reached, `http://127.0.0.1:8000`.
        score: makes scorecard and report once the exercise has ended; runs on a thread.
        rebuild: makes them again with what the hot wash says by then; runs on a thread.
        leave: ends the serving, once the session is closed or has failed.

    Attributes:
        results: what `score` made; None until then.
        failure: what broke the session.
    """

    def __init__(
        self,
        session: TeamSession,
        record: Path,
        hosts: frozenset[str],
        address: str,
        score: Callable[[], Results],
        *,
        rebuild: Callable[[Results], Results] | None = None,
        leave: Callable[[], None] = interrupt,
    ) -> None:
        self._session = session
        self._record = record
        self._score = score
        self._rebuild = rebuild
        self._leave = leave
        self._secure = address.startswith("https")
        self._guesses = Guesses(time.monotonic)
        self.results: Results | None = None
        self.failure: BaseException | None = None
        exercise = session.exercise
        renderer = Renderer(exercise.scenario.starts_at, exercise.policy)
        self._render = renderer
        overdue = overdue_beside(record, datetime.now(UTC).date())
        self._boards = Boards(session, renderer, address, overdue)
        saved = record / "saved"
        saved.mkdir(mode=0o700, exist_ok=True)
        self._open = OpenBoards(session, self._boards, saved, self._fail)
        self.app: ASGIApp = Gate(self._make(hosts), session.seats, hosts)

    def _make(self, hosts: frozenset[str]) -> Starlette:
        routes = [
            Route("/", self._door),
            Route("/join", self._join, methods=["POST"]),
            Route("/static/{name}", static_file),
            Route(GLOSSARY, glossary),
            Route("/record/{person}/report.{form}", self._report),
            Route(f"{BOARDS}/{{person}}", self._board),
            Route(f"{BOARDS}/{{person}}/projector", self._board),
            Route(f"{BOARDS}/{{person}}/handbook", self._handbook),
            WebSocketRoute(f"{BOARDS}/{{person}}/live", self._live),
            WebSocketRoute(f"{BOARDS}/{{person}}/projector/live", self._live),
            Mount("/", make_app(self._session, hosts)),
        ]
        handlers: dict[Any, Any] = {Exception: failed}
        return Starlette(routes=routes, lifespan=self._lifespan, exception_handlers=handlers)

    def running(self) -> AbstractAsyncContextManager[None]:
        """The session's own work, where something else serves `app`."""
        return self._lifespan(None)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette | None) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(work())
            for work in (
                self._session.run,
                self._session.keep_obligations,
                self._open.run,
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
            await self._open.close()

    @property
    def reported(self) -> int | None:
        """How many lines of the hot wash the report has; None without a report."""
        return self._boards.built

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A part of the session that fails ends it: better than a clock that stands unnoticed."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        # The first one is the cause; what fails while all is ended would hide it.
        self.failure = self.failure or error
        self._leave()  # whoever serves it says what failed

    async def _results(self) -> None:
        """When time is up, end it; when it has ended, score it."""
        session = self._session
        while not session.exercise.ended:
            if session.over:
                session.finish()
            await asyncio.sleep(0.2)
        await self._report_with(self._score)
        while not session.closed:
            if session.report_wanted:
                session.report_wanted = False
                await self._rebuilt()
            await asyncio.sleep(0.2)
        if session.washed.count != self._boards.built:
            await self._rebuilt()
        await self._open.dismiss()
        self._leave()

    async def _rebuilt(self) -> None:
        rebuild, results = self._rebuild, self.results
        if rebuild is not None and results is not None:
            await self._report_with(lambda: rebuild(results))

    async def _report_with(self, make: Callable[[], Results]) -> None:
        """Make scorecard and report beside the event loop, and say on the boards how it stands."""
        boards, lines = self._boards, self._session.washed.count
        boards.building = True
        self.results = results = await asyncio.to_thread(make)
        boards.building = False
        boards.card, boards.trouble = results.card or boards.card, results.problem
        if results.problem:
            complain(results.problem)
        else:
            boards.built = lines

    # -- the way in --------------------------------------------------------------------------------

    def _entrance(self, request: Request, problem: str, code: str, name: str) -> Response:
        session = self._session
        role = session.seats.role_of(code) if code else None
        values = self._values(request, role, problem, code, name)
        return page(self._render("join", values), 400 if problem else 200)

    def _values(
        self, request: Request, role: str | None, problem: str, code: str, name: str
    ) -> dict[str, object]:
        session = self._session
        back = [
            (person, f"{BOARDS}/{person_id(person.token)}")
            for person in people_of(request.headers.get("cookie", ""), session.seats)
        ]
        return {
            "title": neutral_title(session.exercise.scenario),
            "seat": "" if role is None else session.exercise.policy.called(role),
            "problem": problem,
            "code": code,
            "name": name,
            "back": back,
        }

    def _checked(self, request: Request, code: str) -> Response | None:
        """What somebody is told whose code is not looked at now; wrong ones are counted."""
        address = request.client.host if request.client is not None else ""
        if (seconds := self._guesses.wait(address)) > 0:
            text = f"too many wrong codes; try again in {seconds} s"
            answer = page(self._render("join", self._values(request, None, text, "", "")), 429)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        if self._session.seats.role_of(code) is None:
            self._guesses.wrong(address)
        return None

    async def _door(self, request: Request) -> Response:
        code = request.query_params.get("code", "")[:20]
        if not code:
            return self._entrance(request, "", "", "")
        if (refused := self._checked(request, code)) is not None:
            return refused
        known = self._session.seats.role_of(code) is not None
        # A planned participant's link has the name in it already.
        name = request.query_params.get("name", "")[:40]
        return self._entrance(request, "" if known else NO_SEAT, code, name)

    async def _join(self, request: Request) -> Response:
        length = request.headers.get("content-length")
        # A form that does not say how long it is could go on for ever.
        if length is None or int(length) > MOST_FORM:
            # What is still coming is not waited for.
            return PlainTextResponse("too much\n", status_code=413, headers={"Connection": "close"})
        async with request.form(max_fields=4) as form:
            code, name = str(form.get("code", ""))[:20], str(form.get("name", ""))
        if (refused := self._checked(request, code)) is not None:
            return refused
        try:
            person = self._session.join(code, name)
        except TabletopError as error:
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

    # -- boards ------------------------------------------------------------------------------------

    def _sits_at(self, asked: HTTPConnection) -> tuple[Person, View]:
        """Whose board was asked for, which the gate has let through, and how it looks."""
        number = asked.path_params["person"]
        known = people_of(asked.headers.get("cookie", ""), self._session.seats)
        person = next(one for one in known if person_id(one.token) == number)
        if person.kind == "observer" or "/projector" in asked.url.path:
            return person, "projector"
        return person, person.kind

    async def _board(self, request: Request) -> Response:
        person, view = self._sits_at(request)
        exercise = self._session.exercise
        values = {
            "title": title_for(view, exercise.scenario, over=exercise.ended),
            "view": view,
            "tabletop": exercise.is_tabletop,
            "console": view == "player" and "console" in panels_of(exercise, person.role),
        }
        return page(self._render("board", values))

    async def _handbook(self, _: Request) -> Response:
        return page(self._render("handbook", {"handbook": handbook()}))

    async def _live(self, socket: WebSocket) -> None:
        await self._open.serve(socket, *self._sits_at(socket))

    async def _report(self, request: Request) -> Response:
        form = request.path_params["form"]
        path = self._record / f"report.{form}"
        if not self._session.exercise.ended or not path.is_file():
            why = self._boards.trouble or "the report is made after EndEx"
            return PlainTextResponse(f"{why}\n", status_code=404)
        # Not the boards' content policy: the report has its style and drawings in the page itself.
        headers = {name: HEADERS[name] for name in ("Cache-Control", "X-Content-Type-Options")}
        return FileResponse(path, media_type=REPORT_TYPES[form], headers=headers)
