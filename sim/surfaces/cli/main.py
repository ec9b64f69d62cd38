"""`tabletop`: the entry point. Loads a command's file only when that command is called.

Words every error of the trainer as one line on stderr and turns it into the exit code: 0 fine,
1 the exercise or check fell short, 2 used wrongly, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

import click

from sim.errors import TabletopError

COMMANDS = {
    "scenarios": "What can be played.",
    "show": "A scenario's briefing; with --facilitator the MSEL and the ground truth.",
    "commands": "The worker's command set.",
    "run": "Play headless, in virtual time.",
    "drill": "Play live, alone: real bash, real curl.",
    "host": "Play live with a team, in the browser.",
    "resume": "Go on with a drill or a team session that was cut off.",
    "replay": "Rebuild a record's world and prove that it is the same.",
    "score": "Score a record.",
    "report": "Write a record's report.",
    "trends": "Report on training over quarters: trends, what is due, what to practise.",
    "test": "Hold runbooks against scenarios, through pytest.",
    "msel": "The injects of a scenario, out to a spreadsheet and in from one.",
    "claims": "What a message is read as.",
    "lint": "Check scenarios, policies, responders, regressions and Markdown runbooks.",
}
"""Command and help line; `sim/surfaces/cli/NAME.py` holds a click command called `command`."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and loads the rest when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"sim.surfaces.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt command."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "see tabletop --help"
            raise click.UsageError(f"no command '{args[0]}': {hint}", ctx)
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
Tab completion: eval "$(_TABLETOP_COMPLETE=bash_source tabletop)"
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

    A simulated service breaks in scripted ways; you work the incident with the commands of the
    real night; a scorer reads the journal and says how it went.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> NoReturn:
    """Run the command line; never returns."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.UsageError as error:
        usage = f" ({error.ctx.command_path} --help shows how)" if error.ctx else ""
        _fail(f"{error.format_message()}{usage}", 2)
    except click.ClickException as error:
        _fail(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", 130)
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not complain about it at exit.
        sys.stderr.close()
        sys.exit(0)
    except TabletopError as error:
        from sim.surfaces.error_lines import lines_of

        _fail("\n".join(lines_of(error)), 2)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(text: str, code: int) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
