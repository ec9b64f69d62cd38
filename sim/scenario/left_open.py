"""Texts that somebody meant to come back to: TODO marks and placeholders in files.

Knows texts and places; which texts a file has, the linters of its kind say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.spelling import Where, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

Said = tuple[Where, str]
"""A place and what is wrong there."""

PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b|\{\{?\s*\w+\s*\}?\}|<[a-z][a-z _-]*>")
UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b")


def left_open(where: Where, text: str, pattern: re.Pattern[str]) -> Iterator[Said]:
    """The first mark of the pattern in a text, as a finding."""
    match = pattern.search(text)
    if match:
        yield (
            where,
            (f"still contains the placeholder {shown(match[0])}; write what people will read"),
        )
