"""The page of mutants: what the shipped regressions catch of the mistakes in the shipped runbooks.

python -m tests.mutants.table                    # prints the page
python -m tests.mutants.table --write            # writes it into the documentation, from fates.csv
python -m tests.mutants.table --play [RUNBOOK]   # plays the samples anew into fates.csv: minutes
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.runbook.mutants import KINDS
from sim.scenario.library import shipped_folder
from sim.surfaces.campaigns import cores
from sim.surfaces.mutation.play import MutationAsked, cases_of, played_mutants
from sim.surfaces.mutation.summary import FATES, percent, table
from tests.mutants.rows import WHY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.campaigns.mutation import Fate, MutationResult
    from sim.runbook.mutants import MutantKind

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-regressions-catch.md"
FILE = Path(__file__).with_name("fates.csv")
BEGIN, END = "<!-- mutants:begin -->", "<!-- mutants:end -->"
RUNBOOKS = tuple(sorted(path.stem for path in (shipped_folder() / "runbooks").glob("*.md")))
SAMPLES, SAMPLE, SEED = {"storage-outage": 40}, 80, 1
"""How many mutants of each runbook are played, fewer where there are many regressions; the draw."""


@dataclass(frozen=True, slots=True)
class MutantRow:
    """A mutant that was played.

    Attributes:
        reached: whether the unchanged runbook comes to its lines on these nights.
    """

    runbook: str
    line: int
    other: int
    kind: MutantKind
    fate: Fate
    reached: bool
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """The runbook, and what was done where: `dropped 57`."""
        return self.runbook, f"{self.kind} {self.line}" + (f" and {self.other}" * bool(self.other))

    @property
    def told(self) -> str:
        """What was done, in words."""
        return f"exchanged with line {self.other}" if self.other else KINDS[self.kind]

    @property
    def why(self) -> str:
        """Why it was not caught."""
        if self.key in WHY:
            return WHY[self.key]
        if self.fate == "looks":
            return _LOOKS[self.kind]
        if self.fate == "same":
            return _SAME[self.kind] if self.reached else "not reached on these runs"
        return ""


_LOOKS: dict[MutantKind, str] = {
    "dropped": "only reads: its answer is for people, no later step uses it",
    "repeated": "reads twice, and acts on it once",
    "swapped": "at least one of the two only reads, and the other does not need its answer",
    "always": "the condition holds there anyway, or only looks depend on it",
    "never": "the condition does not hold there anyway, or only looks depend on it",
    "delayed": "",
    "no wait": "",
}
_SAME: dict[MutantKind, str] = {
    "dropped": "does nothing on these runs: its own condition does not hold",
    "delayed": "not reached on these runs",
    "repeated": "guards itself: the second time does nothing",
    "swapped": "one of the two does nothing on these runs",
    "no wait": "not reached on these runs",
    "always": "the condition holds each time it is asked on these runs",
    "never": "the condition does not hold on these runs",
}


def rows_of(result: MutationResult) -> list[MutantRow]:
    """A result, a row a mutant."""
    reached = {line for seen in result.unchanged.nights for line in seen.lines}
    return [
        MutantRow(
            result.runbook.removesuffix(".md"),
            one.mutant.line,
            one.mutant.other,
            one.mutant.kind,
            one.fate,
            not reached.isdisjoint(range(one.mutant.line, one.mutant.last + 1)),
            one.mutant.text,
        )
        for one in result.judged
    ]


def play(runbook: str, limit: int | None = None) -> list[MutantRow]:
    """Play the sample of a runbook, or the beginning of it."""
    path = shipped_folder() / "runbooks" / f"{runbook}.md"
    asked = MutationAsked(
        path, cases_of(path, ()), 1, limit or SAMPLES.get(runbook, SAMPLE), SEED, cores()
    )
    return rows_of(played_mutants(asked))


def read() -> list[MutantRow]:
    """What was played last."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            MutantRow(
                one["runbook"],
                int(one["line"]),
                int(one["other"]),
                one["kind"],  # type: ignore[arg-type]  # the file is written below
                one["fate"],  # type: ignore[arg-type]  # same
                one["reached"] == "yes",
                one["text"],
            )
            for one in csv.DictReader(file)
        ]


def write(rows: Iterable[MutantRow]) -> None:
    """Keep what was played."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("runbook", "line", "other", "kind", "fate", "reached", "text"))
        for one in rows:
            reached = "yes" if one.reached else "no"
            out.writerow((one.runbook, one.line, one.other, one.kind, one.fate, reached, one.text))


def score_of(rows: Iterable[MutantRow]) -> float | None:
    """Percent caught of those that do something else."""
    fates = [one.fate for one in rows]
    both = fates.count("caught") + fates.count("survived")
    return None if not both else 100 * fates.count("caught") / both


def tables(rows: list[MutantRow]) -> str:
    """The generated part of the page."""
    parts = ["## Scores\n", _scores(rows)]
    parts += [
        f"\n{_runbook(name, [one for one in rows if one.runbook == name])}" for name in RUNBOOKS
    ]
    return "\n".join(parts)


def _scores(rows: list[MutantRow]) -> str:
    lines = [("runbook", "mutants", *FATES.values(), "score")]
    for name in (*RUNBOOKS, ""):
        own = [one for one in rows if name in ("", one.runbook)]
        counts = (str(sum(one.fate == fate for one in own)) for fate in FATES)
        lines.append((name or "all", str(len(own)), *counts, percent(score_of(own))))
    return table(lines)


def _runbook(name: str, rows: list[MutantRow]) -> str:
    parts = [f"## {name}\n"]
    survived = [one for one in rows if one.fate == "survived"]
    if survived:
        parts += ["Survivors:\n", _why(survived)]
    order = [one for one in rows if one.kind == "swapped" and one.fate == "caught"]
    if order:
        parts.append("\nOrder that matters: exchanged, and an expectation fails.\n")
        pairs = ((f"{one.line}, {one.other}", one.text) for one in order)
        parts.append(table([("lines", "the first of the two"), *pairs], code=1))
    idle = [one for one in rows if one.fate in ("looks", "same")]
    parts += ["\nEquivalent on these runs, and why:\n", _why(idle)]
    return "\n".join(parts)


def _why(rows: list[MutantRow]) -> str:
    lines = [("line", "step", "what was done", "why nothing tells")]
    lines += [(str(one.line), one.text, one.told, one.why) for one in rows]
    return table(lines, code=1)


def page(rows: list[MutantRow]) -> str:
    """The page, with the generated part anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables(rows)}\n{END}{after}"


def main(words: list[str]) -> None:
    """Print, write or play."""
    rows = read() if FILE.exists() else []
    if words[:1] == ["--play"]:
        wanted = tuple(words[1:]) or RUNBOOKS
        played = {name: play(name) for name in wanted}
        kept = {name: [one for one in rows if one.runbook == name] for name in RUNBOOKS}
        rows = [one for name in RUNBOOKS for one in {**kept, **played}[name]]
        write(rows)
    if words:
        PAGE.write_text(page(rows), encoding="utf-8")
    else:
        print(page(rows))  # noqa: T201 - what it was asked for


if __name__ == "__main__":
    main(sys.argv[1:])
