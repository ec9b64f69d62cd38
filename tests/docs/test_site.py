"""The documentation as a site: built without a warning, whole, and loading nothing from outside.

The pages are also read on GitHub, so the site has to show them as it does.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BUILD = (sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "docs/site/mkdocs.yml")
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
FETCHED = {"stylesheet", "icon", "preload", "preconnect", "manifest", "alternate stylesheet"}
COUNTED = ("li", "table", "tr", "pre", "img", "h1", "h2", "h3", "h4", "strong", "blockquote")


class PageReader(HTMLParser):
    """A page's links, anchors, what it loads, and the elements of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.loads: list[str] = []
        self.elements: Counter[str] = Counter()
        self._in_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.anchors.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        loads = tag != "link" or found.get("rel") in FETCHED
        if loads and found.get(LOADS.get(tag, "")):
            self.loads.append(found[LOADS[tag]])
        if tag == "article":
            self._in_text = True
        if self._in_text:
            self.elements[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """The text ends with its article."""
        if tag == "article":
            self._in_text = False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The built site, and what its building said."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [*BUILD, "-d", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stderr


@pytest.fixture(scope="module")
def pages(site: tuple[Path, str]) -> dict[Path, PageReader]:
    """Every page, read."""
    found = {}
    for path in sorted(site[0].rglob("*.html")):
        found[path] = PageReader()
        found[path].feed(path.read_text(encoding="utf-8"))
    return found


def test_it_builds_without_a_warning(site: tuple[Path, str]) -> None:
    """Strict, with every page in the navigation and every anchor known."""
    said = [line for line in site[1].splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert said == []


def test_every_page_of_the_docs_is_there(site: tuple[Path, str]) -> None:
    """No page is left out."""
    wanted = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    assert {path for path in wanted if not (site[0] / path).exists()} == set()


def test_no_link_is_broken(site: tuple[Path, str], pages: dict[Path, PageReader]) -> None:
    """Every link within the site leads to a file, and to an anchor that the file has."""
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            there = pages.get(target)
            lost = not target.is_relative_to(site[0].resolve()) or not target.exists()
            if there and parts.fragment:
                lost |= unquote(parts.fragment) not in there.anchors
            if lost:
                broken.append((path.name, link))
    assert broken == []
    assert sum(len(page.links) for page in pages.values()) > len(pages)


def test_nothing_is_loaded_from_elsewhere(
    site: tuple[Path, str], pages: dict[Path, PageReader]
) -> None:
    """No page and no style sheet asks another host for a script, a font or a picture."""
    outside = {
        load
        for page in pages.values()
        for load in page.loads
        if urlsplit(load).scheme not in {"", "data"} or urlsplit(load).netloc
    }
    assert outside == set()
    for sheet in site[0].rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "url(http" not in text, sheet
        assert "@import" not in text, sheet


def test_search_finds_a_term(site: tuple[Path, str]) -> None:
    """The search's index holds the pages' text."""
    index = (site[0] / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "master scenario events list" in index.lower()
    assert "how-to/install.html" in index


@pytest.mark.parametrize(
    "path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.relative_to(DOCS).as_posix()
)
def test_a_page_shows_as_it_does_on_github(
    path: Path, site: tuple[Path, str], pages: dict[Path, PageReader]
) -> None:
    """As many list items, tables, headings and code blocks as by GitHub's rules."""
    there = PageReader()
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    body = markdown.render(path.read_text(encoding="utf-8"))
    there.feed(f"<article>{body}</article>")
    here = pages[site[0] / path.relative_to(DOCS).with_suffix(".html")]
    counts = [{name: one.elements[name] for name in COUNTED} for one in (here, there)]
    assert counts[0] == counts[1]
