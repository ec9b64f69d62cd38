"""Loops that nothing ends, as the run and the linter see them."""

from __future__ import annotations

import pytest

from sim.runbook.shell.loops import bounded_loops, endless_loops
from sim.runbook.shell.reader import read_script


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("while true; do\n sleep 1\ndone", True),
        ("while :; do sleep 1; done", True),
        ("for ((;;)); do sleep 1; done", True),
        ("until false; do sleep 1; done", True),
        ("while true; do\n if x; then break; fi\ndone", False),
        ("while true; do\n exit 1\ndone", False),
        ("f() { while true; do return; done; }", False),
        ("while true; do\n for i in 1; do break; done\ndone", True),
        ("while true; do echo 'break'; done", True),
        ("while [ $x -gt 0 ]; do sleep 1; done", False),
        ("for i in {1..3}; do sleep 1; done", False),
        ("x=$(while true; do sleep 1; done)", True),
        ("while true; do", False),
        ("while true; do kill $CHILD; sleep 1; done", True),
        ("while true; do exec >log; sleep 1; done", True),
    ],
)
def test_loops_without_an_end(text: str, *, endless: bool) -> None:
    """A loop that nothing leaves is a monitor: it is watched for a while, then ended."""
    assert bool(list(endless_loops(read_script(text)))) is endless


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("while true; do for i in 1; do break 2; done; done", False),
        ("while true; do exec bash; done", False),
        ("for ((;;i++)); do sleep 1; done", True),
    ],
)
def test_where_a_glance_at_the_text_would_err(text: str, *, endless: bool) -> None:
    """The reader of edition 0.1 knew no levels of `break`, no `exec`, no third part of `for`."""
    assert bool(list(endless_loops(read_script(text)))) is endless


def test_loops_have_the_documents_lines() -> None:
    """First and last line, outer loops first."""
    text = "echo\nwhile true; do\n  while :; do\n    echo done\n  done\ndone\n"
    assert list(endless_loops(read_script(text, 10))) == [(11, 15), (12, 14)]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("for i in {1..9}; do\n x\ndone", True),
        ("for ((i = 0; i < 9; i++)); do\n x\ndone", True),
        ('while [ "$n" -lt 9 ]; do\n x\ndone', True),
        ("while (( n < 9 )); do\n x\ndone", True),
        ("until curl x; do\n sleep 1\ndone", False),
        ('until [ "$S" = ok ]; do\n sleep 1\ndone', False),
        ("for ((;;)); do\n x\ndone", False),
        ("while true; do\n x\ndone", False),
    ],
)
def test_a_loop_whose_rounds_are_counted(text: str, counted: bool) -> None:  # noqa: FBT001 - a table
    """It may take the whole exercise; others have a block's budget, or are monitors."""
    assert list(bounded_loops(read_script(text))) == ([(1, 3)] if counted else [])
