"""Mutants of a runbook from the command line: which nights, on how many processes, with a bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.campaigns.contestants import contestant
from sim.campaigns.engines import work_on
from sim.campaigns.mutation import (
    MutantBatch,
    MutationResult,
    Trial,
    TriedMutant,
    judged,
    try_mutant,
)
from sim.campaigns.night import Edition, NightSpec
from sim.campaigns.plan import RespondsWith
from sim.errors import Unusable
from sim.exercise.exercise import DRAWN
from sim.runbook.mutants import mutants_of
from sim.runner.runbook_file import Runbook, load_runbook
from sim.scenario.library import shipped_folder
from sim.scenario.regression import SUFFIX
from sim.surfaces.arguments import choose
from sim.surfaces.progress import counting, stage
from sim.surfaces.regressions.cases import load_cases, shipped_runbook
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sim.campaigns.contestants import Contestant
    from sim.runbook.document import Block
    from sim.runbook.mutants import Mutant
    from sim.surfaces.regressions.cases import Case


@dataclass(frozen=True, slots=True)
class MutationAsked:
    """What is to be played.

    Attributes:
        cases: of one runbook, at least one.
        each: how many seeds of each regression and scenario a mutant is played on.
        limit: so many mutants are drawn, by `seed`; None: all of them.
    """

    runbook: Path
    cases: tuple[Case, ...]
    each: int
    limit: int | None
    seed: int
    workers: int


def cases_of(runbook: Path, files: Iterable[Path]) -> tuple[Case, ...]:
    """The regressions of a runbook, from these files or the shipped ones.

    Raises:
        NotFound, BadFile: a file is not there or not valid.
        Unusable: none of them runs the runbook.
    """
    files = tuple(files)
    shipped = sorted((shipped_folder() / "regressions").glob(f"*{SUFFIX}"))
    own = runbook.resolve()
    found = [
        case
        for path in files or shipped
        for case in load_cases(path)
        if case.runbook.resolve() == own
    ]
    if found:
        return tuple(found)
    where = ", ".join(map(str, files)) if files else "the shipped regression tests"
    raise Unusable(
        f"{runbook}: {where} do not run it; name its regressions with --regressions, or use "
        "--scenario with --expect"
    )


def checked(runbook: Path) -> Runbook:
    """The runbook.

    Raises:
        NotFound, CannotRead, BadFile: it is not there, or cannot be read.
        Unusable: it has no block to run.
    """
    book = load_runbook(runbook)
    if not book.document.blocks:
        raise Unusable(f"{runbook}: has no block of bash to run, so nothing can be changed in it")
    return book


def played_mutants(asked: MutationAsked) -> MutationResult:
    """Play mutants, and the runbook as it is beside them.

    Raises:
        Unusable: there is nothing to change, or an expectation fails without any change.
        NoIsolation: nothing here can keep a runbook inside.
    """
    book = checked(asked.runbook)
    night = _Nights(asked.cases)
    mutants = mutants_of(book.document, _blocks(book, asked.cases))
    if not mutants:
        raise Unusable(
            f"{asked.runbook}: no step of it reaches the worker or people, waits or checks"
        )
    chosen = _drawn(mutants, asked.limit, asked.seed)
    used = night.trials(asked.each)
    with counting("as it is", len(used)) as tell:
        plain = night.unchanged(used, asked.workers, tell)
    if bad := next((one for one in plain.nights if one.missed), None):
        raise Unusable(
            f"{asked.runbook}: fails without any change: {bad.trial.name}: {bad.missed}; "
            "repair the runbook or the expectation first"
        )
    batches = [
        MutantBatch(number, one, used, night.editions, night.contestants, DRAWN)
        for number, one in enumerate(chosen)
    ]
    tried: dict[int, TriedMutant] = {}
    with counting("mutants", len(batches)) as tell:
        for done in work_on(try_mutant, batches, asked.workers):
            tried[done.number] = done
            tell(1)
    fates = tuple(judged(one, tried[number], plain) for number, one in enumerate(chosen))
    survived = {seen.trial.group for one in fates if one.fate == "survived" for seen in one.seen}
    # What a new expectation must hold on: every seed of its regression, not only those played.
    rest = [one for one in night.trials(None) if one.group in survived and one not in used]
    with counting("other seeds", len(rest)) as tell:
        more = night.unchanged(rest, asked.workers, tell)
    return MutationResult(
        asked.runbook.name,
        len(mutants),
        fates,
        TriedMutant(0, plain.nights + more.nights),
        sum(len(done.nights) for done in tried.values()),
    )


def _blocks(book: Runbook, cases: Iterable[Case]) -> list[Block]:
    """The blocks that at least one regression runs."""
    wanted = {block for case in cases for block in book.document.within(case.sections)}
    return [block for block in book.document.blocks if block in wanted]


def _drawn(mutants: Sequence[Mutant], limit: int | None, seed: int) -> tuple[Mutant, ...]:
    """So many of them, in their own order."""
    if limit is None or limit >= len(mutants):
        return tuple(mutants)
    places = Streams(seed).block("mutants").permutation(len(mutants))[:limit]
    return tuple(mutants[place] for place in sorted(places.tolist()))


class _Nights:
    """The nights of regressions, with what is needed to play them."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.editions: dict[str, Edition] = {}
        self.contestants: dict[str, Contestant] = {}
        self._groups: dict[str, list[Trial]] = {}
        with stage("reading"):
            for case in cases:
                self._take(case)

    def _take(self, case: Case) -> None:
        group = case.group
        if group not in self._groups:
            chosen = choose(str(case.scenario))
            asked = RespondsWith(
                use=str(case.runbook), sections=case.sections, hosts=dict(case.hosts)
            )
            self.editions[group] = Edition(chosen.scenario, chosen.policy)
            self.contestants[group] = contestant(
                asked, chosen.scenario, chosen.path, shipped_runbook
            )
        night = NightSpec(group, group, case.seed, case.profile)
        trial = Trial(group, night, case.expect, case.complete)
        self._groups.setdefault(group, []).append(trial)

    def trials(self, each: int | None) -> list[Trial]:
        """The first so many seeds of each regression and scenario, seed by seed."""
        longest = max(map(len, self._groups.values()))
        return [
            trials[number]
            for number in range(longest if each is None else min(each, longest))
            for trials in self._groups.values()
            if number < len(trials)
        ]

    def unchanged(
        self, trials: Sequence[Trial], workers: int, tell: Callable[[int], None]
    ) -> TriedMutant:
        """The runbook as it is, on these nights."""
        batches = [
            MutantBatch(number, None, (one,), self.editions, self.contestants, DRAWN)
            for number, one in enumerate(trials)
        ]
        found: dict[int, TriedMutant] = {}
        for done in work_on(try_mutant, batches, workers if len(batches) > 1 else 1):
            found[done.number] = done
            tell(1)
        nights = (seen for number in sorted(found) for seen in found[number].nights)
        return TriedMutant(0, tuple(nights))
