"""Hosting a team session: its links, serving it, and the record when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import resource
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.conduct import STAFF
from sim.surfaces.layout import say
from sim.surfaces.web.endpoint import Endpoint, certificate_for, forget_certificate, listen

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp
    from uvicorn import Server

    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.records.hot_wash import HotWashFile
    from sim.surfaces.reports import Results
    from sim.surfaces.web.app import WebApp
    from sim.surfaces.web.seats import SeatPlan

MOST_FILES = 4096
"""Open at once: a connection is one, a player's console about ten."""


def print_links(seats: SeatPlan, exercise: Exercise, address: str) -> None:
    """One link per seat."""
    policy = exercise.policy
    say(exercise.scenario.title, bold=True)
    say("\nOne link for each seat; anyone with the link can take it:\n")
    width = max(len(policy.called(role)) for role in seats.codes.values())
    for code, role in seats.codes.items():
        title = role.capitalize() if role in STAFF else policy.called(role)
        say(f"  {title:{width}}  {address}/?code={code}")
    say("\nThe clock does not start until the facilitator presses StartEx. Stop with Ctrl+C.")


def host_session(  # noqa: PLR0917 - what a session is made of
    exercise: Exercise,
    record: Path,
    seats: SeatPlan,
    endpoint: Endpoint,
    listener: socket.socket,
    pace: float,
    keep_bytes: int | None = None,
    earlier: Sequence[Entry] = (),
) -> Results | None:
    """Serve until Ctrl+C; the results when the exercise has ended, None when it was left.

    Args:
        exercise: the world, where the team meets it.
        record: the record's directory.
        seats: who may sit where.
        endpoint: where it is reached.
        listener: what listens there.
        pace: simulated seconds per second.
        keep_bytes: of a journal that is gone on with; None for a new one.
        earlier: entries that are on disk already.
    """
    from sim.journal.file import LiveJournal
    from sim.records.hot_wash import HotWashFile
    from sim.surfaces.live.paced_clock import PacedClock
    from sim.surfaces.web.app import WebApp
    from sim.surfaces.web.move_timer import FILE_NAME as TIMER_NAME
    from sim.surfaces.web.move_timer import MoveTimer
    from sim.surfaces.web.team import TeamSession

    endpoint = replace(endpoint, port=listener.getsockname()[1], fixed=True)
    with LiveJournal(record, keep_bytes=keep_bytes) as disk:
        clock = PacedClock(exercise.next_action_at, pace, exercise.horizon, paused=True)
        timer = MoveTimer(record / TIMER_NAME)
        wash = HotWashFile(record)
        session = TeamSession(exercise, disk, clock, seats, earlier=earlier, timer=timer, wash=wash)

        web = WebApp(
            session,
            record,
            endpoint.hosts,
            endpoint.address,
            lambda: results(exercise, record),
            rebuild=lambda before: rebuilt(exercise, record, before),
        )
        tls = _tls(endpoint, record, seats.served)
        seats.serve_at(endpoint)
        print_links(seats, exercise, endpoint.address)
        serve(web.app, listener, tls)
        if web.failure is not None:
            raise Unusable(
                f"the session failed: {web.failure}; what was acknowledged is saved. "
                f"To continue: tabletop resume {record}"
            ) from web.failure
        if exercise.ended:
            seats.forget()
            timer.forget()
            forget_certificate(record)
            return last_results(web, exercise, record, wash)
        return None


def _tls(endpoint: Endpoint, record: Path, before: Endpoint | None) -> dict[str, str]:
    """What uvicorn wants for TLS; empty on loopback."""
    if endpoint.local:
        return {}
    if endpoint.cert:
        return {"ssl_certfile": endpoint.cert, "ssl_keyfile": endpoint.key or endpoint.cert}
    made = certificate_for(endpoint, record, before)
    say(f"TLS: browsers trust it once they have {made.authority}")
    return {"ssl_certfile": str(made.server), "ssl_keyfile": str(made.server)}


