"""What words come to, as far as the document says: constants put in, the rest left open; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.runbook.shell.script import Assignment, Part, Word

HOLE = "\ue000"
"""Stands for a text that only a run would know."""

_NAMES_OF_ALL = ("@", "*")


class Values:
    """The variables of a document while it is read from top to bottom."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._arrays: dict[str, tuple[str, ...] | None] = {}

    def assign(self, assignment: Assignment, *, certain: bool) -> None:
        """Take in an assignment; one that may not happen leaves open what the value is."""
        name = assignment.name
        if assignment.array is not None:
            words = self.words(assignment.array)
            known = None if words is None else tuple(words)
            self._arrays[name] = known if certain and not assignment.adds else None
            return
        text = self.text(assignment.value)
        if assignment.adds or not (certain or self._texts.get(name, text) == text):
            text = HOLE
        self._texts[name] = text

    def forget(self, name: str) -> None:
        """A value that only a run would know."""
        self._texts[name] = HOLE
        self._arrays[name] = None

    def text(self, word: Word) -> str:
        """A word as one text."""
        return "".join(map(self._part, word.parts))

    def _part(self, part: Part) -> str:
        if part.kind == "text":
            return part.text
        if part.kind == "variable" and part.plain:
            return self._texts.get(part.name, HOLE)
        return HOLE

    def words(self, words: Iterable[Word]) -> list[str] | None:
        """The words that a program would get; None when their number is not known."""
        found: list[str] = []
        known = True
        for word in words:
            more = list(self._expanded(word))
            known = known and None not in more
            found += [one for one in more if one is not None]
        return found if known else None

    def known_words(self, words: Iterable[Word]) -> tuple[list[str], bool]:
        """The words that are known, and whether these are all."""
        found = [one for word in words for one in self._expanded(word)]
        kept = [one for one in found if one is not None]
        return kept, len(kept) == len(found)

    def _expanded(self, word: Word) -> Iterator[str | None]:
        """A word as the words it becomes; None among them for any number of them."""
        part = word.only
        if part is None or part.kind == "text":
            yield self.text(word)
            return
        if part.name in _NAMES_OF_ALL:
            yield None
        elif "[" in part.text and part.kind == "variable":
            array = self._arrays.get(part.name)
            yield from (None,) if array is None else array
        elif part.quote:
            yield self.text(word)
        else:
            text = self.text(word)
            yield from (None,) if HOLE in text else text.split()
