"""Did it really run? One verdict in lint, run and test, which no expectation makes up for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.runbook.coverage import Coverage, lacking_in
from sim.runbook.fences import Unseen
from sim.runbook.lint.check import lint
from sim.runbook.shell.reader import read_script
from tests import forked

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook

TABLETOP = Path(sys.executable).with_name("tabletop")
URL = "https://your-worker.example.com/health/status"
FAILS = f"""# All fail
```bash
wget -qO- {URL}
```
```bash
kubectl get pods
kubectl get nodes
```
"""
PROSE = "# Nothing runs here\n\n```\nkubectl get pods -A\n```\n"
REGRESSIONS = """format: 1
regressions:
- id: prose
  runbook: prose.md
  scenarios: [no-incident]
  complete: true
  expect: ["harm==0"]
- id: fails
  runbook: fails.md
  scenarios: [no-incident]
  expect: ["harm==0"]
"""


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("wget x\nwget y\nssh h", [("wget", 1, 2), ("ssh", 3, 1)]),
        ("sudo -u ops kubectl get x", [("kubectl", 1, 1)]),
        ("echo $(openssl rand 4) | /usr/bin/python3 -", [("openssl", 1, 1), ("python3", 1, 1)]),
        ("command -v kubectl && echo there", []),
        ("f() { date; }\nfunction g { date; }\nf; g; sudo date", []),
        ("jq . x; declare a=1; ack; [[ a ]]; (( 1 )); X=1 env", []),
        ('"$TOOL" x; $CMD y; ./own.sh; {', []),
    ],
)
def test_programs_that_the_sandbox_lacks(text: str, lacks: list[tuple[str, int, int]]) -> None:
    """Each once, at its first line, with the number of its lines."""
    found = lacking_in([read_script(text)])
    assert [(one.name, one.line, len(one.lines)) for one in found] == lacks


@pytest.mark.parametrize(
    ("coverage", "says"),
    [
        (Coverage(0, (), 0, 0, (), 0, 0), "it contains no shell commands"),
        (
            Coverage(0, (Unseen(3, "it has no label", commands=True),), 0, 0, (), 0, 0),
            "line 3: it has no",
        ),
        (Coverage(2, (), 2, 2, (), 4, 0), "none of its 4 calls was answered"),
        (Coverage(2, (), 2, 0, (), 0, 0), "it makes no call"),
        (Coverage(1, (), 1, 0, (), 3, 3, refused=3), "each of its 3 calls was refused"),
        (Coverage(1, (), 1, 0, (), 2, 1, refused=1), "its one call was refused"),
        (Coverage(2, (), 0, 0, (), 0, 0, opened=False), "it was never opened"),
    ],
)
def test_what_proves_nothing(coverage: Coverage, says: str) -> None:
    """Nothing seen, nothing opened, nothing answered: each in a sentence."""
    assert says in coverage.problem


def test_one_answer_is_enough() -> None:
    """Whether the answers were the right ones is for the expectations."""
    assert not Coverage(2, (), 2, 1, (), 4, 1).problem
    assert not Coverage(2, (), 2, 1, (), 4, 2, refused=1).problem


def test_calls_that_are_all_refused_prove_nothing(run_runbook: RunRunbook) -> None:
    """Answered, but nothing was carried out; one call that is taken is enough."""
    host = "your-worker.example.com"
    wrong = (
        f"curl -s https://{host}/nope; curl -s http://{host}/health/status\n"
        f"curl -s -X POST https://{host}/health/check -H 'Authorization: Bearer YOUR_TOKEN'"
    )
    refused = run_runbook(f"```bash\n{wrong}\n```\n").coverage
    assert refused.problem == "nothing was carried out: each of its 3 calls was refused"
    assert run_runbook(f"```bash\n{wrong}\nack\n```\n").coverage.problem == ""


def test_lint_foresees_it() -> None:
    """An error for what would prove nothing; a limit for each program, once."""
    assert [(one.line, one.code) for one in lint(FAILS)] == [
        (3, "RB801"),
        (3, "RB803"),
        (6, "RB803"),
    ]
    assert [(one.line, one.code) for one in lint(PROSE)] == [(1, "RB801"), (4, "RB802")]
    assert lint("```bash\nack\n```\n") == []


@pytest.mark.slow
def test_run_and_test_say_so(run_runbook: RunRunbook, tmp_path: Path) -> None:
    """Exit 1 with a sentence, although nothing was harmed and the total may be anything."""
    del run_runbook  # skips where there is no sandbox
    (tmp_path / "fails.md").write_text(FAILS)
    (tmp_path / "prose.md").write_text(PROSE)
    (tmp_path / "ops.regressions.yaml").write_text(REGRESSIONS)
    words = ("run", "no-incident", "--no-report", "--expect", "harm==0", "--responder")
    done = forked.run((*words, "fails.md"), tmp_path, os.environ)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "fails.md did not really run: it never reached the simulation: it makes no call; "
        "the sandbox lacks wget, kubectl"
    )
    assert done.stdout.count("kubectl is not in the sandbox") == 1
    done = forked.run((*words, "prose.md"), tmp_path, os.environ)
    assert (done.returncode, "nothing in it is run" in done.stderr) == (1, True)
    tested = subprocess.run(
        [TABLETOP, "test", "ops.regressions.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert tested.returncode == 1
    assert "2 failed" in tested.stdout
    assert tested.stdout.count("did not really run") >= 2
