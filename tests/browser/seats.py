"""People at their boards in a real browser: sit down, say something, paste into the console."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.hosting import Hosted

LAPTOP, PHONE = (1440, 900), (390, 844)
PATIENCE_MS = 120_000
"""A machine that does other things as well is waited for."""
PICTURES = os.environ.get("TABLETOP_PICTURES")
"""A folder to put screenshots in; docs/pictures for those in the documents."""


@dataclass
class Seat:
    """One person's browser, with everything that reached it."""

    page: Page
    context: BrowserContext
    traffic: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def told(self, where: str = "#told") -> str:
        """What the board says came of the last thing done."""
        status = self.page.locator(f"{where} [role=status], {where}[role=status]").first
        status.wait_for()
        self.page.wait_for_function(
            "at => { const s = document.querySelector(at + ' [role=status], ' + at +"
            " '[role=status]'); return s && s.className && s.className !== 'waiting'; }",
            arg=where,
        )
        return status.inner_text()

    def picture(self, name: str) -> None:
        """Keep a screenshot at both sizes, when pictures are wanted."""
        if PICTURES is None:
            return
        for label, (width, height) in (("", LAPTOP), ("-phone", PHONE)):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate("scrollTo(0, 0)")
            self.page.wait_for_timeout(500)
            self.page.screenshot(path=Path(PICTURES) / f"{name}{label}.png")
        self.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


def sit(browser: Browser, hosted: Hosted, role: str, name: str) -> Seat:
    """Open a seat's link and join, watching all that comes and any error."""
    context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    seat = Seat(page, context)
    page.on("pageerror", lambda error: seat.problems.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            seat.problems.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    page.on("websocket", lambda socket: socket.on("framereceived", _keep(seat)))
    page.goto(f"{hosted.address}/?code={hosted.code(role)}")
    page.fill("input[name=name]", name)
    page.click("button[type=submit]")
    page.wait_for_selector("header.top")
    seat.traffic.append(page.content())
    # The live connection stands once the clock shows a time.
    page.wait_for_function("() => document.body.dataset.state !== undefined")
    return seat


def _keep(seat: Seat) -> Callable[[str | bytes], None]:
    return lambda payload: seat.traffic.append(
        payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
    )


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, each with its first element."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def say(seat: Seat, command: str, text: str, **choices: str) -> str:
    """Send something with the form; what came of it."""
    page = seat.page
    page.select_option("#compose select[name=command]", command)
    for name, value in choices.items():
        page.select_option(f"#compose select[name={name}]", value)
    page.fill("#compose textarea", text)
    page.click("#compose button[type=submit]")
    return seat.told("#compose")


def run(seat: Seat, text: str) -> None:
    """Paste something into the console and wait until it is through."""
    page = seat.page
    page.fill("#console-text", text)
    page.press("#console-text", "Enter")
    page.wait_for_function("() => document.getElementById('console-stop').disabled === false")
    page.wait_for_function("() => document.getElementById('console-stop').disabled === true")
