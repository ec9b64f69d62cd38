"""Nothing of a campaign outlives its trainer, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 60.0


def _children(pid: int) -> set[int]:
    """Of all its threads: any of them may have started one."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(one) for task in tasks for one in (task / "children").read_text().split()}


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.slow
def test_worker_processes_end_with_a_killed_trainer(tmp_path: Path) -> None:
    """Two workers in the middle of a campaign are gone soon after a kill -9 of the trainer."""
    words = ["campaign", "--scenarios", "complete-r2-outage", "--seeds", "1-2000", "-n", "2"]
    trainer = subprocess.Popen(
        [sys.executable, "-m", "sim.surfaces.cli.main", *words, "--out", str(tmp_path / "runs")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        played = tmp_path / "runs" / "played"
        _until(lambda: played.is_dir() and any(played.iterdir()))
        workers = _children(trainer.pid)
        assert len(workers) >= 2
    finally:
        os.kill(trainer.pid, signal.SIGKILL)
        trainer.wait()
    _until(lambda: not any(map(_runs, workers)))
