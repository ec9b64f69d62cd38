"""Test data of the test environment: files made anew, lost on purpose, compared with a baseline."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from sim.world.files import SOUND
from sim.world.trials import Baseline, TestData

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.world.trials import Result
    from sim.world.world import World


def _ours(world: World) -> NDArray[np.int64]:
    files, data = world.storage.files, world.test_data
    return np.flatnonzero(files.exists)[: data.files or None]


def checksum(world: World) -> str:
    """Of all test data as it is now."""
    files, chosen = world.storage.files, _ours(world)
    files.settle()
    digest = hashlib.sha256(world.streams.derive("content").to_bytes(8, "big"))
    for part in (files.present, files.content, files.written_at, files.sizes):
        digest.update(part[chosen].tobytes())
    return f"sha256:{digest.hexdigest()}"


def generate(world: World, count: int, sizes: tuple[int, ...]) -> int:
    """Write so many test files anew, of these sizes in turn, bytes; their size in all."""
    files = world.storage.files
    chosen = np.arange(count)
    files.sizes[chosen] = np.resize(np.array(sizes, dtype=np.int64), count)
    content = np.full(count, SOUND, dtype=np.int8)
    files.withhold(chosen.tolist(), withheld=False)
    files.put_back(chosen, content, np.full(count, world.now, dtype=np.int64))
    world.test_data.files = count
    return int(files.sizes[chosen].sum())


def lose(world: World, share_ppm: int) -> int:
    """Lose a share of the test data; how many files."""
    data, files = world.test_data, world.storage.files
    data.losses += 1
    among = np.zeros(len(files.exists), dtype=np.bool_)
    among[_ours(world)] = True
    return files.lose(files.share(f"loss.{data.losses}", share_ppm, among))


def lost(world: World) -> list[int]:
    """The numbers of the test files that are gone."""
    chosen = _ours(world)
    found: list[int] = chosen[~world.storage.files.present[chosen]].tolist()
    return found


def take_baseline(world: World) -> Baseline:
    """Remember the data as it is now."""
    world.test_data.baseline = Baseline(checksum(world), world.now)
    return world.test_data.baseline


def compare(world: World, wanted: str) -> Result:
    """Compare the data with a checksum, and remember how that went."""
    data = world.test_data
    data.result = "success" if checksum(world) == wanted else "failed"
    data.compared_at = world.now
    return data.result


def clean_up(world: World) -> int:
    """End what is simulated, put all files back whole, forget the baseline; files mended."""
    world.faults.end_now()
    files = world.storage.files
    bad = np.flatnonzero(files.bad | files.withheld)
    files.withhold(bad.tolist(), withheld=False)
    files.put_back(bad, np.full(len(bad), SOUND, dtype=np.int8), files.written_at[bad])
    world.test_data = TestData(losses=world.test_data.losses)
    return len(bad)
