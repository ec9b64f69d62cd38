"""The documentation's site in a browser: readable by everyone, searchable, loading nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BUILD = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict")
PAGES = (
    "index.html",
    "glossary.html",
    "tutorial.html",
    "how-to/install.html",
    "how-to/reports.html",
    "reference/metrics.html",
    "explanation/how-marks-are-made.html",
    "design/processes.html",
    "project/changelog.html",
)
"""One of each kind: wide tables, code in two languages, links in running text, empty heads."""


class _Silent(SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the built site is served."""
    folder = tmp_path_factory.mktemp("site")
    words = [*BUILD, "-f", "docs/site/mkdocs.yml", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def opened(browser: Browser, scheme: Literal["light", "dark"], asked: list[str]) -> Page:
    """A page that notes every address it asks for."""
    page = browser.new_context(color_scheme=scheme).new_page()
    page.on("request", lambda request: asked.append(request.url))
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_complete(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    """Checked by axe, nothing is wrong in either scheme; only the site is asked for anything."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    asked: list[str] = []
    page = opened(browser, scheme, asked)
    for name in PAGES:
        page.goto(f"{address}/{name}")
        page.wait_for_timeout(300)  # the scripts wrap tables after the page has loaded
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert outside == []
    assert len(asked) > len(PAGES)


def test_search_finds_a_term(browser: Browser, address: str) -> None:
    """A term typed into the search leads to the glossary."""
    page = opened(browser, "light", [])
    page.goto(f"{address}/index.html")
    page.locator(".md-search__input").click()
    page.keyboard.type("hot wash")
    link = page.locator(".md-search-result__link[href*='glossary.html']")
    link.first.wait_for(state="attached", timeout=10_000)
