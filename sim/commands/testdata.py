"""Test data of the test environment, for rehearsing backup and restore; test token only."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, StringConstraints

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.tolerant import Clamped
from sim.world import testdata
from sim.world.storage import file_id
from sim.world.trials import Result  # noqa: TC001 - pydantic reads it at run time
from sim.world.world import World

UNITS = {"B": 1, "KB": 1_000, "MB": 1_000_000}
Size = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}(B|KB|MB)$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
NO_BASELINE = "no checksum was taken yet: POST /api/test/create-checksum first"


class GenerateParams(Params):
    """How many files, how large, whose."""

    file_count: Annotated[int, Clamped(1, 5_000)] = 50
    file_sizes: tuple[Size, ...] = Field(
        default=("1KB", "10KB", "100KB", "1MB"), min_length=1, max_length=20
    )
    users: Annotated[int, Clamped(1, 10_000)] = Field(
        default=5, description="Accepted; files keep their users."
    )


class LossParams(Params):
    """How much is lost."""

    percentage: Annotated[float, Clamped(0.01, 100)] = Field(description="Of the test files.")


class ComparisonParams(Params):
    """Against what."""

    baseline_checksum: str = Field(
        default="", max_length=100, description="Without it the one that was taken last."
    )


class SetupParams(Params):
    """Which test is prepared, with how much data."""

    kind: Word = Field(description="disaster-test, backup-test, …")
    test_files: Annotated[int, Clamped(1, 5_000)] = 100
    test_users: Annotated[int, Clamped(1, 10_000)] = Field(default=10, description="Accepted.")
    test_duration: Annotated[int, Clamped(1, 86_400)] = Field(
        default=3_600, description="Accepted."
    )


class CleanupParams(Params):
    """Which test is over."""

    kind: Word = Field(description="disaster-test, backup-test, …")


class DataState(Answer):
    """The test data as it is now."""

    files: int = Field(description="Generated ones, lost ones too; without any, all.")
    lost: int
    total_size: int = Field(description="Bytes.")
    message: str


class ChecksumRecord(Answer):
    """A checksum over all test data."""

    checksum: str
    created_at: str
    unchanged: bool = Field(description="The data is now as it was then.")


class LostFiles(Answer):
    """Test files that are gone."""

    lost_files: tuple[str, ...]
    total: int


class Verification(Answer):
    """Whether the data is as it was."""

    verification_result: Result | None = Field(description="null: nothing was compared yet.")
    checked_at: str | None
    baseline_checksum: str | None
    lost_files: int


def _state(world: World, text: str) -> Reply[DataState]:
    files, ours = world.storage.files, testdata.ours(world)
    return Reply(
        DataState(
            files=len(ours),
            lost=len(testdata.lost(world)),
            total_size=int(files.sizes[ours].sum()),
            message=text,
        ),
        message=text,
    )


def _bytes(size: str) -> int:
    match = re.fullmatch(r"([0-9]+)([A-Z]+)", size)
    assert match is not None, "the pattern has been checked"
    return int(match[1]) * UNITS[match[2]]


@command(
    "generate-data",
    access="test",
    example=Example(body={"file_count": 50, "file_sizes": ["1KB", "1MB"], "users": 5}),
)
def generate_data(world: World, params: GenerateParams) -> Reply[DataState]:
    """Rewrite the test files, cycling through the given sizes."""
    sizes = tuple(_bytes(size) for size in params.file_sizes)
    total = testdata.generate(world, params.file_count, sizes)
    return _state(world, f"{params.file_count} test files, {total} bytes")


@command("simulate-data-loss", access="test", example=Example(body={"percentage": 30}))
def data_loss(world: World, params: LossParams) -> Reply[DataState]:
    """Lose part of the test data."""
    gone = testdata.lose(world, round(params.percentage * 10_000))
    return _state(world, f"{gone} files lost")


def _checksum(world: World) -> Reply[ChecksumRecord]:
    baseline, now = world.test_data.baseline, testdata.checksum(world)
    return Reply(
        ChecksumRecord(
            checksum=now if baseline is None else baseline.checksum,
            created_at=world.timestamp(world.now if baseline is None else baseline.taken_at),
            unchanged=baseline is None or now == baseline.checksum,
        )
    )


@command("create-checksum", access="test")
def create_checksum(world: World) -> Reply[ChecksumRecord]:
    """Take the checksum of all test data, to compare with later."""
    testdata.take_baseline(world)
    return _checksum(world)


@command("get-checksum", access="test")
def get_checksum(world: World) -> Reply[ChecksumRecord]:
    """The latest checksum, or the current one if none was taken."""
    return _checksum(world)


@command("get-lost-files", access="test")
def lost_files(world: World) -> Reply[LostFiles]:
    """Test files that are gone."""
    found = testdata.lost(world)
    names = tuple(file_id(number) for number in found)
    return Reply(LostFiles(lost_files=names, total=len(names)))


def _verification(world: World) -> Reply[Verification]:
    data = world.test_data
    baseline, at = data.baseline, data.compared_at
    return Reply(
        Verification(
            verification_result=data.result,
            checked_at=world.when(at),
            baseline_checksum=None if baseline is None else baseline.checksum,
            lost_files=len(testdata.lost(world)),
        )
    )


@command(
    "verify-restoration",
    access="test",
    example=Example(body={"baseline_checksum": f"sha256:{64 * '0'}"}),
    extra_statuses={409: "No checksum was taken yet, and none was given."},
)
def verify_restoration(world: World, params: ComparisonParams) -> Reply[Verification]:
    """Compare the test data with a checksum."""
    baseline = world.test_data.baseline
    if baseline is None and not params.baseline_checksum:
        return Reply(status=409, error=NO_BASELINE)
    wanted = params.baseline_checksum or (baseline.checksum if baseline else "")
    testdata.compare(world, wanted)
    return _verification(world)


@command("restoration", access="test")
def restoration(world: World) -> Reply[Verification]:
    """How the last comparison went."""
    return _verification(world)


@command(
    "setup-test",
    access="test",
    example=Example(path="/api/test/setup-disaster-test", body={"test_files": 100}),
)
def setup(world: World, params: SetupParams) -> Reply[DataState]:
    """A clean start for a test: nothing simulated, fresh data, its checksum taken."""
    testdata.clean_up(world)
    testdata.generate(world, params.test_files, tuple(map(_bytes, ("1KB", "100KB", "1MB"))))
    testdata.take_baseline(world)
    return _state(world, f"ready for the {params.kind}: {params.test_files} test files")


def _clean(world: World, what: str) -> Reply[DataState]:
    gone = testdata.clean_up(world)
    return _state(world, f"{what}: nothing is simulated any more, {gone} files removed")


@command("cleanup", access="test")
def cleanup(world: World) -> Reply[DataState]:
    """End what is simulated and remove the test data; existing_file.csv stays."""
    return _clean(world, "cleaned up")


@command("cleanup-test", access="test", example=Example(path="/api/test/cleanup-disaster-test"))
def cleanup_of(world: World, params: CleanupParams) -> Reply[DataState]:
    """The same, for a test that was started with setup-:kind."""
    return _clean(world, f"{params.kind} is over")
