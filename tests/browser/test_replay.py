"""A record in a real browser: jumps, keys, boards, playing, links to a moment; with axe-core."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.browser.seats import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow]

MAIN = (sys.executable, "-m", "sim.surfaces.cli.main")
SIZES = ((1440, 900), (390, 844))
START_S = 30.0


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """The link of a replay of the reference response, opened twenty minutes in."""
    record, log = tmp_path / "record", tmp_path / "log"
    made = [*MAIN, "run", "complete-r2-outage", "--seed", "7", "--out", str(record)]
    subprocess.run(made, check=True, capture_output=True)
    before = sorted((path.name, path.read_bytes()) for path in record.iterdir())
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY"}
    }
    with log.open("w") as out:
        running = subprocess.Popen(
            [*MAIN, "replay", str(record), "--open", "--at", "20m"],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**environment, "PYTHONUNBUFFERED": "1"},
        )
        deadline = time.monotonic() + START_S
        while "Ctrl+C" not in log.read_text():
            assert running.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield next(line.strip() for line in log.read_text().splitlines() if "key=" in line)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0
    after = sorted((path.name, path.read_bytes()) for path in record.iterdir())
    assert after == before, "a replay writes nothing to the record"


def stands(page: Page, count: int) -> None:
    """Wait until the page stands at so many entries."""
    page.wait_for_function(
        "count => document.getElementById('where').textContent.includes(`entry ${count} of`)",
        arg=count,
    )


def test_a_record_is_looked_at(browser: Browser, link: str) -> None:
    """By keyboard: the events, minutes, boards and moments; no page error, nothing for axe-core."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "response",
        lambda answer: problems.append(answer.url) if answer.status >= 400 else None,
    )
    page.goto(link)
    page.get_by_text("Declared").wait_for()
    assert page.inner_text("header .clock").strip().endswith("14:20:00")
    assert "R2_STORAGE" in page.inner_text("#incident")
    page.wait_for_selector("#monitoring svg.failing polyline", state="attached")
    assert "GET /health/status" in page.inner_text("#commands")
    here = page.url
    assert "key=" not in here

    page.focus("#at")
    for key, clock in (("ArrowUp", "14:21:00"), ("PageDown", "14:11:00"), ("Home", "14:00:00")):
        page.keyboard.press(key)
        page.wait_for_function(
            "clock => document.querySelector('header [data-clock]').textContent === clock",
            arg=clock,
        )
    page.get_by_text("not yet").wait_for()
    for count in (2, 3):
        before = page.inner_text("#where")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "before => document.getElementById('where').textContent !== before", arg=before
        )
        assert page.inner_text("#where") != before, count

    page.focus("#list")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="reference declares").focus()
    page.keyboard.press("Enter")
    page.get_by_text("R2 bucket unreachable").first.wait_for()
    page.focus("#list")
    page.keyboard.press("Enter")

    for board, words in (
        ("facilitator", "MSEL"),
        ("evaluator", "Truth beside"),
        ("projector", "Latest messages"),
        ("player:oncall_engineer", "Alerts and calls"),
    ):
        page.select_option("#which", board)
        page.get_by_text(words).first.wait_for()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            found = Axe().run(page).response["violations"]
            assert [one["id"] for one in found] == [], (board, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 1440, "height": 900})

    page.select_option("#speed", "300")
    page.click("#play")
    page.get_by_text("14:24", exact=False).first.wait_for()
    page.click("#play")
    assert page.inner_text("#play") == "Play"

    page.goto(here)
    page.wait_for_function("() => document.getElementById('at').value === '1200000'")
    stands(page, 50)
    assert problems == []
    other = browser.new_context().new_page()
    assert (answer := other.goto(here.partition("#")[0])) is not None
    assert answer.status == 401
