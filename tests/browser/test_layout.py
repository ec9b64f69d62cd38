"""Nothing overlaps and nothing clickable is covered, on every board, in every state and width."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.seats import LAPTOP, Seat, say, sit, violations
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

COLLISIONS = Path(__file__).with_name("collisions.js").read_text(encoding="utf-8")
SIZES = ((360, 740), (390, 844), (768, 1024), (1440, 900), (1920, 1080))
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => (part.open = true))"
SHUT_ALL = "() => document.querySelectorAll('details').forEach(part => (part.open = false))"


def wrong(seat: Seat, state: str) -> list[str]:
    """What is wrong with a board as it is, at each width; what is folded is unfolded as well."""
    page, found = seat.page, []
    page.bring_to_front()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(120)  # the head has told its height
        for unfold in (None, OPEN_ALL):
            if unfold is not None:
                page.evaluate(unfold)
            found += [f"{state}, {width} px: {one}" for one in page.evaluate(COLLISIONS)]
        page.evaluate(SHUT_ALL)
    found += [f"{state}: axe: {one}" for one in violations(page)]
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    return found


def looked_at(boards: dict[str, Seat], state: str) -> list[str]:
    """What is wrong with any of the boards."""
    return [f"{name}: {one}" for name, seat in boards.items() for one in wrong(seat, state)]


def dialogs(flo: Seat) -> list[str]:
    """The same of the facilitator's dialogs."""
    found = []
    for name in ("EndEx…", "Send or edit…", "Leave out…"):
        flo.page.get_by_role("button", name=name).first.click()
        found += [f"facilitator: {one}" for one in wrong(flo, f"dialog {name}")]
        flo.page.keyboard.press("Escape")
    return found


BAD = """<!doctype html><html lang="en"><body style="margin: 0; height: 3000px">
<button style="position: absolute; left: 0; top: 0; width: 90px; height: 40px">One</button>
<button style="position: absolute; left: 80px; top: 10px; width: 90px; height: 40px">Two</button>
<a href="#x" style="position: absolute; left: 0; top: 200px; width: 90px; height: 40px">Three</a>
<div style="position: absolute; left: 0; top: 190px; width: 300px; height: 60px"></div>
<input aria-label="Four" style="position: absolute; left: 1000px; top: 90px; width: 900px">
<button style="position: absolute; left: 0; top: 2000px; width: 90px; height: 40px">Five</button>
</body></html>"""


def test_the_look_finds_what_is_wrong(browser: Browser) -> None:
    """Two buttons on each other, a link under a layer, a field beside the page; a good one not."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_content(BAD)
    found = page.evaluate(COLLISIONS)
    assert [one.partition(":")[0] for one in found] == [
        "overlap",
        "outside the page",
        "covered",
        found[-1],
    ]
    assert found[-1].startswith("the page is 19")
    assert not any("Five" in one for one in found)


def test_nothing_is_in_the_way(browser: Browser, tmp_path: Path) -> None:
    """Before StartEx, with calls ringing and a busy console, paused, and after EndEx."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana")
        boards = {
            "facilitator": flo,
            "evaluator": sit(browser, hosted, "evaluator", "Eva with a rather long name"),
            "projector": sit(browser, hosted, "observer", "Wall"),
            "player": ana,
            "called": sit(browser, hosted, "technical_lead", "Ben"),
        }
        assert looked_at(boards, "waiting") == []
        flo.page.get_by_role("button", name="StartEx").click()
        flo.page.get_by_role("button", name="Skip 10m").click()
        flo.page.get_by_role("button", name="Skip 10m").click()
        ana.page.wait_for_function("() => document.body.dataset.state === 'running'")
        long = "R2 is down: " + "every download and many uploads fail, " * 6 + "please join"
        assert "delivered" in say(ana, "page", long, role="technical_lead")
        assert "delivered" in say(ana, "call", "Are you there?", role="technical_lead")
        boards["called"].page.locator("#calls .call:not([hidden])").first.wait_for()
        for text in ("sleep 1h", "echo second", "echo " + "third" * 30):
            ana.page.fill("#console-text", text)
            ana.page.press("#console-text", "Enter")
        ana.page.locator("#console-queue li").nth(1).wait_for()
        assert looked_at(boards, "running") == []
        assert dialogs(flo) == []
        flo.page.get_by_role("button", name="Pause").click()
        flo.page.get_by_role("button", name="Resume").wait_for()
        assert looked_at(boards, "paused") == []
        flo.page.get_by_role("button", name="EndEx…").click()
        flo.page.locator("#ending").get_by_role("button", name="EndEx").click()
        for seat in boards.values():
            seat.page.get_by_text("Talk about").wait_for()
        assert looked_at(boards, "over") == []


def test_nothing_is_in_the_way_of_a_tabletop(browser: Browser, tmp_path: Path) -> None:
    """Before the first move, in a busy one with two rooms, in the questions it asks, and after."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--type", "tabletop") as hosted:
        flo = sit(browser, hosted, "facilitator", "Flo")
        ana = sit(browser, hosted, "oncall_engineer", "Ana with a rather long name")
        boards = {
            "facilitator": flo,
            "evaluator": sit(browser, hosted, "evaluator", "Eva"),
            "projector": sit(browser, hosted, "observer", "Wall"),
            "player": ana,
        }
        flo.page.get_by_role("button", name="StartEx").click()
        flo.page.wait_for_function("() => document.body.dataset.state === 'discussing'")
        assert looked_at(boards, "before the first move") == []
        flo.page.locator("[data-key=move-next]").click()
        assert [f"facilitator: {one}" for one in wrong(flo, "dialog of a move")] == []
        flo.page.locator("#moving button[type=submit]").click()
        ana.page.locator("#move form").first.wait_for()
        flo.page.get_by_role("button", name="Hold timer").click()
        flo.page.fill("#poll-ask [name=text]", "Is it severity 1, or is it not, or what is it?")
        flo.page.locator("#poll-ask button[type=submit]").click()
        ana.page.locator("#poll button").first.click()
        flo.page.get_by_role("button", name="Room A for Ana").click()
        ana.page.fill("#decide-severity [name=text]", "Severity 1, " + "which is grave, " * 20)
        ana.page.fill("#decide-severity [name=why]", "x" * 200)
        ana.page.check("#decide-severity [name=final]")
        ana.page.click("#decide-severity button[type=submit]:not(.anyway)")
        # The question whether the words count, with its two answers.
        ana.page.locator("#decide-severity").get_by_role("button", name="Count it").wait_for()
        assert [f"player: {one}" for one in wrong(ana, "asked what counts")] == []
        ana.page.locator("#decide-severity").get_by_role("button", name="Count it").click()
        flo.page.locator("#decisions .chip", has_text="final").wait_for()
        assert looked_at(boards, "discussing") == []
        flo.page.locator("[data-key=move-next]").click()
        flo.page.locator("#moving button[type=submit]").click()
        flo.page.locator("[data-key=move-back]").wait_for()
        assert [f"facilitator: {one}" for one in wrong(flo, "second move")] == []
        flo.page.get_by_role("button", name="EndEx…").click()
        assert [f"facilitator: {one}" for one in wrong(flo, "dialog of the end")] == []
        flo.page.locator("#ending button[type=submit]").click()
        for seat in boards.values():
            seat.page.get_by_text("Talk about").wait_for()
        assert looked_at(boards, "over") == []
