"""A call interrupts, nothing that was said is lost, and what steers stays in view."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.seats import LAPTOP, PHONE, Seat, say, sit
from tests.web.hosting import Hosted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sandbox")]

BANNERS = "#calls .call:not([hidden])"
IN_VIEW = """part => {
  const { top, bottom, left, right } = part.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight || left < 0 || right > innerWidth) return false;
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return part.contains(hit);
}"""
MANY = """async count => {
  const { take_said } = await import("/static/channels.js");
  const rows = Array.from({ length: count }, (_, n) => ({
    n, at: n * 1000, channel: "slack", sender: "Ana", to: "", chip: "", mine: false, late: false,
    text: `message number ${n} ` + "and more words ".repeat(n % 9),
  }));
  const began = performance.now();
  take_said({ since: 0, upto: count, rows });
  const all = performance.now() - began;
  const again = performance.now();
  take_said({ since: count, upto: count + 1, rows: [{ ...rows[0], n: count, text: "the last" }] });
  return [all, performance.now() - again];
}"""


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    """A session of the complete R2 outage in real time, before StartEx."""
    with Hosted.new(tmp_path / "record", "complete-r2-outage", "--pace", "1") as running:
        yield running


def begin(flo: Seat, *others: Seat) -> None:
    """StartEx, and ten minutes on."""
    flo.page.get_by_role("button", name="StartEx").click()
    flo.page.get_by_role("button", name="Skip 10m").click()
    for one in others:
        one.page.wait_for_function("() => document.body.dataset.state === 'running'")


def tab(page: Page, name: str) -> Locator:
    """A channel's tab."""
    return page.locator(f"#tab-{name}")


def test_a_call_interrupts_and_is_answered(browser: Browser, hosted: Hosted) -> None:
    """Who, over what, and the words; it rings on while put aside, and over a reload until seen."""
    flo = sit(browser, hosted, "facilitator", "Flo")
    ana = sit(browser, hosted, "oncall_engineer", "Ana")
    ben = sit(browser, hosted, "technical_lead", "Ben")
    begin(flo, ana, ben)
    title = ben.page.title()
    assert not title.startswith("(")
    say(ana, "page", "R2 is down, please join", role="technical_lead")
    say(ana, "call", "Are you awake?", role="technical_lead")
    page = ben.page
    page.locator(BANNERS).nth(1).wait_for()
    call, paged = page.locator(BANNERS).all_inner_texts()
    assert "Phone call from Ana, On-call engineer" in call
    assert "Answer to hear what it is about" in call
    assert "Are you awake?" not in page.content()  # it only rings
    assert "Page from Ana" in paged
    assert page.title() == f"(2) {title}"
    assert "1 new" in tab(page, "phone").inner_text()
    for size in (LAPTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert page.locator(BANNERS).first.locator("button").first.evaluate(IN_VIEW)
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})

    # Put aside, it still counts, and comes back when asked for.
    page.locator(BANNERS).first.get_by_role("button", name="Let it ring").click()
    assert page.locator(BANNERS).count() == 1
    assert page.locator("#waiting").inner_text() == "1 more waiting"
    assert page.title() == f"(2) {title}"
    page.reload()
    page.locator(BANNERS).nth(1).wait_for()

    # By keyboard: the head comes before the board, so it is the first button there.
    answer = page.locator(BANNERS).first.get_by_role("button", name="Answer")
    answer.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("title => document.title === title", arg=title)
    page.locator(BANNERS, has_text="Are you awake?").wait_for()
    assert page.inner_text("#told") == "Ana knows that you are there"
    assert "new" not in tab(page, "phone").inner_text()
    page.locator(BANNERS).get_by_role("button", name="Hang up").click()
    assert page.locator(BANNERS).count() == 0
    ana.page.locator("#log").get_by_text("Ben answers").wait_for()
    page.reload()
    page.wait_for_function("() => document.body.dataset.state === 'running'")
    page.locator("#pager .entry").first.wait_for()
    assert page.locator(BANNERS).count() == 0
    assert [ana.problems, ben.problems, flo.problems] == [[], [], []]


def test_injects_by_phone_and_mail_are_as_visible(browser: Browser, hosted: Hosted) -> None:
    """What the facilitator sends over any channel to one person is a banner until it is seen."""
    flo = sit(browser, hosted, "facilitator", "Flo")
    ana = sit(browser, hosted, "oncall_engineer", "Ana")
    begin(flo, ana)
    page = flo.page
    page.get_by_role("button", name="Send or edit… press-call").click()
    page.locator("#edit").get_by_role("button", name="Send now").click()
    ana.page.locator(BANNERS, has_text="There's a journalist on the line").wait_for()
    page.get_by_text("Add an inject").click()
    page.select_option("#add select[name=preset]", label="Management wants a time")
    assert page.input_value("#add input[name=sender]") == "Office of the CFO"
    assert page.input_value("#add select[name=channel]") == "phone"
    page.select_option("#add select[name=channel]", "email")
    page.locator("#add").get_by_role("button", name="Send now").click()
    mail = ana.page.locator(BANNERS, has_text="E-mail from Office of the CFO")
    mail.wait_for()
    mail.get_by_role("button", name="Mark as read").click()
    mail.wait_for(state="hidden")
    call = ana.page.locator(BANNERS)
    assert call.get_by_text("There's a journalist on the line").is_hidden()
    call.get_by_role("button", name="Pick up").click()
    assert call.get_by_text("There's a journalist on the line").is_visible()
    call.get_by_role("button", name="Hang up").click()
    ana.page.wait_for_function("() => !document.title.startsWith('(')")
    # The staff read what went to one person alone.
    tab(page, "phone").click()
    page.locator("#feed").get_by_text("There's a journalist on the line").wait_for()


