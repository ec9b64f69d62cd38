"""A JSON file of a record beside its journal, read as data: total, whatever lies there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.disk import read_file, text_of
from sim.errors import Unusable, plain
from sim.journal.json_text import (
    NotJsonError,
    may_hold_surrogates,
    parse,
    without_surrogates,
)
from sim.journal.versions import check_format

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import ValidationError


def read_document(path: Path, most: int, version: str, newest: int) -> dict[str, Any]:
    """The object that a file holds.

    Args:
        path: the file.
        most: bytes; more is refused.
        version: the field that holds its format.
        newest: today's format.

    Raises:
        Unusable: it cannot be read, is not UTF-8, no JSON, or no object.
        TooNew: its format is newer than today's.
    """
    try:
        text = text_of(path, read_file(path, most))
        data = parse(text, unique=True)
    except NotJsonError as error:
        raise Unusable(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise Unusable(f"{path}: contains no JSON object")
    check_format(data.get(version), newest, str(path))
    # A search of the text spares nearly every file the walk through all its data.
    return dict(without_surrogates(data)) if may_hold_surrogates(text) else data


def problem_of(data: dict[str, Any], error: ValidationError, newest: int) -> str:
    """What is wrong with a document that today's model does not take, in one line.

    Args:
        data: what was read.
        error: what the model said.
        newest: today's format.
    """
    found = data.get("schema_version", data.get("format"))
    if type(found) is int and found < newest:
        return f"format {found} is of an older version, and there is no journal to score it anew"
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "file"
    return f"{where}: {plain(first['msg'])}"
