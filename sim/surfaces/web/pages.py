"""The boards as NiceGUI pages: lay them out once, send what changes, take what people do."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nicegui import Client, ui
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it at run time

from sim.errors import TabletopError
from sim.surfaces.web.board_actions import CONSOLE_ACTIONS, BoardAnswer, carry_out
from sim.surfaces.web.desk import Desk
from sim.surfaces.web.gate import COOKIE, person_id
from sim.surfaces.words import lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from nicegui.events import GenericEventArguments

    from sim.surfaces.web.boards import Boards
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import View
    from sim.surfaces.web.team import TeamSession

PUSH_SECONDS = 0.4
RESYNC_SECONDS = 20.0
REMEMBERED = 200
"""Deeds a person's pages may send again without their being done twice."""

MOST_TEXT = 20_000
LOOK = '<link rel="stylesheet" href="/look/board.css"><script src="/look/board.js" defer></script>'


@dataclass(slots=True)
class Open:
    """A board that is open in a browser."""

    client: Client
    person: Person
    view: View
    sent: dict[str, str] = field(default_factory=dict)
    time: tuple[object, ...] = ()
    synced: float = 0.0
    chart: Any = None
    points: int = -1


class Pages:
    """All open boards of a session.

    Args:
        session: where people's deeds go.
        boards: what they show.
        owners: filled with the token of each page's person, for the gate.
        saved: the folder for what players typed and saw; None for nowhere.
    """

    def __init__(
        self, session: TeamSession, boards: Boards, owners: dict[str, str], saved: Path | None
    ) -> None:
        self._session = session
        self.boards = boards
        self._owners = owners
        self._saved = saved
        self._open: dict[str, Open] = {}
        self._desks: dict[str, Desk] = {}
        self._done: dict[str, deque[str]] = {}
        self._scripts: dict[tuple[str, str], tuple[dict[str, str], set[str], str]] = {}

    def register(self) -> None:
        """Make the pages known to NiceGUI."""

        @ui.page("/{person}", title=self._session.exercise.scenario.title)
        def board(request: Request, client: Client, person: str) -> None:
            self._page(request, client, person, projector=False)

        @ui.page("/{person}/projector", title=self._session.exercise.scenario.title)
        def projector(request: Request, client: Client, person: str) -> None:
            self._page(request, client, person, projector=True)

    # -- laying out --------------------------------------------------------------------------------

    def _page(self, request: Request, client: Client, asked: str, *, projector: bool) -> None:
        token = request.cookies.get(f"{COOKIE}{asked}", "")
        person = self._session.seats.who(token)
        if person is None or person_id(token) != asked:  # the gate has seen to that already
            raise PermissionError(asked)
        kind = person.kind
        view: View = "projector" if projector or kind == "observer" else kind
        opened = Open(client, person, view)
        self._owners[client.id] = token
        ui.add_head_html(LOOK)
        ui.html(self.boards.top(person, view), sanitize=False)
        sections = self._filled(opened, self.boards.sections(view, person.role))
        if view != "projector":
            with ui.element("div").classes("wide"):
                self._panels(sections, "wash")
        {
            "player": self._player,
            "facilitator": self._facilitator,
            "evaluator": self._evaluator,
            "projector": self._projector,
        }[view](opened, sections)
        opened.sent = dict(sections)
        ui.on("deed", lambda event: self._deed(opened, event))
        client.on_connect(lambda: self._connected(opened))
        client.on_delete(lambda: self._gone(client.id))
        self._open[client.id] = opened

    @staticmethod
    def _filled(opened: Open, sections: dict[str, str]) -> dict[str, str]:
        """Addresses that are a person's own stand in shared sections as `{report}`."""
        if "clock" not in sections:
            return sections
        number = person_id(opened.person.token)
        clock = sections["clock"].replace("{report}", f"/record/{number}/report.html")
        return {**sections, "clock": clock.replace("{projector}", f"/board/{number}/projector")}

    @staticmethod
    def _panels(sections: dict[str, str], *ids: str, tag: str = "section") -> None:
        for name in ids:
            hidden = " hidden" if name not in sections else ""
            ui.html(
                f'<{tag} id="{name}" class="panel"{hidden}>{sections.get(name, "")}</{tag}>',
                sanitize=False,
            )

    @staticmethod
    def _panel(html: str) -> None:
        ui.html(f'<section class="panel">{html}</section>', sanitize=False)

    def _monitoring(self, opened: Open, sections: dict[str, str]) -> None:
        with ui.element("section").classes("panel"):
            ui.html("<h2>Monitoring</h2>", sanitize=False)
            ui.html(f'<div id="figures">{sections["figures"]}</div>', sanitize=False)
            opened.chart = (
                ui.echart(self.boards.chart())
                .classes("chart")
                .props('role="img" aria-label="Failing requests and response time, by minute"')
            )
            opened.points = len(self._session.seen.points)

    def _player(self, opened: Open, sections: dict[str, str]) -> None:
        person, boards = opened.person, self.boards
        with ui.element("div").classes("board player"):
            with ui.element("div").classes("column"):
                self._panels(sections, "incident", "pager")
                self._panel(boards.duties(person))
            with ui.element("div").classes("column"):
                self._panels(sections, "channels")
                ui.html(
                    f'<section id="say" class="panel">{boards.compose(person.role)}</section>',
                    sanitize=False,
                )
            if self._session.exercise.is_tabletop:
                with ui.element("div").classes("column"):
                    self._panels(sections, "move", "decisions", "log")
                self._jump("Pager", "Channels", "Say", "Move", "Log")
                return
            desk = self._desk(person)
            with ui.element("div").classes("column"):
                console = boards.render("console", {"transcript": desk.transcript})
                ui.html(f'<section id="terminal" class="panel">{console}</section>', sanitize=False)
                self._monitoring(opened, sections)
                self._panels(sections, "log")
        self._jump("Pager", "Channels", "Say", "Console", "Log")

    def _facilitator(self, _: Open, sections: dict[str, str]) -> None:
        exercise, render = self._session.exercise, self.boards.render
        objectives = {"objectives": exercise.scenario.objectives}
        with ui.element("div").classes("board facilitator"):
            with ui.element("div").classes("column"):
                self._panels(sections, "clock", "truth", "seats")
            with ui.element("div").classes("column"):
                if exercise.is_tabletop:
                    self._panels(sections, "moves", "decisions")
                self._panels(sections, "msel")
                self._panel(render("add", {"player": exercise.scenario.player}))
                self._panels(sections, "channels")
            with ui.element("div").classes("column"):
                self._panels(sections, "obligations")
                with ui.element("section").classes("panel"):
                    ui.html(render("remark", objectives), sanitize=False)
                    ui.html(f'<div id="remarks">{sections["remarks"]}</div>', sanitize=False)
                self._panels(sections, "log")
        ui.html(render("ending", {}), sanitize=False)
        self._jump("Clock", "MSEL", "Truth", "ObligationLine", "Log")

    @staticmethod
    def _jump(*names: str) -> None:
        """The way to the parts of a board on a phone."""
        targets = {"Console": "terminal", "Notes": "remarks", "Due": "obligations"}
        links = "".join(
            f'<a href="#{targets.get(name, name.lower())}">{name}</a>' for name in names
        )
        ui.html(f'<nav class="jump" aria-label="Parts of the board">{links}</nav>', sanitize=False)

    def _evaluator(self, _: Open, sections: dict[str, str]) -> None:
        exercise, render = self._session.exercise, self.boards.render
        objectives = {"objectives": exercise.scenario.objectives}
        with ui.element("div").classes("board facilitator"):
            with ui.element("div").classes("column"):
                self._panels(sections, "truth", "obligations")
            with ui.element("div").classes("column"):
                with ui.element("section").classes("panel"):
                    ui.html(render("remark", objectives), sanitize=False)
                    ui.html(f'<div id="remarks">{sections["remarks"]}</div>', sanitize=False)
                if exercise.is_tabletop:
                    self._panels(sections, "moves", "decisions")
                self._panels(sections, "msel")
            with ui.element("div").classes("column"):
                self._panels(sections, "log", "channels")
        self._jump("Truth", "ObligationLine", "Notes", "MSEL", "Log")

    def _projector(self, _: Open, sections: dict[str, str]) -> None:
        ui.html(
            f'<div id="projector" class="board projector">{sections["projector"]}</div>',
            sanitize=False,
        )

    # -- sending -----------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send what has changed, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            for opened in list(self._open.values()):
                if opened.client.has_socket_connection:
                    self._push(opened, loop.time())
                    await asyncio.sleep(0)  # whoever acts is answered between two boards
            await asyncio.sleep(PUSH_SECONDS)

    def _connected(self, opened: Open) -> None:
        opened.time = ()
        opened.client.run_javascript("board.ready()")
        desk = self._desks.get(opened.person.token)
        if desk is not None:
            opened.client.run_javascript(f"board.running({json.dumps(desk.running > 0)})")
        self._push(opened, asyncio.get_running_loop().time())

    def _push(self, opened: Open, wall: float) -> None:
        boards = self.boards
        session = self._session
        running = (boards.state, session.clock.changes)
        if running != opened.time or wall - opened.synced > RESYNC_SECONDS:
            changed = running != opened.time
            opened.time, opened.synced = running, wall
            opened.client.run_javascript(f"board.setTime({json.dumps(boards.time())})")
            if changed:
                top = boards.top(opened.person, opened.view)
                opened.client.run_javascript(f"board.top({json.dumps(top)})")
        sections = self._filled(opened, boards.sections(opened.view, opened.person.role))
        fresh = {name: html for name, html in sections.items() if opened.sent.get(name) != html}
        if fresh:
            opened.sent.update(fresh)
            opened.client.run_javascript(self._script(opened, sections, fresh))
        points = len(session.seen.points)
        if opened.chart is not None and points != opened.points:
            opened.points = points
            options = boards.chart()
            opened.chart.options["xAxis"]["data"] = options["xAxis"]["data"]
            for mine, new in zip(opened.chart.options["series"], options["series"], strict=True):
                mine["data"] = new["data"]
            opened.chart.update()

    def _script(self, opened: Open, sections: dict[str, str], fresh: dict[str, str]) -> str:
        """What puts the fresh sections in place; written once for all who share a seat."""
        seat = (opened.view, opened.person.role)
        known = self._scripts.get(seat)
        if known is not None and known[0] is sections and known[1] == fresh.keys():
            return known[2]
        script = f"board.put({json.dumps(fresh)})"
        self._scripts[seat] = (sections, set(fresh), script)
        return script

    def _gone(self, client: str) -> None:
        self._open.pop(client, None)
        self._owners.pop(client, None)

    # -- taking ------------------------------------------------------------------------------------

    async def _deed(self, opened: Open, event: GenericEventArguments) -> None:
        asked = event.args if isinstance(event.args, dict) else {}
        name, fields = str(asked.get("deed", "")), asked.get("fields")
        where = str(asked.get("where") or "")
        person = opened.person
        known = self._done.setdefault(person.token, deque(maxlen=REMEMBERED))
        if str(asked.get("id")) in known:
            return  # the same click, sent again by a connection that came back
        known.append(str(asked.get("id")))
        given = fields if isinstance(fields, dict) else {}
        if name in CONSOLE_ACTIONS:
            outcome = await self._console(opened, name, str(given.get("text", "")))
        else:
            outcome = carry_out(self._session, person, name, given)
        if opened.client.has_socket_connection:
            words = json.dumps([where, outcome.ok, outcome.text])
            # The board itself follows with the next round: one rendering for what all have done.
            opened.client.run_javascript(f"board.answer(...{words})")

    async def _console(self, opened: Open, name: str, text: str) -> BoardAnswer:
        person = opened.person
        if person.kind != "player":
            return BoardAnswer(ok=False, text="this seat cannot do that")
        if len(text) > MOST_TEXT:
            return BoardAnswer(ok=False, text=f"at most {MOST_TEXT} characters at once")
        desk = self._desk(person)
        if name == "interrupt":
            desk.interrupt()
            return BoardAnswer(ok=True, text="stopped")
        self._tell(person, "board.running(true)")
        try:
            told = await desk.run(text)
        except TabletopError as error:
            return BoardAnswer(ok=False, text=lines_of(error)[0])
        finally:
            self._tell(person, f"board.running({json.dumps(desk.running > 0)})")
        return BoardAnswer(ok=not told, text=told)

    def _desk(self, person: Person) -> Desk:
        if person.token not in self._desks:
            kept = None
            if self._saved is not None:
                kept = self._saved / f"console-{person_id(person.token)}.log"
            self._desks[person.token] = Desk(
                self._session,
                person,
                lambda chunks: self._tell(person, f"board.print({json.dumps(chunks)})"),
                kept,
            )
        return self._desks[person.token]

    def _tell(self, person: Person, script: str) -> None:
        for opened in self._open.values():
            if opened.person.token == person.token and opened.client.has_socket_connection:
                opened.client.run_javascript(script)

    async def close(self) -> None:
        """End every console."""
        for desk in self._desks.values():
            with contextlib.suppress(TabletopError):
                await desk.close()
