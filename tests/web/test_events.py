"""The live connection held against the page: nobody acts through the board of another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import socketio  # type: ignore[import-untyped]

from sim.journal.conduct import ClockChanged
from sim.journal.file import read_torn_journal
from tests.web.hosting import Guest, Hosted
from tests.web.page_client import Handle, PageClient, open_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def cookie(guest: Guest) -> str:
    """What the guest's browser sends."""
    return "; ".join(f"{name}={value}" for name, value in guest.cookie.items())


async def _started(hosted: Hosted) -> bool:
    entries, _ = await asyncio.to_thread(read_torn_journal, hosted.record)
    return any(isinstance(entry.body, ClockChanged) for entry in entries)


def test_another_ones_page_cannot_be_used(tmp_path: Path) -> None:
    """Knowing a page's ids is not enough: connecting to it and sending its events are refused."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage") as hosted:
        flo, ana = hosted.join("facilitator", "Flo"), hosted.join("oncall_engineer", "Ana")

        async def attack() -> None:
            async with httpx.AsyncClient(base_url=hosted.address, timeout=30) as client:
                page = await client.get(flo.board, headers={"Cookie": cookie(flo)})
                stolen = Handle.in_page(page.text)
                for proof in (cookie(ana), "", f"{cookie(ana)}x"):
                    with pytest.raises(socketio.exceptions.ConnectionError):
                        await PageClient(stolen).connect(hosted.address, proof)
                async with open_page(client, ana) as own:
                    start: dict[str, Any] = {
                        "id": 0,
                        "client_id": stolen.client_id,
                        "listener_id": stolen.listener_id,
                        "args": ['{"id": "x-1", "deed": "start", "fields": {}, "where": ""}'],
                    }
                    for kind in ("event", "javascript_response", "ack", "log", "handshake"):
                        await own._sio.emit(kind, start)  # noqa: SLF001 - a forged frame
                    refused = await own.do("start")
                    assert (refused.ok, refused.text) == (False, "this seat cannot do that")
                    assert not await _started(hosted)
                async with open_page(client, flo) as right:
                    assert (await right.do("start")).ok
                    assert await _started(hosted)

        asyncio.run(attack())


def test_who_may_call_the_worker(tmp_path: Path) -> None:
    """The worker's API wants a player's own token: not the staff's, none, a guess or a cookie."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage") as hosted:
        ana = hosted.join("oncall_engineer", "Ana")
        staff = [
            hosted.join(role, role.title()) for role in ("facilitator", "evaluator", "observer")
        ]

        def status(headers: dict[str, str]) -> int:
            return hosted.client.get("/health/status", headers=headers).status_code

        assert status(ana.bearer) == 409  # it has not begun: the player is known
        for guest in staff:
            assert status(guest.bearer) == 401
        for headers in (
            {},
            {"Authorization": "Bearer <admin_token>"},
            {"Authorization": "Bearer guess"},
            {"Authorization": ana.token},
            {"Cookie": cookie(ana)},
        ):
            assert status(headers) == 401
