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


LOOK = "curl -s https://your-worker.example.com/health/status"
REACHES = {
    "a script of its own": f"cat > look.sh <<'E'\n{LOOK}\nE\nchmod +x look.sh && ./look.sh",
    "a program in a variable": LOOK.replace("curl -s", 'CURL="curl -s"\n$CURL'),
    "as somebody else": f"sudo -u ops {LOOK}",
    "letters together": f"sudo -Eu ops {LOOK}",
    "a shell of root's": f"sudo -i <<'E'\n{LOOK}\nE",
    "nicely": f"nice -n 10 {LOOK}",
    "timed": f"time -p {LOOK}",
}


@pytest.mark.parametrize("block", REACHES.values(), ids=REACHES)
def test_a_run_would_reach_the_worker(linted: Linted, block: str) -> None:
    """Though the call stands behind other words; the linter does not say that nothing is tried."""
    assert [one.code for one in linted(block, whole=True) if one.code in {"RB801", "RB803"}] == []


def test_a_loop_in_the_background_keeps_nobody(linted: Linted) -> None:
    """The steps below it are reached; before it, without `&`, they are not."""
    loop = f"(while true; do {LOOK} >> log; sleep 10; done)"
    assert [one.code for one in linted(f"{loop} &\nsleep 60\nkill $!")] == []
    assert [one.code for one in linted(f"{loop}\nsleep 60")] == ["RB406"]


def test_what_bash_cannot_read_is_one_finding(linted: Linted) -> None:
    """Its pieces are not programs that the sandbox lacks."""
    found = linted(f"{LOOK} &amp;&amp; echo up", whole=True)
    assert [one.code for one in found if one.level != "hint"] == ["RB301"]


TYPESET = {
    "space before a pipe": (f"{LOOK}\u00a0| jq .success", "a no-break space (U+00A0)"),
    "quotation marks": (f"{LOOK} | jq \u2018.success\u2019", "a curly quotation mark (U+2018)"),
    "space in curl's words": (LOOK.replace(" -s ", " -s\u00a0"), "a no-break space (U+00A0)"),
    "option": (f"{LOOK} | jq \u2013r .success", "a long dash (U+2013)"),
}


@pytest.mark.parametrize(("block", "sign"), TYPESET.values(), ids=TYPESET)
def test_a_typeset_sign_is_one_finding(linted: Linted, block: str, sign: str) -> None:
    """Not an unknown path or a program that jq cannot read as well."""
    found = linted(block)
    assert [one.code for one in found] == ["RB307"]
    assert found[0].problem.startswith(sign)


def test_typeset_signs_in_texts_are_texts(linted: Linted) -> None:
    """In quotes, in remarks, and inside a word."""
    assert linted('note "R2 is down \u2013 we look"; echo it\u2019s; # \u2018so\u2019') == []
