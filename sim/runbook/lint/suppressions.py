"""`# tabletop: ignore=RB103` and its like: which findings an author has decided to live with; pure.

In a block it counts for its line, or alone on a line for the next command; as a comment of the
document right before a block for that block, and above everything else for the whole document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.document import Block, Document

_IN_BLOCK = re.compile(r"(?:^|\s)#\s*tabletop:\s*ignore=([\w, ]*)")
_IN_TEXT = re.compile(r"<!--\s*tabletop:\s*ignore=([\w, ]*?)\s*-->")
_COMMENT = re.compile(r"^\s*(?:<!--.*-->\s*)?$")
_FENCE = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?:```|~~~)")
_ALONE = re.compile(r"^\s*#")


@dataclass(slots=True)
class Suppression:
    """One comment, for one code.

    Attributes:
        line: where it stands.
        code: what it says.
        first: the first line it counts for.
        last: the last one.
        used: whether anything was kept back by it.
    """

    line: int
    code: str
    first: int
    last: int
    used: bool = field(default=False)

    def covers(self, code: str, first: int, last: int) -> bool:
        """Whether a finding on these lines is meant."""
        return code == self.code and self.first <= last and first <= self.last


def suppressions(text: str, document: Document) -> list[Suppression]:
    """The comments of a document, in its order."""
    lines = text.replace("\r\n", "\n").split("\n")
    found: list[Suppression] = []
    for block in document.blocks:
        found += _in_block(block)
    inside = {at for block in document.blocks for at in range(block.line, block.last + 1)}
    for number, line in enumerate(lines, 1):
        for match in () if number in inside else _IN_TEXT.finditer(line):
            first, last = _reach(number, lines, document)
            found += [Suppression(number, code, first, last) for code in _codes(match[1])]
    return sorted(found, key=lambda one: one.line)


def _codes(text: str) -> Iterator[str]:
    return (code for code in re.split(r"[,\s]+", text.strip()) if code)


def _in_block(block: Block) -> Iterator[Suppression]:
    lines = block.text.split("\n")
    for index, line in enumerate(lines):
        match = _IN_BLOCK.search(line)
        if match is None:
            continue
        meant = index
        if _ALONE.match(line):
            while meant + 1 < len(lines) and (
                _ALONE.match(lines[meant]) or not lines[meant].strip()
            ):
                meant += 1
        for code in _codes(match[1]):
            yield Suppression(block.line + index, code, block.line + meant, block.line + meant)


def _reach(number: int, lines: list[str], document: Document) -> tuple[int, int]:
    """What a comment of the document counts for: the block below it, or all of it at the top."""
    below = number
    while below < len(lines) and _COMMENT.match(lines[below]):
        below += 1
    if below < len(lines) and _FENCE.match(lines[below]):
        block = next((one for one in document.blocks if one.line == below + 2), None)
        if block is not None:
            return block.line, block.last
    front = document.front_matter.count("\n") + 2 if document.front_matter else 0
    title = next((one.line for one in document.sections if one.level == 1), 0)
    above = enumerate(lines[front : number - 1], front + 1)
    if all(_COMMENT.match(line) or at == title for at, line in above):
        return 1, len(lines)
    return 0, -1
