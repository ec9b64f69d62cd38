"""A curl typed in the browser's console: through how few files it reaches the journal."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
import threading
from pathlib import Path
from types import GeneratorType
from typing import TYPE_CHECKING

import pytest

from tests.web.serving import page_of, serving

if TYPE_CHECKING:
    from types import FrameType

    import httpx

    from sim.journal.encoding import Entry
    from tests.web.conftest import Table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "a-request.md"
MOST = 19
CURL = "curl -s https://your-worker.example.com/health/status"


def _file(frame: FrameType) -> str:
    """A frame's file within the project; "" for other people's."""
    path = Path(frame.f_code.co_filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT / "sim") else ""


def under_way() -> dict[FrameType, str]:
    """What has begun and not ended, with its file.

    It is on a thread's stack, awaiting in a task, or a generator that waits for its answer.
    """
    frames: list[FrameType] = []
    for on_top in sys._current_frames().values():  # noqa: SLF001 - documented; there is no other
        frame: FrameType | None = on_top
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back
    for task in asyncio.all_tasks():
        waiting: object = task.get_coro()
        while waiting is not None:
            frames += [frame] if (frame := getattr(waiting, "cr_frame", None)) is not None else []
            waiting = getattr(waiting, "cr_await", None)
    # `type`, not `isinstance`: that one asks weak proxies, whose object may be gone.
    made = (one for one in gc.get_objects() if type(one) is GeneratorType)
    frames += [one.gi_frame for one in made if one.gi_frame is not None]
    return {frame: place for frame in frames if (place := _file(frame))}


def on_the_page() -> list[str]:
    """The files that the explanation lists, in its order."""
    return re.findall(r"^\d+\. `([^`]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_the_page_tells_a_requests_way(table: Table) -> None:
    """Whatever holds the request when its line is written is listed, and each listed file works.

    What was under way before it was typed (the connection, the session's own ticking) is not its.
    """
    holds: set[str] = set()
    called: set[str] = set()
    idle: dict[FrameType, str] = {}  # the frames themselves: a freed one's identity comes again
    journal = table.session.exercise.journal

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and (place := _file(frame)):
            called.add(place)

    def written(entry: Entry) -> None:
        if entry.body.kind == "action":
            found = under_way()
            holds.update(place for frame, place in found.items() if frame not in idle)

    async def type_it(client: httpx.AsyncClient) -> None:
        async with page_of(client, table.ana) as page:
            threading.setprofile(look)  # for the console's thread, which begins with its first text
            try:
                assert (await page.do("run", text="true")).ok
                await asyncio.sleep(0.2)
                idle.update(under_way())
                called.clear()
                journal.listen(written)
                sys.setprofile(look)
                assert (await page.do("run", text=CURL)).ok
            finally:
                sys.setprofile(None)
                threading.setprofile(None)

    serving(table, type_it)
    listed = on_the_page()
    assert len(listed) == len(set(listed)) <= MOST
    assert holds - set(listed) == set()
    assert {place for place in listed if place.endswith(".py")} - called == set()
    assert [place for place in listed if not (ROOT / place).is_file()] == []
    assert len(holds) > 8  # the look itself works
