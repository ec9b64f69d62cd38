"""The same campaign on a real Dask cluster: a scheduler and two workers on this machine."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from sim.campaigns.engines import on_dask
from sim.errors import Unusable
from tests.campaigns.conftest import campaign_of, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sim.campaigns.night import NightBatch, PlayedBatch
    from tests.campaigns.conftest import PlayInto

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.mark.parametrize("killed", [False, True], ids=["all live", "one worker killed"])
def test_a_cluster_leaves_the_same_bytes(
    play_into: PlayInto, tmp_path: Path, *, killed: bool
) -> None:
    """Two workers play what one process plays, also when one of them dies on the way."""
    from distributed import LocalCluster

    expected = files_of(play_into(tmp_path / "here", seeds="1-30"))
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]

        def engine(chunks: Iterable[NightBatch]) -> Iterator[PlayedBatch]:
            for number, one in enumerate(on_dask(chunks, cluster.scheduler_address)):
                if killed and number == 2:
                    os.kill(pids[0], signal.SIGKILL)
                yield one

        there = play_into(tmp_path / "there", engine, seeds="1-30")
    assert files_of(there) == expected


def test_no_scheduler_is_said_in_one_line() -> None:
    chunks = campaign_of().chunks()
    with pytest.raises(Unusable, match="no Dask scheduler answers there") as refused:
        list(on_dask(chunks, "tcp://127.0.0.1:9"))
    assert "\n" not in str(refused.value)