def resume_session(  # noqa: PLR0917 - what a session that was cut off is made of
    exercise: Exercise,
    record: Path,
    entries: Sequence[Entry],
    keep_bytes: int,
    seats: SeatPlan,
    endpoint: Endpoint,
    pace: float | None,
) -> Results | None:
    """Go on with a session that was cut off: the same seats, links and cookies, the clock paused.

    Args:
        exercise: rebuilt from `entries`.
        record: the record's directory.
        entries: what is on disk.
        keep_bytes: how much of the journal they fill.
        seats: who sat where.
        endpoint: where it is reached.
        pace: as asked; None for what it was.
    """
    from sim.journal.conduct import ClockChanged

    clocks = [entry.body for entry in entries if isinstance(entry.body, ClockChanged)]
    if pace is None:
        pace = clocks[-1].pace_permille / 1000 if clocks else 1.0
    listener = listen(endpoint)
    return host_session(exercise, record, seats, endpoint, listener, pace, keep_bytes, entries)


def server_of(app: ASGIApp, tls: dict[str, str], *, nested: bool = False) -> Server:
    """What serves an application.

    Args:
        app: what answers.
        tls: what uvicorn wants for TLS; empty for none.
        nested: inside another server, which has the signals.
    """
    import uvicorn

    from sim.surfaces.http.server import served
    from sim.surfaces.web.open_boards import MOST_MESSAGE

    config = served(
        app,
        lifespan="on",
        timeout_graceful_shutdown=2,
        # By name: left to itself, an older uvicorn takes an implementation that is given up.
        ws="websockets-sansio",
        ws_max_size=MOST_MESSAGE,
        # Packing what goes to fifty boards costs more than sending it over a local network.
        ws_per_message_deflate=False,
        **tls,
    )
    if not nested:
        return uvicorn.Server(config)

    class Nested(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Nested(config)


def serve(app: ASGIApp, listener: socket.socket, tls: dict[str, str]) -> None:
    """Serve an application on a socket until Ctrl+C."""
    from sim.surfaces.http.server import complain_in_one_line

    server = server_of(app, tls)
    # What is here now stays: looking through it again and again would hold up whoever acts.
    gc.freeze()
    # While something is worked out on a thread, an answer waits at most so long for its turn.
    sys.setswitchinterval(0.001)
    _make_room()

    async def run() -> None:
        complain_in_one_line(asyncio.get_running_loop())
        await server.serve(sockets=[listener])

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


def _make_room() -> None:
    """Let connections and consoles have the files that the system allows this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def last_results(web: WebApp, exercise: Exercise, record: Path, wash: HotWashFile) -> Results:
    """The results with everything that the hot wash says, however the session was left."""
    if web.results is None:
        return results(exercise, record)
    if web.reported == wash.standing.count:
        return web.results
    return rebuilt(exercise, record, web.results)


def rebuilt(exercise: Exercise, record: Path, before: Results) -> Results:
    """Make scorecard and report again, with the review and the hot wash as they are now.

    Args:
        exercise: which has ended.
        record: its directory.
        before: the results so far, which know what the reference response would have cost.
    """
    from sim.surfaces.reports import rebuilt_results

    par = None if before.card is None else before.card.par
    return rebuilt_results(record, exercise.journal.entries, par)


def results(exercise: Exercise, record: Path) -> Results:
    """Score the exercise and write scorecard and report, as far as that can be done."""
    from scoring.score import score
    from sim.surfaces.arguments import chosen_of
    from sim.surfaces.par import par_for
    from sim.surfaces.reports import results_of

    entries = exercise.journal.entries
    chosen = chosen_of(exercise.scenario, exercise.policy)
    header = exercise.journal.header
    return results_of(
        record, lambda: score(entries, par=par_for(chosen, header, entries[-1].at)), entries
    )
