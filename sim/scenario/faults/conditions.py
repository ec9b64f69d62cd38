"""How calls to the worker's parts behave at one instant, and how several faults add up.

Probabilities are parts per million, so that everything stays an integer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Literal

from sim.scenario.names import Channel, Service

if TYPE_CHECKING:
    from sim.scenario.durations import Spread

PPM = 1_000_000

Call = Literal[
    "download", "upload", "delete", "probe", "metadata", "d1_probe", "session", "auth_probe"
]
"""What can fail: users' operations, the health monitor's probes, and the session lookup that every
users' operation begins with."""

R2_CALLS: tuple[Call, ...] = ("delete", "download", "probe", "upload")
PREFIXES = "0123456789abcdef"
"""A file's key begins with the last hex digit of its number."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The state of the outside world as the worker feels it.

    Attributes:
        chances: chance that a call fails, per kind of call, in parts per million.
        r2_fail_ms: how long a failing call to R2 takes before it gives up.
        r2_slow_percent: latency of R2 calls that succeed, as a percentage of normal.
        r2_error: what the failing call reports.
        r2_dead_prefixes: key prefixes (0 … 15) for which every call to R2 fails.
        channels_down: channels that deliver nothing.
        channels_slow: channels that deliver late, with how late.
        channels_lossy: channels that lose messages, with the share lost, in parts per million.
        broadcast_down: the notification service itself does not respond.
        breaker_stuck: the breaker is open and lets no trial through.
        queue_stalled: the queue runs no passes by itself.
        alerts_blind: monitoring rules are not evaluated.
        herd_ppm: share of R2 calls that fail for a while after normal mode is restored.
        herd_ms: how long that lasts.
        rot_ppm: share of uploads that are stored damaged.
        rot_shows: reading such a file fails its check, so the damage is noticed.
        backups_fail: no backup can be written.
        backups_spoil_ppm: share of the files of a backup made now that cannot be read back.
        tools_need: commands that work only while a service does, with that service.
        status_page_frozen: why the status page cannot be updated; "" when it can.
        in_vain: faults that the first commands do not clear, with how many those are.
    """

    chances: tuple[tuple[Call, int], ...] = ()
    r2_fail_ms: int = 200
    r2_slow_percent: int = 100
    r2_error: str = ""
    r2_dead_prefixes: frozenset[int] = frozenset()
    channels_down: frozenset[Channel] = frozenset()
    channels_slow: tuple[tuple[Channel, Spread], ...] = ()
    channels_lossy: tuple[tuple[Channel, int], ...] = ()
    broadcast_down: bool = False
    breaker_stuck: bool = False
    queue_stalled: bool = False
    alerts_blind: bool = False
    herd_ppm: int = 0
    herd_ms: int = 0
    rot_ppm: int = 0
    rot_shows: bool = False
    backups_fail: bool = False
    backups_spoil_ppm: int = 0
    tools_need: tuple[tuple[str, Service], ...] = ()
    status_page_frozen: str = ""
    in_vain: tuple[tuple[str, int], ...] = ()

    def fail_ppm(self, call: Call) -> int:
        """Chance that a call of this kind fails, in parts per million."""
        for kind, chance in self.chances:
            if kind == call:
                return chance
        return 0

    def delay_of(self, channel: Channel) -> Spread | None:
        """How late the channel delivers: by the first fault that says so; None for at once."""
        return next((delay for name, delay in self.channels_slow if name == channel), None)

    def loss_ppm(self, channel: Channel) -> int:
        """Chance that a message over the channel is lost, in parts per million."""
        return max((lost for name, lost in self.channels_lossy if name == channel), default=0)

    def out(self, service: Service) -> bool:
        """Whether most calls to a service fail, so that what depends on it cannot work."""
        if service == "R2_STORAGE":
            return self.r2_unusable
        call: Call = "metadata" if service == "D1_DATABASE" else "session"
        return self.fail_ppm(call) >= PPM // 2

    def needed_by(self, command: str) -> Service | None:
        """The service that is out and that this command cannot do without."""
        return next((of for name, of in self.tools_need if name == command and self.out(of)), None)

    @property
    def r2_unusable(self) -> bool:
        """Whether work on many files, a backup or a scan, cannot go on: part of R2 is dead."""
        mostly = max(self.fail_ppm("download"), self.fail_ppm("upload")) >= PPM // 2
        return mostly or bool(self.r2_dead_prefixes)

    @property
    def hurts_r2(self) -> bool:
        """Whether calls to R2 fail or are slow."""
        failing = any(chance for call, chance in self.chances if call in R2_CALLS)
        return failing or bool(self.r2_dead_prefixes) or self.r2_slow_percent > 100  # noqa: PLR2004 - normal

    def spares(self, file: int) -> bool:
        """Whether calls for this file's key are not failing for its prefix."""
        return file % len(PREFIXES) not in self.r2_dead_prefixes

    def scaled(self, percent: int) -> Conditions:
        """The same at part of its strength; what is either on or off stays on.

        Args:
            percent: 100 is full strength, 0 is calm.
        """
        if percent >= 100:  # noqa: PLR2004 - full strength
            return self
        if percent <= 0:
            return CALM
        return replace(
            self,
            chances=tuple((call, chance * percent // 100) for call, chance in self.chances),
            # 100 is normal speed: only what is above it is scaled.
            r2_slow_percent=100 + (self.r2_slow_percent - 100) * percent // 100,
            rot_ppm=self.rot_ppm * percent // 100,
        )


CALM = Conditions()
"""Nothing is broken."""


def combine(parts: tuple[Conditions, ...]) -> Conditions:
    """All faults of one instant together.

    Independent failure chances multiply out, latencies multiply, the slowest failure and the
    first error text win, broken parts add up. Only the error text depends on the order.
    """
    if not parts:
        return CALM
    calls = sorted({call for part in parts for call, _ in part.chances})
    failing = [
        part.r2_fail_ms
        for part in parts
        # A part that fails no call to R2 has the default time, which must not outlast the others'.
        if part.r2_dead_prefixes or any(call in R2_CALLS for call, _ in part.chances)
    ]
    return Conditions(
        chances=tuple((call, _fails(call, parts)) for call in calls),
        r2_fail_ms=max(failing, default=CALM.r2_fail_ms),
        # Each part multiplies by its percentage, so all but one of the hundreds are divided away.
        r2_slow_percent=prod(part.r2_slow_percent for part in parts) // 100 ** (len(parts) - 1),
        r2_error=next((part.r2_error for part in parts if part.r2_error), ""),
        r2_dead_prefixes=frozenset[int]().union(*(part.r2_dead_prefixes for part in parts)),
        channels_down=frozenset[Channel]().union(*(part.channels_down for part in parts)),
        channels_slow=tuple(row for part in parts for row in part.channels_slow),
        channels_lossy=tuple(row for part in parts for row in part.channels_lossy),
        broadcast_down=any(part.broadcast_down for part in parts),
        breaker_stuck=any(part.breaker_stuck for part in parts),
        queue_stalled=any(part.queue_stalled for part in parts),
        alerts_blind=any(part.alerts_blind for part in parts),
        herd_ppm=max(part.herd_ppm for part in parts),
        herd_ms=max(part.herd_ms for part in parts),
        rot_ppm=max(part.rot_ppm for part in parts),
        rot_shows=any(part.rot_shows for part in parts),
        backups_fail=any(part.backups_fail for part in parts),
        backups_spoil_ppm=max(part.backups_spoil_ppm for part in parts),
        tools_need=tuple(row for part in parts for row in part.tools_need),
        status_page_frozen=next(
            (part.status_page_frozen for part in parts if part.status_page_frozen), ""
        ),
        in_vain=tuple(row for part in parts for row in part.in_vain),
    )


def _fails(call: Call, parts: tuple[Conditions, ...]) -> int:
    """The chance that at least one part fails the call; rounded once, so in any order the same."""
    scale: int = PPM ** (len(parts) - 1)
    return PPM - prod(PPM - part.fail_ppm(call) for part in parts) // scale
