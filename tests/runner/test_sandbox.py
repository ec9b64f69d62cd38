"""How sandboxes are built: limits that add up, a builder a process, scripts by name."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.runbook.budgets import Budgets
from sim.runbook.document import Block
from sim.runner import sandbox as sandboxes
from sim.runner.builders import BUILDERS
from sim.runner.shell import BlockEnd, Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = """\
printf '#!/bin/bash\\necho "args: $*; input: $(cat)"; exit 7\\n' >x.sh
printf '#!/usr/bin/awk -f\\nBEGIN { print "awk" }\\n' >a.awk
printf '#!/usr/bin/env bash\\necho "env $1"\\n' >e.sh
printf 'echo "plain $0 $*"\\n' >p.sh
mkdir d; cp p.sh d/
chmod +x *.sh a.awk d/p.sh
"""


@pytest.fixture(params=["bubblewrap", "unshare"])
def shell(
    request: pytest.FixtureRequest, sandbox: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """A sandbox of each builder."""
    del sandbox
    monkeypatch.setattr(sandboxes, "can_build_alone", lambda: request.param == "unshare")
    if request.param == "bubblewrap" and sandboxes.find_bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    with Shell("book.md", Budgets(), {}) as made:
        yield made


def run(shell: Shell, text: str) -> tuple[int | None, list[str]]:
    """Run a block that calls nothing; its exit code and what it printed."""
    shell.begin(Block(1, "bash", text, "", 0), {}, 1_700_000_000_000)
    ended = shell.next()
    assert isinstance(ended, BlockEnd)
    return ended.code, shell.output()[0].splitlines()


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("echo in | ./x.sh a 'b c'; echo ${PIPESTATUS[1]}", ["args: a b c; input: in", "7"]),
        ('y=$(echo in | ./x.sh 1); echo "$y $?"', ["args: 1; input: in 7"]),
        ("if ./x.sh </dev/null; then echo no; else echo $?; fi", ["args: ; input: ", "7"]),
        ("./a.awk; ./e.sh 1", ["awk", "env 1"]),
        ('A=1 ./p.sh a; S=./p.sh; $S b; "$S" c', ["plain ./p.sh " + a for a in "abc"]),
        ('"$PWD/p.sh"; $(pwd)/p.sh; ~/p.sh', ["plain /work/p.sh "] * 3),
        ("d/p.sh 1; cd d; ./p.sh 2", ["plain d/p.sh 1", "plain ./p.sh 2"]),
        ("f() { \"$@\"; }; f ./p.sh 1; bash -c './p.sh 2'", ["plain ./p.sh 1", "plain ./p.sh 2"]),
        ("./p.sh >out && cat out; (./p.sh 2) | cat", ["plain ./p.sh ", "plain ./p.sh 2"]),
        ("bash x.sh a </dev/null; sh p.sh b", ["args: a; input: ", "plain p.sh b"]),
        ("chmod -x p.sh; ./p.sh; echo $?; ./missing; echo $?; ./d; echo $?", ["126", "127", "126"]),
        ("set -e; ./e.sh; ./x.sh </dev/null; echo no", ["env ", "args: ; input: "]),
    ],
)
def test_scripts_run_by_name(shell: Shell, command: str, printed: list[str]) -> None:
    """As they would where the kernel starts them."""
    assert run(shell, SCRIPTS + command)[1] == printed


def test_the_limits_add_up() -> None:
    """Every process at its limits and every writable folder full stay under the stated total."""
    process = (sandboxes.DATA_KIB + sandboxes.STACK_KIB) << 10
    assert sandboxes.PROCESSES * process + sum(sandboxes.SCRATCH.values()) <= sandboxes.TOTAL_BYTES


def test_the_supervisor_has_the_limits(shell: Shell) -> None:
    """They are what a block finds, and it cannot raise them."""
    text = "ulimit -u; ulimit -d; ulimit -s; ulimit -v; ulimit -f; ulimit -d unlimited; ulimit -d"
    wanted = (sandboxes.PROCESSES, sandboxes.DATA_KIB, sandboxes.STACK_KIB, sandboxes.SPACE_KIB)
    block = [str(number) for number in (*wanted, sandboxes.FILE_KIB, sandboxes.DATA_KIB)]
    assert run(shell, text)[1] == block


def test_ten_processes_in_a_pipe_have_room(shell: Shell) -> None:
    """And megabytes go through them: what runbooks do is far from the limits."""
    pipe = "seq 300000 | " + "sort -n | sed s/x/y/ | awk '{print}' | " * 3 + "tail -n 1"
    assert run(shell, pipe) == (0, ["300000"])


def test_the_callers_keys_are_left_behind() -> None:
    """What the builder does for each sandbox: a session keyring without what was in the last."""
    program = (
        "import ctypes\nfrom sim.runner import builder\n"
        "machine = builder.platform.machine()\n"
        "syscall = ctypes.CDLL(None, use_errno=True).syscall\n"
        "session, search = -3, 10\n"
        "add = {'x86_64': 248, 'aarch64': 217}[machine]\n"
        "added = syscall(add, b'user', b'bait', b'x', 1, session)\n"
        "keyctl = builder.NUMBERS[machine]['keyctl']\n"
        "seen = lambda: syscall(keyctl, search, session, b'user', b'bait', 0) == added\n"
        "before = seen()\nbuilder.own_keys()\nprint(added > 0 and before, seen())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    if done.stdout.startswith("False"):
        pytest.skip("keyrings are not allowed here")
    assert done.stdout == "True False\n"


def test_a_block_that_prints_for_ever_ends(sandbox: None) -> None:
    """At its own limit, and at the run's when that comes first; a sentence says why."""
    del sandbox
    drip = "while :; do read -r -t 0.3 <>/sim/idle; echo .; done"
    for text, budgets, until, why in (
        ("yes", Budgets(unasked_s=0.5), float("inf"), "it ran for 0.5 s without a call"),
        (drip, Budgets(unasked_s=0.5), float("inf"), "it ran for 0.5 s without a call"),
        ("yes", Budgets(run_s=0.5), time.monotonic() + 0.5, "the run took over 0.5 s"),
    ):
        with Shell("book.md", budgets, {}) as shell:
            shell.begin(Block(1, "bash", text, "", 0), {}, 0)
            began = time.monotonic()
            ended = shell.next(until)
            assert isinstance(ended, BlockEnd)
            assert (ended.killed, ended.died) == (why, False)
            assert time.monotonic() - began < 3.0


