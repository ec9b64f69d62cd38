"""Who may ask for what: every route and every action, for every kind of seat and for nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from sim.surfaces.web.board_actions import BOARD_ACTIONS, CONSOLE_ACTIONS
from sim.surfaces.web.gate import COOKIE, ROUTES, Gate, allowed, person_id
from sim.surfaces.web.seats import KINDS, Person, SeatPlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import Table

PEOPLE = {
    "facilitator": Person("Flo", "facilitator", "token-of-flo"),
    "evaluator": Person("Eva", "evaluator", "token-of-eva"),
    "observer": Person("Wes", "observer", "token-of-wes"),
    "player": Person("Ana", "oncall_engineer", "token-of-ana"),
}
ANYONE = {"", "facilitator", "evaluator", "observer", "player"}
SEATED = ANYONE - {""}
STAFF = {"facilitator", "evaluator"}

MAY: dict[str, set[str]] = {
    "/": ANYONE,
    "/join": ANYONE,
    "/static/board.css": ANYONE,
    "/glossary": ANYONE,
    "/board/{id}": SEATED,
    "/board/{id}/live": SEATED,
    "/board/{id}/handbook": {"player"},
    "/board/{id}/projector": {"facilitator", "evaluator", "observer"},
    "/board/{id}/projector/live": {"facilitator", "evaluator", "observer"},
    "/record/{id}/report.html": STAFF,
    "/board/anything": set(),
    "/record/anything": set(),
    "/docs": SEATED,
    "/health/status": ANYONE,  # the worker's API wants a token of its own: test_app
}
"""The table, by hand: which seat may ask for which route ("" is nobody)."""

MAY_DO: dict[str, set[str]] = {
    "say": {"player"},
    "read": {"player"},
    "decide": {"player", *STAFF},
    "final": {"player", *STAFF},
    "vote": {"player"},
    "start": {"facilitator"},
    "pause": {"facilitator"},
    "resume": {"facilitator"},
    "pace": {"facilitator"},
    "skip": {"facilitator"},
    "end": {"facilitator"},
    "fire": {"facilitator"},
    "hold": {"facilitator"},
    "release": {"facilitator"},
    "drop": {"facilitator"},
    "edit": {"facilitator"},
    "outside": {"facilitator"},
    "inside": {"facilitator"},
    "add": {"facilitator"},
    "move": {"facilitator"},
    "timer": {"facilitator"},
    "poll": {"facilitator"},
    "close-poll": {"facilitator"},
    "room": {"facilitator"},
    "together": {"facilitator"},
    "rate": STAFF,
    "remark": STAFF,
    "well": SEATED - {"observer"},
    "improve": SEATED - {"observer"},
    "action": SEATED - {"observer"},
    "feedback": SEATED - {"observer"},
    "take-back": SEATED - {"observer"},
    "rebuild": {"facilitator"},
    "close": {"facilitator"},
}
"""The same of what the boards' buttons and forms send."""


def cookie(person: Person) -> str:
    """What the person's browser sends."""
    return f"{COOKIE}{person_id(person.token)}={person.token}"


async def _behind(scope: Any, receive: Any, send: Any) -> None:
    await PlainTextResponse("behind the gate")(scope, receive, send)


@pytest.fixture
def ask() -> Callable[..., httpx.Response]:
    """Ask the gate for a path, with headers."""
    gate = Gate(_behind, SeatPlan({}, tuple(PEOPLE.values())), frozenset({"127.0.0.1"}))
    transport = httpx.ASGITransport(app=gate)

    def call(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def run() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1:8600"
            ) as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(run())

    return call


def test_the_table_by_hand_has_every_route() -> None:
    """A new route has to be written into both tables; so has a new action."""
    assert list(MAY) == [route.example for route in ROUTES]
    assert set(MAY_DO) == set(BOARD_ACTIONS)
    assert set(KINDS) == SEATED


@pytest.mark.parametrize("kind", ["", *PEOPLE])
@pytest.mark.parametrize("path", MAY)
def test_each_route_for_each_seat(ask: Callable[..., httpx.Response], path: str, kind: str) -> None:
    """Allowed or refused as the table says; refused without a seat 401, with another one 403."""
    number = person_id(PEOPLE[kind].token) if kind else "0" * 12
    headers = {"cookie": cookie(PEOPLE[kind])} if kind else {}
    answer = ask(path.replace("{id}", number), **headers)
    if kind in MAY[path]:
        assert (answer.status_code, answer.text) == (200, "behind the gate")
    else:
        assert answer.status_code == (403 if kind else 401)
        assert "behind" not in answer.text


@pytest.mark.parametrize("kind", PEOPLE)
def test_nobody_sees_another_ones_board(kind: str) -> None:
    """Not even a facilitator that of a player: a board belongs to a person."""
    for other, person in PEOPLE.items():
        if other != kind:
            assert not allowed(f"/board/{person_id(person.token)}", (PEOPLE[kind],))


@pytest.mark.parametrize(
    "forged",
    [
        f"{COOKIE}{person_id('token-of-flo')}=token-of-ana",  # another's name, the own token
        f"{COOKIE}{person_id('token-of-flo')}=guess",
        f"{COOKIE}x=token-of-flo",
        "session=token-of-flo",
        "=;;,",
    ],
)
def test_a_forged_cookie_opens_nothing(ask: Callable[..., httpx.Response], forged: str) -> None:
    """A cookie counts under its own name with its own token only."""
    assert ask(f"/board/{person_id('token-of-flo')}", cookie=forged).status_code in {401, 403}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:8600"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8600"}, 200),
    ],
)
def test_other_sites_are_kept_out(
    ask: Callable[..., httpx.Response], headers: dict[str, str], status: int
) -> None:
    """A name that is not ours (rebinding), a form or page of another site."""
    answer = ask("/join", "POST", **headers)
    assert answer.status_code == status


@pytest.mark.parametrize("action", [*MAY_DO, *sorted(CONSOLE_ACTIONS), "unknown"])
def test_each_deed_for_each_seat(open_table: Callable[[], Table], action: str) -> None:
    """Refused for the seats that may not, before anything is looked at; the journal stays."""
    table = open_table()
    for person in table.everybody():
        before = table.session.exercise.journal.lines
        outcome = table.do(person, action)
        refused = outcome.text == "this seat cannot do that"
        assert refused is (person.kind not in MAY_DO.get(action, set()))
        if refused:
            assert table.session.exercise.journal.lines == before
