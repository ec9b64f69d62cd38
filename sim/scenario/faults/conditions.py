"""How calls to the worker's parts behave at one instant, and how several faults add up.

Probabilities are parts per million, so that everything stays an integer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from sim.scenario.names import Channel

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Conditions:
    """The state of the outside world as the worker feels it.

    Attributes:
        r2_fail_ppm: chance that a call to R2 fails, per operation kind, in parts per million.
        r2_fail_ms: how long a failing call takes before it gives up.
        r2_slow_percent: latency of calls that succeed, as a percentage of normal (100 = normal).
        r2_error: what the failing call reports.
        channels_down: channels that deliver nothing.
        broadcast_down: the notification service itself does not answer.
    """

    r2_fail_ppm: tuple[tuple[str, int], ...] = ()
    r2_fail_ms: int = 200
    r2_slow_percent: int = 100
    r2_error: str = ""
    channels_down: frozenset[Channel] = frozenset()
    broadcast_down: bool = False

    def fail_ppm(self, operation: str) -> int:
        """Chance that a call for this operation fails, in parts per million."""
        return dict(self.r2_fail_ppm).get(operation, 0)


CALM = Conditions()
"""Nothing is broken."""


def combine(parts: tuple[Conditions, ...]) -> Conditions:
    """All faults of one instant together.

    Independent failure chances multiply out, latencies multiply, the slowest failure and the
    first error text win, broken channels add up. Only the error text depends on the order.
    """
    if not parts:
        return CALM
    kinds = sorted({kind for part in parts for kind, _ in part.r2_fail_ppm})
    failing = [part.r2_fail_ms for part in parts if part.r2_fail_ppm]
    return Conditions(
        r2_fail_ppm=tuple((kind, _fails(kind, parts)) for kind in kinds),
        r2_fail_ms=max(failing, default=CALM.r2_fail_ms),
        r2_slow_percent=prod(part.r2_slow_percent for part in parts) // 100 ** (len(parts) - 1),
        r2_error=next((part.r2_error for part in parts if part.r2_error), ""),
        channels_down=frozenset[Channel]().union(*(part.channels_down for part in parts)),
        broadcast_down=any(part.broadcast_down for part in parts),
    )


def _fails(kind: str, parts: tuple[Conditions, ...]) -> int:
    """The chance that at least one part fails the call; rounded once, so in any order the same."""
    scale: int = PPM ** (len(parts) - 1)
    return PPM - prod(PPM - part.fail_ppm(kind) for part in parts) // scale
