"""What a sandbox costs to start, beside the barest one that bubblewrap can build."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from sim.runbook.budgets import Budgets
from sim.runner import sandbox as sandboxes
from sim.runner.shell import Shell

if TYPE_CHECKING:
    from tests.benchmarks.conftest import BestOf, Show

pytestmark = pytest.mark.slow

ROUNDS = 30
MOST_TIMES = 6.0
"""The bare one runs `true`; ours has bash, its functions and scratch folders."""

BARE = ("bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true")


def _start() -> None:
    with Shell("book.md", Budgets(), {}) as shell:
        shell.be_ready()


def test_a_sandbox_starts_in_a_few_times_the_barest_one(
    sandbox: None, monkeypatch: pytest.MonkeyPatch, best_of: BestOf, show: Show
) -> None:
    """With both builders: shortest of the rounds, in one run."""
    del sandbox
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    _start()  # the builder process and the tools, once a trainer
    bare = best_of(ROUNDS, lambda: subprocess.run(BARE, check=True))
    monkeypatch.setattr(sandboxes, "can_build_alone", lambda: False)
    bubblewrap = best_of(ROUNDS, _start)
    monkeypatch.setattr(sandboxes, "can_build_alone", lambda: True)
    alone = best_of(ROUNDS, _start)
    show(f"bare {bare:.1f} ms, bubblewrap {bubblewrap:.1f} ms, alone {alone:.1f} ms")
    assert bubblewrap <= bare * MOST_TIMES
    assert alone <= bare * MOST_TIMES
