"""Serve a record's replay: where it opens, the link, the socket; nothing is written."""

from __future__ import annotations

import os
import secrets
import sys
import webbrowser
from typing import TYPE_CHECKING

from sim.surfaces.layout import say
from sim.surfaces.moments import moment_of
from sim.surfaces.web.endpoint import Endpoint, listen
from sim.surfaces.web.host import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.surfaces.web.replay import Replay

PORT = 8700
KEY_BYTES = 24


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

    recorded = RecordedSession(exercise, entries, Record(folder).hot_wash())
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


def replay_of(folder: Path, key: str) -> Replay:
    """A record's replay, as far as it is written.

    Args:
        folder: the record's directory.
        key: what lets a browser in.

    Raises:
        TabletopError: the record is damaged.
    """
    from sim.exercise.replay import exercise_of, rebuild
    from sim.journal.encoding import header_of
    from sim.journal.versions import WORLD
    from sim.records.record import Record
    from sim.surfaces.web.recorded import RecordedSession
    from sim.surfaces.web.replay import Replay

    kept = Record(folder)
    entries = kept.entries()
    header = header_of(entries)
    same = header.world_version == WORLD
    exercise = rebuild(entries) if same else exercise_of(header)
    recorded = RecordedSession(exercise, entries, kept.hot_wash())
    return Replay(recorded, key, kept.scorecard() if _ended(entries) else None)


def _ended(entries: Sequence[Entry]) -> bool:
    return entries[-1].body.kind == "ended"
