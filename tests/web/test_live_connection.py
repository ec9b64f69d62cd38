"""A board's live connection: whose it is, what it may carry, each action once."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from sim.surfaces.web.consoles import MOST_TEXT
from sim.surfaces.web.endpoint import Endpoint, listen
from sim.surfaces.web.gate import COOKIE, person_id
from sim.surfaces.web.host import server_of
from sim.surfaces.web.open_boards import (
    MOST_MESSAGE,
    MOST_WAITING,
    REMEMBERED,
    OpenBoard,
)
from tests.web.hosting import own_port
from tests.web.serving import (
    cookie,
    notes,
    page_of,
    serving,
    socket_of,
    web_of,
)

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from tests.web.conftest import Table


def test_a_board_is_sent_whole_at_first(table: Table) -> None:
    """All its sections, the time, the console; a projector's has no console and no forms."""

    async def look(client: httpx.AsyncClient) -> None:
        async with socket_of(client, table.ana, cookie(table.ana)) as socket:
            first, console = json.loads(await socket.recv()), json.loads(await socket.recv())
        assert first["whole"]
        assert first["time"]["state"] == "running"
        expected = {"top", "incident", "pager", "say", "duties", "terminal", "log"}
        assert expected <= set(first["sections"])
        assert console == {"console": {"tab": 1, "all": [], "jobs": []}}
        assert first["said"]["since"] == 0
        async with socket_of(client, table.wes, cookie(table.wes)) as socket:
            wall = json.loads(await socket.recv())
        assert set(wall["sections"]) == {"top", "projector"}

    serving(table, look)


def test_what_changes_is_sent_to_whom_it_concerns(table: Table) -> None:
    """A note reaches every board as a section; a section that did not change is not sent again."""

    async def look(client: httpx.AsyncClient) -> None:
        async with page_of(client, table.ana) as ana, page_of(client, table.ben) as ben:
            assert (await ana.do("say", command="note", text="for all")).ok
            while "for all" not in ben.sections.get("log", ""):
                ben.changed.clear()
                await ben.changed.wait()
            assert ben.times["log"] == 2
            assert ben.times["duties"] == ben.times["channels"] == 1

    serving(table, look)


def test_another_ones_board_cannot_be_used(table: Table) -> None:
    """Its address is not enough: without the person's own cookie nobody is let in."""
    stolen = f"{COOKIE}{person_id(table.flo.token)}={table.ana.token}"

    async def attack(client: httpx.AsyncClient) -> None:
        for proof in (cookie(table.ana), "", f"{cookie(table.flo)}x", stolen):
            with pytest.raises(InvalidStatus) as refused:
                await socket_of(client, table.flo, proof).__aenter__()
            assert refused.value.response.status_code == 403
        async with page_of(client, table.flo) as page:
            assert (await page.do("pause")).ok

    serving(table, attack)


def test_another_site_cannot_connect(table: Table) -> None:
    """Not even with the person's cookie, which a browser might send along."""

    async def attack(client: httpx.AsyncClient) -> None:
        own = str(client.base_url).rstrip("/")
        for origin in ("https://evil.example", "null", f"{own}.evil.example"):
            with pytest.raises(InvalidStatus):
                await socket_of(client, table.flo, cookie(table.flo), Origin=origin).__aenter__()
        async with socket_of(client, table.flo, cookie(table.flo), Origin=own) as socket:
            assert json.loads(await socket.recv())["whole"]

    serving(table, attack)


def test_a_seat_does_on_its_board_what_it_may(table: Table) -> None:
    """A player does not lead, the staff has no console; nothing is done."""
    before = table.session.exercise.journal.lines

    async def overreach(client: httpx.AsyncClient) -> None:
        for person, action in ((table.ana, "pause"), (table.flo, "run"), (table.flo, "interrupt")):
            async with page_of(client, person) as page:
                told = await page.do(action, text="date")
                assert (told.ok, told.text) == (False, "this seat cannot do that")

    serving(table, overreach)
    assert table.session.exercise.journal.lines == before


def test_what_is_sent_twice_is_done_once(table: Table) -> None:
    """The answer comes again, also to the connection that came back."""

    async def twice(client: httpx.AsyncClient) -> None:
        async with page_of(client, table.ana) as page:
            once = {"command": "note", "text": "once"}
            first = await page.send("a-1", "say", once)
            assert first.ok
            assert await page.send("a-1", "say", once) == first
        async with page_of(client, table.ana) as again:
            assert await again.send("a-1", "say", once) == first
            assert (await again.send("a-2", "say", {"command": "note", "text": "twice"})).ok
        assert notes(table) == ["once", "twice"]
        async with page_of(client, table.ben) as other:  # numbers are a person's own
            assert (await other.send("a-1", "say", {"command": "note", "text": "by Ben"})).ok
        assert notes(table) == ["once", "twice", "by Ben"]

    serving(table, twice)


