"""A runbook with one thing wrong in it: a step left out, a wait emptied, a check that never fails.

Pure: a document in, changed blocks out. Every mutant keeps the line numbers of what it leaves
alone, as far as a block goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from sim.runbook.shell.reader import is_complete
from sim.runbook.steps import reaching, statements_of
from sim.scenario.durations import MINUTE, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.runbook.document import Block, Document
    from sim.runbook.steps import Head, RunStatement

MutantKind = Literal["dropped", "swapped", "delayed", "repeated", "no wait", "always", "never"]
"""What was done: a step, a wait, or a check whose condition always or never holds."""

KINDS: dict[MutantKind, str] = {
    "dropped": "left out",
    "swapped": "exchanged with the next step",
    "delayed": "begun late",
    "repeated": "done twice",
    "no wait": "not waited",
    "always": "check always holds",
    "never": "check never holds",
}
DELAY = 15 * MINUTE
"""How much later a delayed step begins, once."""

_SLEEP = re.compile(r"\bsleep[ \t]+[^\s;&|)]+")
_CONDITION = re.compile(
    r"^(\s*(?:if|elif|while|until)\b)(.*?)(;[ \t]*|\n[ \t]*)(?=(?:then|do)\b)", re.DOTALL
)
_WIDEST = 70


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes:
        kind: what was done.
        line, last: the document's lines of what it was done to.
        other: the line of the step it changed places with, or 0.
        text: how that begins, as the runbook has it.
        block: which of the document's blocks, from 0.
        changed: the block's text afterwards.
    """

    kind: MutantKind
    line: int
    last: int
    text: str
    block: int
    changed: str
    other: int = 0

    @property
    def name(self) -> str:
        """`dropped 120`: tells it from the others of its runbook."""
        return f"{self.kind} {self.line}" + (f" and {self.other}" if self.other else "")

    @property
    def told(self) -> str:
        """What was done, in words."""
        if self.kind == "swapped":
            return f"exchanged with line {self.other}"
        if self.kind == "delayed":
            return f"begun {spoken(DELAY)} late"
        return KINDS[self.kind]


def mutants_of(document: Document, blocks: Iterable[Block]) -> tuple[Mutant, ...]:
    """Every mutant of these blocks of a document, in the order of the lines, each once."""
    wanted = set(blocks)
    read = [statements_of(block) for block in document.blocks]
    names = reaching(one for statements in read for one in statements)
    found: list[Mutant] = []
    for index, block in enumerate(document.blocks):
        if block in wanted:
            found += _BlockMutants(index, block, names).of(read[index])
    seen: set[tuple[int, str]] = set()
    kept = []
    for mutant in sorted(found, key=lambda one: one.line):
        key = (mutant.block, mutant.changed)
        # Two looks that are alike change places without a difference.
        if key in seen or mutant.changed == document.blocks[mutant.block].text:
            continue
        seen.add(key)
        kept.append(mutant)
    return tuple(kept)


class _BlockMutants:
    def __init__(self, index: int, block: Block, names: frozenset[str]) -> None:
        self._index, self._block, self._names = index, block, names
        self._lines = block.text.splitlines()

    def of(self, statements: Sequence[RunStatement]) -> Iterator[Mutant]:
        """The mutants of a body, and of the bodies in it."""
        steps = [one for one in statements if self._acts(one)]
        for one, following in pairwise(steps):
            yield from self._swapped(one, following)
        for one in statements:
            for head in one.heads:
                if head.is_check:
                    yield from self._checks(head)
            if one.bodies:
                for body in one.bodies:
                    yield from self.of(body)
                continue
            if self._acts(one):
                yield from self._step(one)
            if "sleep" in one.names:
                yield from self._emptied(one)

    def _acts(self, one: RunStatement) -> bool:
        return not one.defines and bool(self._names & one.names)

    def _text(self, first: int, last: int) -> str:
        return "\n".join(self._lines[first : last + 1])

    def _with(self, first: int, last: int, text: str) -> str:
        return "\n".join([*self._lines[:first], text, *self._lines[last + 1 :]])

    def _mutant(
        self, kind: MutantKind, part: tuple[int, int], changed: str, other: int = 0
    ) -> Iterator[Mutant]:
        if not is_complete(changed):
            return
        text = " ".join(self._lines[part[0]].split())
        shown = text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
        first, last = (self._block.line + at for at in part)
        yield Mutant(kind, first, last, shown, self._index, changed, other)

    def _step(self, one: RunStatement) -> Iterator[Mutant]:
        first, last = one.first, one.last
        text = self._text(first, last)
        indent = text[: len(text) - len(text.lstrip())]
        # As many lines as before, so that messages name the document's own.
        yield from self._mutant(
            "dropped", (first, last), self._with(first, last, f"{indent}:" + "\n" * (last - first))
        )
        mark = f"late_{self._block.line + first}"
        wait = f"if [[ -z ${{{mark}-}} ]]; then {mark}=1; sleep {DELAY // 1000}; fi; "
        late = f"{indent}{wait}{text.lstrip()}"
        yield from self._mutant("delayed", (first, last), self._with(first, last, late))
        yield from self._mutant(
            "repeated", (first, last), self._with(first, last, f"{text}\n{text}")
        )

    def _emptied(self, one: RunStatement) -> Iterator[Mutant]:
        text = self._text(one.first, one.last)
        changed = self._with(one.first, one.last, _SLEEP.sub(":", text))
        yield from self._mutant("no wait", (one.first, one.last), changed)

    def _swapped(self, one: RunStatement, following: RunStatement) -> Iterator[Mutant]:
        parts = (
            self._text(following.first, following.last),
            *self._lines[one.last + 1 : following.first],
            self._text(one.first, one.last),
        )
        changed = self._with(one.first, following.last, "\n".join(parts))
        other = self._block.line + following.first
        yield from self._mutant("swapped", (one.first, one.last), changed, other)

    def _checks(self, head: Head) -> Iterator[Mutant]:
        text = self._text(head.first, head.last)
        if _CONDITION.match(text) is None:
            return
        kinds: tuple[tuple[MutantKind, str], ...] = (("always", "true"), ("never", "false"))
        for kind, word in kinds:
            made = _CONDITION.sub(rf"\g<1> {word}\g<3>", text)
            yield from self._mutant(
                kind, (head.first, head.last), self._with(head.first, head.last, made)
            )
