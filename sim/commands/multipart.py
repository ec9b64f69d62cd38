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
    from collections.abc import Mapping

    from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file in a form: the name its sender gave it, and what it holds."""

    name: str
    content: bytes


def form_body(files: Mapping[str, FormFile], fields: Mapping[str, str]) -> str:
    """The JSON body that stands for a form.

    Example:
        >>> form_body({"file": FormFile("a.csv", b"x")}, {"test_mode": "true"})[:41]
        '{"test_mode": "true", "file": {"name": "a'
    """
    body: dict[str, JsonValue] = dict(fields)
    for field, file in files.items():
        checksum = hashlib.sha256(file.content).hexdigest()
        body[field] = {
            "name": file.name,
            "size": len(file.content),
            "checksum": f"sha256:{checksum}",
        }
    return json.dumps(body, ensure_ascii=False)
