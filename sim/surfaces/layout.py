"""Text for a terminal: broken at words, within the terminal's width, and nothing it would obey."""

from __future__ import annotations

import shutil
import textwrap

import click

from sim.legible import escaped, shown

WIDEST = 88
"""Longer lines are hard to read, however wide the terminal."""


def columns() -> int:
    """How wide text may be here; in a pipe, as wide as it may be at all."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)


def fold(text: str, *, lead: str = "", indent: str = "") -> str:
    """One paragraph; `lead` begins its first line, `indent` the others."""
    return textwrap.fill(
        text,
        columns(),
        initial_indent=lead,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def fold_paragraphs(text: str) -> str:
    """Paragraphs that are too wide are broken anew; lists and narrow ones stay as they are."""
    return "\n\n".join(_paragraph(part) for part in text.strip("\n").split("\n\n"))


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    if max(map(len, lines)) <= columns() or any(line[:1] in " -*" for line in lines):
        return text
    return fold(" ".join(lines))


def say(text: str = "", *, err: bool = False, nl: bool = True, bold: bool = False) -> None:
    """Print a text whose words may be anybody's: what a terminal would obey is seen instead.

    Args:
        text: what to print.
        err: on stderr.
        nl: with a newline behind it.
        bold: set off, where there are colours.
    """
    click.echo(click.style(shown(text), bold=True) if bold else shown(text), err=err, nl=nl)


def say_styled(text: str) -> None:
    """Print a text with styles of ours in it, whose other parts have been through `shown`."""
    click.echo(text)


def say_json(text: str) -> None:
    """Print JSON: what a terminal would obey becomes its escape, which readers of JSON undo."""
    click.echo(escaped(text))
