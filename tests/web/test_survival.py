"""The session outlives its own report and what its boards cannot show: nobody loses a board."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from scoring.score import score
from sim.errors import Unusable
from sim.surfaces import reports
from sim.surfaces.reports import Results, results_of
from sim.surfaces.web.app import WebApp
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.endpoint import Endpoint, listen
from sim.surfaces.web.host import server_of
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.views import take
from tests.web.hosting import own_port
from tests.web.serving import ADDRESS, HERE, cookie, page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from tests.web.conftest import Table

DEEP = "maximum recursion depth exceeded"


def no_report(*_: object) -> Path:
    """A report that cannot be made."""
    raise RecursionError(DEEP)


def no_score() -> Scorecard:
    """A record that cannot be scored."""
    raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")


def after_endex(table: Table, results: Callable[[], Results]) -> tuple[str, httpx.Response]:
    """The facilitator presses EndEx in a served session; the hot wash, and what /report answers."""
    listener = listen(Endpoint(port=own_port()))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    web = WebApp(table.session, table.record, HERE, address, results)

    async def run() -> tuple[str, httpx.Response]:
        server = server_of(web.app, {})
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with httpx.AsyncClient(base_url=address, timeout=30) as client:
                async with page_of(client, table.flo) as flo, page_of(client, table.ana) as ana:
                    assert (await flo.do("end")).ok
                    while "Talk about" not in flo.sections.get("wash", ""):
                        flo.changed.clear()
                        await asyncio.wait_for(flo.changed.wait(), 20)
                    # Everybody else is still there, too.
                    assert not (await ana.do("say", command="note", text="after")).ok
                number = cookie(table.flo).partition("=")[0].removeprefix("tabletop_")
                path = f"/record/{number}/report.html"
                answer = await client.get(path, headers={"Cookie": cookie(table.flo)})
                return flo.sections["wash"], answer
        finally:
            server.should_exit = True
            await running

    found = asyncio.run(asyncio.wait_for(run(), 60))
    assert web.failure is None
    return found


def test_a_report_that_fails_leaves_the_hot_wash(
    table: Table, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scores and questions are on the boards; the terminal says how to make it again."""
    monkeypatch.setattr(reports, "write_results", no_report)
    entries = table.session.exercise.journal
    wash, answer = after_endex(
        table, lambda: results_of(table.record, lambda: score(entries.entries), entries.entries)
    )
    assert "There is no report yet" in wash
    assert "Score <b>" in wash
    assert answer.status_code == 404
    again = f"try again with: tabletop report {table.record}"
    assert answer.text.strip().endswith(again)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"could not be reported (RecursionError: {DEEP})" in said


def test_a_record_that_cannot_be_scored_leaves_the_questions(table: Table) -> None:
    """The hot wash opens without a score."""
    entries = table.session.exercise.journal
    wash, answer = after_endex(table, lambda: results_of(table.record, no_score, entries.entries))
    assert "Score <b>" not in wash
    assert "being scored" not in wash
    assert "could not be scored (UnicodeEncodeError: " in answer.text


def test_what_is_wrong_with_a_review_is_said_in_its_own_words(tmp_path: Path) -> None:
    """An error that the trainer words itself is not named after its class."""

    def unreadable() -> Scorecard:
        raise Unusable("review.yaml:3: rating: write P, S, M or U")

    results = results_of(tmp_path, unreadable, ())
    assert results == Results(
        problem="the exercise could not be scored (review.yaml:3: rating: write P, S, M or U); its "
        f"record is complete, try again with: tabletop report {tmp_path}"
    )


def test_an_entry_that_boards_cannot_take_in_is_named(
    table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on the facilitator's terminal, however often; the other fold has it."""
    taken: list[int] = []

    class Bad:
        def take(self, _: Entry) -> None:
            raise KeyError("\x1b[2Jwhistle")

    class Good:
        def take(self, entry: Entry) -> None:
            taken.append(entry.seq)

    entry = replace(table.session.exercise.journal.entries[0], seq=41)
    for _ in range(3):
        take.take_in(entry, Bad(), Good())
    assert taken == [41, 41, 41]
    assert capsys.readouterr().err == (
        "tabletop: journal.jsonl:42: not on the boards: KeyError: '\\x1b[2Jwhistle'\r\n"
    )


def test_a_board_that_cannot_be_made_anew_keeps_what_it_showed(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails for one seat's board takes no board from anybody."""
    renderer = Renderer(table.session.exercise.scenario.starts_at, table.session.exercise.policy)
    boards = Boards(table.session, renderer, ADDRESS)
    before = boards.sections("player", "cto")
    assert table.do(table.ana, "say", command="note", text="new").ok
    monkeypatch.setattr(boards, "_player", no_report)
    assert boards.sections("player", "cto") == before
    assert "new" in boards.sections("evaluator", "evaluator")["log"]
