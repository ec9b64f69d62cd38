"""What the benchmarks share: the shortest of several runs, and a way to show a figure."""

from __future__ import annotations

import gc
import time
from math import inf
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


MOST_ROUNDS = 6
CLEARLY = 1.15


class InTurn(Protocol):
    """The form of `in_turn`."""

    def __call__(
        self, fast: Callable[[], object], slow: Callable[[], object], least: float
    ) -> tuple[float, float]: ...


@pytest.fixture(scope="session")
def in_turn() -> InTurn:
    """Measures two ways in turn: the shortest times of both, ms.

    Again, up to six rounds, where the ratio was not reached: a machine that is busy for a while
    must not slow only one of the two. The shortest of each counts, so rounds help neither.
    """

    def measured(
        fast: Callable[[], object], slow: Callable[[], object], least: float
    ) -> tuple[float, float]:
        quick = long = inf
        for turn in range(MOST_ROUNDS):
            quick = min(quick, _best_of(5, fast))
            long = min(long, _best_of(1, slow))
            # Well above it, one round is enough; near it, a second one confirms.
            if long / quick >= (least if turn else least * CLEARLY):
                break
        return quick, long

    return measured


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
