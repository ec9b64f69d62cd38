"""The users' day, drawn before it begins: who asks for what, when, and the luck of each request.

Pure data. What becomes of a request depends on the world when it arrives (see `users`), its draws
do not. Arrays have one element per request, in order of arrival.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.names import OPERATIONS, Operation
from sim.world.streams import PPM, Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.scenario.model import Users as UserSettings

DOWNLOAD, METADATA, UPLOAD, DELETE = range(4)
"""Codes in `Workload.kind`, in the order of `OPERATIONS`."""

LATENCY_MEDIAN_MS: dict[Operation, int] = {
    "download": 120,
    "metadata": 25,
    "upload": 250,
    "delete": 90,
}
"""Median response time on a good day. Our choice: object storage in the same region."""

LATENCY_SIGMA = 0.5
"""Spread of the lognormal response time; p95 is 2.3 times the median."""

CLIENT_TIMEOUT_MS = 30_000
"""A call slower than this fails with a timeout."""


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """All requests of one exercise.

    Attributes:
        at: arrival, ms since StartEx, rising.
        kind: operation code, index into `OPERATIONS`.
        user: number of the user.
        file: number of the file.
        luck: 0 … 999 999; the request fails when this is below the failure chance in ppm.
        session: 0 … 999 999; the same for looking up the user's session, which comes first.
        latency: response time on a good day, ms.
    """

    at: NDArray[np.int64]
    kind: NDArray[np.int8]
    user: NDArray[np.int32]
    file: NDArray[np.int32]
    luck: NDArray[np.int32]
    session: NDArray[np.int32]
    latency: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.at)


_SMALL = 200_000
"""Requests up to which a workload is kept for the next exercise: 6 MB."""


@dataclass(frozen=True, slots=True)
class _Day:
    """What a workload is drawn from; equal ones have equal draws."""

    settings: UserSettings = field(compare=False)
    spelling: str
    horizon: int
    seed: int


def workload_of(settings: UserSettings, horizon: int, streams: Streams) -> Workload:
    """The same as `draw_workload`, drawn once for several exercises of one day; not to be changed.

    What responders do changes none of it, so a campaign's responders share it.
    """
    if horizon / 1000 * settings.requests_per_second > _SMALL:
        return draw_workload(settings, horizon, streams)
    return _kept(_Day(settings, settings.model_dump_json(), horizon, streams.seed))


@lru_cache(maxsize=8)
def _kept(day: _Day) -> Workload:
    drawn = draw_workload(day.settings, day.horizon, Streams(day.seed))
    for one in fields(drawn):
        getattr(drawn, one.name).setflags(write=False)
    return drawn


def draw_workload(settings: UserSettings, horizon: int, streams: Streams) -> Workload:
    """Draw every request up to the horizon.

    Arrivals are a Poisson process; each gap is rounded to whole milliseconds before it is added,
    so no rounding error can build up over the day.
    """
    mean_gap = 1000.0 / settings.requests_per_second
    expected = horizon / mean_gap
    # Six standard deviations more than expected: the arrivals reach the horizon with any seed, and
    # what lies beyond it is cut off.
    count = int(expected + 6 * np.sqrt(expected) + 20)
    # In place where it can be: a busy exercise has millions of requests.
    gaps = streams.block("arrivals").exponential(mean_gap, count)
    at = np.rint(gaps, out=gaps).astype(np.int64)
    del gaps
    np.cumsum(at, out=at)
    total = int(np.searchsorted(at, horizon))
    kind = _kinds(settings, streams.block("kinds").random(total))
    median = np.array([LATENCY_MEDIAN_MS[name] for name in OPERATIONS], dtype=np.float64)
    latency = streams.block("latency").standard_normal(total)
    latency *= LATENCY_SIGMA
    np.exp(latency, out=latency)
    latency *= median[kind]
    np.rint(latency, out=latency)
    return Workload(
        at=at[:total],
        kind=kind,
        user=streams.block("who").integers(0, settings.people, total, dtype=np.int32),
        file=streams.block("files").integers(0, settings.files, total, dtype=np.int32),
        luck=streams.block("luck").integers(0, PPM, total, dtype=np.int32),
        session=streams.block("sessions").integers(0, PPM, total, dtype=np.int32),
        latency=np.maximum(latency, 1, out=latency).astype(np.int32),
    )


def _kinds(settings: UserSettings, draws: NDArray[np.float64]) -> NDArray[np.int8]:
    """The operation code that each draw in [0, 1) means, by the mix."""
    weights = np.array([settings.mix.get(name, 0.0) for name in OPERATIONS])
    edges = np.cumsum(weights) / weights.sum()
    kind = np.zeros(len(draws), dtype=np.int8)
    # Without the last edge: rounding can leave it below 1, and a draw above it would be a fifth
    # kind.
    for edge in edges[:-1]:
        kind += draws >= edge
    return kind