def test_what_steers_stays_in_view(browser: Browser, hosted: Hosted) -> None:
    """However far the facilitator scrolls; an answer stands where its button is."""
    flo = sit(browser, hosted, "facilitator", "Flo")
    begin(flo)
    page = flo.page
    page.wait_for_function("() => document.body.dataset.state === 'running'")
    page.locator("#steer .next").wait_for()
    for width, height in ((360, 740), PHONE, LAPTOP):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        for part in ("header .clock", "header .state", "#steer button", "#steer .next"):
            assert page.locator(part).first.evaluate(IN_VIEW), (part, width)
    # When, and how far that is: nothing that could be read as another time of day.
    page.get_by_role("button", name="Skip 5m").click()
    page.locator("#steer .next [data-until]").wait_for()
    assert re.search(
        r"Next: \S+ at \d\d:\d\d \(in (\d+ min )?\d+ s\)", page.inner_text("#steer .next")
    )
    page.get_by_role("button", name="Hold sales-call").click()
    note = page.locator("#did-sales-call")
    page.wait_for_function("() => document.getElementById('did-sales-call').innerText !== '…'")
    page.get_by_role("button", name="Release sales-call").wait_for()
    assert note.inner_text() == "sales-call held"
    assert note.evaluate(IN_VIEW)


def test_channels_hold_everything(browser: Browser, hosted: Hosted) -> None:
    """Five thousand messages are there, found and counted, and only a few rows are in the page."""
    page = sit(browser, hosted, "technical_lead", "Ben").page
    page.locator("#feed").wait_for()
    all_ms, one_ms = page.evaluate(MANY, 5000)
    assert (all_ms < 1000, one_ms < 200) == (True, True), (all_ms, one_ms)
    rows = page.locator("#feed [role=article]")
    assert rows.count() < 60
    assert "the last" in rows.first.inner_text()
    assert rows.first.get_attribute("aria-setsize") == "5001"
    page.evaluate("document.getElementById('feed').scrollTop = 1e9")
    page.locator("#feed").get_by_text("message number 0 ").wait_for()
    assert rows.count() < 80
    page.fill("#channels .search", "number 4321 ")
    page.locator("#feed").get_by_text("message number 4321 ").wait_for()
    assert page.inner_text("#found") == "1 found in all channels"
    page.fill("#channels .search", "no such words")
    page.get_by_text("Nothing matches.").wait_for()
    page.fill("#channels .search", "")
    page.locator("#feed").get_by_text("the last").wait_for()
    assert "5001" in tab(page, "slack").inner_text()


def test_unread_is_what_was_not_looked_at(browser: Browser, hosted: Hosted) -> None:
    """Another channel's messages count until its tab is open; one's own never do."""
    flo = sit(browser, hosted, "facilitator", "Flo")
    ana = sit(browser, hosted, "oncall_engineer", "Ana")
    ben = sit(browser, hosted, "technical_lead", "Ben")
    begin(flo, ana, ben)
    ben.page.bring_to_front()
    tab(ben.page, "pager").click()
    for number in (1, 2, 3):
        say(ana, "post", f"post {number}", channel="slack")
    say(ben, "post", "mine", channel="slack")
    ben.page.wait_for_function(
        "() => document.getElementById('tab-slack').innerText.includes('3 new')"
    )
    tab(ben.page, "slack").focus()
    ben.page.keyboard.press("Enter")
    ben.page.wait_for_function(
        "() => !document.getElementById('tab-slack').innerText.includes('new')"
    )
    ben.page.keyboard.press("ArrowRight")
    assert tab(ben.page, "pager").get_attribute("aria-selected") == "true"
    ben.page.reload()
    tab(ben.page, "slack").wait_for()
    assert "new" not in tab(ben.page, "slack").inner_text()


def test_the_sound_is_off_until_it_is_wanted(browser: Browser, hosted: Hosted) -> None:
    """The choice is remembered in this browser."""
    page = sit(browser, hosted, "technical_lead", "Ben").page
    assert page.inner_text("#sound") == "Turn sound on"
    page.click("#sound")
    assert page.inner_text("#sound") == "Turn sound off"
    page.reload()
    page.wait_for_function("() => document.getElementById('sound')?.innerText === 'Turn sound off'")
