"""A form with files as the worker's door takes it: JSON that says what each file is.

What a file holds is not kept, only its name, size and checksum, so a record stays small and can be
replayed. Every surface that takes forms goes through here.
"""

from __future__ import annotations

import hashlib
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

    @classmethod
    def holding(cls, field: str, name: str, content: bytes) -> FormFile:
        """A file by what it holds."""
        checksum = f"sha256:{hashlib.sha256(content).hexdigest()}"
        return cls(field, name, len(content), checksum)


def form_body(files: Iterable[FormFile], fields: Iterable[tuple[str, str]]) -> str:
    """The JSON body of a form: its files described, its other fields as strings."""
    body: dict[str, object] = dict(fields)
    for sent in files:
        body[sent.field] = {"name": sent.name, "size": sent.size, "checksum": sent.checksum}
    return json.dumps(body, ensure_ascii=False)
