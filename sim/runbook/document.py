"""A runbook as Markdown has it: sections, fenced blocks with their true lines, checklists.

Pure: text in, frozen values out. Knows Markdown and nothing of shells, worlds or files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from sim.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

RUNNABLE = ("bash", "sh", "shell", "console", "zsh")
"""Languages of the fenced blocks that are run; others are shown to people."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CHECK = re.compile(r"^\[([ xX])\][ \t]+(.*)", re.DOTALL)
_PROMPT = re.compile(r"^[ \t]*\$ (.*)$")
_CONTINUED = re.compile(r"^[ \t]*> (.*)$")
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
    """A fenced block that is run.

    Attributes:
        line: the document's line of the block's first line of code.
        language: the fence's first word.
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
    """

    name: str
    front_matter: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]

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


def parse(text: str, name: str = "runbook.md") -> Document:
    """Read a runbook.

    Args:
        text: the whole file.
        name: what it is called in messages.
    """
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    front = _FRONT_MATTER.match(text)
    if front is not None:
        # Empty lines in its place, so that all lines below keep their numbers.
        text = "\n" * front.group(0).count("\n") + text[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    end = text.count("\n") + 1
    sections = _sections(tokens, end)
    return Document(
        name=name,
        front_matter="" if front is None else front.group(1),
        sections=sections,
        blocks=tuple(_blocks(tokens, sections)),
        checks=tuple(_checks(tokens)),
    )


def _plain(text: str) -> str:
    return _DECORATION.sub("", text).strip()


def _sections(tokens: list[Token], end: int) -> tuple[Section, ...]:
    heads = [
        (_plain(tokens[index + 1].content), int(token.tag[1:]), token.map[0] + 1)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map is not None
    ]
    found = []
    for index, (title, level, line) in enumerate(heads):
        # Deeper headings belong to the section; the next of its own level or above ends it.
        after = (later for _, deeper, later in heads[index + 1 :] if deeper <= level)
        found.append(Section(title, level, line, next(after, end + 1) - 1))
    return tuple(found)


def _blocks(tokens: list[Token], sections: tuple[Section, ...]) -> Iterator[Block]:
    words = 0
    for token in tokens:
        if token.type == "inline":
            words += len(token.content.split())
        if token.type != "fence" or token.map is None:
            continue
        language = (token.info.split() or [""])[0].strip("{}").lower()
        if language not in RUNNABLE:
            continue
        # The map counts from 0 and begins at the fence; code begins one line below it.
        line = token.map[0] + 2
        above = [section.title for section in sections if section.line < line]
        yield Block(
            line=line,
            language=language,
            text=typed(token.content),
            section=above[-1] if above else "",
            words=words,
        )
        words = 0


def typed(text: str) -> str:
    """The code of a block; of a shown session (`$ command`), its commands, on their lines."""
    lines = text.split("\n")
    if not any(_PROMPT.match(line) for line in lines):
        return text
    kept, open_command = [], False
    for line in lines:
        if typed := _PROMPT.match(line):
            kept.append(typed.group(1))
            open_command = True
        elif open_command and (more := _CONTINUED.match(line)):
            kept.append(more.group(1))
        elif open_command and kept[-1].endswith("\\"):  # a command's own second line
            kept.append(line)
        else:
            # What the session printed is left out, but its
            # lines stay, so that bash counts as the document.
            kept.append("")
            open_command = False
    return "\n".join(kept)


def _checks(tokens: list[Token]) -> Iterator[Check]:
    # An item's text stands two tokens behind its opening: a paragraph begins in between.
    for before, token in zip(tokens, tokens[2:], strict=False):
        if before.type == "list_item_open" and token.type == "inline" and token.map is not None:
            box = _CHECK.match(token.content)
            if box is not None:
                yield Check(token.map[0] + 1, _plain(box.group(2)), box.group(1) != " ")
