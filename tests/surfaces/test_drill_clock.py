"""The drill's clock counts from the machine's uptime: setting the wall clock moves nothing."""

from __future__ import annotations

import asyncio
import errno
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from sim.journal.file import LiveJournal
from sim.surfaces import shell
from sim.surfaces.http.app import WORKER_HOST
from sim.surfaces.live import thread
from sim.surfaces.live.app import KEY_HEADER, live_app
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.live.session import NO_ROOM, DrillSession
from sim.surfaces.live.thread import follow, suspended
from sim.surfaces.shell.folder import SessionFolder, uptime_cs
from tests.web.conftest import Hand

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from sim.exercise.exercise import Exercise

BIN = Path(shell.__file__).parent / "bin"
STARTS_MS = int(datetime(2026, 3, 3, 14, tzinfo=UTC).timestamp() * 1000)


def clock_of(folder: Path) -> list[int]:
    """The four numbers that the shell reads."""
    return [int(word) for word in (folder / "clock").read_text().split()]


def date(folder: Path, *words: str) -> str:
    """The drill's `date`."""
    done = subprocess.run(
        [str(BIN / "date"), "-u", *words],
        env={**os.environ, "TABLETOP_SESSION": str(folder)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_date_is_the_worlds_time(tmp_path: Path) -> None:
    """A minute of uptime at thirty times real time is half an hour; the wall clock has no part."""
    clock = PacedClock(0, 30, 10**9, seconds=Hand())
    SessionFolder(tmp_path, tmp_path).write_clock(clock, STARTS_MS)
    base, epoch, pace, end = clock_of(tmp_path)
    assert (epoch, pace, end) == (STARTS_MS, 30_000, STARTS_MS + 10**9)
    # One hundredth at least: no prompt is earlier than a message that was shown.
    assert 1 <= uptime_cs() - base < 1_000
    (tmp_path / "clock").write_text(f"{base - 6_000} {epoch} {pace} {end}\n")
    shown = datetime.fromisoformat(f"{date(tmp_path, '+%FT%T')}+00:00")
    passed = shown.timestamp() - STARTS_MS / 1000
    # What the machine took for it counts thirty times as well.
    assert 1_800 <= passed < 1_800 + 30 * 10
    assert date(tmp_path, "-d", "2020-02-02", "+%F") == "2020-02-02"


def test_time_stops_at_the_end(tmp_path: Path) -> None:
    """Neither `date` nor the prompt goes past EndEx, however long the shell stays open."""
    clock = PacedClock(0, 30, 3_600_000, seconds=Hand())
    SessionFolder(tmp_path, tmp_path).write_clock(clock, STARTS_MS)
    base, epoch, pace, end = clock_of(tmp_path)
    (tmp_path / "clock").write_text(f"{base - 600_000} {epoch} {pace} {end}\n")
    assert date(tmp_path, "+%T") == "15:00:00"
    (tmp_path / "feed").touch()
    rc = Path(shell.__file__).parent / "rc.sh"
    (tmp_path / "functions.sh").touch()
    shown = subprocess.run(
        ["bash", "-c", f". {rc}; __tabletop_prompt; echo $TABLETOP_TIME"],
        env={**os.environ, "TABLETOP_SESSION": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shown.stdout == "15:00:00\n"


def test_a_sleep_of_the_machine_sets_the_clock_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uptime counts it and the world does not: the file is written again, once a sleep."""
    monkeypatch.setattr(thread, "SUSPEND_SECONDS", 0.001)
    gaps, moved = [0.0, 0.0, 3_600.0, 3_600.0, 7_200.0, 7_200.0], []

    async def run() -> None:
        through = asyncio.Event()

        def slept() -> float:
            if len(gaps) == 1:
                through.set()
                return gaps[0]
            return gaps.pop(0)

        task = asyncio.create_task(follow(slept, lambda: moved.append(len(gaps))))
        await through.wait()
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(run(), 30))
    assert moved == [3, 1]
    assert suspended() > -1


def test_a_skip_that_the_prompt_cannot_show_is_refused(
    middle: Callable[[], Exercise], tmp_path: Path
) -> None:
    """On a full disk nobody's time moves: not the world's, not the prompt's; later it does."""
    exercise = middle()
    clock = PacedClock(exercise.next_action_at, 1, exercise.horizon, seconds=Hand())
    full = [OSError(errno.ENOSPC, "full")]

    def skipped() -> None:
        if full:
            raise full.pop()

    def skip(session: DrillSession) -> str:
        async def asked() -> str:
            app = httpx.ASGITransport(live_app(session, skipped))
            async with httpx.AsyncClient(transport=app, base_url=f"https://{WORKER_HOST}") as one:
                key = {KEY_HEADER: session.key}
                return (await one.post("/session/skip?for=5m", headers=key)).text

        return asyncio.run(asked())

    with LiveJournal(tmp_path) as disk:
        session = DrillSession(exercise, disk, clock, player="sam", shown=lambda _: None)
        before = clock.now()
        assert skip(session) == f"1\nskip: {NO_ROOM}\n"
        assert clock.now() == before
        assert skip(session).startswith("0\nIt is ")
        assert clock.now() == before + 300_000
