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


FIXTURE = "existing_file.csv"
"""The one file that is always there, for runbooks that download something."""
FIXTURE_BYTES = 1_000
FIXTURE_CHECKSUM = f"sha256:{hashlib.sha256(FIXTURE.encode()).hexdigest()}"


def empty(world: World) -> None:
    """Leave nothing in the bucket and in its backups but the fixture, at StartEx."""
    storage = world.storage
    storage.files.forget(np.arange(len(storage.files.exists)))
    _fixture(world)
    storage.backups.hold_what_is_there()


def _fixture(world: World) -> None:
    file = world.storage.place_for(FIXTURE, FIXTURE_BYTES, FIXTURE_CHECKSUM)
    assert file is not None, "the fixture is the first file with a name"
    world.catalogue.call("file", file.number, FIXTURE)
    world.storage.store(file)


def ours(world: World) -> NDArray[np.int64]:
    """The numbers of the generated files; without any, of whatever there is."""
    files, data = world.storage.files, world.test_data
    return np.arange(data.files) if data.files else np.flatnonzero(files.exists)


def checksum(world: World) -> str:
    """Of all test data as it is now."""
    files, chosen = world.storage.files, ours(world)
    files.settle()
    digest = hashlib.sha256(world.streams.derive("content").to_bytes(8, "big"))
    for part in (files.present, files.content, files.written_at, files.sizes):
        digest.update(part[chosen].tobytes())
    return f"sha256:{digest.hexdigest()}"


def generate(world: World, count: int, sizes: tuple[int, ...]) -> int:
    """Write so many test files anew, of these sizes in turn, bytes; their size in all."""
    files = world.storage.files
    files.forget(np.arange(files.count))
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
    among[ours(world)] = True
    return files.lose(files.share(f"loss.{data.losses}", share_ppm, among))


def lost(world: World) -> list[int]:
    """The numbers of the test files that are gone."""
    chosen = ours(world)
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
    """End what is simulated, remove all files but the fixture, forget the baseline; files gone."""
    world.faults.end_now()
    storage = world.storage
    gone = int(np.count_nonzero(storage.files.exists)) - 1
    storage.files.forget(np.arange(len(storage.files.exists)))
    _fixture(world)
    for name in set(storage.named) - {FIXTURE}:
        # Its place stays its own: a name that is used again gets the same one.
        storage.named[name].stored_at = None
    world.test_data = TestData(losses=world.test_data.losses)
    return max(0, gone)
