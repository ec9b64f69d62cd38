"""A lobby in a process of its own, and people who find their way by what the screen offers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.browser.seats import LAPTOP, PICTURES, Seat
from tests.web.hosting import START_S, TABLETOP, own_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page


class HostedLobby:
    """`tabletop host` in a folder; a context that ends its process.

    Attributes:
        link: as the terminal shows it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = folder / "terminal.log"
        self._port = own_port()
        self._open()

    def _open(self) -> None:
        with self._log.open("a") as log:
            already = self._log.stat().st_size
            self._process = subprocess.Popen(
                [*TABLETOP, "host", "--port", str(self._port)],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={**os.environ, "NO_COLOR": "1"},
            )
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            said = self._log.read_text()[already:]
            assert self._process.poll() is None, said
            if (found := re.search(r"http://\S+code=\S+", said)) is not None:
                self.link = found[0]
                return
            time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def kill(self) -> None:
        """Kill -9, and open it again in the same folder."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._open()

    def stop(self) -> int:
        """Ctrl+C; the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.stop()


@dataclass
class Walk:
    """Somebody who only clicks and types what the screen offers, counted.

    Attributes:
        steps: each click, in words; a field that is typed into is clicked first.
    """

    context: BrowserContext
    page: Page
    steps: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, browser: Browser, link: str) -> Self:
        """Open the lobby by its link."""
        context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
        context.set_default_timeout(40_000)
        walk = cls(context, context.new_page())
        walk.watch(walk.page)
        walk.page.goto(link)
        return walk

    def watch(self, page: Page) -> None:
        """Keep what goes wrong on a page."""
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("response", self._answered)

    def _answered(self, answer: object) -> None:
        status, url = getattr(answer, "status", 0), getattr(answer, "url", "")
        if status >= 400:
            self.problems.append(f"{status} {url}")

    def click(self, name: str, role: str = "button", within: str = "body") -> None:
        """Press a button, or follow a link, by its words."""
        self._found(name, role, within).click()
        self.steps.append(name)

    def open(self, name: str, within: str = "body") -> Page:
        """Follow a link that opens a window; the window."""
        with self.context.expect_page() as opened:
            self.click(name, "link", within)
        self.watch(opened.value)
        opened.value.wait_for_load_state()
        return opened.value

    def type(self, label: str, text: str, within: str = "body") -> None:
        """Type into a field by its label."""
        self.page.locator(within).get_by_label(label, exact=True).first.fill(text)
        self.steps.append(f"{label}: {text}")

    def _found(self, name: str, role: str, within: str) -> Locator:
        found = self.page.locator(within).get_by_role(role, name=name)  # type: ignore[arg-type]
        return found.first

    def back_to_the_lobby(self) -> None:
        """Follow the link to the lobby, and again until the session is listed as complete."""
        self.click("Lobby", "link")
        for _ in range(60):
            if (
                self.page.locator("section[aria-labelledby=sessions] .chip").inner_text()
                == "complete"
            ):
                return
            self.page.wait_for_timeout(1_000)
            self.page.reload()
        raise AssertionError(self.page.inner_text("body"))

    def picture(self, name: str) -> None:
        """Keep a picture of the window, when pictures are wanted."""
        if PICTURES is not None:
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")

    def seat(self) -> Seat:
        """The window as a seat, for the looks that take one."""
        return Seat(self.page, self.context)
