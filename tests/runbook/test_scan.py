"""What a block's text says before it runs."""

from __future__ import annotations

import pytest

from sim.runbook.scan import Loop, assigned, loops, unquoted, uses


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("echo $A ${B}", ["A", "B"]),
        ("echo '$A' \"$B\"", ["B"]),
        ('x="$(curl "$A" -d \'{"b": "$B"}\')"', ["A"]),
        ("echo $A # $B", ["A"]),
        ("cat <<'E'\n$A\nE\necho $B", ["B"]),
        ("cat <<E\n$A\nE", ["A"]),
        ("echo \\$A $HOME $1 $?", []),
    ],
)
def test_variables_that_are_read(text: str, read: list[str]) -> None:
    """Not those in single quotes, comments and literal here-documents, not the shell's own."""
    assert [use.name for use in uses(text, 1)] == read


@pytest.mark.parametrize(
    "text", ["${A:-x}", "${A:?no}", '[ -z "$A" ] && exit', "[[ -n ${A} ]]", "${A+x}"]
)
def test_a_variable_can_be_provided_for(text: str) -> None:
    """Who asks whether it is there may find it missing."""
    assert all(use.guarded for use in uses(text, 1))


def test_a_use_has_the_documents_line() -> None:
    """Counted from the block's first line."""
    assert [use.line for use in uses("a\nb $X\n", 40)] == [41]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A=1 B=2 cmd", {"A", "B"}),
        ("export A=1; local -r B=2", {"A", "B"}),
        ("for A in 1 2; do read -r B C; done", {"A", "B", "C"}),
        ("((A++)); printf -v B x", {"A", "B"}),
        ("curl -d 'A=1' x", set()),
    ],
)
def test_variables_that_are_set(text: str, names: set[str]) -> None:
    """By assignment, loops, read, arithmetic."""
    assert names <= assigned(text)


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("while true; do\n sleep 1\ndone", True),
        ("while :; do sleep 1; done", True),
        ("for ((;;)); do sleep 1; done", True),
        ("until false; do sleep 1; done", True),
        ("while true; do\n if x; then break; fi\ndone", False),
        ("while true; do\n exit 1\ndone", False),
        ("while true; do\n for i in 1; do break; done\ndone", True),
        ("while true; do echo 'break'; done", True),
        ("while [ $x -gt 0 ]; do sleep 1; done", False),
        ("for i in {1..3}; do sleep 1; done", False),
    ],
)
def test_loops_without_an_end(text: str, *, endless: bool) -> None:
    """A loop that nothing leaves is a monitor."""
    assert loops(text, 1)[0].endless is endless


def test_loops_have_the_documents_lines() -> None:
    """First and last line, outer loops first."""
    text = "echo\nwhile true; do\n  for x in 1; do\n    echo done\n  done\ndone\n"
    assert loops(text, 10) == [Loop(11, 15, endless=True), Loop(12, 14, endless=False)]


def test_blanking_keeps_every_line() -> None:
    """Nothing moves when quotes and comments are blanked."""
    text = "a 'b\nc' # d\n\"e 'f' $(g 'h')\"\n"
    assert unquoted(text).count("\n") == text.count("\n")
