"""The way in to a session: headers, cookies, join codes, forms, and the worker behind it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from sim.surfaces.web.app import MOST_FORM, WRONG_SECONDS
from sim.surfaces.web.gate import person_id
from sim.surfaces.web.seats import MOST_PEOPLE
from tests.web.hosting import Hosted
from tests.web.page_client import cookie_of
from tests.web.serving import (
    ADDRESS,
    ask,
    cookie,
    web_of,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sim.surfaces.web.seats import Person
    from tests.web.conftest import Table


def test_pages_keep_other_sites_and_scripts_out(table: Table) -> None:
    """Each page says so: own scripts and styles only, none inline, in no frame, kept nowhere."""
    board = f"/board/{person_id(table.ana.token)}"
    headers = {"cookie": cookie(table.ana)}
    pages = [ask(table, "GET", path, headers=headers) for path in ("/", board, "/static/board.js")]
    assert ask(table, "GET", "/static/none.css").status_code == 404
    for answer in pages:
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert [answer.headers["cache-control"] for answer in pages] == ["no-store"] * 2 + ["no-cache"]
    assert table.ana.token not in pages[1].text


@pytest.mark.parametrize(("address", "secure"), [(ADDRESS, False), ("https://127.0.0.1", True)])
def test_the_cookie_is_the_browser_s_alone(table: Table, address: str, *, secure: bool) -> None:
    """No script reads it, no other site sends it along, over TLS it goes over nothing else."""
    form = {"code": table.session.seats.code_of("cto"), "name": "Cy"}
    answer = ask(table, "POST", "/join", address, data=form)
    assert answer.status_code == 303
    words = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=strict"} <= set(words)
    assert ("secure" in words) is secure


def test_wrong_codes_are_answered_slowly_one_after_another(table: Table) -> None:
    """Two at once take two turns; a right code is not held up, nor is one with a taken name."""
    transport = httpx.ASGITransport(web_of(table).app)

    async def trying() -> None:
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:

            async def join(code: str, name: str) -> tuple[int, float]:
                begun = time.monotonic()
                answer = await client.post("/join", data={"code": code, "name": name})
                return answer.status_code, time.monotonic() - begun

            right = table.session.seats.code_of("cto")
            told = await asyncio.gather(
                join("AAAAA-AAAAA", "Eve"),
                join("BBBBB-BBBBB", "Eve"),
                join(right, "Cy"),
                join(right, "Ana"),
            )
        assert [status for status, _ in told] == [400, 400, 303, 400]
        first, second, good, taken = (took for _, took in told)
        assert first >= WRONG_SECONDS
        assert second >= 2 * WRONG_SECONDS
        assert max(good, taken) < WRONG_SECONDS

    assert WRONG_SECONDS >= 1
    asyncio.run(trying())


def test_a_form_that_is_too_long_or_does_not_say_is_not_read(table: Table) -> None:
    """Neither in one piece nor bit by bit."""

    async def bits() -> AsyncIterator[bytes]:
        yield b"code=x&name=" + b"x" * MOST_FORM

    kind = {"content-type": "application/x-www-form-urlencoded"}
    whole = ask(table, "POST", "/join", data={"code": "x", "name": "x" * MOST_FORM})
    parts = ask(table, "POST", "/join", content=bits(), headers=kind)
    assert (whole.status_code, parts.status_code) == (413, 413)


def test_a_session_takes_so_many_people(table: Table) -> None:
    """The next one is told so."""
    code = table.session.seats.code_of("observer")
    while len(table.session.seats.people) < MOST_PEOPLE:
        table.session.join(code, f"Guest {len(table.session.seats.people)}")
    answer = ask(table, "POST", "/join", data={"code": code, "name": "One more"})
    assert answer.status_code == 400
    assert f"there are {MOST_PEOPLE} people here already" in answer.text


def test_the_report_comes_after_endex(table: Table) -> None:
    """Not before, even where one lies in the record; and never to a player."""
    (table.record / "report.html").write_text("the report")
    path = "/record/{}/report.html".format

    def answered(person: Person) -> tuple[int, str]:
        headers = {"cookie": cookie(person)}
        answer = ask(table, "GET", path(person_id(person.token)), headers=headers)
        return answer.status_code, answer.text

    assert answered(table.flo) == (404, "the report is made after EndEx\n")
    table.session.finish()
    assert answered(table.flo) == answered(table.eva) == (200, "the report")
    assert answered(table.ana)[0] == 403


def test_the_worker_wants_a_player_s_own_token(table: Table) -> None:
    """The staff's opens nothing, nor does a player's that comes as something else."""

    def status(authorization: str) -> int:
        headers = {"authorization": authorization}
        return ask(table, "GET", "/health/status", headers=headers).status_code

    assert status(f"Bearer {table.ana.token}") == 200
    for person in (table.flo, table.eva, table.wes):
        assert status(f"Bearer {person.token}") == 401
    for words in ("", "Bearer guess", table.ana.token, f"Basic {table.ana.token}"):
        assert status(words) == 401


@pytest.mark.slow
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
            {"Cookie": cookie_of(ana)},
        ):
            assert status(headers) == 401