def test_so_many_answers_are_remembered(table: Table) -> None:
    """An action that is sent again after that many others is answered as it was, not done again."""

    async def often(client: httpx.AsyncClient) -> None:
        note = {"command": "note", "text": "once"}
        async with page_of(client, table.ana) as page:
            first = await page.send("a-1", "say", note)
            for _ in range(REMEMBERED - 1):
                await page.do("pause")  # refused: costs little
            assert await page.send("a-1", "say", note) == first
        assert notes(table) == ["once"]

    serving(table, often)


def test_the_answer_reaches_the_window_that_came_back(table: Table) -> None:
    """The connection on which something was asked for may be lost before it is answered."""

    async def lose(client: httpx.AsyncClient) -> None:
        async with page_of(client, table.ana) as one, page_of(client, table.ana) as two:
            heard = two.expect("a-1")
            await one.send("a-1", "say", {"command": "note", "text": "both"})
            assert (await asyncio.wait_for(heard, 20)).ok

    serving(table, lose)


FOREIGN: tuple[str | bytes, ...] = (
    "",
    "no json",
    "[]",
    json.dumps({"id": "1", "action": "pause"}),
    json.dumps({"id": "1", "action": "pause", "fields": {}, "as": "Flo"}),
    json.dumps({"id": "1" * 81, "action": "pause", "fields": {}}),
    json.dumps({"id": "1", "action": "p" * 41, "fields": {}}),
    json.dumps({"id": "1", "action": "pause", "fields": {"a": ["b"]}}),
    json.dumps({"id": "1", "action": "pause", "fields": {str(n): "" for n in range(81)}}),
    b"\x00\xff",
)


def test_what_no_board_sends_ends_the_connection(table: Table) -> None:
    """Nothing is done; the board can connect again. What is too long is not taken in at all."""
    before = table.session.exercise.journal.lines

    async def send(client: httpx.AsyncClient) -> None:
        for frame, code in (
            *((frame, 1008) for frame in FOREIGN),
            ("x" * (MOST_MESSAGE + 1), 1009),
        ):
            async with page_of(client, table.flo) as page:
                await page.socket.send(frame)
                await page.socket.wait_closed()
                assert page.socket.close_code == code, frame[:80]
        assert table.session.exercise.journal.lines == before
        async with page_of(client, table.flo) as page:
            assert (await page.do("pause")).ok

    serving(table, send)


def test_a_browser_that_leaves_at_once_breaks_nothing(table: Table) -> None:
    """Whatever it sent last: the session goes on for the others."""

    async def leave(client: httpx.AsyncClient) -> None:
        for frame in (FOREIGN[1], '{"id": "1", "action": "note", "fields": {}}'):
            for _ in range(20):
                async with socket_of(client, table.flo, cookie(table.flo)) as socket:
                    await socket.send(frame)
                    socket.transport.abort()
        async with page_of(client, table.flo) as page:
            assert (await page.do("pause")).ok

    serving(table, leave)


def test_the_console_takes_so_much_at_once(table: Table) -> None:
    """More is refused before a sandbox is begun; as much as that fits into one message."""
    assert len(json.dumps({"fields": {"text": "\x00" * MOST_TEXT}})) < MOST_MESSAGE

    async def paste(client: httpx.AsyncClient) -> None:
        async with page_of(client, table.ana) as page:
            told = await page.do("run", text="x" * (MOST_TEXT + 1))
            assert (told.ok, told.text) == (False, "at most 20000 characters at once")

    serving(table, paste)


def test_a_fault_of_the_session_ends_it(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks in the middle of an action is not swallowed: the session stops, and says why."""
    web = web_of(table)
    fault = OSError("no space left on device")

    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(table.session, "enter", broken)

    async def run() -> None:
        listener = listen(Endpoint(port=own_port()))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        running = asyncio.create_task(server_of(web.app, {}).serve(sockets=[listener]))
        async with (
            httpx.AsyncClient(base_url=address, timeout=30) as client,
            page_of(client, table.flo) as page,
        ):
            asked = {"id": "1", "action": "pause", "fields": {}}
            await page.socket.send(json.dumps(asked))
            await page.socket.wait_closed()
        await running

    with pytest.raises(KeyboardInterrupt):  # Ctrl+C is how it tells the server
        asyncio.run(run())
    assert web.failure is fault


class Stalled:
    """A browser that takes nothing."""

    async def send_text(self, _: str) -> None:
        """For ever."""
        await asyncio.Event().wait()


def test_a_browser_that_takes_nothing_is_let_go(table: Table) -> None:
    """So much waits for it and no more; then its connection is ended."""

    async def flood() -> None:
        board = OpenBoard(cast("WebSocket", Stalled()), table.ana, "player")
        board.sending = asyncio.create_task(board.send())
        await asyncio.sleep(0)
        for number in range(MOST_WAITING):
            board.post({"console": {"chunks": [["output", str(number)]]}})
            await asyncio.sleep(0)
        board.post({"one": "is being sent"})
        await asyncio.sleep(0)
        assert not board.sending.done()
        board.post({"one": "too many"})
        with pytest.raises(asyncio.CancelledError):
            await board.sending

    asyncio.run(asyncio.wait_for(flood(), 20))
