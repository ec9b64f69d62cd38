"""A plan's names looked up: every night of the campaign, and what it takes to play each.

Reads the files that the plan names, once; nothing of them is read again while nights are played.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from sim.campaigns.contestants import contestant
from sim.campaigns.night import Edition, NightBatch, NightSpec, versions
from sim.campaigns.settings import with_settings
from sim.campaigns.spelt_once import SpeltOnce
from sim.campaigns.table import SETTING, columns
from sim.errors import Unusable
from sim.journal.bodies import Durations
from sim.journal.encoding import digest
from sim.scenario.durations import format_duration
from sim.scenario.library import find_policy, find_scenario, relived_names, scenario_names
from sim.scenario.load import load_policy, load_scenario
from sim.world.lengths import least_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.campaigns.contestants import Contestant, ShippedRunbook
    from sim.campaigns.plan import CampaignPlan, RespondsWith, Setting
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

CHUNK = 24
"""Nights that a process is given at a time: about two seconds' work."""
GROUPS = {"all": scenario_names, "relived": relived_names}
"""Names that stand for several scenarios."""


@dataclass(frozen=True, slots=True)
class Combination:
    """What is played with every seed: a row's labels without the seed.

    Attributes:
        labels: the row's first columns, and what tells the edition from others.
        edition, contestant: their digests.
    """

    labels: Mapping[str, Any]
    edition: str
    contestant: str
    profile: str
    pauses: int

    def night(self, seed: int) -> NightSpec:
        """The night of a seed."""
        return NightSpec(self.edition, self.contestant, seed, self.profile, self.pauses)


