"""The variables that a block reads and sets, as the run and the linter see them."""

from __future__ import annotations

import pytest

from sim.runbook.shell.reader import read_script
from sim.runbook.shell.variables import VariableUse, variables_read, variables_set


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
        ("echo $((A + $B)) $((${#C} - 1))", ["B", "C"]),
        ("((i < ${#A[@]} && $B > 1))", ["A", "B"]),
        ('case $A in "$B") x ;; esac', ["A", "B"]),
        ("for i in $A; do echo >$B; done", ["A", "B"]),
    ],
)
def test_variables_that_are_read(text: str, read: list[str]) -> None:
    """Not those in single quotes, comments and literal here-documents, not the shell's own."""
    assert sorted(use.name for use in variables_read(read_script(text))) == read


@pytest.mark.parametrize(
    "text",
    [
        "${A:-x}",
        "${A:?no}",
        "${A+x}",
        "${A:=x}",
        '[ -z "$A" ] && exit',
        "[[ -n ${A} ]]",
        "[[ -v A ]] && echo $A",
    ],
)
def test_a_variable_can_be_provided_for(text: str) -> None:
    """A block that asks whether it is there may find it missing."""
    assert all(use.guarded for use in variables_read(read_script(text)))
    assert variables_read(read_script(text))


def test_a_use_has_the_documents_line() -> None:
    """Counted from the block's first line, and in the order of lines."""
    script = read_script("a\nb $X $((1 +\n$Y))\n", 40)
    assert variables_read(script) == [
        VariableUse("X", 41, guarded=False),
        VariableUse("Y", 42, guarded=False),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A=1 B=2 cmd", {"A", "B"}),
        ("export A=1; local -r B=2; declare C", {"A", "B", "C"}),
        ("for A in 1 2; do read -r B C; done", {"A", "B", "C"}),
        ("((A++)); printf -v B x", {"A", "B"}),
        ("echo $((A += 1)); for ((B = 0; B < 3; B++)); do x; done", {"A", "B"}),
        ("x=$(A=1; echo)", {"A", "x"}),
        ("getopts ab A; unset B; A+=(1)", {"A", "B"}),
        ("curl -d 'A=1' x", set()),
        ("let A=5 B++; echo $A", {"A", "B"}),
    ],
)
def test_variables_that_are_set(text: str, names: set[str]) -> None:
    """By assignment, loops, read, arithmetic; these and no others."""
    assert variables_set(read_script(text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('curl "https://host/events?level=error&limit=50"', set()),
        ('echo "count A=1"', set()),
        ("((A == 1))", set()),
        ('read -r -p "Go on? " A', {"A"}),
        ("read -p Continue A", {"A"}),
    ],
)
def test_where_a_glance_at_the_text_would_err(text: str, names: set[str]) -> None:
    """The reader of edition 0.1 looked for `NAME=` anywhere: these five it got wrong.

    A query's `&limit=50` is no assignment, nor is a text in quotes or a comparison; the name that
    `read` fills stands behind its prompt.
    """
    assert variables_set(read_script(text)) == names
