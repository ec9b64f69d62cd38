"""A drill from the first page to the scorecard: session, server, shell, results.

Shared by `drill` and `resume`, which differ only in where the exercise stands when it begins.
"""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from sim.disk import refusal
from sim.errors import Interrupted, Unusable
from sim.surfaces.layout import columns, fold, fold_paragraphs, say

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.model import Impact
    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.journal.file import LiveJournal
    from sim.surfaces.live.session import DrillSession
    from sim.surfaces.shell.folder import SessionFolder


def colour_wanted() -> bool:
    """Colour on a terminal, unless NO_COLOR says otherwise."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def skip_to_first_page(exercise: Exercise) -> bool:
    """Let the quiet before the first alert, page or message pass; whether one came."""
    from sim.journal.transit import Transit
    from sim.surfaces.live.feed import reaches_player

    player, transit = exercise.scenario.player, Transit()
    return exercise.advance(
        exercise.horizon,
        stop=lambda entry: reaches_player(entry, player, transit) is not None,
    )


def briefing(exercise: Exercise, record: Path, pace: float) -> str:
    """What the player reads before the shell opens."""
    from sim.commands.console import usage
    from sim.commands.table import people_commands

    read = (
        "your messages are interpreted; you see at once how. To state it explicitly: "
        "`--says downloads=failing,uploads=delayed --next 20m`."
    )
    speed = "real time" if pace == 1 else f"{pace:g} times real time"
    curl = (
        "reaches https://your-worker.example.com; use the literal string <admin_token> as the "
        "token. `tabletop commands` lists the endpoints."
    )
    leave = "with `exit`: the simulation continues to its end, then you see your scorecard."
    rows = (
        f"curl     {curl}",
        "people   what you would say or click in a real incident:",
        *(f"  {usage(entry)}" for entry in people_commands()),
        f"read     {read}",
        f"time     runs at {speed}; `skip 10m` moves it forward. sleep, watch and date follow it.",
        f"files    you write here stay with the record, in {record}/saved",
        "more     `help` lists all commands; `briefing` shows this again. In a second terminal:",
        f"         . {shlex.quote(str(record.resolve() / 'session' / 'env'))}",
        f"leave    {leave}",
    )
    return "\n".join(
        (fold_paragraphs(exercise.scenario.briefing), "", *(_row(text) for text in rows), "")
    )


def help_text() -> str:
    """What `help` prints in the drill: every command that is not bash's, with what it does."""
    from sim.commands.table import people_commands

    rows = [(command.name, command.summary) for command in people_commands()]
    rows += [
        (
            "curl",
            "Call the worker, as in a real incident; `tabletop commands` lists its endpoints.",
        ),
        ("skip 10m", "Move the clock forward. `date`, `sleep` and `watch` follow it."),
        ("briefing", "Read the briefing again, with how to open a second terminal."),
        ("exit", "Leave. The simulation continues to its end, then you see your scorecard."),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [
        fold(text, lead=f"  {name:{width}}  ", indent=" " * (width + 4)) for name, text in rows
    ]
    return "\n".join(("This is the exercise's own shell:", *lines, _MORE, ""))


_MORE = (
    "`page --help` explains one of them. Everything else is bash's own: `help cd` shows its help."
)


def _row(text: str) -> str:
    return text if text.startswith(" ") else fold(text[9:], lead=text[:9], indent=" " * 9)


def _furnish(
    folder: SessionFolder, exercise: Exercise, record: Path, pace: float
) -> dict[str, str]:
    """Put what the shell needs into its folder, and say the briefing; the shell's environment."""
    from sim.surfaces.shell.folder import find_programs

    folder.write_shims()
    text = briefing(exercise, record, pace)
    folder.write_briefing(exercise.scenario, text)
    folder.write_help(help_text())
    say(exercise.scenario.title, bold=True)
    say(f"\n{text}")
    return folder.environment(find_programs(), exercise.policy, pace)


def play_live(
    exercise: Exercise,
    disk: LiveJournal,
    record: Path,
    *,
    player: str,
    pace: float,
    written: int = 0,
    replayed: tuple[Entry, ...] = (),
) -> None:
    """Open the shell on a running exercise; returns at EndEx with the journal complete.

    Args:
        exercise: the world, where the player meets it.
        disk: the record's journal.
        record: the record's directory.
        player: the player's name.
        pace: simulated seconds per second.
        written: entries that are on disk already.
        replayed: entries whose messages the player should see again at the start.
    """
    from sim.surfaces.http.server import make_certificate
    from sim.surfaces.live.feed import Feed
    from sim.surfaces.live.paced_clock import PacedClock
    from sim.surfaces.live.session import DrillSession
    from sim.surfaces.live.thread import LiveServer
    from sim.surfaces.shell.folder import SessionFolder
    from sim.surfaces.shell.terminal import run_shell
    from sim.world.timestamps import iso

    scenario = exercise.scenario
    folder = SessionFolder.create(record)
    feed = Feed(scenario.starts_at, scenario.player, colour=colour_wanted(), width=columns())
    fresh = interrupted = False

    def shown(entry: Entry) -> None:
        nonlocal fresh
        if text := feed.text(entry):
            folder.add_feed(text)
            fresh = True

    def waiting() -> bool:
        nonlocal fresh
        was, fresh = fresh, False
        return was

    for entry in replayed:
        shown(entry)
    clock = PacedClock(exercise.next_action_at, pace, exercise.horizon)
    session = DrillSession(exercise, disk, clock, player=player, shown=shown, written=written)
    epoch = int(scenario.starts_at.timestamp() * 1000)

    def now() -> str:
        return iso(scenario.starts_at, clock.now())[11:19]

    try:
        certificate = make_certificate(folder.path)
        server = LiveServer(session, certificate, lambda: folder.write_clock(clock, epoch))
        folder.write_clock(clock, epoch)
        folder.write_curl(server.ports, certificate.authority, session.key)
        env = _furnish(folder, exercise, record, pace)
        server.start()
        try:
            run_shell(env["TABLETOP_BASH"], folder.rc, folder.work, env, waiting, now)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            server.stop()
    finally:
        # Whatever happened: there are keys in it.
        folder.remove()
    if interrupted:
        # Not the end of the exercise: the player's script was stopped, or the terminal closed.
        session.save()
        raise Interrupted(record)
    _finish(session, record)
    if server.failure is not None:
        raise Unusable(f"the session's server failed: {server.failure}") from server.failure


def _finish(session: DrillSession, record: Path) -> None:
    try:
        session.finish()
    except OSError as error:
        text = (
            f"{refusal(error)}; what was acknowledged is saved. To "
            f"continue: tabletop resume {record}"
        )
        raise Unusable(text) from error


def print_results(exercise: Exercise, record: Path, par: Impact | None) -> None:
    """Score the exercise, write the report, print both.

    Raises:
        Unusable: one of them could not be made; what could is printed before.
    """
    from scoring.score import score
    from sim.surfaces.progress import stage
    from sim.surfaces.reports import results_of
    from sim.surfaces.summary import print_ending, print_summary

    entries = exercise.journal.entries
    with stage("scoring"):
        results = results_of(record, lambda: score(entries, par=par), entries)
    if "resolved" not in exercise.milestones.reached:
        text = (
            "You left without `resolve`: the simulation continued to "
            "the end of the exercise without "
            "you. What had not happened by then counts as missed."
        )
        say(fold(text))
    if results.card is not None:
        print_summary(results.card, record, results.report)
        print_ending(results.card, record)
    if results.problem:
        raise Unusable(results.problem)
