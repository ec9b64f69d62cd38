"""Ctrl+C ends the long runs plainly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.attacks.figures import INTERRUPTED

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize("words", ["fuzz --only scorecards", "crash --only report"])
def test_ctrl_c_leaves_nothing_behind(words: str, tmp_path: Path) -> None:
    """One line, the exit code of an interruption, and no folder of inputs or victims."""
    name, *options = words.split()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"tests.attacks.{name}", *options],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while not list(tmp_path.glob("trainer-*/*")) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of its processes
    said = process.communicate(timeout=60)[1]
    assert (process.returncode, said.strip()) == (
        INTERRUPTED,
        "interrupted; nothing-breaks-it.md is as it was",
    )
    assert list(tmp_path.iterdir()) == []
