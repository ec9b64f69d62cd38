"""Expectations that would have caught the mutants that survived: bounds that the runbook meets.

What the nights had in, text out. A bound holds on every night of the unchanged runbook that
is known, and fails on at least one of a survivor's.
"""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.effort import DONE
from scoring.expect import COSTS, DID, FLAGS, NUMBERS, TIMES, parse_expectation
from sim.command_set import ROWS
from sim.scenario.durations import MINUTE, SECOND, format_duration
from sim.scenario.library import playable_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sim.campaigns.mutation import JudgedMutant, MutationResult, Seen
    from sim.surfaces.regressions.cases import Case

_LESS = (*TIMES, *COSTS, "harm", "problems")
"""Where less is better."""
_BOTH = ("calls", *DONE)
"""Where neither more nor less is what the runbook says."""
_NUMBERED = re.compile(r"[0-9]{3}")
_STEPS = ((MINUTE, 1.0), (SECOND, 0.1))
"""How far a bound is rounded away from what was seen, times and numbers; coarse ones first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An expectation, for a regression and scenario, and the survivors that it would catch."""

    group: str
    text: str
    catches: tuple[JudgedMutant, ...]


def suggestions(result: MutationResult) -> tuple[tuple[Suggestion, ...], tuple[JudgedMutant, ...]]:
    """The fewest such expectations, as far as a greedy choice finds them; and who is left."""
    left = list(result.of("survived"))
    offers = list(_offers(result))
    chosen: list[Suggestion] = []
    while left:
        counted = [(text, [one for one in left if _caught(one, *text)]) for text in offers]
        best = max(counted, key=lambda one: len(one[1]), default=None)
        if best is None or not best[1]:
            break
        (group, text), caught = best
        chosen.append(Suggestion(group, text, tuple(caught)))
        left = [one for one in left if one not in caught]
    return tuple(chosen), tuple(left)


def _caught(one: JudgedMutant, group: str, text: str) -> bool:
    wish = parse_expectation(text)
    return any(
        not wish.met_by(value_in(seen, wish.name)) for seen in one.seen if seen.trial.group == group
    )


def value_in(seen: Seen, name: str) -> float | None:
    """What a night had; what was never done was done 0 times."""
    return seen.values.get(name, 0 if name.startswith(DID) else None)


def _offers(result: MutationResult) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[Seen]] = {}
    for seen in result.unchanged.nights:
        groups.setdefault(seen.trial.group, []).append(seen)
    mutants = [seen for one in result.of("survived") for seen in one.seen]
    for group, nights in groups.items():
        played = nights + [seen for seen in mutants if seen.trial.group == group]
        for name in sorted({one for seen in played for one in seen.values if _is_count(one)}):
            for text in _counts(name, [int(value_in(seen, name) or 0) for seen in nights]):
                yield group, text
    for step in _STEPS:
        for group, nights in groups.items():
            for name in (*FLAGS, *TIMES, *NUMBERS):
                values = [seen.values.get(name) for seen in nights]
                known = [value for value in values if value is not None]
                if len(known) == len(values):
                    for text in _bounds(name, known, step):
                        yield group, text


def _is_count(name: str) -> bool:
    """A command that does something, with a word that another night has, too: no id or date."""
    command, _, word = name.removeprefix(DID).partition("/")
    if not name.startswith(DID) or _NUMBERED.search(word):
        return False
    return ROWS[command].nature != "looks" or ROWS[command].method != "GET"


def _counts(name: str, known: Sequence[int]) -> Iterator[str]:
    """What was done, at least and at most so often; just "it was done" first."""
    low, high = min(known), max(known)
    if low:
        yield name
    if low == high:
        yield f"{name}=={low}"
        return
    if low > 1:
        yield f"{name}>={low}"
    yield f"{name}<={high}"


def _bounds(name: str, known: Sequence[float], step: tuple[int, float]) -> Iterator[str]:
    low, high = min(known), max(known)
    if name in FLAGS:
        if low:
            yield name
    elif name in TIMES:
        yield f"{name}<={format_duration(math.ceil(high / step[0]) * step[0])}"
    else:
        if name in _LESS or name in _BOTH:
            yield f"{name}<={high:g}" if high else f"{name}==0"
        if name not in _LESS:
            # A tenth is no number of a computer: what is left is cut off.
            yield f"{name}>={round(math.floor(low / step[1] + 1e-9) * step[1], 1):g}"


def as_yaml(
    result: MutationResult,
    offers: tuple[Sequence[Suggestion], Sequence[JudgedMutant]],
    cases: Sequence[Case],
    folder: Path,
) -> str:
    """A regressions file with these expectations, whose comments name what each one catches.

    Args:
        result: what was played.
        offers: as `suggestions` gives them; there is at least one.
        cases: the regressions that were played.
        folder: where the file is to be: it names the runbook from there.
    """
    chosen, left = offers
    first = {case.group: case for case in reversed(cases)}
    groups: dict[str, list[Suggestion]] = {}
    for one in chosen:
        groups.setdefault(one.group, []).append(one)
    lines = [
        f"# What the regressions of {result.runbook} do not catch yet, as expectations that would.",
        "# Each holds for the runbook as it is, on every seed. Take over what you mean to promise.",
        "format: 1",
        "regressions:",
    ]
    for group, own in groups.items():
        lines += _head(first[group], sorted(_seeds(cases, group)), folder)
        for one in own:
            lines.append(f"      - {one.text}")
            lines += [f"        # {_named(mutant)}" for mutant in one.catches]
    if left:
        lines.append("# Nothing that can be expected tells these from the runbook as it is:")
        lines += [f"#   {_named(one)}" for one in left]
    return "\n".join(lines) + "\n"


def _head(case: Case, seeds: Sequence[int], folder: Path) -> Iterator[str]:
    """The lines above the expectations."""
    shipped = case.scenario.stem in playable_names()
    scenario = case.scenario.stem if shipped else os.path.relpath(case.scenario, folder)
    yield f"  - id: {case.regression}-in-{case.scenario.stem}"
    yield f"    runbook: {json.dumps(os.path.relpath(case.runbook, folder), ensure_ascii=False)}"
    if case.sections:
        yield f"    sections: {json.dumps(case.sections, ensure_ascii=False)}"
    if case.hosts:
        yield f"    hosts: {json.dumps(dict(case.hosts), ensure_ascii=False)}"
    yield f"    scenarios: [{json.dumps(scenario, ensure_ascii=False)}]"
    yield f"    seeds: {list(seeds)}"
    yield f"    profile: {case.profile}"
    yield "    expect:"


def _seeds(cases: Sequence[Case], group: str) -> Iterator[int]:
    return (case.seed for case in cases if case.group == group)


def _named(one: JudgedMutant) -> str:
    return f"line {one.mutant.line} {one.mutant.told}: {one.mutant.text}"
