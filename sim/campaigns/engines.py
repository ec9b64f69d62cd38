"""Chunks played on many processes: joblib on this machine, or a Dask cluster.

Both hand back whatever chunk is ready first. Which process played what shows in no result.
"""

from __future__ import annotations

import logging
import os
import time
from functools import lru_cache
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sim.campaigns.night import play_chunk
from sim.errors import Missing, Unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.campaigns.night import NightBatch, PlayedBatch

_TRIES = 4
"""So often chunks are given to new processes after the system had ended some."""
_LOST = "the system keeps ending worker processes, probably for lack of memory: use fewer with -n"
_AHEAD = 3
"""Chunks that a Dask worker has before it, so that it never waits for the next."""
_PATIENCE = "15s"
_LOOK_S = 1.0


class Numbered(Protocol):
    """Work, or what came of it, with a number of its own."""

    @property
    def number(self) -> int:
        """Which one it is."""


Work = TypeVar("Work", bound=Numbered)
Done = TypeVar("Done", bound=Numbered)


def on_this_machine(chunks: Iterable[NightBatch], workers: int) -> Iterator[PlayedBatch]:
    """Play on so many processes of this machine.

    Raises:
        Unusable: processes were ended by the system again and again.
    """
    try:
        yield from work_on(play_chunk, chunks, workers)
    except WorkersLost:
        raise Unusable(f"{_LOST}, and continue with --resume") from None


class WorkersLost(Unusable):
    """The system ended worker processes again and again."""


def work_on(work: Callable[[Work], Done], todo: Iterable[Work], workers: int) -> Iterator[Done]:
    """Do some work on so many processes, handing back what is ready first.

    Raises:
        WorkersLost: processes were ended by the system again and again.
    """
    if workers == 1:
        yield from map(work, todo)
        return
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    left = {one.number: one for one in todo}
    own = os.getpid()
    for _ in range(_TRIES):
        pool = Parallel(n_jobs=workers, batch_size=1, return_as="generator_unordered")
        try:
            for done in pool(delayed(_beside)(own, work, one) for one in list(left.values())):
                del left[done.number]
                yield done
        except TerminatedWorkerError:
            continue
        return
    raise WorkersLost(_LOST)


def _beside(parent: int, work: Callable[[Work], Done], one: Work) -> Done:
    """Do some work in a process that ends with the trainer, also when that is killed.

    The workers themselves would wait minutes for more, and their sandboxes with them.
    """
    _end_with(parent)
    return work(one)


@lru_cache(maxsize=1)
def _end_with(parent: int) -> None:
    """Begin to look whether the parent is still there; once a process."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        os._exit(1)

    Thread(target=look, daemon=True).start()


def on_dask(chunks: Iterable[NightBatch], address: str) -> Iterator[PlayedBatch]:
    """Play on a Dask cluster; chunks of workers that are lost go to others.

    Args:
        chunks: what to play.
        address: the scheduler's, such as `tcp://10.0.0.5:8786`.

    Raises:
        Missing: Dask is not installed.
        Unusable: the scheduler does not answer, or it was lost.
    """
    try:
        from distributed import Client
    except ImportError:
        raise Missing(
            "Dask",
            "is not installed; pip install 'tabletop-trainer[dask]', here and on the workers",
        ) from None
    # Its own lines about every lost connection say nothing that we do not.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        first = next(iter(str(error).splitlines()), "")
        raise Unusable(
            f"--scheduler {address}: no Dask scheduler answers there ({first})"
        ) from None
    with client:
        yield from _submitted(client, iter(chunks), address)


def _submitted(client: Any, chunks: Iterator[NightBatch], address: str) -> Iterator[PlayedBatch]:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    threads = sum(client.nthreads().values())
    if not threads:
        raise Unusable(f"--scheduler {address}: has no worker; start some with `dask worker`")

    def submit(chunk: NightBatch) -> Any:
        # Not by content: what a chunk is, its number says.
        return client.submit(play_chunk, chunk, pure=False)

    ahead = [submit(chunk) for chunk in islice(chunks, _AHEAD * threads)]
    with client.as_current():
        running = as_completed(ahead)
    ahead.clear()
    for future in running:
        try:
            played = future.result()
        except KilledWorker:
            raise Unusable(
                f"--scheduler {address}: workers keep dying on the same runs; check "
                "their memory, and continue with --resume"
            ) from None
        upcoming = next(chunks, None)
        if upcoming is not None:
            running.add(submit(upcoming))
        yield played
