"""What other people's documents hold and the linter must not report."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sim.runbook.document import parse
from sim.surfaces.lint_runbook import all_problems

if TYPE_CHECKING:
    from tests.runbook.lint.conftest import Linted

ASSIGNED = {
    "read with a prompt": 'read -r -p "Name? " name; echo "$name"',
    "getopts": 'while getopts "a:" opt; do echo "$opt $OPTARG"; done',
    "default given": ': "${x:=2}"; echo "$x"',
    "own": '[[ a =~ a ]] && echo "${BASH_REMATCH[0]} $OSTYPE $HOSTTYPE $SHLVL ${GROUPS[0]}"',
    "coprocess": 'coproc W { cat; }; echo "${W[0]} $W_PID"',
    "descriptor": 'exec {fd}>log; echo "$fd"',
    "waited for": 'wait -n -p done; echo "$done"',
}


@pytest.mark.parametrize("block", ASSIGNED.values(), ids=ASSIGNED)
def test_a_variable_that_bash_sets(linted: Linted, block: str) -> None:
    """It is given a value, though nowhere by `NAME=`."""
    assert [one for one in linted(block) if one.code == "RB502"] == []


def test_a_placeholder_is_one_finding(linted: Linted) -> None:
    """Not a syntax error as well, which bash would make of its two redirections."""
    assert [one.code for one in linted("scale() { cat; }\nscale <deployment>")] == ["RB304"]
    assert [one.code for one in linted("for i in <hosts>; do echo $i; done")] == ["RB304"]
    assert [one.code for one in linted("cat <<EOF>out\nif\nEOF")] == []


def test_many_blocks_are_read_by_one_bash() -> None:
    """Each fault at its line, and blocks that would finish each other are read alone."""
    blocks = ["echo a", "if true; then", "fi", "echo 'b", "c'", "echo ok", "done", "echo $(", "d"]
    text = "".join(f"```bash\n{block}\n```\n" for block in blocks)
    bash = shutil.which("bash") or "bash"
    found = all_problems(bash, parse(text).blocks)
    assert sorted(one.line for one in found) == [5, 8, 11, 14, 20, 23]


TESTING = "https://test-worker.example.com/api/test"
ANSWERED = {
    "the head of a page": ("curl -sI https://your-worker.example.com/health/status", []),
    "a look at tests by the admin": (
        f'curl -s {TESTING}/get-checksum -H "Authorization: Bearer <admin_token>"',
        [],
    ),
    "a fault by the admin": (
        f'curl -s -X POST {TESTING}/restore-r2-service -H "Authorization: Bearer <admin_token>"',
        ["RB108"],
    ),
}


@pytest.mark.parametrize(("block", "codes"), ANSWERED.values(), ids=ANSWERED)
def test_method_and_token_as_the_worker_takes_them(
    linted: Linted, block: str, codes: list[str]
) -> None:
    """The linter asks the command itself, as the worker does."""
    found = [one.code for one in linted(block)]
    assert [code for code in found if code in {"RB102", "RB108"}] == codes
