"""What the benchmarks share: the shortest of several runs, and a way to show a figure."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


class BestOf(Protocol):
    """The form of `best_of`."""

    def __call__(self, repetitions: int, work: Callable[[], object]) -> float: ...


def _best_of(repetitions: int, work: Callable[[], object]) -> float:
    """The shortest time in ms, with the garbage of earlier runs out of the way."""
    times = []
    for _ in range(repetitions):
        gc.collect()
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


@pytest.fixture(scope="session")
def best_of() -> BestOf:
    """Measures work: the shortest of several times, ms."""
    return _best_of


class Show(Protocol):
    """Prints lines past pytest's capture."""

    def __call__(self, *lines: str) -> None: ...


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Prints figures: they are what a benchmark is for."""

    def lines(*texts: str) -> None:
        with capsys.disabled():
            print("", *texts, sep="\n")  # noqa: T201 - see above

    return lines
