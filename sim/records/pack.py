"""An evidence pack: a zip archive in one canonical form, with the digest of every file in it.

The form has no freedom: files in order of their names, stored and not compressed, no times, no
extra fields. So a pack is verified by making it again from what is in it: any byte that differs,
in a file or between them, is found. `SHA256SUMS` is as `sha256sum -c` reads it.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import TYPE_CHECKING

from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.minisig"
MOST_BYTES = 500_000_000
_NAME = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip archive can hold."""

_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The lines of `SHA256SUMS` for these files, in order of their names."""
    lines = (
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    )
    return "".join(lines).encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """The archive of these files, in its canonical form.

    Raises:
        ValueError: a name could lead elsewhere.
    """
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            if not _NAME.fullmatch(name) or ".." in name.split("/"):
                raise ValueError(f"not a name for a file in a pack: {name}")
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(info, data)
    return into.getvalue()


def _stored(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    """What is in an archive whose files are as they are, and together no larger than itself.

    Raises:
        ValueError: it could hold more than it seems to.
    """
    entries = archive.infolist()
    if any(one.compress_type != zipfile.ZIP_STORED for one in entries):
        raise ValueError("its files are compressed")
    if sum(one.file_size for one in entries) > size:
        raise ValueError("its files are larger than itself")
    return {one.filename: archive.read(one) for one in entries}


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a pack.

    Raises:
        Unusable: it is no pack, or not in the canonical form: something between the files was
            changed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _stored(archive, len(data))
        again = packed(files)
    # A spoiled archive ends in any of these; which one says nothing to who verifies it.
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, KeyError,
            RuntimeError) as error:  # fmt: skip
        raise Unusable(f"not a whole archive ({error})") from error
    if again != data:
        raise Unusable("the archive itself was changed, beside its files")
    return files


def wrong_sums(files: Mapping[str, bytes]) -> list[str]:
    """What `SHA256SUMS` does not bear out: changed, missing and added files, by name."""
    listed: dict[str, str] = {}
    for line in files.get(SUMS, b"").decode("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    covered = {name: data for name, data in files.items() if name not in {SUMS, SIGNATURE}}
    problems = [f"{name} is not there" for name in sorted(set(listed) - set(covered))]
    problems += [f"{name} is not listed" for name in sorted(set(covered) - set(listed))]
    problems += [
        f"{name} was changed"
        for name, data in sorted(covered.items())
        if name in listed and hashlib.sha256(data).hexdigest() != listed[name]
    ]
    if not problems and files.get(SUMS) != sums_of(covered):
        problems.append(f"{SUMS} was changed")
    return problems
