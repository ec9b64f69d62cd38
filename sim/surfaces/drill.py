"""A drill from the first sign to the scorecard: session, server, shell, results.

Shared by `drill` and `resume`, which differ only in where the exercise stands when it begins.
"""

from __future__ import annotations

import os
import shlex
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sim.disk import refusal
from sim.errors import Interrupted, Unusable
from sim.journal.bodies import Ended
from sim.surfaces.layout import columns, fold, fold_paragraphs, say

if TYPE_CHECKING:
    from datetime import date
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


def overdue_words(record: Path, today: date) -> str:
    """What earlier exercises asked for and nobody did yet, as a briefing opens with it."""
    from sim.surfaces.actions import overdue_beside

    late = overdue_beside(record, today)
    if not late:
        return ""
    lines = [fold(one, lead="  ", indent="    ") for one in late]
    return "\n".join(("Overdue from earlier exercises:", *lines, "", ""))


def briefing(exercise: Exercise, record: Path, pace: float) -> str:
    """What the player reads before the shell opens."""
    from sim.commands.console import usage
    from sim.commands.table import incident_commands
    from sim.scenario.durations import spoken
    from sim.world.timestamps import iso

    service = (
        "curl reaches the simulation at https://your-worker.example.com. The admin token is the "
        "literal string <admin_token>. `tabletop commands` lists the endpoints."
    )
    messages = (
        "After each message you see how it was understood. If nothing about the service was "
        "understood in a message to a single role, you see only that it was delivered. To state a "
        "status explicitly, add `--says downloads=failing,uploads=delayed --next 20m`."
    )
    speed = "in real time" if pace == 1 else f"at {pace:g}x real time"
    end = iso(exercise.scenario.starts_at, exercise.horizon)[11:16]
    clock = (
        f"The clock runs {speed}; `skip 10m` moves it forward. `sleep`, `watch` and `date` follow "
        f"it. The exercise lasts {spoken(exercise.horizon)} at most, until {end} UTC."
    )
    help_ = "`help` lists all commands; `briefing` shows this again. In a second terminal, run:"
    rows = (
        ("Service", service),
        ("Commands", "For everything you would say or click in a real incident:"),
        *(("", f"  {usage(entry)}") for entry in incident_commands(coached=exercise.has_coach)),
        ("Messages", messages),
        ("Clock", clock),
        ("Files", f"Files you create here are kept in {record}/saved"),
        ("Help", help_),
        ("", f"          . {shlex.quote(str(record.resolve() / 'session' / 'env'))}"),
        ("Leaving", f"{_LEAVE} {_AFTER}"),
    )
    lines = (_row(label, text) for label, text in rows)
    return "\n".join((fold_paragraphs(exercise.scenario.briefing), "", *lines, ""))


def help_text(*, coached: bool = False) -> str:
    """What `help` prints in the drill: every command that is not bash's, with what it does."""
    from sim.command_set import typed
    from sim.commands.table import incident_commands

    listed = (
        "`tabletop commands` lists its endpoints. "
        f"A broadcast is one of them: {typed('broadcast')}."
    )
    rows = [(command.name, command.summary) for command in incident_commands(coached=coached)]
    rows += [
        (
            "curl",
            f"Call the worker, as in a real incident; {listed}",
        ),
        ("skip 10m", "Move the clock forward. `date`, `sleep` and `watch` follow it."),
        ("briefing", "Read the briefing again, with how to open a second terminal."),
        ("exit", f"Leave. {_AFTER}"),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [
        fold(text, lead=f"  {name:{width}}  ", indent=" " * (width + 4)) for name, text in rows
    ]
    return "\n".join(("Commands of this exercise:", *lines, fold(_MORE), ""))


_LEAVE = "`exit` leaves the drill."
_AFTER = "The rest of the exercise is fast-forwarded without you, then you get your scorecard."
_MORE = (
    "Every command except `exit` has `--help`, for example `page --help`. Everything else is "
    "plain bash; `help cd` shows bash's help."
)


def _row(label: str, text: str) -> str:
    """A labelled row of the briefing; one without a label is to be copied: it stays one line."""
    return fold(text, lead=f"{label:10}", indent=" " * 10) if label else text


def _furnish(
    folder: SessionFolder, exercise: Exercise, record: Path, pace: float
) -> dict[str, str]:
    """Put what the shell needs into its folder, and say the briefing; the shell's environment."""
    from sim.surfaces.shell.folder import find_programs

    folder.write_shims(coached=exercise.has_coach)
    today = datetime.now(UTC).date()
    text = f"{overdue_words(record, today)}{briefing(exercise, record, pace)}"
    folder.write_briefing(exercise.scenario, text)
    folder.write_help(help_text(coached=exercise.has_coach))
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


def unresolved(exercise: Exercise) -> str:
    """What is said of an exercise that has ended without `resolve`."""
    last = exercise.journal.last.body
    missed = "anything not done by the end counts as missed."
    if isinstance(last, Ended) and last.responder_left_at >= exercise.horizon:
        return f"The exercise ended without `resolve`; {missed}"
    return (
        "You left without `resolve`: the simulation kept running to the end of the exercise "
        f"without you; {missed}"
    )


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
        say(fold(unresolved(exercise)))
    if results.card is not None:
        print_summary(results.card, record, results.report)
        print_ending(results.card, record)
    if results.problem:
        raise Unusable(results.problem)
