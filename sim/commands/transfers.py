"""Single uploads and downloads by name, as a tester does them; any valid token works."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sim.commands.command import Actor, Answer, Example, Params, Refusal, Reply, command
from sim.world.files import SHOWS, SOUND
from sim.world.queue import QueuedOperation
from sim.world.storage import NamedFile, file_id, file_number
from sim.world.world import World

FileName = Annotated[str, StringConstraints(pattern=r"^[^/\x00-\x1f\x7f]+$", max_length=200)]
Checksum = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
TESTERS = "test-account@list-cutter.example"


class SentFile(Params):
    """A file as it came in a form: the surface reads it and passes on what the worker keeps."""

    name: FileName
    size: int = Field(ge=0, le=1 << 40, description="Bytes.")
    checksum: Checksum


class UploadParams(Params):
    """A form with a file: `-F file=@lists.csv`."""

    file: SentFile


class DownloadParams(Params):
    """Names one file."""

    name: str = Field(description="A file's name or identifier.")


class FileRecord(Answer):
    """A file that was stored, queued, or read."""

    file_id: str
    name: str
    size: int = Field(description="Bytes.")
    checksum: str = Field(description="Of what was sent, or of what was read.")
    status: Literal["stored", "queued", "read"]


def _may(world: World, actor: Actor, file: NamedFile | None) -> bool:
    """Whether a caller may have this file: in production the test token has its own only."""
    probing = actor.role == "test" and not world.is_test_environment
    return not probing or (file is not None and file.by == actor.role)


def _not_theirs(name: str) -> Refusal:
    return Reply(status=403, error=f"the test token did not upload {name!r}; it has its own only")


def _place_for(world: World, sent: SentFile, actor: Actor) -> NamedFile | None:
    place = world.storage.place_for(sent.name, sent.size, sent.checksum)
    if place is not None:
        place.by = actor.role
        world.catalogue.call("file", place.number, sent.name)
    return place


def _queue(world: World, params: UploadParams, actor: Actor, why: str = "") -> Reply[FileRecord]:
    sent = params.file
    queue = world.queue
    if queue.total >= queue.settings.max_size:
        return Reply(status=503, error=f"{why}the queue is full; uploads are turned away")
    place = _place_for(world, sent, actor)
    if place is None:
        return _no_room()
    world.catalogue.call("user", world.scenario.users.people, TESTERS)
    # Beyond all users' requests, whose numbers are their positions in the workload.
    number = len(world.log.workload) + len(queue.operations)
    queue.accept(
        QueuedOperation(
            id=f"op_{number:06d}",
            request=number,
            operation="upload",
            user=world.scenario.users.people,
            file=place.number,
            queued_at=world.now,
        )
    )
    queue.wake()
    return Reply(_sent(place, "queued"), status=202, message="accepted; stored when R2 is back")


def _no_room() -> Refusal:
    return Reply(status=507, error="no room for further test files; use a name again")


def _sent(file: NamedFile, status: Literal["stored", "queued"]) -> FileRecord:
    return FileRecord(
        file_id=file_id(file.number),
        name=file.name,
        size=file.size,
        checksum=file.checksum,
        status=status,
    )


@command(
    "upload",
    access="token",
    example=Example(
        body={
            "file": {
                "name": "lists.csv",
                "size": 11,
                "checksum": "sha256:" + hashlib.sha256(b"name,email\n").hexdigest(),
            }
        }
    ),
    form=True,
    extra_statuses={
        202: "Accepted: the worker is read-only or R2 refused it; it is stored later.",
        403: "The test token has its own files only.",
        503: "The queue is full.",
        507: "No room for further test files.",
    },
)
def upload(world: World, params: UploadParams, actor: Actor) -> Reply[FileRecord]:
    """Upload a file by name, as a form: `-F file=@lists.csv`.

    Queued while read-only, and when R2 refuses it.
    """
    before = world.storage.named.get(params.file.name)
    if before is not None and not _may(world, actor, before):
        return _not_theirs(params.file.name)
    if world.modes["R2_STORAGE"] == "degraded":
        return _queue(world, params, actor)
    sent = params.file
    luck = world.streams.ppm("upload", sent.name, world.now)
    result = world.bucket.guarded("upload", luck, world.now)
    if not result.ok:
        # Refused is not lost, as long as there is room.
        return _queue(world, params, actor, f"not stored: {result.error}; ")
    place = _place_for(world, sent, actor)
    if place is None:
        return _no_room()
    world.storage.store(place)
    return Reply(_sent(place, "stored"), message=f"{sent.name} stored")


def _number(world: World, name: str) -> int | None:
    """The file behind a name or identifier; one that only waits in the queue is none yet."""
    storage = world.storage
    named = storage.named.get(name)
    if named is not None:
        return None if named.stored_at is None else named.number
    number = file_number(name, storage.files)
    return world.catalogue.numbered(name) if number is None else number


def _checksum(world: World, number: int, name: str) -> str:
    """Of what is read: of damaged content another than of what was sent."""
    files = world.storage.files
    named = world.storage.named.get(name)
    whole = files.content[number] == SOUND
    if named is not None and whole:
        return named.checksum
    seed = f"{world.streams.derive('content')}|{number}|{files.written_at[number]}|{whole}"
    return f"sha256:{hashlib.sha256(seed.encode()).hexdigest()}"


@command(
    "download",
    access="token",
    example=Example(path="/api/list_cutter/download/file_000123"),
    extra_statuses={
        403: "The test token has its own files only.",
        404: "No such file, or it is gone from the bucket.",
        423: "It is quarantined.",
        502: "It fails its checksum.",
        503: "R2 is not responding.",
    },
)
def download(world: World, params: DownloadParams, actor: Actor) -> Reply[FileRecord]:  # noqa: PLR0911 - one refusal a reason
    """Read a file by its name or identifier; `data` says what was read."""
    files = world.storage.files
    files.settle()
    number = _number(world, params.name)
    if number is None:
        return Reply(status=404, error=f"no file {params.name!r}")
    own = next((file for file in world.storage.named.values() if file.number == number), None)
    if not _may(world, actor, own):
        return _not_theirs(params.name)
    luck = world.streams.ppm("download", number, world.now)
    result = world.bucket.guarded("download", luck, world.now, number)
    if not result.ok:
        return Reply(status=503, error=f"not read: {result.error}")
    if not files.present[number]:
        return Reply(status=404, error=f"{params.name!r} is gone: R2 returned NoSuchKey")
    if files.withheld[number]:
        return Reply(status=423, error=f"{params.name!r} is quarantined")
    if files.content[number] == SHOWS:
        world.storage.read_failed(number)
        return Reply(status=502, error=f"{params.name!r} fails its checksum")
    name = world.catalogue.file(number)
    size = int(files.sizes[number])
    named = world.storage.named.get(name)
    return Reply(
        FileRecord(
            file_id=file_id(number),
            name=name,
            size=size if named is None else named.size,
            checksum=_checksum(world, number, name),
            status="read",
        )
    )
