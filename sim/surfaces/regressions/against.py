"""A runbook against itself at an earlier revision: is it slower now, by more than its margin?

One scenario at a time, both versions on the same nights. What is compared is the time to recover.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING

from scoring.statistics.compare import OF_NIGHTS, compare
from scoring.statistics.sentences import compared, to_show
from scoring.statistics.times import Observation
from sim.campaigns.contestants import contestant, has_file
from sim.campaigns.night import Edition, NightBatch, NightSpec, play_chunk
from sim.campaigns.plan import RespondsWith
from sim.campaigns.spelt_once import SpeltOnce
from sim.exercise.exercise import DRAWN
from sim.surfaces.arguments import choose
from sim.surfaces.regressions.cases import shipped_runbook

if TYPE_CHECKING:
    from sim.campaigns.contestants import Contestant
    from sim.surfaces.regressions.cases import Case

FEWEST = 10
"""Nights at least: a regression with fewer seeds gets further ones."""


@dataclass(frozen=True, slots=True)
class Against:
    """How a comparison went.

    Attributes:
        told: the verdict, in words.
        failed: slower than before by more than the margin.
        skipped: there is nothing to compare with, or nothing has changed.
    """

    told: str
    failed: bool = False
    skipped: bool = False


def against(case: Case, seeds: tuple[int, ...], revision: str) -> Against:
    """Compare a case's runbook with what it was at a revision.

    Args:
        case: any of the regression's cases of the scenario.
        seeds: those of the regression.
        revision: as git knows it.

    Raises:
        NotFound, BadFile, Unusable: the revision, or what the case names, cannot be used.
        NoIsolation: nothing here can keep a runbook inside.
    """
    if not has_file(revision, case.runbook):
        return Against(f"{case.runbook.name} is not in {revision}", skipped=True)
    chosen = choose(str(case.scenario))

    def side(use: str) -> Contestant:
        asked = RespondsWith(use=use, sections=case.sections, hosts=dict(case.hosts))
        return contestant(asked, chosen.scenario, chosen.path, shipped_runbook)

    before, after = side(f"git:{revision}:{case.runbook}"), side(str(case.runbook))
    if before.digest == after.digest:
        return Against(f"{case.runbook.name} is as it was in {revision}", skipped=True)
    unused = (seed for seed in count(1) if seed not in seeds)
    nights = (*seeds, *islice(unused, max(0, FEWEST - len(seeds))))
    edition = Edition(chosen.scenario, chosen.policy)
    old, new = (_times(edition, one, case.profile, nights) for one in (before, after))
    found = compare(old, new, OF_NIGHTS)
    told = compared(found)
    more = to_show(found)
    failed = found.called == "slower" and found.ratio > 1 + case.margin / 100
    allowed = f"; its margin is {case.margin:g}%" if found.called == "slower" else ""
    return Against(f"{told}{allowed}. {more}".strip(), failed=failed)


def _times(
    edition: Edition, side: Contestant, profile: str, seeds: tuple[int, ...]
) -> list[Observation]:
    nights = tuple(NightSpec("it", side.digest, seed, profile) for seed in seeds)
    editions, contestants = {"it": SpeltOnce(edition)}, {side.digest: SpeltOnce(side)}
    chunk = NightBatch(0, 0, nights, editions, contestants, DRAWN)
    name = edition.scenario.name
    rows = zip(seeds, play_chunk(chunk).rows, strict=True)
    return [
        Observation(name, seed, row["TTR_ms"], bool(row["TTR_censored"]))
        for seed, row in rows
        if row.get("TTR_ms") is not None
    ]
