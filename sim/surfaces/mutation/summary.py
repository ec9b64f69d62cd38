"""What the regressions of a runbook catch, as Markdown and for the terminal: a line a step.

Pure: a result in, text out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runbook.mutants import KINDS
from sim.surfaces.regressions.summary import cell_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.campaigns.mutation import Fate, JudgedMutant, MutationResult
    from sim.runbook.mutants import MutantKind
    from sim.surfaces.mutation.expectations import Suggestion

FATES: dict[Fate, str] = {
    "caught": "caught",
    "survived": "survived",
    "looks": "looks only",
    "same": "no difference",
}
MEANING: dict[Fate, str] = {
    "caught": "an expectation failed",
    "survived": "something else was done, and every expectation held",
    "looks": "it read more, less or in another order; everything else that it did is the same",
    "same": "the journals are the same, byte for byte: not reached, or nothing depends on it there",
}
_HEADS: dict[MutantKind, str] = {
    "dropped": "left out",
    "swapped": "exchanged",
    "delayed": "late",
    "repeated": "twice",
    "no wait": "no wait",
    "always": "always",
    "never": "never",
}


def percent(score: float | None) -> str:
    """A mutation score, as people read it."""
    return "no score" if score is None else f"{score:.0f}%"


def lead(result: MutationResult) -> str:
    """All of it in one sentence."""
    counts = ", ".join(f"{len(result.of(fate))} {word}" for fate, word in FATES.items())
    of = "" if len(result.judged) == result.mutants else f" of {result.mutants}"
    return (
        f"{len(result.judged)}{of} mutants in {result.nights} runs: {counts}; "
        f"mutation score {percent(result.score)}"
    )


def kinds_table(result: MutationResult) -> list[tuple[str, ...]]:
    """How many of each kind came to which end, with a heading."""
    rows: list[tuple[str, ...]] = [("", *FATES.values())]
    for kind, told in KINDS.items():
        own = [one.fate for one in result.judged if one.mutant.kind == kind]
        if own:
            rows.append((told, *(str(own.count(fate)) for fate in FATES)))
    return rows


def steps_table(result: MutationResult) -> list[tuple[str, ...]]:
    """A row a line of the runbook: what became of each mutant of it."""
    rows: list[tuple[str, ...]] = [("line", "step", *_HEADS.values())]
    lines: dict[int, dict[MutantKind, JudgedMutant]] = {}
    for one in result.judged:
        lines.setdefault(one.mutant.line, {})[one.mutant.kind] = one
    for line, kinds in lines.items():
        text = next(iter(kinds.values())).mutant.text
        cells = (FATES[kinds[kind].fate] if kind in kinds else "" for kind in _HEADS)
        rows.append((str(line), text, *cells))
    return rows


def markdown(result: MutationResult, chosen: Sequence[Suggestion]) -> str:
    """The summary, for a page or a pull request."""
    parts = [f"## {result.runbook}: mutation score {percent(result.score)}\n\n{lead(result)}.\n"]
    parts.append(table(kinds_table(result)))
    parts += _survivors(result, chosen)
    idle = [one for one in result.idle if one.fate != "survived"]
    if idle:
        parts.append("### Steps that nothing depends on\n\nLeft out, and nothing tells:\n")
        parts.append(
            table(
                [("line", "step", "why"), *((*_place(one), MEANING[one.fate]) for one in idle)],
                code=1,
            )
        )
    if result.ordered:
        parts.append("### Order that matters\n\nExchanged, and an expectation fails:\n")
        rows = (
            (str(one.mutant.line), str(one.mutant.other), one.mutant.text, one.by)
            for one in result.ordered
        )
        parts.append(table([("line", "and", "step", "caught by"), *rows], code=2))
    parts.append("### Line by line\n")
    parts.append(table(steps_table(result), code=1))
    return "\n".join(parts)


def _survivors(result: MutationResult, chosen: Sequence[Suggestion]) -> Iterable[str]:
    survived = result.of("survived")
    if not survived:
        return
    yield "### Survivors\n"
    would = {one.mutant.name: each for each in chosen for one in each.catches}
    rows = [("line", "step", "what was done", "would be caught by")]
    for one in survived:
        offer = would.get(one.mutant.name)
        told = "nothing that can be expected" if offer is None else f"{offer.text} ({offer.group})"
        rows.append((*_place(one), one.mutant.told, told))
    yield table(rows, code=1)


def _place(one: JudgedMutant) -> tuple[str, str]:
    return str(one.mutant.line), one.mutant.text


def table(rows: Sequence[Sequence[str]], code: int | None = None) -> str:
    """A table; `code` is the column that holds bash."""
    head, *rest = rows
    text = [_row(head, None), f"|{'---|' * len(head)}\n"]
    return "".join(text + [_row(row, code) for row in rest])


def _row(cells: Sequence[str], code: int | None) -> str:
    shown = (_code(cell) if place == code else cell_of(cell) for place, cell in enumerate(cells))
    return f"| {' | '.join(shown)} |\n"


def _code(text: str) -> str:
    """Bash in a cell: nothing is escaped in code but what would end the cell."""
    marks = "``" if "`" in text else "`"
    return f"{marks}{text.replace('|', chr(92) + '|')}{marks}"
