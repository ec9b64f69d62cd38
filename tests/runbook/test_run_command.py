"""`tabletop run --responder runbook.md`: record, summary, settings, errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sim.runner.runbook_file import load_runbook
from sim.scenario.library import find_scenario
from tests import forked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runbook.conftest import RunRunbook

BOOK = """\
---
tabletop:
  bindings:
    REGION: weur
  monitor: 2m
---
# Outage

```bash
ack
echo $REGION > region.txt
watch date
curl -s https://outside.example.org/
```

# Other

```bash
note other
```
"""


def _tabletop(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    own = {"PATH": "/usr/bin:/bin", "NO_COLOR": "1", **env} if env else os.environ
    return forked.run(("run", "complete-r2-outage", *words), folder, own)


def test_the_record_holds_transcript_and_files(run_runbook: RunRunbook, tmp_path: Path) -> None:
    """runbook.json says what was done, `saved` holds what it wrote; the terminal sums up."""
    del run_runbook  # skips where there is no sandbox
    (tmp_path / "mine.md").write_text(BOOK)
    words = ["--responder", "mine.md", "--section", "Outage", "--profile", "expert"]
    done = _tabletop(tmp_path, *words, "--out", "out", "--no-report")
    assert done.returncode == 0, done.stderr
    assert "runbook 1 of 1 blocks run, 1 failed; 1 requests answered" in done.stdout
    assert "mine.md:13: not simulated: outside.example.org is not the worker" in done.stdout
    assert "$REGION = weur" in done.stdout
    assert (tmp_path / "out" / "saved" / "region.txt").read_text() == "weur\n"
    data = json.loads((tmp_path / "out" / "runbook.json").read_text())
    assert (data["format"], data["profile"], len(data["blocks"])) == (1, "expert", 1)
    assert [call["line"] for call in data["blocks"][0]["calls"]] == [10, 13]
    assert set(data["rules"]) == {"monitor-ended", "refused-host"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--responder", "missing.md"], "no runbook 'missing.md': did you mean 'mine.md'?"),
        (["--responder", "mine.md", "--section", "Outtage"], "did you mean 'Outage'?"),
        (["--responder", "mine.md", "--profile", "oncall"], "did you mean 'on-call'?"),
        (["--profile", "expert"], "belong to a runbook"),
        (["--responder", "bad.md"], "bad.md:3: bindigs: unknown field"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, words: list[str], says: str) -> None:
    """With the way out, and exit code 2."""
    (tmp_path / "mine.md").write_text(BOOK)
    (tmp_path / "bad.md").write_text("---\ntabletop:\n  bindigs: {}\n---\n")
    done = _tabletop(tmp_path, *words)
    assert done.returncode == 2
    assert says in done.stderr


def test_without_a_sandbox_it_refuses_and_says_what_to_do(tmp_path: Path) -> None:
    """Exit code 2, nothing is run and no record is made."""
    (tmp_path / "mine.md").write_text(BOOK)
    # Python imports this by itself; there is no filter for such a processor.
    (tmp_path / "sitecustomize.py").write_text(
        "import platform\nplatform.machine = lambda: 'riscv64'\n"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sim.surfaces.cli.main",
            "run",
            "complete-r2-outage",
            "--responder",
            str(tmp_path / "mine.md"),
            "--out",
            str(tmp_path / "records"),
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "apt-get install bubblewrap" in done.stderr
    assert "kernel.apparmor_restrict_unprivileged_userns=0" in done.stderr
    assert not (tmp_path / "records").exists()


def test_the_file_beside_a_runbook_declares_its_bindings(tmp_path: Path) -> None:
    """It wins over the front matter and is named as the source."""
    (tmp_path / "mine.md").write_text(BOOK)
    assert load_runbook(tmp_path / "mine.md").source == "front matter"
    beside = tmp_path / "mine.bindings.yaml"
    beside.write_text("bindings:\n  id:\n    answer: /api/backup/list\n    jq: .data[0].id\n")
    loaded = load_runbook(tmp_path / "mine.md")
    assert (loaded.source, list(loaded.settings.bindings)) == ("mine.bindings.yaml", ["id"])


@pytest.mark.slow
def test_a_scenario_has_a_runbook_of_its_own(run_runbook: RunRunbook, tmp_path: Path) -> None:
    """`--responder runbook` takes the one that the shipped regressions hold against it."""
    del run_runbook  # skips where there is no sandbox
    done = _tabletop(tmp_path, "--responder", "runbook", "--no-report", "--expect", "recovered")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(next(tmp_path.glob("records/*/runbook.json")).read_text())["runbook"] == (
        "storage-outage.md"
    )


def test_a_scenario_without_a_runbook_is_told(tmp_path: Path) -> None:
    """An author's own scenario has none; those that have one are named."""
    shipped = find_scenario("complete-r2-outage").read_text()
    mine = shipped.replace("name: complete-r2-outage", "name: mine")
    (tmp_path / "mine.yaml").write_text(mine)
    done = forked.run(("run", "mine.yaml", "--responder", "runbook"), tmp_path, os.environ)
    assert done.returncode == 2
    assert "no runbook for the scenario 'mine'" in done.stderr
    assert "Traceback" not in done.stderr
