"""A multipart form as the JSON body that the worker's door takes.

An upload's bytes are not the exercise's business: name, size and checksum stand for the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a form.

    Attributes:
        field: the form's field, mostly `file`.
        name: the file's name.
        size: in bytes.
        checksum: `sha256:` and 64 hexadecimal digits.
    """

    field: str
    name: str
    size: int
    checksum: str


def form_body(files: Iterable[FormFile], fields: Iterable[tuple[str, str]]) -> str:
    """The JSON body of a form: its files described, its other fields as strings."""
    body: dict[str, object] = {
        sent.field: {"name": sent.name, "size": sent.size, "checksum": sent.checksum}
        for sent in files
    }
    body.update(fields)
    return json.dumps(body, ensure_ascii=False)
