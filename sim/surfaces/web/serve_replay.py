"""Serve a record's replay: where it opens, the link, the socket; nothing is written."""

from __future__ import annotations

import os
import re
import secrets
import sys
import webbrowser
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.scenario.durations import HOUR, MINUTE, SECOND, format_duration, parse_duration
from sim.surfaces.layout import say
from sim.surfaces.web.endpoint import Endpoint, listen
from sim.surfaces.web.host import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry

PORT = 8700
KEY_BYTES = 24
_DAY = 24 * HOUR
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def moment_of(text: str, starts_at: datetime, length: int) -> int:
    """The instant that `14:30` (simulated) or `30m` (since StartEx) means, in ms.

    Args:
        text: as typed.
        starts_at: StartEx.
        length: where the record ends, ms.

    Raises:
        Unusable: it is neither, or the record does not reach there.
    """
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        hour, minute, second = (int(part or 0) for part in clock.groups())
        began = (starts_at.hour * 60 + starts_at.minute) * MINUTE + starts_at.second * SECOND
        at = (hour * HOUR + minute * MINUTE + second * SECOND - began) % _DAY
    else:
        try:
            at = parse_duration(text)
        except ValueError:
            raise Unusable(
                f"--at {text}: write a simulated time like 14:30, or a time since StartEx like 30m"
            ) from None
    if at > length:
        raise Unusable(
            f"--at {text}: the record ends {format_duration(length // SECOND * SECOND)} after "
            f"StartEx at {starts_at:%H:%M}"
        )
    return at


def has_screen() -> bool:
    """Whether a browser could open a window: those of a terminal would take it from us."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_browser(link: str) -> None:
    """Open the link where there is a screen and a browser; the link was printed in any case."""
    if has_screen():
        webbrowser.open(link)


def serve_replay(
    exercise: Exercise,
    entries: Sequence[Entry],
    folder: Path,
    *,
    at: str | None,
    port: int | None,
    opened: Callable[[str], None] = open_browser,
) -> None:
    """Serve a record's boards on loopback until Ctrl+C.

    Args:
        exercise: rebuilt from `entries`.
        entries: the record's journal.
        folder: the record's directory.
        at: the moment to open at, as typed; None for StartEx.
        port: where to listen; None for the first free one.
        opened: what opens a link.

    Raises:
        Unusable: the record does not reach `at`, or the port is taken.
    """
    from sim.records.record import Record
    from sim.surfaces.web.recorded import RecordedSession
    from sim.surfaces.web.replay import Replay

    recorded = RecordedSession(exercise, entries)
    moment = 0 if at is None else moment_of(at, exercise.scenario.starts_at, recorded.length)
    endpoint = Endpoint(port=port or PORT, fixed=port is not None)
    listener = listen(endpoint)
    key = secrets.token_urlsafe(KEY_BYTES)
    replay = Replay(recorded, key, Record(folder).scorecard() if _ended(entries) else None)
    address = f"http://{endpoint.host}:{listener.getsockname()[1]}"
    link = f"{address}/?key={key}#t={moment}&board={next(iter(replay.boards))}"
    say(f"\n  {link}\n\nOpen it in a browser on this machine. Stop with Ctrl+C.")
    opened(link)
    serve(replay.app, listener, {})


def _ended(entries: Sequence[Entry]) -> bool:
    return entries[-1].body.kind == "ended"
