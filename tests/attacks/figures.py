"""The page of figures that take long to make: kills and fuzzing, written by the runs themselves."""

from __future__ import annotations

import argparse
import multiprocessing
import signal
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.pool import Pool
    from types import FrameType

INTERRUPTED = 130
"""The exit code of a run that Ctrl+C ended."""

SEED = 20261129
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "nothing-breaks-it.md"


def replaced(page: str, part: str, text: str) -> str:
    """The page with what stands between the markers of a part replaced.

    Raises:
        ValueError: the page lacks a marker.
    """
    begin, end = f"<!-- {part}:begin -->", f"<!-- {part}:end -->"
    before, first, rest = page.partition(begin)
    _, last, after = rest.partition(end)
    if not first or not last:
        raise ValueError(f"{PAGE.name}: {begin} and {end} are not both there")
    return f"{before}{begin}\n{text}\n{end}{after}"


def options(
    name: str, about: str, what: str, whole: int, choices: Iterable[str]
) -> argparse.Namespace:
    """The command line of a long run: how many (`count`), `only` one kind, `seed`, `jobs`, `write`.

    Args:
        name: the run's.
        about: its help.
        what: what is counted; the option that says how many.
        whole: how many a whole run has.
        choices: the kinds.
    """
    parser = argparse.ArgumentParser(
        prog=name, description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(f"--{what}", dest="count", type=int, default=whole)
    parser.add_argument("--only", choices=tuple(choices))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} anew")
    return parser.parse_args()


def ended(main: Callable[[], int]) -> int:
    """A long run's exit code; one that Ctrl+C ends says so and writes no page."""
    try:
        return main()
    except KeyboardInterrupt:
        sys.stderr.write(f"interrupted; {PAGE.name} is as it was\n")
        return INTERRUPTED


@contextmanager
def workers(
    name: str, jobs: int, *, tasks_each: int | None = None, tidy: bool = False
) -> Iterator[Pool]:
    """Processes for a run, with one folder for all their files, which goes with them.

    Args:
        name: the run's.
        jobs: how many at once.
        tasks_each: after so many tasks a process is replaced by a fresh one; None for never.
        tidy: whether a process that is told to end leaves its contexts first, and so ends what it
            has started.
    """
    before = tempfile.tempdir
    # A kill of its own may leave a file in it while it is removed.
    with tempfile.TemporaryDirectory(prefix=f"trainer-{name}-", ignore_cleanup_errors=True) as here:
        tempfile.tempdir = here
        try:
            context = multiprocessing.get_context("fork")
            with context.Pool(jobs, _quietly, (tidy,), maxtasksperchild=tasks_each) as pool:
                yield pool
            pool.join()
        finally:
            tempfile.tempdir = before


def _quietly(tidy: bool) -> None:  # noqa: FBT001 - what a pool hands on
    # Ctrl+C reaches every process of the terminal: only the first one answers it. A handler, and
    # not SIG_IGN, which the commands that are tried would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    if tidy:
        signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit


def publish(part: str, table: str, *, write: bool) -> None:
    """Print a run's table, and put it into the page when that was asked for."""
    sys.stdout.write(f"{table}\n")
    if write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(replaced(page, part, table), encoding="utf-8")
