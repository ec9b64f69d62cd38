"""What goes wrong beside the exercise, said in one line on stderr while the exercise runs on.

A defect or a strange visitor must not fill the facilitator's terminal: every complaint is one line,
without a traceback, and the same one is made once.
"""

from __future__ import annotations

import click

from sim.legible import shown_line

MOST_KEPT = 200
"""Complaints that are remembered; beyond that, none is made at all."""

MOST_CHARS = 300

_made: set[str] = set()


def complain(text: str) -> None:
    """Say it, if it was not said before."""
    line = shown_line(text)[:MOST_CHARS]
    if line in _made or len(_made) >= MOST_KEPT:
        return
    _made.add(line)
    # The carriage return, because a drill's terminal may be in the hands of its shell.
    click.echo(f"tabletop: {line}\r", err=True)


def cause(error: BaseException) -> str:
    """An error in a few words, for a complaint."""
    said = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
