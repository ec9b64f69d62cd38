"""What happens to a session that is disturbed: lost network, kill -9, two windows, a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.exercise.replay import rebuild
from sim.journal.file import read_journal
from tests.browser.seats import run, say, sit
from tests.web.hosting import Hosted, own_port

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]


def test_everybody_is_back_after_a_kill(browser: Browser, tmp_path: Path) -> None:
    """The server is killed and resumed; open pages come back by themselves, where they were."""
    record = tmp_path / "record"
    port = str(own_port())
    hosted = Hosted.new(record, "complete-r2-outage", "--pace", "10", "--port", port)
    flo = sit(browser, hosted, "facilitator", "Flo")
    ana = sit(browser, hosted, "oncall_engineer", "Ana")
    flo.page.get_by_role("button", name="StartEx").click()
    flo.page.get_by_role("button", name="Skip 10m").click()
    ana.page.wait_for_function("() => document.body.dataset.state === 'running'")
    run(ana, "echo typed before the crash")
    ana.page.get_by_label("State how bad it is").check()
    assert "done" in (told := say(ana, "note", "before the crash")) or "noted" in told
    ana.page.get_by_text("Declare, assess, resolve").click()
    ana.page.fill("#declare input[name=text]", "half a sentence")
    hosted.kill()
    ana.page.get_by_text("The connection is lost").wait_for()
    ana.page.fill("#compose textarea", "while nobody was there")
    ana.page.click("#compose button[type=submit]")
    again = Hosted.again(record)
    try:
        # Nobody touches the browsers: the pages find the new server and show the same session.
        ana.page.wait_for_function("() => document.body.dataset.state === 'paused'")
        ana.page.get_by_text("before the crash").first.wait_for()
        assert "typed before the crash" in ana.page.inner_text("#console-log")
        assert ana.page.get_by_label("State how bad it is").is_checked()
        # What was half typed is there; what was sent meanwhile has been sent, and is answered.
        assert ana.page.input_value("#declare input[name=text]") == "half a sentence"
        assert ana.told("#compose") == "the exercise is paused; nothing was done"
        assert not ana.page.get_by_text("The connection is lost").is_visible()
        flo.page.get_by_role("button", name="Resume").click()
        ana.page.wait_for_function("() => document.body.dataset.state === 'running'")
        say(ana, "note", "after the crash")
        assert again.stop() == 0
    finally:
        again.__exit__()
    entries = read_journal(record)
    notes = [e.body.arguments["text"] for e in entries if e.body.kind == "action"]
    assert notes == ["before the crash", "after the crash"]
    assert rebuild(entries).journal.digest == entries[-1].hash


def test_a_lost_network_and_a_second_window(browser: Browser, tmp_path: Path) -> None:
    """Offline, a board loses nothing and doubles nothing; two windows show the same."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "10") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        flo.page.get_by_role("button", name="StartEx").click()
        ana.page.wait_for_function("() => document.body.dataset.state === 'running'")
        other = ana.context.new_page()
        other.goto(ana.page.url)
        other.wait_for_function("() => document.body.dataset.state === 'running'")
        say(ana, "note", "first")
        other.get_by_text("first", exact=True).first.wait_for()
        ana.context.set_offline(True)
        ana.page.select_option("#compose select[name=command]", "note")
        ana.page.fill("#compose textarea", "while offline")
        ana.page.click("#compose button[type=submit]")
        flo.page.get_by_role("button", name="Skip 10m").click()
        ana.page.wait_for_timeout(6000)
        ana.context.set_offline(False)
        ana.page.get_by_text("while offline", exact=True).first.wait_for()
        other.get_by_text("while offline", exact=True).first.wait_for()
        assert hosted.stop() == 0
        entries = read_journal(hosted.record)
    notes = [e.body.arguments["text"] for e in entries if e.body.kind == "action"]
    assert notes == ["first", "while offline"]
