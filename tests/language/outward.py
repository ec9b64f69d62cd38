"""What the shipped reference responses tell people: notices, the status page, posts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCES = Path(__file__).parents[2] / "scenarios" / "reference"
_SAID = re.compile(r"(?:status-page \w+|post \w+)\s+\"(.*?)\"", re.DOTALL)


def outward_texts() -> list[str]:
    """Every text of the references once, in the order of their names."""
    found: dict[str, None] = {}
    for path in sorted(REFERENCES.glob("*.yaml")):
        for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found[" ".join(text.split())] = None
    return list(found)


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _texts(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "message" and isinstance(value, str):
                yield value
            elif key == "do" and isinstance(value, str):
                match = _SAID.match(value)
                if match:
                    yield match[1]
            else:
                yield from _texts(value)
