"""`tabletop campaign` and `compare` on the command line: files, exit codes, one-line errors."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import forked

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = ("--scenarios", "no-incident", "--seeds", "1-2", "-n", "1")


@pytest.fixture
def tabletop(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command, in a folder of its own."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return forked.run(words, tmp_path, forked.environment(), patience=120)

    return run


@pytest.mark.slow
def test_a_campaign_leaves_its_files(
    tabletop: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Tables, times, the plan and a report; a second start is refused, --resume finds it done."""
    done = tabletop("campaign", *SMALL, "--out", "nights")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 runs in 1 scenario\n")
    names = ["campaign.json", "nights.csv", "nights.parquet", "report.html", "timing.csv"]
    assert sorted(path.name for path in (tmp_path / "nights").iterdir()) == names
    again = tabletop("campaign", *SMALL, "--out", "nights")
    assert again.returncode == 2
    assert again.stderr == (
        "nights: already contains a campaign; use --resume, or give another --out\n"
    )
    assert tabletop("campaign", *SMALL, "--out", "nights", "--resume").returncode == 0
    other = tabletop("campaign", "--scenarios", "no-incident", "--out", "nights", "--resume")
    assert other.returncode == 2
    assert "holds another campaign" in other.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("campaign", "--seeds", "5-1"), "--seeds 5-1: '5-1' runs backwards"),
        (("campaign", "--profile", "slow"), "--profile slow"),
        (("campaign", "--set", "x"), "--set x: write FIELD=VALUE"),
        (("campaign", "--set", "a=1", "--set", "a=2"), "is set twice"),
        (("campaign", "--engine", "dask"), "needs --scheduler ADDRESS"),
        (("campaign", "--scheduler", "tcp://127.0.0.1:9"), "belongs to --engine dask"),
        (("campaign", "plan.yaml"), "no file 'plan.yaml'"),
        (("campaign", "plan.yaml", "--seeds", "1"), "leave the options for it away"),
        (("campaign", "--responders", "none,none"), "two responders are called 'none'"),
        (("compare", "none", "none"), "both sides are the same"),
        (("compare", "none", "reference", "--margin", "x"), "write a percentage"),
        (("compare", ".", "none"), "none: is no campaign's directory"),
        (("test", ".", "--against", "nowhere"), "is in no git repository"),
    ],
)
def test_what_is_used_wrongly_is_said_in_one_line(
    tabletop: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...], told: str
) -> None:
    done = tabletop(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_two_responders_are_played_and_compared_now(
    tabletop: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """The verdict in the terminal, the report where asked, exit 1 beyond the margin only."""
    asked = ("--scenarios", "breaker-stuck-open", "--seeds", "1-3", "-n", "1")
    done = tabletop("compare", "none", "reference", *asked, "--form", "md", "--out", "made")
    assert done.returncode == 0, done.stderr
    assert "reference against none" in done.stdout
    assert "faster" in done.stdout
    assert "faster" in (tmp_path / "made" / "comparison.md").read_text(encoding="utf-8")
    slower = ("compare", "reference", "none", *asked)
    assert tabletop(*slower, "--margin", "10%").returncode == 1
    assert tabletop(*slower, "--margin", "5000").returncode == 2


@pytest.mark.slow
def test_a_runbook_that_got_slower_fails_against_its_revision(
    tabletop: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Unchanged: skipped. Five minutes slower: fails. With a wide margin, or as a new file: not."""
    shipped = Path("scenarios/runbooks/security.md").resolve()
    text = shipped.read_text(encoding="utf-8")
    runbook = tmp_path / "security.md"
    runbook.write_text(text, encoding="utf-8")
    regressions = tmp_path / "ops.regressions.yaml"
    asked = (
        "format: 1\nregressions:\n  - id: security\n    runbook: security.md\n"
        "    scenarios: [leaked-token]\n    seeds: 1-2\n    expect: [recovered]\n"
    )
    regressions.write_text(asked, encoding="utf-8")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    same = tabletop("test", ".", "--against", "HEAD")
    assert same.returncode == 0, same.stdout
    assert "security.md is as it was in HEAD" in same.stdout
    step = "if [[ $ANSWERS == yes ]]; then\n  send /api/files/test-operations"
    assert text.count(step) == 1
    runbook.write_text(text.replace(step, f"sleep 300\n{step}"), encoding="utf-8")
    slower = tabletop("test", ".", "--against", "HEAD")
    assert slower.returncode == 1
    assert "security.md against HEAD: slower: times are" in slower.stdout
    assert "10 pairs of one scenario" in slower.stdout
    assert "its margin is 10%" in slower.stdout
    regressions.write_text(asked + "    margin: 50\n", encoding="utf-8")
    assert tabletop("test", ".", "--against", "HEAD").returncode == 0
    fresh = asked.replace("security.md", "new.md")
    regressions.write_text(fresh, encoding="utf-8")
    runbook.rename(tmp_path / "new.md")
    new = tabletop("test", ".", "--against", "HEAD")
    assert new.returncode == 0, new.stdout
    assert "new.md is not in HEAD" in new.stdout
