"""Integrity of files: scans, what they found, and looking at single files after a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import AliasChoices, Field

from sim.commands.command import Answer, Example, FailedItem, Params, Reply, command
from sim.commands.limits import FileIds, files_behind
from sim.commands.tolerant import Clamped
from sim.scenario.durations import MINUTE, SECOND
from sim.world.integrity import ScanStatus  # noqa: TC001 - pydantic reads it at run time
from sim.world.storage import file_id
from sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.integrity import Scan

MOST_LISTED = 2_000
"""So many files are listed; the counts go on."""

Harm = Literal["damaged", "missing"]


class DamagedFile(Answer):
    """A file that is not as it should be."""

    file_id: str
    user_id: int = Field(description="Whose it is.")
    problem: Harm
    quarantined: bool


class ScanRecord(Answer):
    """An integrity scan."""

    scan_id: str | None
    status: ScanStatus | Literal["idle"]
    full_scan: bool
    progress: int = Field(description="Percent.")
    total: int = Field(description="Files to look at.")
    checked: int
    corrupted_count: int
    missing_count: int
    corrupted: tuple[DamagedFile, ...] = Field(
        description=f"Damaged and missing files found so far; {MOST_LISTED} at the most."
    )
    started_at: str | None
    finished_at: str | None
    estimated_seconds: int
    error: str | None


class CorruptionReport(Answer):
    """All files that are known to be damaged or missing now."""

    total: int
    damaged: int
    missing: int
    quarantined: int
    affected_users: int
    file_ids: tuple[str, ...] = Field(description=f"{MOST_LISTED} at the most.")
    user_ids: tuple[int, ...]
    files: tuple[DamagedFile, ...]
    last_scan: str | None
    last_scan_at: str | None


class IntegrityStatus(Answer):
    """Where integrity stands."""

    status: Literal["idle", "scan_in_progress", "completed", "failed"] = Field(
        description="Of the newest scan; idle before there was one."
    )
    progress: int | None = Field(description="Of the newest scan, percent.")
    success: bool | None = Field(
        description="Whether nothing is known to be damaged or gone; null before a scan."
    )
    known_damaged: int
    known_missing: int
    quarantined: int
    last_scan_at: str | None


class VerifyReport(Answer):
    """Files that were read and compared."""

    success: bool
    checked: int
    valid: int
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
    failed: tuple[FailedItem, ...] = Field(description="Names that no file has.")


class ScanParams(Params):
    """How thorough, and how hard."""

    full_scan: bool = Field(default=False, description="Every file; so it is when nothing is said.")
    quick_scan: bool = Field(
        default=False, description="Every twentieth file, and what the last day brought."
    )
    parallel_checks: Annotated[int, Clamped(1, 100)] = Field(
        default=10, description="Twenty at the most."
    )


class VerifyParams(Params):
    """Which files."""

    file_ids: FileIds = Field(
        min_length=1,
        validation_alias=AliasChoices("file_ids", "fileIds", "file_list", "files"),
        description="file_000123, as scans and reports list them, or names.",
    )
    checksum_verification: bool = Field(default=True, description="Accepted; it is always done.")


class VerifyAllParams(Params):
    """How; a full scan does all of it."""

    checksum_verification: bool = True
    metadata_verification: bool = True
    sample_download_test: bool = False


def _listed(
    world: World, damaged: Iterable[int], missing: Iterable[int]
) -> tuple[DamagedFile, ...]:
    """Both in order of their numbers, as many as are listed."""
    files = world.storage.files
    problems: list[tuple[int, Harm]] = [(number, "damaged") for number in damaged]
    problems += [(number, "missing") for number in missing]
    return tuple(
        DamagedFile(
            file_id=file_id(number),
            user_id=int(files.owners[number]),
            problem=problem,
            quarantined=bool(files.withheld[number]),
        )
        for number, problem in sorted(problems)[:MOST_LISTED]
    )


def _scan_record(world: World, scan: Scan | None) -> ScanRecord:
    if scan is None:
        return ScanRecord(
            scan_id=None,
            status="idle",
            full_scan=False,
            progress=0,
            total=0,
            checked=0,
            corrupted_count=0,
            missing_count=0,
            corrupted=(),
            started_at=None,
            finished_at=None,
            estimated_seconds=0,
            error=None,
        )
    return ScanRecord(
        scan_id=scan.id,
        status=scan.status,
        full_scan=scan.full,
        progress=scan.progress,
        total=len(scan.targets),
        checked=scan.checked,
        corrupted_count=len(scan.corrupted),
        missing_count=len(scan.missing),
        corrupted=_listed(world, scan.corrupted, scan.missing),
        started_at=world.timestamp(scan.started_at),
        finished_at=world.when(scan.finished_at),
        estimated_seconds=scan.takes // SECOND,
        error=scan.error or None,
    )


def _begin(world: World, *, full: bool, parallel: int) -> Reply[ScanRecord]:
    integrity = world.storage.integrity
    running = integrity.running
    scan = integrity.start(full=full, parallel=parallel)
    if running is not None:
        return Reply(_scan_record(world, scan), message=f"{scan.id} is already running")
    minutes = -(-scan.takes // MINUTE)
    message = f"{scan.id} looks at {len(scan.targets)} files, about {minutes} min"
    return Reply(_scan_record(world, scan), message=message)


@command(
    "integrity-check",
    access="responder",
    example=Example(body={"full_scan": True, "parallel_checks": 10}),
)
def scan_start(world: World, params: ScanParams) -> Reply[ScanRecord]:
    """Begin an integrity scan (or show the one under way); the more bytes, the longer it takes."""
    full = params.full_scan or not params.quick_scan
    return _begin(world, full=full, parallel=params.parallel_checks)


@command("verify-all", access="responder", example=Example(body={"checksum_verification": True}))
def verify_all(world: World, _params: VerifyAllParams) -> Reply[ScanRecord]:
    """Begin a full integrity scan."""
    return _begin(world, full=True, parallel=10)


@command("integrity-scan", access="responder")
def scan_show(world: World) -> Reply[ScanRecord]:
    """The newest integrity scan: how far along it is, and what it found."""
    return Reply(_scan_record(world, world.storage.integrity.latest))


@command("integrity-report", access="responder")
def scan_report(world: World) -> Reply[ScanRecord]:
    """The newest completed integrity scan."""
    return Reply(_scan_record(world, world.storage.integrity.latest_completed))


def _known(world: World) -> tuple[list[int], list[int]]:
    """Files that are known to be damaged now, and files that are known to be missing."""
    files = world.storage.files
    known = files.noticed & files.bad
    damaged, missing = known & files.present, known & ~files.present
    return np.flatnonzero(damaged).tolist(), np.flatnonzero(missing).tolist()


@command("corruption-report", access="responder")
def corruption_report(world: World) -> Reply[CorruptionReport]:
    """Files that are known to be damaged or missing now, and their owners."""
    damaged, missing = _known(world)
    known = sorted(damaged + missing)
    files, last = world.storage.files, world.storage.integrity.latest_completed
    owners = sorted({int(files.owners[number]) for number in known})
    return Reply(
        CorruptionReport(
            total=len(known),
            damaged=len(damaged),
            missing=len(missing),
            quarantined=sum(bool(files.withheld[number]) for number in known),
            affected_users=len(owners),
            file_ids=tuple(file_id(number) for number in known[:MOST_LISTED]),
            user_ids=tuple(owners[:MOST_LISTED]),
            files=_listed(world, damaged, missing),
            last_scan=None if last is None else last.id,
            last_scan_at=None if last is None else world.when(last.finished_at),
        )
    )


@command("integrity-status", access="responder")
def integrity_status(world: World) -> Reply[IntegrityStatus]:
    """A short summary of file integrity."""
    damaged, missing = _known(world)
    newest, last = world.storage.integrity.latest, world.storage.integrity.latest_completed
    status: Literal["idle", "scan_in_progress", "completed", "failed"] = "idle"
    if newest is not None:
        status = "scan_in_progress" if newest.status == "in_progress" else newest.status
    return Reply(
        IntegrityStatus(
            status=status,
            progress=None if newest is None else newest.progress,
            success=None if last is None else not (damaged or missing),
            known_damaged=len(damaged),
            known_missing=len(missing),
            quarantined=world.storage.files.state().withheld,
            last_scan_at=None if last is None else world.when(last.finished_at),
        )
    )


@command(
    "verify-restored",
    access="responder",
    example=Example(body={"file_ids": ["file_000123"], "checksum_verification": True}),
    extra_statuses={404: "No such file."},
)
def verify_restored(world: World, params: VerifyParams) -> Reply[VerifyReport]:
    """Read files back and compare them, at once."""
    # What is found wrong is known from then on, as after a scan.
    found = files_behind(world, params.file_ids)
    if isinstance(found, Reply):
        return found
    numbers = found.numbers
    damaged, missing = world.storage.files.inspect(np.array(numbers))
    valid = len(numbers) - len(damaged) - len(missing)
    return Reply(
        VerifyReport(
            success=valid == len(numbers) and not found.failed,
            checked=len(numbers),
            valid=valid,
            damaged=tuple(file_id(number) for number in damaged),
            missing=tuple(file_id(number) for number in missing),
            failed=found.failed,
        ),
        message=f"{valid} of {len(numbers)} files are valid",
        warnings=found.warnings,
    )
