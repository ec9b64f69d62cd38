"""`tabletop mutate`: what it says of a small runbook, its files, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Tabletop = Callable[..., subprocess.CompletedProcess[str]]

TABLETOP = Path(sys.executable).with_name("tabletop")
RUNBOOK = """\
# Is it us?

```bash
curl -fsS -H "Authorization: Bearer <admin_token>" https://your-worker.example.com/health/status
post slack "The service is healthy; downloads and uploads work."
sleep 60
note "A false alarm."
```
"""
REGRESSIONS = """\
format: 1
regressions:
  - id: quiet
    runbook: quiet.md
    scenarios: [no-incident]
    seeds: 1-3
    complete: true
    expect: [harm==0, "did:post==1"]
"""


@pytest.fixture
def tabletop(tmp_path: Path) -> Tabletop:
    """The command, beside a small runbook and its regressions."""
    (tmp_path / "quiet.md").write_text(RUNBOOK, encoding="utf-8")
    (tmp_path / "empty.md").write_text("# Nothing to run\n", encoding="utf-8")
    (tmp_path / "quiet.regressions.yaml").write_text(REGRESSIONS, encoding="utf-8")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TABLETOP, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.mark.slow
def test_what_it_says_of_a_small_runbook(tabletop: Tabletop, tmp_path: Path) -> None:
    """The post is guarded, the note is not; the look is only a look; the files say how to go on."""
    words = ("mutate", "quiet.md", "--regressions", "quiet.regressions.yaml", "-n", "1")
    done = tabletop(*words, "--markdown", "mutants.md", "--survivors", "more.regressions.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 mutants in 12 runs: 2 caught" in done.stdout
    assert "quiet.md:7: survived: left out: note" in done.stdout
    page = (tmp_path / "mutants.md").read_text(encoding="utf-8")
    assert "| 5 | `post slack" in page
    assert "Steps that nothing depends on" in page
    # What is proposed lints, passes, and makes the score what it promises.
    lint = tabletop("lint", "more.regressions.yaml")
    assert lint.returncode == 0, lint.stdout
    passed = tabletop("test", "more.regressions.yaml")
    assert passed.returncode == 0, passed.stdout
    again = tabletop(
        "mutate", "quiet.md", "--regressions", "quiet.regressions.yaml",
        "--regressions", "more.regressions.yaml", "-n", "1", "--least", "40%",
    )  # fmt: skip
    assert again.returncode == 0, again.stdout
    assert "quiet.md:7: survived: left out: note" not in again.stdout


@pytest.mark.slow
def test_a_sample_is_the_same_for_any_number_of_workers(tabletop: Tabletop) -> None:
    """The seed draws it; another seed draws another one."""
    words = (
        "mutate",
        "quiet.md",
        "--regressions",
        "quiet.regressions.yaml",
        "--limit",
        "4",
        "--all",
    )
    one = tabletop(*words, "-n", "1")
    assert tabletop(*words, "-n", "2").stdout == one.stdout
    assert tabletop(*words, "-n", "1", "--seed", "5").stdout != one.stdout
    assert "4 of 12 mutants" in one.stdout


@pytest.mark.slow
def test_too_low_a_score_is_exit_1(tabletop: Tabletop) -> None:
    """`--least` is a gate for CI."""
    words = ("mutate", "quiet.md", "--scenario", "no-incident", "--expect", "harm==0", "-n", "1")
    assert tabletop(*words, "--least", "99").returncode == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("none.md",), "no runbook 'none.md'"),
        (("empty.md",), "empty.md: has no block of bash to run"),
        (("quiet.md",), "quiet.md: the shipped regression tests do not run it"),
        (("quiet.md", "--regressions", "none.yaml"), "none.yaml"),
        (("quiet.md", "--scenario", "no-inciden", "--expect", "harm==0"), "no scenario"),
        (("quiet.md", "--scenario", "no-incident"), "--scenario needs at least one --expect"),
        (("quiet.md", "--scenario", "no-incident", "--expect", "quick"), "--expect 'quick'"),
        (("quiet.md", "--expect", "harm==0"), "belong to --scenario"),
        (("quiet.md", "--markdown", "no/where.md"), "no/where.md: cannot be written"),
        (("quiet.md", "--survivors", "."), ".: is a directory"),
        (("quiet.md", "--least", "most"), "--least most: write a percentage"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_told_in_one_line(
    tabletop: Tabletop, words: tuple[str, ...], told: str
) -> None:
    """Exit 2, one line, nothing played."""
    done = tabletop("mutate", *words)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
def test_what_fails_without_any_change_is_not_mutated(tabletop: Tabletop) -> None:
    """Whether a changed runbook still passes says nothing then."""
    words = ("mutate", "quiet.md", "--scenario", "no-incident", "--expect", "harm>=1", "-n", "1")
    done = tabletop(*words)
    told = "quiet.md: fails without any change: quiet[no-incident-1]: harm>=1: harm is 0"
    assert (done.returncode, told in done.stderr) == (2, True)
