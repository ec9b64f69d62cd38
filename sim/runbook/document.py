"""A runbook as Markdown has it: sections, blocks with their true lines, checklists.

Pure: text in, frozen values out. Knows Markdown and nothing of shells, worlds or files.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from sim.errors import NotFound
from sim.runbook.fences import Unseen, commands_in, pieces, unfolded
from sim.runbook.hosts import OWN, Hosts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CHECK = re.compile(r"^\[([ xX])\][ \t]+(.*)", re.DOTALL)
_DECORATION = re.compile(r"[*_`]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it.

    Attributes:
        title: the heading as people read it.
        level: 1 for the document's title.
        line: the heading's line.
        last: the last line before the next heading of this level or above.
    """

    title: str
    level: int
    line: int
    last: int


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code that is run.

    Attributes:
        line: the document's line of the block's first line of code.
        language: what it says it is; "" when nothing.
        text: the code, its indentation inside a list taken off.
        section: the title of the nearest heading above it.
        words: words of prose between the block before and this one.
    """

    line: int
    language: str
    text: str
    section: str
    words: int

    @property
    def last(self) -> int:
        """The document's line of the block's last line of code."""
        return self.line + max(0, len(self.text.splitlines()) - 1)


@dataclass(frozen=True, slots=True)
class Check:
    """A box of a checklist."""

    line: int
    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A runbook.

    Attributes:
        name: the file's name.
        front_matter: the YAML between `---` at the top, as written; "" without.
        blocks: what is run; `unseen`: the other pieces of code, and why they are not.
    """

    name: str
    front_matter: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]
    unseen: tuple[Unseen, ...] = ()

    def within(self, titles: Iterable[str]) -> tuple[Block, ...]:
        """The blocks under these headings, in the document's order; all without a title.

        Raises:
            NotFound: no heading has this title or begins with it.
        """
        chosen = [self._find(title) for title in titles]
        if not chosen:
            return self.blocks
        return tuple(
            block
            for block in self.blocks
            if any(section.line <= block.line <= section.last for section in chosen)
        )

    def _find(self, title: str) -> Section:
        wanted = title.casefold().strip()
        # An exact title first: "Restore" must not find "Restore the queue" where both are there.
        for fits in (str.__eq__, str.startswith, str.__contains__):
            for section in self.sections:
                if fits(section.title.casefold(), wanted):
                    return section
        known = tuple(section.title for section in self.sections)
        near = get_close_matches(title, known, n=1)
        raise NotFound("section", title, tuple(near) or known)


def front_matter_of(text: str) -> str:
    """The YAML between `---` at the top, as written; "" without."""
    front = _FRONT_MATTER.match(text.replace("\r\n", "\n").removeprefix("\ufeff"))
    return "" if front is None else front.group(1)


def parse(text: str, name: str = "runbook.md", hosts: Hosts = OWN) -> Document:
    """Read a runbook.

    Args:
        text: the whole file.
        name: what it is called in messages.
        hosts: whose calls reach the simulation: a block without a label is run when it holds one.
    """
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    front = _FRONT_MATTER.match(text)
    if front is not None:
        # Empty lines in its place, so that all lines below keep their numbers.
        text = "\n" * front.group(0).count("\n") + text[front.end() :]
    text = unfolded(text)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    end = text.count("\n") + 1
    sections = _sections(tokens, end)
    blocks, unseen = _read_blocks(tokens, text, sections, hosts.all_names)
    return Document(
        name=name,
        front_matter="" if front is None else front.group(1),
        sections=sections,
        blocks=tuple(blocks),
        checks=tuple(_checks(tokens)),
        unseen=tuple(unseen),
    )


def _plain(text: str) -> str:
    return _DECORATION.sub("", text).strip()


def _sections(tokens: list[Token], end: int) -> tuple[Section, ...]:
    heads = [
        (_plain(tokens[index + 1].content), int(token.tag[1:]), token.map[0] + 1)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map is not None
    ]
    found: list[Section] = []
    last: dict[int, int] = {}
    # From below: what ends a section is the nearest heading of its own level or above.
    for title, level, line in reversed(heads):
        ends = min((last[one] for one in last if one <= level), default=end + 1)
        found.append(Section(title, level, line, ends - 1))
        last[level] = line
    found.reverse()
    return tuple(found)


def _read_blocks(
    tokens: list[Token], text: str, sections: tuple[Section, ...], hosts: Iterable[str]
) -> tuple[list[Block], list[Unseen]]:
    found = pieces(tokens, text)
    heads = [section.line for section in sections]
    blocks: list[Block] = []
    unseen: list[Unseen] = []
    prose = sorted(_prose(tokens))
    counted = 0
    words = 0
    for first, piece in sorted(found.items()):
        while counted < len(prose) and prose[counted][0] < first:
            words += prose[counted][1]
            counted += 1
        typed = commands_in(piece, hosts)
        if isinstance(typed, Unseen):
            unseen.append(typed)
            continue
        above = bisect_left(heads, piece.line)
        title = sections[above - 1].title if above else ""
        blocks.append(Block(piece.line, piece.label, typed, title, words))
        words = 0
    return blocks, unseen


def _prose(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Lines (from 0) of running text, and its words there."""
    for token in tokens:
        if token.type == "inline" and token.map is not None:
            yield token.map[0], len(token.content.split())


def _checks(tokens: list[Token]) -> Iterator[Check]:
    # An item's text stands two tokens behind its opening: a paragraph begins in between.
    for before, token in zip(tokens, tokens[2:], strict=False):
        if before.type == "list_item_open" and token.type == "inline" and token.map is not None:
            box = _CHECK.match(token.content)
            if box is not None:
                yield Check(token.map[0] + 1, _plain(box.group(2)), box.group(1) != " ")
