"""A search for the night that defeats a responder: played with a bar, written to a directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.campaign.frontier import FrontierChart, csv_of, frontier_svg
from sim.campaigns.attempt import Attempt, try_night
from sim.campaigns.contestants import contestant
from sim.campaigns.defeat import search
from sim.campaigns.engines import work_on
from sim.campaigns.fault_space import space_of
from sim.campaigns.night import Edition
from sim.campaigns.plan import RespondsWith
from sim.disk import write_atomically
from sim.errors import Unusable
from sim.exercise.exercise import DRAWN
from sim.runner.runbook_file import Runbook
from sim.scenario.yaml_text import dumped, literal
from sim.surfaces.progress import counting
from sim.surfaces.regressions.cases import shipped_runbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scoring.expect import Expectation
    from sim.campaigns.contestants import Contestant
    from sim.campaigns.defeat import Defeat
    from sim.campaigns.fault_space import FaultSpace, NightPoint
    from sim.scenario.model import Scenario
    from sim.scenario.names import Place
    from sim.surfaces.arguments import Chosen

CSV, SVG = "frontier.csv", "frontier.svg"


@dataclass(frozen=True, slots=True)
class DefeatAsked:
    """What is to be searched.

    Attributes:
        nights: how many may be played at most.
        fault: which fault is varied; None: the first that its vendor ends.
    """

    responder: str
    chosen: Chosen
    expect: tuple[Expectation, ...]
    seed: int
    profile: str
    sections: tuple[str, ...]
    hosts: Mapping[str, Place]
    fault: str | None
    nights: int
    workers: int


def whoever(asked: DefeatAsked) -> Contestant:
    """The responder.

    Raises:
        NotFound, BadFile, Unusable: there is none of that name, or a runbook has nothing to run.
    """
    wanted = RespondsWith(use=asked.responder, sections=asked.sections, hosts=dict(asked.hosts))
    found = contestant(wanted, asked.chosen.scenario, asked.chosen.path, shipped_runbook)
    if isinstance(found.what, Runbook) and not found.what.document.blocks:
        raise Unusable(f"{asked.responder}: has no block of bash to run")
    return found


def defeated(asked: DefeatAsked) -> Defeat:
    """Search.

    Raises:
        Unusable: an expectation fails on the scenario as it is, or nothing in it can be varied.
        NoIsolation: nothing here can keep a runbook inside.
    """
    who = whoever(asked)
    chosen = asked.chosen
    space = space_of(chosen.scenario, chosen.policy, asked.fault)

    def attempt(number: int, scenario: Scenario) -> Attempt:
        edition = Edition(scenario, chosen.policy)
        profile = asked.profile if who.is_runbook else ""
        return Attempt(number, edition, who, asked.seed, profile, asked.expect, DRAWN)

    missed = try_night(attempt(0, chosen.scenario)).missed
    if missed:
        raise Unusable(
            f"{chosen.scenario.name}: fails as it is, under seed {asked.seed}: {missed}; "
            "choose an expectation that holds there"
        )

    def ask(points: Sequence[NightPoint]) -> list[str]:
        attempts = [attempt(number, space.at(point)) for number, point in enumerate(points)]
        workers = min(asked.workers, len(attempts))
        found = {done.number: done.missed for done in work_on(try_night, attempts, workers)}
        return [found[number] for number in range(len(points))]

    with counting("runs", asked.nights) as tell:
        return search(space, ask, asked.nights, asked.seed, tell)


def name_of(asked: DefeatAsked, who: str) -> str:
    """What the shrunk scenario is called."""
    plain = "".join(sign if sign.isalnum() else "-" for sign in who.lower()).strip("-")
    return f"{asked.chosen.scenario.name}-defeats-{plain}"[:60].strip("-")


def write_defeat(asked: DefeatAsked, who: str, found: Defeat, folder: Path) -> list[Path]:
    """Write the frontier as table and picture, and the mildest night as a scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    space = found.space
    rows = [(space.levels[one.level][0], one.held, one.failed) for one in found.frontier]
    written = {folder / CSV: csv_of(rows), folder / SVG: frontier_svg(_chart(asked, who, found))}
    if found.mildest is not None:
        name = name_of(asked, who)
        told = ", ".join(one.text for one in asked.expect)
        head = (
            f"The mildest run found on which {who} misses {told}, seed {asked.seed}:\n"
            f"{found.why}. One step milder, it holds."
        )
        written[folder / f"{name}.yaml"] = scenario_text(space, found.mildest, name, who, head)
    for path, text in written.items():
        write_atomically(path, text.encode())
    return list(written)


def scenario_text(space: FaultSpace, point: NightPoint, name: str, who: str, head: str) -> str:
    """A night as a scenario's file."""
    title = f"{space.scenario.title}: defeats {who}"
    made = space.at(point, name, title)
    return dumped(literal(made.model_dump(mode="json", exclude_unset=True)), head)


def _chart(asked: DefeatAsked, who: str, found: Defeat) -> FrontierChart:
    places = {one.level: place for place, one in enumerate(found.frontier)}
    plain = [
        (places[point.level], point.minutes, bool(missed))
        for point, missed in found.tried
        if point.level in places
        and not point.second
        and not point.away
        and point.begin == found.space.as_is.begin
    ]
    mildest = found.mildest
    shown = None
    if mildest is not None and mildest.level in places and not (mildest.second or mildest.away):
        shown = (places[mildest.level], mildest.minutes)
    told = ", ".join(one.text for one in asked.expect)
    return FrontierChart(
        title=f"{who} in {asked.chosen.scenario.name}: where {told} fails",
        strengths=tuple(found.space.levels[one.level][0] for one in found.frontier),
        bounds=tuple(
            (places[one.level], one.failed) for one in found.frontier if one.failed is not None
        ),
        nights=tuple(plain),
        longest=found.space.longest,
        mildest=shown,
    )
