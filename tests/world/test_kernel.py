"""Processes of the kernel, by the log they leave: when they begin, wait, stop and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import simpy

from sim.world.kernel import Kernel

if TYPE_CHECKING:
    from sim.world.kernel import Life

Log = list[tuple[int, str]]


def clock(kernel: Kernel, log: Log, name: str, *delays: int) -> Life:
    """Notes when it begins, goes on, is interrupted and ends."""
    log.append((kernel.now, f"{name} begins"))
    try:
        for delay in delays:
            yield kernel.timeout(delay)
            log.append((kernel.now, f"{name} goes on"))
    except simpy.Interrupt as interrupt:
        log.append((kernel.now, f"{name} stopped: {interrupt.cause}"))
        return
    log.append((kernel.now, f"{name} ends"))


def test_a_process_begins_at_once_and_books_nothing_of_its_own() -> None:
    """Before `process` returns it has come to its first wait, and that alone is booked."""
    kernel, log = Kernel(), Log()
    kernel.process(clock(kernel, log, "a", 5, 5))
    assert log == [(0, "a begins")]
    steps = 0
    while kernel.next_at is not None:
        kernel.step()
        steps += 1
    assert log[1:] == [(5, "a goes on"), (10, "a goes on"), (10, "a ends")]
    assert steps == 2


def test_of_one_millisecond_what_was_booked_first_comes_first() -> None:
    """A process, a callback and a process booked for the same instant keep their order."""
    kernel, log = Kernel(), Log()
    kernel.process(clock(kernel, log, "a", 5))
    kernel.at(5, lambda: log.append((kernel.now, "b")))
    kernel.process(clock(kernel, log, "c", 5))
    kernel.run_before(6)
    assert [what for _, what in log[2:]] == ["a goes on", "a ends", "b", "c goes on", "c ends"]


def test_what_books_all_its_instants_is_ahead_of_what_is_booked_meanwhile() -> None:
    """Two waits booked at the beginning; the second comes before what was booked after them."""
    kernel, log = Kernel(), Log()

    def life() -> Life:
        for instant in [kernel.timeout(2), kernel.timeout(4)]:
            yield instant
            log.append((kernel.now, "life"))

    kernel.process(life())
    kernel.at(4, lambda: log.append((kernel.now, "later")))
    kernel.run_before(5)
    assert log == [(2, "life"), (4, "life"), (4, "later")]


def test_an_interrupt_comes_at_once_and_only_once() -> None:
    """What it waited for comes without it; a process that is over cannot be interrupted."""
    kernel, log = Kernel(), Log()
    process = kernel.process(clock(kernel, log, "a", 5, 5))
    kernel.run_before(7)
    process.interrupt("enough")
    process.interrupt("once more")
    assert log[-1] == (7, "a stopped: enough")
    kernel.run_before(100)
    assert log[-1] == (7, "a stopped: enough")


def test_a_process_may_go_on_after_an_interrupt() -> None:
    """It waits for something else and ends in its own time."""
    kernel, log = Kernel(), Log()

    def life() -> Life:
        try:
            yield kernel.timeout(50)
        except simpy.Interrupt:
            yield kernel.timeout(3)
        log.append((kernel.now, "over"))

    process = kernel.process(life())
    kernel.run_before(10)
    process.interrupt()
    kernel.run_before(100)
    assert log == [(13, "over")]


def test_an_error_in_a_process_is_not_swallowed() -> None:
    """It comes out where the world is stepped."""
    kernel = Kernel()

    def life() -> Life:
        yield kernel.timeout(1)
        raise LookupError

    kernel.process(life())
    with pytest.raises(LookupError):
        kernel.run_before(5)
