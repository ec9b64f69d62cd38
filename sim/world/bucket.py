"""The R2 bucket as a single call sees it: does it answer, and how long does it take.

The users' thousands of calls are decided in blocks (see `users`); this is for the few others: the
health probe, queued operations, a responder's test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sim.world.breaker import Breaker
    from sim.world.prevailing import Prevailing

BucketCall = Literal["download", "metadata", "upload", "delete", "probe", "list"]
"""A users' operation, the monitor's probe, or the listing that tests make."""

FAST_FAIL_MS = 5
HEALTH_FILE = 0
"""The number of the file that tests and probes use; its key begins with 0."""

CALL_MS: dict[BucketCall, int] = {
    "probe": 80,
    "upload": 250,
    "download": 120,
    "delete": 90,
    "list": 60,
    "metadata": 25,
}
"""Response time of a single call on a good day, the users' medians."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """What came of one call.

    Attributes:
        ok: it answered.
        ms: how long it took.
        error: what it reported, "" when it answered.
    """

    ok: bool
    ms: int
    error: str = ""


class Bucket:
    """R2 under the conditions of the moment."""

    def __init__(self, breaker: Breaker, prevailing: Prevailing) -> None:
        self._prevailing = prevailing
        self._breaker = breaker

    @property
    def answers_all(self) -> bool:
        """Whether every write through the breaker succeeds now, whatever its draw and file."""
        now = self._prevailing.conditions
        certain = not (now.fail_ppm("upload") or now.fail_ppm("delete") or now.r2_dead_prefixes)
        return certain and self._breaker.state == "CLOSED"

    def may_fail(self, operation: BucketCall) -> bool:
        """Whether a call of this kind fails by chance now: without one its draw decides nothing."""
        return self._chance(operation) > 0

    def _chance(self, operation: BucketCall) -> int:
        return self._prevailing.conditions.fail_ppm(
            "download" if operation == "list" else operation
        )

    def call(self, operation: BucketCall, luck_ppm: int, file: int = HEALTH_FILE) -> CallResult:
        """Call R2 directly, past the breaker.

        Args:
            operation: upload, download, delete, list (behaves like download) or probe.
            luck_ppm: the call's draw, 0 … 999 999; it fails below the failure chance.
            file: the number of the file that is meant.
        """
        now = self._prevailing.conditions
        if luck_ppm < self._chance(operation) or not now.spares(file):
            return CallResult(ok=False, ms=now.r2_fail_ms, error=now.r2_error)
        return CallResult(ok=True, ms=CALL_MS[operation] * now.r2_slow_percent // 100)

    def admits(self, at: int) -> bool:
        """Whether the breaker would let a call through."""
        return self._breaker.admits(at)

    def guarded(
        self, operation: BucketCall, luck_ppm: int, at: int, file: int = HEALTH_FILE
    ) -> CallResult:
        """Call R2 through the breaker, which counts what comes of it."""
        if not self._breaker.admits(at):
            return CallResult(ok=False, ms=FAST_FAIL_MS, error="circuit breaker is OPEN")
        self._breaker.begin(at)
        result = self.call(operation, luck_ppm, file)
        if result.ok:
            self._breaker.succeed(at)
        else:
            self._breaker.fail(at)
        return result
