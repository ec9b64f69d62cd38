"""Pages in a real browser: Debian's Chromium, headless, with the network watched."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

BROWSER_NEEDED = "TABLETOP_BROWSER"
"""Set where a browser can be had: then a test that finds none fails."""
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; skips where there is none.

    For a module, not the session: while Playwright runs, its event loop counts as running, and no
    test of another room could use `asyncio.run`.
    """
    if CHROMIUM is None:
        if os.environ.get(BROWSER_NEEDED):
            pytest.fail("no chromium here: apt-get install chromium")
        pytest.skip("needs chromium")
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The same for one test: no page of it goes on ticking in the next."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def java() -> str:
    """Java, for the HTML checker; skips where there is none."""
    found = shutil.which("java")
    if found is None:
        if os.environ.get(BROWSER_NEEDED):
            pytest.fail("no java here: apt-get install default-jre-headless")
        pytest.skip("needs java")
    return found
