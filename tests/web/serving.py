"""A session served in this process as `tabletop host` serves it, and guests who ask it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
from websockets.asyncio.client import connect

from sim.surfaces.web.app import WebApp
from sim.surfaces.web.endpoint import Endpoint, listen
from sim.surfaces.web.gate import COOKIE, person_id
from sim.surfaces.web.host import server_of
from tests.web.hosting import Guest, own_port
from tests.web.page_client import live_address, open_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from websockets.asyncio.client import ClientConnection

    from sim.surfaces.reports import Results
    from sim.surfaces.web.seats import Person
    from tests.web.conftest import Table
    from tests.web.page_client import PageClient

ADDRESS = "http://127.0.0.1:8600"
HERE = frozenset({"127.0.0.1"})


def not_scored() -> Results:
    """No test here comes to EndEx."""
    raise AssertionError


def web_of(table: Table, address: str = ADDRESS) -> WebApp:
    """The session's application."""
    return WebApp(table.session, table.record, HERE, address, not_scored)


def cookie(person: Person) -> str:
    """What the person's browser sends."""
    return f"{COOKIE}{person_id(person.token)}={person.token}"


def ask(
    table: Table, method: str, path: str, address: str = ADDRESS, **options: Any
) -> httpx.Response:
    """Ask the application, without a server."""

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(web_of(table, address).app)
        async with httpx.AsyncClient(transport=transport, base_url=address) as client:
            return await client.request(method, path, **options)

    return asyncio.run(run())


def serving(table: Table, test: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    """Run a test against the session, served in this process as `tabletop host` serves it."""

    async def run() -> None:
        listener = listen(Endpoint(port=own_port()))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = server_of(web_of(table, address).app, {})
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with httpx.AsyncClient(base_url=address, timeout=30) as client:
                await test(client)
        finally:
            server.should_exit = True
            await running

    asyncio.run(asyncio.wait_for(run(), 60))


def guest(person: Person) -> Guest:
    """Somebody at the table as one who comes with a browser."""
    return Guest(person.name, person.role, person.token)


@asynccontextmanager
async def page_of(client: httpx.AsyncClient, person: Person) -> AsyncIterator[PageClient]:
    """Somebody's board, open."""
    async with open_page(client, guest(person)) as page:
        yield page


@asynccontextmanager
async def socket_of(
    client: httpx.AsyncClient, board: Person, proof: str, **headers: str
) -> AsyncIterator[ClientConnection]:
    """The live connection of a board, with any cookie and headers."""
    address = live_address(str(client.base_url), guest(board))
    sent = {"Cookie": proof, **headers}
    async with connect(address, additional_headers=sent, proxy=None) as socket:
        yield socket


def notes(table: Table) -> list[str]:
    """The notes in the journal."""
    return [
        str(entry.body.arguments["text"])
        for entry in table.session.exercise.journal.entries
        if entry.body.kind == "action" and entry.body.command == "note"
    ]
