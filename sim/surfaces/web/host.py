"""Hosting a team session: socket, certificate, links, and the record when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sim.errors import Unusable
from sim.journal.conduct import STAFF
from sim.surfaces.http.app import LOCAL_HOSTS
from sim.surfaces.http.server import make_certificate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scoring.model import Scorecard
    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.surfaces.web.seats import Seats

LOOPBACK = "127.0.0.1"
PORT = 8600
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - refused


@dataclass(frozen=True, slots=True)
class Where:
    """Where a session listens.

    Attributes:
        host: an address of this machine; loopback unless asked otherwise.
        port: the first free one from here on, unless `fixed`.
        names: other names that people use for this machine.
    """

    host: str = LOOPBACK
    port: int = PORT
    fixed: bool = False
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, bind: str | None, port: int | None, names: tuple[str, ...]) -> Where:
        """From what was asked for on the command line."""
        return cls(bind or LOOPBACK, port or PORT, fixed=port is not None, names=names)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {LOOPBACK, "localhost", "::1"}


def listen(where: Where) -> socket.socket:
    """A listening socket.

    Raises:
        Unusable: the address is not one of this machine's, or no port is free.
    """
    if where.host in EVERYWHERE:
        raise Unusable(f"--bind {where.host}: name one address of this machine; links need it")
    tries = 1 if where.fixed else 50
    for port in range(where.port, where.port + tries):
        family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((where.host, port))
            listener.listen(256)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE and port + 1 < where.port + tries:
                continue
            if error.errno in {errno.EADDRNOTAVAIL, errno.ENOENT} or isinstance(
                error, socket.gaierror
            ):
                raise Unusable(f"--bind {where.host}: is no address of this machine") from None
            raise Unusable(
                f"{where.host}:{port}: {error.strerror}; choose another --port"
            ) from None
        return listener
    raise Unusable(f"no free port from {where.port} on; choose another --port")


def print_links(seats: Seats, exercise: Exercise, address: str) -> None:
    """One link per seat."""
    policy = exercise.policy
    click.secho(exercise.scenario.title, bold=True)
    click.echo("\nOne link for each seat; whoever has it can sit there:\n")
    width = max(len(policy.called(role)) for role in seats.codes.values())
    for code, role in seats.codes.items():
        title = role.capitalize() if role in STAFF else policy.called(role)
        click.echo(f"  {title:{width}}  {address}/?code={code}")
    click.echo("\nThe clock stands until the facilitator presses StartEx. Stop with Ctrl+C.")


def host_session(  # noqa: PLR0917 - what a session is made of
    exercise: Exercise,
    record: Path,
    seats: Seats,
    where: Where,
    listener: socket.socket,
    pace: float,
    keep_bytes: int | None = None,
    earlier: Sequence[Entry] = (),
) -> Scorecard | None:
    """Serve until Ctrl+C; the scorecard when the exercise has ended, None when it was left.

    Args:
        exercise: the world, where the team meets it.
        record: the record's directory.
        seats: who may sit where.
        where: where it is reached.
        listener: what listens there.
        pace: simulated seconds per second.
        keep_bytes: of a journal that is gone on with; None for a new one.
        earlier: entries that are on disk already.
    """
    from sim.journal.file import LiveJournal
    from sim.surfaces.live.clock import PacedClock
    from sim.surfaces.web.app import WebApp
    from sim.surfaces.web.seats import Served
    from sim.surfaces.web.team import TeamSession

    port = listener.getsockname()[1]
    scheme = "http" if where.local else "https"
    shown = f"[{where.host}]" if ":" in where.host else where.host
    address = f"{scheme}://{shown}:{port}"
    hosts = frozenset({*LOCAL_HOSTS, where.host.lower(), f"[{where.host}]", *where.names})
    with LiveJournal(record, keep_bytes=keep_bytes) as disk:
        clock = PacedClock(exercise.next_action_at, pace, exercise.horizon, paused=True)
        session = TeamSession(exercise, disk, clock, seats, earlier=earlier)

        def score() -> Scorecard:
            return results(exercise, record)

        web = WebApp(session, record, hosts, address, score)
        with contextlib.ExitStack() as held:
            tls: dict[str, str] = {}
            if not where.local:
                folder = record / "session"
                folder.mkdir(mode=0o700, exist_ok=True)
                certificate = make_certificate(folder, (where.host, *where.names))
                tls = {
                    "ssl_keyfile": str(certificate.server),
                    "ssl_certfile": str(certificate.server),
                }
                held.callback(_remove, folder)
                click.echo(f"TLS: browsers trust it once they have {certificate.authority}")
            seats.serve_at(Served(where.host, port, where.names))
            print_links(seats, exercise, address)
            serve(web.app, listener, tls)
        if web.failure is not None:
            raise Unusable(
                f"the session failed: {web.failure}; what was acknowledged is saved, go on with: "
                f"tabletop resume {record}"
            ) from web.failure
        if exercise.ended:
            seats.forget()
            return web.card or results(exercise, record)
        return None


def resume_session(  # noqa: PLR0917 - what a session that was cut off is made of
    exercise: Exercise,
    record: Path,
    entries: Sequence[Entry],
    keep_bytes: int,
    pace: float | None,
    where: Where | None,
) -> Scorecard | None:
    """Go on with a session that was cut off: the same seats, links and cookies, the clock paused.

    Args:
        exercise: rebuilt from `entries`.
        record: the record's directory.
        entries: what is on disk.
        keep_bytes: how much of the journal they fill.
        pace: as asked; None for what it was.
        where: as asked; None for where it was.

    Raises:
        Unusable: the record is not of a team session.
    """
    from sim.journal.conduct import ClockChanged
    from sim.surfaces.web.seats import Seats

    seats = Seats.load(record)
    clocks = [entry.body for entry in entries if isinstance(entry.body, ClockChanged)]
    if pace is None:
        pace = clocks[-1].pace_permille / 1000 if clocks else 1.0
    if where is None:
        kept = seats.served
        where = Where(kept.host, kept.port, fixed=True, names=kept.names) if kept else Where()
    listener = listen(where)
    return host_session(exercise, record, seats, where, listener, pace, keep_bytes, entries)


def serve(app: object, listener: socket.socket, tls: dict[str, str]) -> None:
    """Serve an application until Ctrl+C.

    Args:
        app: what answers.
        listener: the socket it listens on.
        tls: what uvicorn wants for TLS; empty for none.
    """
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="critical",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
        ws="websockets-sansio",
        # Packing what goes to fifty boards costs more than sending it over a local network.
        ws_per_message_deflate=False,
        **tls,  # type: ignore[arg-type]
    )
    server = uvicorn.Server(config)
    # What is here now stays: looking through it again and again would hold up whoever acts.
    gc.freeze()
    # While something is worked out on a thread, an answer waits at most so long for its turn.
    sys.setswitchinterval(0.001)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listener]))


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def results(exercise: Exercise, record: Path) -> Scorecard:
    """Score the exercise and write scorecard and report."""
    from scoring.score import score
    from sim.surfaces.arguments import chosen_of
    from sim.surfaces.record import par_for, write_results

    entries = exercise.journal.entries
    chosen = chosen_of(exercise.scenario, exercise.policy)
    card = score(entries, par=par_for(chosen, exercise.journal.header.seed))
    write_results(record, card, entries)
    return card
