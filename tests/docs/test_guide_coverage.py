"""The table of what the guide asks for names commands, files and routes that exist."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import click
import pytest

from sim.command_set import COMMAND_SET
from sim.surfaces.cli.main import cli

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "guide-coverage.md"
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| The guide")
]
CODE = re.compile(r"`([^`]+)`")
ROUTE = re.compile(r"(GET|POST|PUT) (/\S+)")
IN_PART = 2
"""How many rows may say that something is missing; fewer is better."""


def _codes(column: int) -> list[str]:
    return [code for row in ROWS for code in CODE.findall(row[column])]


def test_every_row_is_whole() -> None:
    """A statement, a state, a place, a command; what is missing is said, and seldom."""
    assert len(ROWS) > 50
    for row in ROWS:
        assert len(row) == 4
        assert all(row)
        assert row[1] == "yes" or row[1].startswith("in part: ")
        assert CODE.search(row[3])
    assert sum(row[1] != "yes" for row in ROWS) <= IN_PART


@pytest.mark.parametrize("line", sorted(set(_codes(3))))
def test_a_command_that_is_named_is_understood(line: str) -> None:
    """With its options and choices; it is not carried out."""
    program, name, *words = shlex.split(line)
    assert program == "tabletop"
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None, name
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    given = [word for word in words if word.startswith("--")]
    assert [word for word in given if word not in known] == []
    for option, value in pairwise(words):
        for one in command.params:
            if option in one.opts and isinstance(one.type, click.Choice):
                assert value in one.type.choices


@pytest.mark.parametrize(
    "name", sorted({one for one in _codes(2) if "/" in one and " " not in one})
)
def test_a_file_that_is_named_exists(name: str) -> None:
    assert (ROOT / name).is_file()


def test_a_route_that_is_named_is_in_the_command_set() -> None:
    known = {(row.method, row.path) for row in COMMAND_SET}
    named = [match for code in _codes(2) if (match := ROUTE.fullmatch(code))]
    assert len(named) > 20
    assert [one[0] for one in named if (one[1], one[2]) not in known] == []
