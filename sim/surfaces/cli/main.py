"""`tabletop`: the entry point. Loads a command's file only when that command is called.

Words every error of the trainer as one line on stderr and turns it into the exit code: 0 fine,
1 the exercise or check fell short, 2 used wrongly or refused by the operating system,
130 interrupted, with everything saved.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from sim.errors import Interrupted, TabletopError
from sim.legible import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from _typeshed import ReadableBuffer

COMMANDS = {
    "scenarios": "List the scenarios.",
    "show": "Show a scenario's briefing; with --facilitator also the MSEL and the ground truth.",
    "commands": "List the worker's endpoints and the incident commands.",
    "run": "Play headless, in virtual time.",
    "drill": "Play live, alone, with real bash and curl.",
    "host": "Play live with a team, in the browser.",
    "resume": "Resume an interrupted drill or team session.",
    "replay": "Replay a record and verify that its journal is the same.",
    "repair": "Remove the damaged end of a record's journal.",
    "score": "Score a record.",
    "report": "Write a record's report.",
    "debrief": "Explain what was really wrong in a record, and what each decision led to.",
    "actions": "List the improvements that reviews ask for; export them, import their status.",
    "evidence": "Pack records as evidence for a framework's controls; verify such a pack.",
    "xapi": "Export exercise completions as xAPI.",
    "webhook": "Send a record's scorecard to a webhook.",
    "trends": "Report on training by quarter: trends, what is due and what to practise next.",
    "test": "Run runbooks against scenarios, through pytest.",
    "msel": "Export a scenario's injects to a spreadsheet, or import them.",
    "claims": "Show how a message is interpreted.",
    "campaign": "Run many exercises and tabulate the results, one row per run.",
    "what-if": "Play a record again with a decision left out, moved or replaced.",
    "compare": "Compare two responders, versions or settings on the same scenarios and seeds.",
    "mutate": "Break a runbook step by step, and see which mistakes its regression tests catch.",
    "defeat": "Find the smallest change to a scenario that makes a runbook fail.",
    "lint": "Check scenarios, policies, responders, regression tests and runbooks.",
    "doctor": "Check which features work on this machine, and what to install for the others.",
    "completion": "Print the script for tab completion in bash, zsh or fish.",
}
"""Command and help line; `sim/surfaces/cli/NAME.py` holds a click command called `command`,
with `_` for `-` in the file's name."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and loads the rest when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"sim.surfaces.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f": did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"no command '{args[0]}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


EPILOG = """\b
Examples:
  tabletop scenarios
  tabletop run complete-r2-outage --responder reference --seed 7
  tabletop drill complete-r2-outage --pace 10

\b
Tab completion: tabletop completion --help
"""


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="tabletop-trainer", prog_name="tabletop")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A flight simulator for incident response.

    A simulated service breaks in scripted ways; you work the incident with the commands
    you would use in a real one; a scorer reads the journal and says how it went.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


_TOLD = (TabletopError, OSError, MemoryError, ImportError)
"""What is told in one line, beside what click and the user's Ctrl+C raise."""
_LONG = re.compile(r"\S{300,}")


def main() -> NoReturn:
    """Run the command line; never returns."""
    if os.name == "nt":
        # Locks, signals and sandboxes are Linux's: better a line than an error from their midst.
        from sim.needs import ELSEWHERE

        sys.exit(_said(ELSEWHERE, 2))
    _make_ready()
    sys.exit(outcome())


def outcome(words: Sequence[str] | None = None) -> int:
    """Carry a command out, with its errors in words on stderr; its exit code.

    Args:
        words: the command's words; None for those that the process was started with.
    """
    try:
        code = _carried_out(words)
        # Now, and not at the interpreter's end, where a full disk could not be worded any more.
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _let_go(sys.stdout)
        return 0
    except (click.ClickException, click.Abort, KeyboardInterrupt, *_TOLD) as error:
        return _said(*_worded(error))
    return code if isinstance(code, int) else 0


def _carried_out(words: Sequence[str] | None) -> object:
    try:
        return cli.main(words, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0


def _worded(error: BaseException) -> tuple[str, int]:
    """What to tell the user, and the exit code."""
    match error:
        case click.ClickException():
            context = error.ctx if isinstance(error, click.UsageError) else None
            usage = f" (see {context.command_path} --help)" if context else ""
            return f"{error.format_message()}{usage}", 2
        case Interrupted():
            return str(error), 130
        case TabletopError():
            from sim.surfaces.error_lines import lines_of

            return "\n".join(lines_of(error)), 2
        case OSError():
            from sim.disk import refusal

            _let_go(sys.stdout)
            return refusal(error), 2
        case MemoryError() | ImportError():
            # Where memory is short, a library is the first thing that cannot be loaded.
            what = "a library cannot be loaded" if isinstance(error, ImportError) else "it ended"
            return f"{what} for want of memory, it seems: {_first_line(error)}", 2
        case _:
            return "interrupted", 130


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _make_ready() -> None:
    """Streams that can take any text, and signals that end a command in order."""
    if sys.stdin is None:
        # The first file that is opened would take its number, and be read as the user's input.
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - for the whole run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - same
    if sys.stdout is None:
        text = "standard output is closed; send it somewhere, for example to /dev/null"
        sys.exit(_said(text, 2))
    sys.stdout = _named(sys.stdout, "standard output")
    sys.stderr = _named(sys.stderr, "standard error")
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Where somebody chose to ignore it, as nohup does, it stays ignored.
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _interrupted)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    # Once: a closed terminal hangs up a program twice, by the kernel and by the shell that had
    # started it, and the second time must not interrupt the tidying up.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    raise KeyboardInterrupt


class _Named(io.FileIO):
    """A stream that says what it is when the operating system refuses to take what is written."""

    def __init__(self, handle: int, label: str) -> None:
        super().__init__(handle, "wb", closefd=False)
        self._label = label

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OSError(error.errno, error.strerror, self._label) from None


def _named(stream: TextIO, label: str) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(_Named(stream.fileno(), label)),
        encoding=stream.encoding,
        # What the terminal's encoding lacks, and what is no text, is shown as an escape.
        errors="backslashreplace",
        line_buffering=stream.isatty() or stream is sys.stderr,
    )


def _let_go(stream: TextIO) -> None:
    """Let what is still to be written go nowhere: at its end Python would complain about it."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _said(text: str, code: int) -> int:
    """Say it on stderr, where that can be; the code."""
    # A name may be as long as a page.
    short = _LONG.sub(lambda word: f"{word[0][:80]}…{word[0][-20:]}", shown(text))
    try:
        click.echo(short, err=True)
    except OSError:
        _let_go(sys.stderr)
    return code


if __name__ == "__main__":
    main()
