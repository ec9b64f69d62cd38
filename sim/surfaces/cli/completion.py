"""`tabletop completion`."""

from __future__ import annotations

import click

from sim.surfaces.layout import say

SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog="""\b
Examples:
  eval "$(tabletop completion bash)"                in this shell only

\b
To keep it, write it where your shell looks:
  tabletop completion bash > ~/.local/share/bash-completion/completions/tabletop
  tabletop completion zsh > "${fpath[1]}/_tabletop"
  tabletop completion fish > ~/.config/fish/completions/tabletop.fish

\b
Create the folder first if it is not there. bash needs the package bash-completion to read that
folder; zsh needs `autoload -U compinit && compinit` in ~/.zshrc. Then start a new shell.
"""
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(*, shell: str) -> None:
    """Print the script that completes tabletop's commands and options with Tab."""
    from click.shell_completion import get_completion_class

    from sim.surfaces.cli.main import cli

    kind = get_completion_class(shell)
    assert kind is not None, f"click knows {', '.join(SHELLS)}"
    say(kind(cli, {}, "tabletop", "_TABLETOP_COMPLETE").source())