@dataclass(frozen=True, slots=True)
class Campaign:
    """All nights: every cell with every seed, seed by seed.

    Attributes:
        settings: the fields that are set, by their paths.
    """

    cells: tuple[Combination, ...]
    seeds: tuple[int, ...]
    settings: tuple[str, ...]
    editions: Mapping[str, SpeltOnce[Edition]]
    contestants: Mapping[str, SpeltOnce[Contestant]]
    durations: Durations

    def __len__(self) -> int:
        return len(self.cells) * len(self.seeds)

    @property
    def columns(self) -> dict[str, str]:
        """The table's columns and their types."""
        return columns(self.settings)

    @property
    def has_runbooks(self) -> bool:
        """Whether a sandbox is needed."""
        return any(one.value.is_runbook for one in self.contestants.values())

    @property
    def digest(self) -> str:
        """Equal campaigns, played by equal trainers, have equal tables."""
        cells = [
            [dict(cell.labels), cell.edition, cell.contestant, cell.profile, cell.pauses]
            for cell in self.cells
        ]
        durations = self.durations.model_dump(mode="json")
        return digest([list(versions()), cells, list(self.seeds), list(self.settings), durations])

    def distinct(self) -> Iterator[NightSpec]:
        """Every night that has to be played, once, in order.

        Seed by seed, so that whoever plays them draws the users' day once for all responders.
        """
        own = tuple(dict.fromkeys(cell.night(0) for cell in self.cells))
        for seed in self.seeds:
            for one in own:
                yield NightSpec(one.edition, one.contestant, seed, one.profile, one.pauses)

    def chunks(self) -> Iterator[NightBatch]:
        """The nights in pieces; the same pieces whoever plays them."""
        pending: list[NightSpec] = []
        number = 0
        for place, night in enumerate(self.distinct(), start=1):
            pending.append(night)
            if len(pending) == CHUNK:
                yield self._chunk(number, place - len(pending), pending)
                pending, number = [], number + 1
        if pending:
            yield self._chunk(number, number * CHUNK, pending)

    def _chunk(self, number: int, first: int, nights: list[NightSpec]) -> NightBatch:
        editions = {night.edition for night in nights}
        contestants = {night.contestant for night in nights}
        return NightBatch(
            number=number,
            first=first,
            nights=tuple(nights),
            editions={key: self.editions[key] for key in sorted(editions)},
            contestants={key: self.contestants[key] for key in sorted(contestants)},
            durations=self.durations,
        )

    def rows(self, played: Iterator[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """The table's rows, from the played nights in the order of `distinct`."""
        own = tuple(dict.fromkeys(cell.night(0) for cell in self.cells))
        for seed in self.seeds:
            of_seed = {night: next(played) for night in own}
            for cell in self.cells:
                labels = {**cell.labels, "seed": seed}
                yield {**of_seed[cell.night(0)], **labels}


def resolve(plan: CampaignPlan, shipped: ShippedRunbook) -> Campaign:
    """Look up what a plan names.

    Args:
        plan: the campaign.
        shipped: finds a scenario's own runbook.

    Raises:
        NotFound, BadFile, Unusable: something that it names is not there or cannot be used.
    """
    editions: dict[str, SpeltOnce[Edition]] = {}
    contestants: dict[str, SpeltOnce[Contestant]] = {}
    cells: list[Combination] = []
    variants = [dict(zip(plan.set, values, strict=True)) for values in product(*plan.set.values())]
    for path in _files(plan.scenarios):
        plain = load_scenario(path)
        sides = [(one, contestant(one, plain, path, shipped)) for one in plan.responders]
        contestants |= {side.digest: SpeltOnce(side) for _, side in sides}
        policies = [_policy(name, plain, path) for name in plan.policies or (plain.policy,)]
        for values, policy in product(variants, policies):
            edition = _edition(with_settings(plain, values), policy)
            _check_within(edition.scenario, plan.within)
            key = digest([_digest(edition.scenario), _digest(edition.policy)])
            editions[key] = SpeltOnce(edition)
            for asked, side in sides:
                labels = _labels(plain, policy, asked, values)
                cells += _cells(plan, side, labels, key)
    return Campaign(
        cells=tuple(cells),
        seeds=plan.seeds,
        settings=tuple(plan.set),
        editions=editions,
        contestants=contestants,
        durations=Durations(take=plan.take, within=plan.within),
    )


def _digest(model: Scenario | Policy) -> str:
    return digest(model.model_dump(mode="json"))


def _labels(
    plain: Scenario, policy: Policy, asked: RespondsWith, values: Mapping[str, Setting]
) -> dict[str, Any]:
    return {
        "scenario": plain.name,
        "responder": asked.name,
        "policy": policy.name,
        "scenario_edition": _digest(plain),
        **{f"{SETTING}{path}": spelt(value) for path, value in values.items()},
    }


def spelt(value: Setting) -> str:
    """A setting's value as it stands in the table."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _cells(
    plan: CampaignPlan, side: Contestant, labels: Mapping[str, Any], edition: str
) -> Iterator[Combination]:
    """Only who works a runbook has a pace."""
    paces = product(plan.profiles, plan.pauses) if side.is_runbook else (("", 0),)
    for profile, pauses in paces:
        own = {
            **labels,
            "profile": profile or None,
            "pauses": pauses if side.is_runbook else None,
            "responder_digest": side.digest,
        }
        # Without a pause, no draw of pauses is another night.
        drawn = 0 if profile == "automation" else pauses
        yield Combination(own, edition, side.digest, profile, drawn)


def _files(names: tuple[str, ...]) -> list[Path]:
    found: dict[Path, None] = {}
    for name in names:
        group = GROUPS.get(name)
        found |= dict.fromkeys(find_scenario(one) for one in (group() if group else (name,)))
    return list(found)


def _policy(name: str, scenario: Scenario, path: Path) -> Policy:
    policy = load_policy(find_policy(name, path))
    if scenario.player not in policy.roles:
        raise Unusable(
            f"the policy {policy.name} has no role {scenario.player!r}, which {scenario.name} is "
            "played as; name the role so there, or choose another policy"
        )
    return policy


def _edition(scenario: Scenario, policy: Policy) -> Edition:
    return Edition(scenario, policy)


def _check_within(scenario: Scenario, within: int | None) -> None:
    if within is not None and not least_within(scenario) <= within <= scenario.horizon:
        least, most = format_duration(least_within(scenario)), format_duration(scenario.horizon)
        raise Unusable(
            f"within {format_duration(within)}: {scenario.name} takes at least {least} and at most "
            f"{most}; choose other scenarios or another time"
        )
