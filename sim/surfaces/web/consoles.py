"""The players' consoles: each has a few tabs, which run side by side.

It knows people, tabs and the engine's consoles; it must not know who has a board open.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from sim.errors import TabletopError
from sim.legible import clean
from sim.runner.console import Console
from sim.surfaces.error_lines import lines_of
from sim.surfaces.web.board_actions import BoardAnswer
from sim.surfaces.web.gate import person_id
from sim.surfaces.web.team import PlayedBy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.runner.screen import Chunk
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.team import TeamSession

MOST_TEXT = 20_000
MOST_TABS = 4
"""Of one player; each that is used holds a sandbox of its own."""

MOST_JOBS = 20
"""Texts that wait in a tab."""


class Consoles:
    """Everybody's tabs.

    Args:
        session: where commands act.
        saved: the folder for what was typed and shown.
        tell: sends a message to each window of a person.
    """

    def __init__(
        self,
        session: TeamSession,
        saved: Path,
        tell: Callable[[Person, dict[str, object]], None],
    ) -> None:
        self._session = session
        self._saved = saved
        self._tell = tell
        self._consoles: dict[tuple[str, int], Console] = {}

    def tabs(self, person: Person) -> list[dict[str, object]]:
        """What each of a person's tabs shows, for a window that has just been opened."""
        used = {tab for token, tab in self._consoles if token == person.token}
        kept = {tab for tab in range(1, MOST_TABS + 1) if self._file(person, tab).is_file()}
        found: list[dict[str, object]] = []
        for tab in sorted(used | kept | {1}):
            console = self._of(person, tab)
            found.append({"tab": tab, "all": list(console.transcript), "jobs": _jobs(console)})
        return found

    async def do(self, person: Person, action: str, fields: Mapping[str, str]) -> BoardAnswer:
        """Run a text in a tab to its end, or stop one; what came of it."""
        text, tab = clean(fields.get("text", "")), fields.get("tab", "1")
        if tab not in map(str, range(1, MOST_TABS + 1)):
            return BoardAnswer(ok=False, text=f"tab: from 1 to {MOST_TABS}")
        console = self._of(person, int(tab))
        if action == "interrupt":
            job = fields.get("job", "")[:9]
            console.interrupt(int(job) if job.isdecimal() else None)
            return BoardAnswer(ok=True, text="dropped" if job else "stopped")
        if len(text) > MOST_TEXT:
            return BoardAnswer(ok=False, text=f"at most {MOST_TEXT} characters at once")
        if len(console.jobs) > MOST_JOBS:
            return BoardAnswer(
                ok=False, text=f"{MOST_JOBS} commands are already waiting in this tab"
            )
        try:
            code = await console.run(text)
        except TabletopError as error:
            return BoardAnswer(ok=False, text=lines_of(error)[0])
        return BoardAnswer(ok=code == 0, text="" if code == 0 else f"exit code {code}")

    def _file(self, person: Person, tab: int) -> Path:
        # The first keeps the name that it had when there was only one.
        number = "" if tab == 1 else f"-{tab}"
        return self._saved / f"console-{person_id(person.token)}{number}.log"

    def _of(self, person: Person, tab: int) -> Console:
        key = (person.token, tab)
        if key in self._consoles:
            return self._consoles[key]

        def shown(chunk: Chunk) -> None:
            message = {"tab": tab, "chunks": [(chunk.kind, chunk.text)]}
            self._tell(person, {"console": message})

        def changed() -> None:
            self._tell(person, {"console": {"tab": tab, "jobs": _jobs(self._consoles[key])}})

        def note(text: str) -> None:
            self._consoles[key].note(text)

        console = self._consoles[key] = Console(
            PlayedBy(self._session, person, note),
            actor=person.name,
            epoch_ms=int(self._session.exercise.scenario.starts_at.timestamp() * 1000),
            shown=shown,
            kept=self._file(person, tab),
            changed=changed,
        )
        return console

    async def close(self) -> None:
        """End every console."""

        async def end(console: Console) -> None:
            with contextlib.suppress(TabletopError):
                await console.close()

        await asyncio.gather(*(end(console) for console in self._consoles.values()))


def _jobs(console: Console) -> list[dict[str, object]]:
    return [{"id": number, "text": text} for number, text in console.jobs]
