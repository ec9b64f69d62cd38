"""The boards that are open in browsers: what each has been sent, and what people send back.

A board is one WebSocket. It is sent the sections that have changed, as JSON, and answers to what
was done on it. This knows sockets, people and sections; it must not know what an action does.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.surfaces.web.board_actions import CONSOLE_ACTIONS, BoardAnswer, carry_out, not_yours
from sim.surfaces.web.consoles import Consoles
from sim.surfaces.web.gate import person_id
from sim.surfaces.web.panels import panels_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.websockets import WebSocket

    from sim.journal.talk import Room
    from sim.surfaces.web.boards import Boards
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import View
    from sim.surfaces.web.team import TeamSession

PUSH_SECONDS = 0.4
RESYNC_SECONDS = 20.0
"""A board hears of the time as often; `board.js` takes a much longer silence for a dead line."""

REMEMBERED = 200
"""Actions of a person that are answered again, and not done again, when they come twice."""

MOST_WAITING = 500
"""Messages that wait for a browser; one that takes none is let go, and starts anew when it can."""

MOST_FIELDS = 80
"""Of one form: a decision has one for each role of the policy, and a dozen more."""

MOST_MESSAGE = 256 * 1024
"""Bytes of one message from a browser: room for the longest text, however it is written."""

REFUSED = 1008
SESSION_CLOSED = 4000
"""Closes a board for good: the session is over, and the browser need not come back."""

TO_CLOSE_SECONDS = 2.0
"""For a browser to hear of it; one that is slower is left alone."""


class BoardRequest(BaseModel):
    """What a browser sends: one action, numbered so that it can be sent again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(max_length=80)
    action: str = Field(max_length=40)
    fields: dict[str, str] = Field(max_length=MOST_FIELDS)


@dataclass(eq=False, slots=True)
class OpenBoard:
    """A board that is open in a browser.

    Attributes:
        outbox: what is to be sent.
        sent: the sections as the browser has them.
        heard: how many changes to messages the browser has.
        phase: whether it shows that its role waits to be called, that the exercise is over, and
            which room it is in.
        running: the state of the clock that it was sent, and when (`synced`, seconds).
    """

    socket: WebSocket
    person: Person
    view: View
    outbox: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    sent: dict[str, str] = field(default_factory=dict)
    heard: int = 0
    phase: tuple[bool, bool, Room] = (False, False, "")
    running: tuple[object, ...] = ()
    synced: float = 0.0
    sending: asyncio.Task[None] | None = None

    def post(self, message: dict[str, object]) -> None:
        """Send a message as soon as the browser takes it."""
        try:
            self.outbox.put_nowait(json.dumps(message))
        except asyncio.QueueFull:
            if self.sending is not None:
                self.sending.cancel()

    async def send(self) -> None:
        """Send what is posted, until cancelled."""
        while True:
            await self.socket.send_text(await self.outbox.get())


