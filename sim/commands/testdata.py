"""Test data of the test environment, for rehearsing backup and restore; test token only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from sim.commands.command import Actor, Answer, Command, Example, NoParams, Params, Reply
from sim.world import rehearsing
from sim.world.rehearsing import Result  # noqa: TC001 - pydantic reads it at run time
from sim.world.storage import file_id

if TYPE_CHECKING:
    from sim.world.world import World

UNITS = {"B": 1, "KB": 1_000, "MB": 1_000_000}
Size = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}(B|KB|MB)$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
NO_BASELINE = "no checksum was taken yet: POST /api/test/create-checksum first"


class GenerateParams(Params):
    """How many files, how large, whose."""

    file_count: int = Field(default=50, ge=1, le=5_000)
    file_sizes: tuple[Size, ...] = Field(
        default=("1KB", "10KB", "100KB", "1MB"), min_length=1, max_length=20
    )
    users: int = Field(default=5, ge=1, le=10_000, description="Accepted; files keep their users.")


class LossParams(Params):
    """How much is lost."""

    percentage: float = Field(gt=0, le=100, allow_inf_nan=False, description="Of the test files.")


class VerifyParams(Params):
    """Against what."""

    baseline_checksum: str = Field(
        default="", max_length=100, description="Without it the one that was taken last."
    )


class SetupParams(Params):
    """Which test is prepared, with how much data."""

    kind: Word = Field(description="disaster-test, backup-test, …")
    test_files: int = Field(default=100, ge=1, le=5_000)
    test_users: int = Field(default=10, ge=1, le=10_000, description="Accepted.")
    test_duration: int = Field(default=3_600, ge=1, le=86_400, description="Accepted.")


class CleanupParams(Params):
    """Which test is over."""

    kind: Word = Field(description="disaster-test, backup-test, …")


class DataState(Answer):
    """The test data as it is now."""

    files: int
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

    verification_result: Result
    checked_at: str | None
    baseline_checksum: str | None
    lost_files: int


def _state(world: World, text: str) -> Reply:
    files, rehearsal = world.storage.files, world.rehearsal
    count = rehearsal.files or files.count
    return Reply(
        DataState(
            files=count,
            lost=len(rehearsing.lost(world)),
            total_size=int(files.sizes[:count].sum()),
            message=text,
        ),
        message=text,
    )


def _bytes(size: str) -> int:
    match = re.fullmatch(r"([0-9]+)([A-Z]+)", size)
    assert match is not None, "the pattern has been checked"
    return int(match[1]) * UNITS[match[2]]


def generate_data(world: World, params: GenerateParams, _: Actor) -> Reply:
    """Write test files anew."""
    sizes = tuple(_bytes(size) for size in params.file_sizes)
    total = rehearsing.generate(world, params.file_count, sizes)
    return _state(world, f"{params.file_count} test files, {total} bytes")


def data_loss(world: World, params: LossParams, _: Actor) -> Reply:
    """Lose part of the test data."""
    gone = rehearsing.lose(world, round(params.percentage * 10_000))
    return _state(world, f"{gone} files lost")


def _checksum(world: World) -> Reply:
    baseline, now = world.rehearsal.baseline, rehearsing.checksum(world)
    return Reply(
        ChecksumRecord(
            checksum=now if baseline is None else baseline.checksum,
            created_at=world.timestamp(world.now if baseline is None else baseline.taken_at),
            unchanged=baseline is None or now == baseline.checksum,
        )
    )


def create_checksum(world: World, _: NoParams, __: Actor) -> Reply:
    """Take the checksum of all test data."""
    rehearsing.take_baseline(world)
    return _checksum(world)


def get_checksum(world: World, _: NoParams, __: Actor) -> Reply:
    """The checksum that was taken last; before any was, that of now."""
    return _checksum(world)


def lost_files(world: World, _: NoParams, __: Actor) -> Reply:
    """Test files that are gone."""
    found = rehearsing.lost(world)
    names = tuple(file_id(number) for number in found)
    return Reply(LostFiles(lost_files=names, total=len(names)))


def _verification(world: World) -> Reply:
    rehearsal = world.rehearsal
    baseline, at = rehearsal.baseline, rehearsal.compared_at
    return Reply(
        Verification(
            verification_result=rehearsal.result,
            checked_at=world.when(at),
            baseline_checksum=None if baseline is None else baseline.checksum,
            lost_files=len(rehearsing.lost(world)),
        )
    )


def verify_restoration(world: World, params: VerifyParams, _: Actor) -> Reply:
    """Hold the data against a checksum."""
    baseline = world.rehearsal.baseline
    if baseline is None and not params.baseline_checksum:
        return Reply(status=409, error=NO_BASELINE)
    wanted = params.baseline_checksum or (baseline.checksum if baseline else "")
    rehearsing.compare(world, wanted)
    return _verification(world)


def restoration(world: World, _: NoParams, __: Actor) -> Reply:
    """How the last comparison went."""
    return _verification(world)


def setup(world: World, params: SetupParams, _: Actor) -> Reply:
    """A clean start: nothing simulated, fresh test data, its checksum taken."""
    rehearsing.clean_up(world)
    rehearsing.generate(world, params.test_files, tuple(map(_bytes, ("1KB", "100KB", "1MB"))))
    rehearsing.take_baseline(world)
    return _state(world, f"ready for the {params.kind}: {params.test_files} test files")


def _clean(world: World, what: str) -> Reply:
    mended = rehearsing.clean_up(world)
    return _state(world, f"{what}: nothing is simulated any more, {mended} files put back")


def cleanup(world: World, _: NoParams, __: Actor) -> Reply:
    """End what is simulated and put the files back."""
    return _clean(world, "cleaned up")


def cleanup_of(world: World, params: CleanupParams, _: Actor) -> Reply:
    """The same, after a test that was set up by name."""
    return _clean(world, f"{params.kind} is over")


COMMANDS = (
    Command(
        name="generate-data",
        method="POST",
        path="/api/test/generate-data",
        summary="Write test files anew, of these sizes in turn.",
        access="test",
        params=GenerateParams,
        answer=DataState,
        handler=generate_data,
        example=Example(body={"file_count": 50, "file_sizes": ["1KB", "1MB"], "users": 5}),
    ),
    Command(
        name="simulate-data-loss",
        method="POST",
        path="/api/test/simulate-data-loss",
        summary="Lose part of the test data.",
        access="test",
        params=LossParams,
        answer=DataState,
        handler=data_loss,
        example=Example(body={"percentage": 30}),
    ),
    Command(
        name="create-checksum",
        method="POST",
        path="/api/test/create-checksum",
        summary="Take the checksum of all test data, to compare with later.",
        access="test",
        params=NoParams,
        answer=ChecksumRecord,
        handler=create_checksum,
    ),
    Command(
        name="get-checksum",
        method="GET",
        path="/api/test/get-checksum",
        summary="The checksum that was taken last; before any was, that of now.",
        access="test",
        params=NoParams,
        answer=ChecksumRecord,
        handler=get_checksum,
    ),
    Command(
        name="get-lost-files",
        method="GET",
        path="/api/test/get-lost-files",
        summary="Test files that are gone.",
        access="test",
        params=NoParams,
        answer=LostFiles,
        handler=lost_files,
    ),
    Command(
        name="verify-restoration",
        method="POST",
        path="/api/test/verify-restoration",
        summary="Hold the test data against a checksum.",
        access="test",
        params=VerifyParams,
        answer=Verification,
        handler=verify_restoration,
        example=Example(body={"baseline_checksum": f"sha256:{64 * '0'}"}),
        extra_statuses={409: "No checksum was taken yet, and none was given."},
    ),
    Command(
        name="restoration",
        method="GET",
        path="/api/test/verify-restoration",
        summary="How the last comparison went.",
        access="test",
        params=NoParams,
        answer=Verification,
        handler=restoration,
    ),
    Command(
        name="setup-test",
        method="POST",
        path="/api/test/setup-:kind",
        summary="A clean start for a test: nothing simulated, fresh data, its checksum taken.",
        access="test",
        params=SetupParams,
        answer=DataState,
        handler=setup,
        example=Example(path="/api/test/setup-disaster-test", body={"test_files": 100}),
    ),
    Command(
        name="cleanup",
        method="POST",
        path="/api/test/cleanup",
        summary="End what is simulated and put the test data back.",
        access="test",
        params=NoParams,
        answer=DataState,
        handler=cleanup,
    ),
    Command(
        name="cleanup-test",
        method="POST",
        path="/api/test/cleanup-:kind",
        summary="The same, after a test that was set up by name.",
        access="test",
        params=CleanupParams,
        answer=DataState,
        handler=cleanup_of,
        example=Example(path="/api/test/cleanup-disaster-test"),
    ),
)