def test_sandboxes_end_with_the_builder(sandbox: None) -> None:
    """Its death is theirs, and the next sandbox gets another builder."""
    del sandbox
    with Shell("book.md", Budgets(), {}) as shell:
        shell.be_ready()
        shell.begin(Block(1, "bash", "cat /dev/zero >/dev/null", "", 0), {}, 0)
        BUILDERS.stop()
        ended = shell.next()
        assert isinstance(ended, BlockEnd)
        assert ended.died
    with Shell("book.md", Budgets(), {}) as shell:
        assert run(shell, "echo again") == (0, ["again"])


def test_sandboxes_end_with_the_trainer(sandbox: None, tmp_path: Path) -> None:
    """Also when it is killed: nothing is left running."""
    del sandbox
    marker = f"marker-{tmp_path.name}"
    text = f"bash -c 'while :; do :; done' {marker}"
    program = (
        "from sim.runner.shell import Shell\nfrom sim.runbook.budgets import Budgets\n"
        "from sim.runbook.document import Block\n"
        "shell = Shell('x.md', Budgets(), {}).__enter__()\n"
        f"shell.begin(Block(1, 'bash', {text!r}, '', 0), {{}}, 0)\nprint('on', flush=True)\n"
        "shell.next()\n"
    )

    def left() -> bool:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                line = path.read_bytes()
                if marker.encode() in line and b"while" in line[:40]:
                    return True
        return False

    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as trainer:
        assert trainer.stdout is not None
        assert trainer.stdout.readline() == b"on\n"
        until = time.monotonic() + 5.0
        while not left() and time.monotonic() < until:
            time.sleep(0.02)
        assert left()
        os.kill(trainer.pid, signal.SIGKILL)
    until = time.monotonic() + 5.0
    while left() and time.monotonic() < until:
        time.sleep(0.02)
    assert not left()


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare (util-linux)")
def test_where_root_cannot_be_given_up_it_refuses() -> None:
    """As in a container without other users: in words, not with a trace."""
    program = (
        "from sim.runner.shell import Shell\nfrom sim.runbook.budgets import Budgets\n"
        "from sim.errors import NoIsolation\n"
        "try:\n    Shell('x.md', Budgets(), {}).__enter__()\n"
        "except NoIsolation as error:\n    print(error)\n"
    )
    done = subprocess.run(
        ["unshare", "--map-root-user", sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare failed" in done.stderr:
        pytest.skip(done.stderr)
    assert "root cannot become an ordinary user here: " in done.stdout
    assert done.stderr == ""


def test_a_match_of_one_block_hides_no_script_of_the_next(shell: Shell) -> None:
    """`=~` fills BASH_REMATCH in every block, and what a block has matched is kept for the next."""
    first = "[[ abc =~ (b)c ]]; sudo X=1 true; declare y=1"
    run(shell, first)
    again = 'echo "${BASH_REMATCH[1]}"; [[ de =~ (e) ]]; ./p.sh "${BASH_REMATCH[1]}"'
    assert run(shell, SCRIPTS + again)[1] == ["b", "plain ./p.sh e"]


def test_a_refused_program_is_named_without_the_sandbox(shell: Shell) -> None:
    """The block's line and the word that was typed; in a script, that script's name."""
    said = run(shell, "cp /usr/bin/true t\necho ./t >s.sh\n./t 2>&1\nbash s.sh 2>&1\n")[1]
    refused = "./t: Permission denied"
    assert said == [f"line 3: {refused}", f"s.sh: line 1: {refused}"]
