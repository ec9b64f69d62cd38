"""The data of an OpenAEV export: a ZIP with one JSON of the scenario and documents beside it.

Read in memory and within bounds. Nothing is unpacked to disk, so that no name in it matters.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from sim.disk import CannotRead, read_file, text_of
from sim.errors import NotFound, Unusable
from sim.journal.json_text import NotJsonError, parse

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = (".zip", ".json")
MOST_BYTES = 200 * 1024 * 1024
"""Of the archive, which holds documents too: pictures and films."""
_MOST_JSON = 50 * 1024 * 1024
"""Every inject carries the description of its kind, some 20 kB."""
_MOST_ENTRIES = 10_000
_KINDS = (b"Scenario", b"Exercise")
"""The platform writes what an entry is into its comment."""


def read_export(path: Path) -> Any:
    """The data of an export, or of the JSON taken out of one.

    Raises:
        NotFound: there is no such file.
        Unusable: it is no such archive, too large, encrypted, or holds no JSON.
    """
    is_json = path.suffix.lower() == ".json"
    try:
        data = read_file(path, _MOST_JSON) if is_json else _from_zip(path)
    except FileNotFoundError:
        raise NotFound("file", str(path), ()) from None
    try:
        return parse(text_of(path, data))
    except NotJsonError as error:
        raise Unusable(f"{path}: {error}") from error


def _from_zip(path: Path) -> bytes:
    """The JSON in an archive.

    Raises:
        CannotRead: there is none, or it cannot be had.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(read_file(path, MOST_BYTES))) as archive:
            entry = _entry(path, archive)
            with archive.open(entry) as file:
                # What an entry says of its size may be a lie; this is not.
                data = file.read(_MOST_JSON + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise CannotRead(path, "is no ZIP file that can be read") from error
    except RuntimeError as error:
        raise CannotRead(path, "is encrypted; export it without a password") from error
    if len(data) > _MOST_JSON:
        raise CannotRead(path, f"holds more than {_MOST_JSON >> 20} MiB of text; too much to read")
    return data


def _entry(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise CannotRead(path, f"holds more than {_MOST_ENTRIES:,} files")
    named = [one for one in entries if one.comment in _KINDS]
    found = named or [one for one in entries if one.filename.lower().endswith(".json")]
    if len(found) != 1:
        many = "no" if not found else str(len(found))
        raise CannotRead(path, f"holds {many} scenarios; an export of OpenAEV holds one")
    return found[0]
