"""Statements sent to a record store, as people type it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from sim.errors import Unusable
from sim.journal.file import write_journal
from sim.records.record import Record
from sim.surfaces.outbound import Server
from tests.reports.learning.test_xapi import played

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.exercise.exercise import Exercise
    from tests.surfaces.conftest import Tabletop


class Store(BaseHTTPRequestHandler):
    """Takes statements, and refuses those without the version's header or the credentials."""

    got: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        """Answer 200 with the ids, or 401."""
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        good = self.headers["Authorization"] == "Basic YTpi"
        good = good and self.headers["X-Experience-API-Version"] == "1.0.3"
        answer = json.dumps([one["id"] for one in data] if good else "who are you?").encode()
        if good:
            self.got.extend(data)
        self.send_response(200 if good else 401)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Hook(BaseHTTPRequestHandler):
    """Takes anything."""

    got: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        """Answer 204."""
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on loopback, as long as the context lasts; its address."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook() -> Iterator[str]:
    """A webhook on loopback."""
    Hook.got.clear()
    with serving(Hook) as url:
        yield url


@pytest.fixture
def store() -> Iterator[str]:
    """A record store on loopback."""
    Store.got.clear()
    with serving(Store) as url:
        yield f"{url}/xAPI"


def record_in(folder: Path, exercise: Exercise) -> None:
    """Write an exercise's journal into a new record."""
    folder.mkdir(parents=True)
    write_journal(folder, exercise.journal.lines)


@pytest.mark.slow
def test_they_are_sent_in_batches_with_credentials(
    store: str, tabletop: Tabletop, tmp_path: Path
) -> None:
    """Records on disk, to a file and to a server, a hundred at a time; automation is left out."""
    for seed in range(12):
        record_in(tmp_path / "all" / str(seed), played(seed))
    record_in(tmp_path / "all" / "auto", played(1, "regression"))
    (tmp_path / "who.txt").write_text("a:b\n")
    words = ("xapi", "all", "--out", "s.json", "--endpoint", store, "--credentials", "who.txt")
    done = tabletop(*words)
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "s.json").read_text())
    assert Store.got == written
    assert len(written) > 100
    assert f"{len(written)} statements accepted" in done.stdout


def test_a_webhook_gets_the_scorecard(hook: str, tabletop: Tabletop, tmp_path: Path) -> None:
    """As JSON, with the record's name and when it was played."""
    record_in(tmp_path / "mine", played(1))
    assert tabletop("webhook", "mine", "--to", hook).returncode == 0
    (got,) = Hook.got
    assert (got["event"], got["record"]) == ("exercise.scored", "mine")
    printed = json.loads(tabletop("score", "mine", "--json").stdout)
    assert got["scorecard"] == printed


def test_what_goes_wrong_is_one_line(store: str, tabletop: Tabletop, tmp_path: Path) -> None:
    """No address, no server, the wrong credentials, nowhere to put them."""
    record_in(tmp_path / "all" / "one", played(1))
    (tmp_path / "wrong.txt").write_text("b:a\n")
    (tmp_path / "odd.txt").write_text("nothing\n")
    for words, said in (
        ((), "say where to"),
        (("--endpoint", "ftp://example.org"), "write an address"),
        (("--endpoint", "http://a:b@127.0.0.1/"), "into a file"),
        (("--endpoint", "http://127.0.0.1:9/xAPI"), "cannot be reached"),
        (("--endpoint", store, "--credentials", "wrong.txt"), "answered 401"),
        (("--endpoint", store, "--credentials", "odd.txt"), "user:password"),
        (("--out", "s.json", "--home-page", "nowhere"), "write an address"),
    ):
        done = tabletop("xapi", "all", *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), (words, done.stderr)
        assert said in done.stderr
    assert Store.got == []


def test_a_password_never_stands_in_the_error() -> None:
    with pytest.raises(Unusable) as refused:
        Server.at("https://ann:secret@example.org/", None)
    assert "secret" not in str(refused.value)


@pytest.mark.slow
def test_an_exercise_that_has_not_ended_is_stated_nowhere(
    hook: str, tabletop: Tabletop, tmp_path: Path
) -> None:
    """Nobody completed it yet; and a store keeps the first statement of an id."""
    exercise = played(1)
    record_in(tmp_path / "all" / "now", exercise)
    record_in(tmp_path / "all" / "over", exercise)
    folder = tmp_path / "all" / "torn"
    folder.mkdir()
    write_journal(folder, exercise.journal.lines[:-1])
    with Record(tmp_path / "all" / "now").owned("played"):
        done = tabletop("xapi", "all", "--out", "s.json")
        pack = tabletop("evidence", "all", "--framework", "dora", "--out", "p.zip")
        sent = tabletop("webhook", "all/now", "--to", hook)
    assert done.returncode == 0
    now, torn = sorted(done.stderr.splitlines())
    assert now.startswith("left out: all/now: is being played by process")
    assert torn.startswith("left out: all/torn: has not ended")
    assert tabletop("xapi", "all/over", "--out", "over.json").returncode == 0
    assert (tmp_path / "s.json").read_bytes() == (tmp_path / "over.json").read_bytes()
    assert "left out: all/now: is being played" in pack.stdout
    assert (sent.returncode, Hook.got) == (2, [])
