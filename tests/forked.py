"""`tabletop` as a process of its own that need not import everything first.

A server process loads the tool once; each run is a fork of it, with its own directory, environment
and streams. What starting cold does is the business of the tests that start it cold.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PRELOADED = (
    "sim.surfaces.cli.main",
    "sim.surfaces.cli.run",
    "sim.surfaces.cli.lint",
    "sim.surfaces.cli.replay",
    "sim.surfaces.cli.report",
    "sim.surfaces.cli.resume",
    "sim.surfaces.cli.score",
    "sim.surfaces.cli.trends",
    "sim.surfaces.summary",
    "sim.surfaces.training",
    "sim.records.repair",
    "sim.exercise.replay",
    "scoring.score",
    "reports.after_action",
    "reports.forms.html",
    "reports.training.document",
    "reports.training.records",
    "reports.training.ics",
    "sim.records.record",
    "sim.surfaces.reports",
    "sim.records.review",
    "matplotlib.figure",
    "pandas",
)


def environment(**extra: str) -> dict[str, str]:
    """The caller's environment without what would change the tool's output."""
    dropped = ("NO_COLOR", "COLUMNS", "TABLETOP_", "PYTEST_", "COV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, **extra}


def run(
    words: tuple[str, ...],
    folder: Path,
    env: Mapping[str, str],
    *,
    script: str = "",
    patience: float = 60.0,
) -> subprocess.CompletedProcess[str]:
    """Run it to its end, as `subprocess.run` would; `script` is its standard input.

    Raises:
        subprocess.TimeoutExpired: it did not end within `patience` seconds; it is ended then.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    streams = folder.parent / f"{folder.name}.streams"
    streams.mkdir(exist_ok=True)
    given, out, err = (streams / name for name in ("stdin", "stdout", "stderr"))
    given.write_text(script, encoding="utf-8")
    process = context.Process(target=_main, args=(words, folder, dict(env), given, out, err))
    process.start()
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(words, patience)
    return subprocess.CompletedProcess(
        words, process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
    )


def _main(  # noqa: PLR0917 - what a process is given
    words: tuple[str, ...], folder: Path, env: dict[str, str], given: Path, out: Path, err: Path
) -> None:
    """What runs in the fork."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    for descriptor, path, flags in (
        (0, given, os.O_RDONLY),
        (1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the process's own
    sys.argv = ["tabletop", *words]
    from sim.surfaces.cli.main import main

    main()
