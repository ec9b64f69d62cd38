"""The way in to a session: headers, cookies, join codes, forms, and the worker behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from sim.surfaces.web.app import MOST_FORM
from sim.surfaces.web.gate import person_id
from sim.surfaces.web.guesses import ALL_TRIES, MOST_ADDRESSES, TRIES, Guesses
from sim.surfaces.web.seats import MOST_PEOPLE
from tests.web.conftest import Hand
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


def test_wrong_codes_run_out_wherever_they_are_tried(table: Table) -> None:
    """By link and by form alike: after ten, no code is looked at, not even a right one."""
    right = table.session.seats.code_of("cto")
    transport = httpx.ASGITransport(web_of(table).app)

    async def trying() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            found = []
            for number in range(TRIES // 2):
                code = f"AAAAA-{number:05}"
                found.append(await client.get("/", params={"code": code}))
                found.append(await client.post("/join", data={"code": code, "name": "Eve"}))
            found.append(await client.get("/", params={"code": right}))
            found.append(await client.post("/join", data={"code": right, "name": "Eve"}))
            found.append(await client.get("/"))
        return found

    *tried, link, form, front = asyncio.run(trying())
    assert [answer.status_code for answer in tried] == [400, 400] * (TRIES // 2)
    assert all("no seat has this code; ask the facilitator" in answer.text for answer in tried)
    for refused in (link, form):
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "1"
        assert "too many wrong codes; try again in 1 s" in refused.text
        assert "Chief" not in refused.text
    # Without a code nothing is tried, and who has a seat needs none.
    assert front.status_code == 200
    assert table.session.seats.people[-1].name == "Ben"


def test_right_codes_cost_nothing(table: Table) -> None:
    """A whole room joins behind one address, and looks at its links as often as it likes."""
    right = table.session.seats.code_of("cto")
    transport = httpx.ASGITransport(web_of(table).app)

    async def joining() -> list[int]:
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            forms = [{"code": right, "name": f"P{number}"} for number in range(30)]
            joined = [await client.post("/join", data=form) for form in forms]
            looked = [await client.get("/", params={"code": right}) for _ in forms]
        return [answer.status_code for answer in (*joined, *looked)]

    assert asyncio.run(joining()) == [303] * 30 + [200] * 30


def test_tries_come_back_and_are_counted_by_address_and_by_all() -> None:
    """One address runs out alone; many together do as well; memory holds so many and no more."""
    wall = Hand()
    guesses = Guesses(wall)
    for _ in range(TRIES):
        assert guesses.wait("10.0.0.1") == 0
        guesses.wrong("10.0.0.1")
    assert (guesses.wait("10.0.0.1"), guesses.wait("10.0.0.2")) == (1, 0)
    wall.seconds += 1
    assert guesses.wait("10.0.0.1") == 0
    # An IPv6 host chooses from its network as it likes.
    for number in range(TRIES):
        guesses.wrong(f"2001:db8::{number:x}")
    assert (guesses.wait("2001:db8::ffff"), guesses.wait("2001:db8:1::1")) == (1, 0)
    wall.seconds += 100
    for number in range(ALL_TRIES):
        assert guesses.wait(f"10.1.0.{number}") == 0
        guesses.wrong(f"10.1.0.{number}")
    assert guesses.wait("10.2.0.1") == 1
    for number in range(3 * MOST_ADDRESSES):
        guesses.wrong(f"10.{3 + number // 65536}.{number // 256 % 256}.{number % 256}")
    assert len(guesses) == MOST_ADDRESSES


@pytest.mark.slow
def test_a_form_that_is_too_long_or_does_not_say_is_not_read(table: Table) -> None:
    """Neither in one piece nor bit by bit."""

    async def bits() -> AsyncIterator[bytes]:
        yield b"code=x&name=" + b"x" * MOST_FORM

    kind = {"content-type": "application/x-www-form-urlencoded"}
    whole = ask(table, "POST", "/join", data={"code": "x", "name": "x" * MOST_FORM})
    parts = ask(table, "POST", "/join", content=bits(), headers=kind)
    assert (whole.status_code, parts.status_code) == (413, 413)


@pytest.mark.slow
def test_a_session_takes_so_many_people(table: Table) -> None:
    """The next one is told so."""
    code = table.session.seats.code_of("observer")
    while len(table.session.seats.people) < MOST_PEOPLE:
        table.session.join(code, f"Guest {len(table.session.seats.people)}")
    answer = ask(table, "POST", "/join", data={"code": code, "name": "One more"})
    assert answer.status_code == 400
    assert f"there are {MOST_PEOPLE} people here, the most there can be" in answer.text


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


@pytest.mark.slow
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
