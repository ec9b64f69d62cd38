"""A runbook's simulated time: where it stands, and when patience with a command ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runbook.shell.loops import bounded_loops, endless_loops
from sim.runbook.shell.reader import read_script

if TYPE_CHECKING:
    from sim.runbook.budgets import Budgets
    from sim.runbook.document import Block

_SPAN = re.compile(r"([0-9]*\.?[0-9]+)([smhd]?)", re.ASCII)
_UNITS = {"": 1_000, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LONGEST_MS = 365 * _UNITS["d"]
"""Longer than any exercise, and still whole milliseconds like every other time."""

WATCH = -1
"""The key of `watch` beside the first lines of loops."""


def span_ms(words: tuple[str, ...]) -> int | None:
    """What `sleep 5`, `sleep 1m 30s` wait for, ms; None when it is no time."""
    total = 0.0
    for word in words:
        if word in ("infinity", "inf"):
            return LONGEST_MS
        match = _SPAN.fullmatch(word)
        if match is None:
            return None
        total += float(match.group(1)) * _UNITS[match.group(2)]
    # More digits than a float holds make an infinite one.
    return round(min(total, LONGEST_MS)) if words else None


@dataclass(frozen=True, slots=True)
class Limit:
    """The instant at which patience ends, and the finding that says so.

    Attributes:
        pid: the process of the `timeout` that ends then; 0 for a Ctrl-C.
    """

    at: int
    rule: str
    pid: int = 0


class Clock:
    """Simulated time within a run, ms since StartEx."""

    def __init__(self, budgets: Budgets) -> None:
        self.now = 0
        self._budgets = budgets
        self._block_until = 0
        self._endless: list[tuple[int, int]] = []
        self._bounded: list[tuple[int, int]] = []
        self._monitors: dict[int, int] = {}
        self._timeouts: dict[int, int] = {}
        self._expired: set[int] = set()

    def enter(self, block: Block) -> None:
        """A block begins now."""
        self._block_until = self.now + self._budgets.block
        script = read_script(block.text, block.line)
        self._endless = list(endless_loops(script))
        self._bounded = list(bounded_loops(script))
        self._monitors.clear()
        self._timeouts.clear()
        self._expired.clear()

    def pass_by(self, ms: int, line: int, *, watch: bool = False) -> Limit | None:
        """Let time pass, up to the next limit; the limit, when it was met.

        Args:
            ms: how long.
            line: the document's line of whoever waits.
            watch: whether it is `watch` that waits.
        """
        if not watch and self._is_bounded(line):
            # Its author has counted the rounds, so it may take all of the exercise.
            self._block_until += ms
        limit = self._limit(line, watch=watch)
        if self.now + ms <= limit.at:
            self.now += ms
            return None
        # The limit may have passed already: reading an
        # answer moves the clock without asking for it.
        self.now = max(self.now, limit.at)
        if limit.pid:
            self._expired.add(limit.pid)
            del self._timeouts[limit.pid]
        elif limit.rule == "monitor-ended":
            # This Ctrl-C is spent: the same loop, begun again, is watched for as long once more.
            self._monitors.pop(self._monitor(line, watch=watch) or 0, None)
        return limit

    def _is_bounded(self, line: int) -> bool:
        if self._monitor(line, watch=False) is not None:
            return False
        return any(first <= line <= last for first, last in self._bounded)

    def _monitor(self, line: int, *, watch: bool) -> int | None:
        if watch:
            return WATCH
        # Outer loops come first, and Ctrl-C leaves all
        # loops at once: the outermost one's time counts.
        return next((first for first, last in self._endless if first <= line <= last), None)

    def _limit(self, line: int, *, watch: bool) -> Limit:
        limits = [Limit(self._block_until, "time-budget")]
        monitor = self._monitor(line, watch=watch)
        if monitor is not None:
            until = self._monitors.setdefault(monitor, self.now + self._budgets.monitor)
            limits.append(Limit(until, "monitor-ended"))
        limits += [Limit(at, "", pid) for pid, at in self._timeouts.items()]
        return min(limits, key=lambda limit: limit.at)

    def set_timeout(self, pid: int, ms: int) -> None:
        """`timeout` guards a process from now on."""
        self._timeouts[pid] = self.now + ms

    def end_timeout(self, pid: int) -> bool:
        """The guarded process is over; whether its time had run out."""
        self._timeouts.pop(pid, None)
        return pid in self._expired
