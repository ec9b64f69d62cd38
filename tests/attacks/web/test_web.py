"""Every attack on a team session and a drill over the network, each in a process of its own."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from sim.exercise.replay import rebuild
from sim.journal.file import read_journal, read_torn_journal
from tests.attacks.web.registry import ATTACKS
from tests.attacks.web.target import Target, drill_process, drill_target
from tests.web.hosting import Hosted
from tests.web.page_client import open_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.attacks.web.target import WebAttack
    from tests.web.hosting import Guest

ROWS = [
    pytest.param(
        row, kind, id=f"{row.attack.name}-{kind}", marks=[pytest.mark.slow] if row.slow else []
    )
    for row in ATTACKS
    for kind in row.against
]


async def _press(address: str, guest: Guest, action: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client, open_page(client, guest) as page:
        assert (await page.do(action)).ok


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A team session that runs; ended, its report is made and its journal proves itself."""
    record = tmp_path_factory.mktemp("attacked") / "team"
    with Hosted.new(record, "complete-r2-outage") as hosted:
        flo = hosted.join("facilitator", "Flo")
        ana, eva = hosted.join("oncall_engineer", "Ana"), hosted.join("evaluator", "Eva")
        asyncio.run(_press(hosted.address, flo, "start"))
        proof = f"Authorization: Bearer {ana.token}"
        name = f"127.0.0.1:{hosted.port}"
        yield Target("host", hosted.port, name, record, proof, lambda: hosted.said, ana, eva)
        asyncio.run(_press(hosted.address, flo, "end"))
        deadline = time.monotonic() + 60
        while not (record / "report.html").exists():
            assert time.monotonic() < deadline, hosted.said
            time.sleep(0.1)
        assert hosted.stop() == 0
        assert "Traceback" not in hosted.said
    entries = read_journal(record)
    assert rebuild(entries).journal.entries == tuple(entries)


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory, needs_shell: None) -> Iterator[Target]:  # noqa: ARG001 - it may skip
    """A drill whose shell waits; left, its report is made and its journal proves itself."""
    folder = tmp_path_factory.mktemp("attacked")
    record, log = folder / "drill", folder / "log"
    process = drill_process(record, log)
    try:
        yield drill_target(process, record, log)
        process.communicate(b"exit\n", timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert process.returncode == 0, log.read_text()
    assert "Traceback" not in log.read_text()
    assert (record / "report.html").exists()
    entries = read_journal(record)
    assert rebuild(entries).journal.entries == tuple(entries)


@pytest.mark.parametrize(("row", "kind"), ROWS)
def test_it_holds(row: WebAttack, kind: str, request: pytest.FixtureRequest) -> None:
    """No 5xx, no traceback on its terminal; it answers, and what it acknowledged is on disk."""
    target: Target = request.getfixturevalue(kind)
    target.statuses.clear()
    row.carry_out(target)
    assert not [status for status in target.statuses if status >= 500]
    assert "Traceback" not in target.said()
    assert "the trainer failed" not in target.said()
    text = f"after {row.attack.name}"
    assert target.note(text) in {200, 410}
    assert text in target.notes() or target.note(text) == 410
    assert read_torn_journal(target.record)[0]


def test_there_are_enough_of_them() -> None:
    """At least forty, a dozen of them in the suite that runs on every change."""
    assert len(ATTACKS) >= 40
    assert sum(not row.slow for row in ATTACKS) >= 12