class OpenBoards:
    """All open boards of a session.

    Args:
        session: where people act.
        boards: what they show.
        saved: the folder for what players typed and saw.
        failed: called when an action has broken something.
    """

    def __init__(
        self,
        session: TeamSession,
        boards: Boards,
        saved: Path,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._session = session
        self._failed = failed
        self._boards = boards
        self._saved = saved
        # A browser that comes back to another process must not send again what the first may have
        # done already: it knows the process by this.
        self._process = secrets.token_urlsafe(8)
        self._open: set[OpenBoard] = set()
        self._consoles = Consoles(session, saved, self._tell)
        self._answers: dict[str, dict[str, BoardAnswer | None]] = {}
        self._console_tasks: set[asyncio.Task[None]] = set()

    async def serve(self, socket: WebSocket, person: Person, view: View) -> None:
        """One connection, from its first message to its last."""
        await socket.accept()
        board = OpenBoard(socket, person, view)
        board.post({"process": self._process, **self._fresh(board)})
        if view == "player" and "console" in panels_of(self._session.exercise, person.role):
            for tab in self._consoles.tabs(person):
                board.post({"console": tab})
        self._open.add(board)
        board.sending = asyncio.create_task(board.send())
        receiving = asyncio.create_task(self._receive(board))
        both = {board.sending, receiving}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open.discard(board)
            for task in both:
                task.cancel()
            # What ended them is the browser's doing: a connection that broke at any point.
            await asyncio.gather(*both, return_exceptions=True)

    # -- sending -----------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send what has changed, until cancelled.

        All boards in one round, and not each when it is due: those who share a seat share the
        rendering, and what fifty people do within a round is rendered once.
        """
        while True:
            for board in list(self._open):
                # A browser that is slow gets no second message
                # before the first: changes add up meanwhile.
                if board.outbox.empty() and (message := self._fresh(board)):
                    board.post(message)
                    await asyncio.sleep(0)  # whoever acts is answered between two boards
            await asyncio.sleep(PUSH_SECONDS)

    def _fresh(self, board: OpenBoard) -> dict[str, object]:
        """What the board does not show yet; empty when it shows everything."""
        boards, person = self._boards, board.person
        now = asyncio.get_running_loop().time()
        talk = boards.source.seen.talk
        running = (boards.source.state, self._session.clock.changes, talk.timer_changes)
        message: dict[str, object] = {}
        outside = board.view == "player" and boards.source.waits_outside(person.role)
        room = talk.room_of(person.name)
        phase = (outside, boards.source.seen.ended_at is not None, room)
        if phase != board.phase:
            # Everything anew: nothing that was seen before, and no form of the exercise, may stay.
            board.phase, board.sent, board.heard, board.running = phase, {}, 0, ()
        # In the first message of a connection, what
        # is missing is what this board does not have.
        whole = not board.sent
        sections = boards.sections(board.view, person.role, room)
        for name in ("clock", "rate"):  # the links in them are the person's own
            if name in sections:
                number = person_id(person.token)
                links = sections[name].replace("{report}", f"/record/{number}/report.html")
                links = links.replace("{projector}", f"/board/{number}/projector")
                sections = {**sections, name: links}
        if running != board.running:
            sections = {**sections, **boards.own(board.view, person)}
        if running != board.running or now - board.synced > RESYNC_SECONDS:
            message["time"] = boards.time()
            board.running, board.synced = running, now
        fresh = {name: html for name, html in sections.items() if board.sent.get(name) != html}
        if fresh:
            message["sections"] = fresh
            message["whole"] = whole
            board.sent.update(fresh)
        news = boards.news(board.view, person.role, board.heard, room)
        if news["rows"] or whole:
            message["said"] = news
        board.heard = news["upto"]
        return message

    def _tell(self, person: Person, message: dict[str, object]) -> None:
        for board in self._open:
            if board.person.token == person.token:
                board.post(message)

    # -- taking ------------------------------------------------------------------------------------

    async def _receive(self, board: OpenBoard) -> None:
        while True:
            message = await board.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                asked = BoardRequest.model_validate_json(message.get("text") or "")
            except ValidationError:
                await board.socket.close(REFUSED)  # no board of ours sends that
                return
            try:
                self._take(board, asked)
            except Exception as error:  # noqa: BLE001 - a session must not go on half broken
                self._failed(error)
                return

    def _take(self, board: OpenBoard, asked: BoardRequest) -> None:
        person = board.person
        known = self._answers.setdefault(person.token, {})
        if asked.id in known:
            if (answer := known[asked.id]) is not None:
                board.post(_told(asked, answer))
            return  # the same click, sent again by a connection that came back
        # Known before it is answered: sent again meanwhile, it must not be done a second time.
        known[asked.id] = None
        if len(known) > REMEMBERED:
            del known[next(iter(known))]
        if asked.action in CONSOLE_ACTIONS:
            # Beside this: what runs there takes its time, and Stop has to get through.
            task = asyncio.create_task(self._run_on_console(person, asked))
            # The loop itself holds a task only weakly.
            self._console_tasks.add(task)
            task.add_done_callback(self._console_tasks.discard)
        else:
            answer = carry_out(self._session, person, asked.action, asked.fields)
            self._answer(person, asked, answer)

    def _answer(self, person: Person, asked: BoardRequest, answer: BoardAnswer) -> None:
        known = self._answers[person.token]
        # Its place may have been given to a newer one while it ran.
        if asked.id in known:
            known[asked.id] = answer
        # To each window of the person: the one that asked may be another connection by now.
        self._tell(person, _told(asked, answer))

    async def _run_on_console(self, person: Person, asked: BoardRequest) -> None:
        self._answer(person, asked, await self._on_console(person, asked))

    async def _on_console(self, person: Person, asked: BoardRequest) -> BoardAnswer:
        if person.kind != "player":
            return not_yours()
        exercise = self._session.exercise
        if not exercise.is_tabletop and "console" not in panels_of(exercise, person.role):
            return BoardAnswer(ok=False, text="this role has no console")
        return await self._consoles.do(person, asked.action, asked.fields)

    async def dismiss(self) -> None:
        """Tell every board that the session was closed: without it they would wait for ever."""
        closing = [
            asyncio.wait_for(board.socket.close(SESSION_CLOSED), TO_CLOSE_SECONDS)
            for board in list(self._open)
        ]
        # A browser that has gone meanwhile needs no telling.
        await asyncio.gather(*closing, return_exceptions=True)

    async def close(self) -> None:
        """End every console."""
        await self._consoles.close()


def _told(asked: BoardRequest, answer: BoardAnswer) -> dict[str, object]:
    told = {"id": asked.id, "ok": answer.ok, "text": answer.text, "asks": answer.asks}
    return {"answer": told}
