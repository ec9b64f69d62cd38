"""What can be said about a scenario's objectives beyond their model: is each tested, and by what.

A check that names what its policy or the worker does not have could never be judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.lint_policy import HINT
from sim.scenario.rules.criteria import CRITERION_IDS, QUIET_IDS
from sim.scenario.spelling import unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sim.scenario.check import Condition
    from sim.scenario.left_open import Said
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.spelling import Where

_WITHOUT_INCIDENT = frozenset({"procedure", *QUIET_IDS})
"""The criteria that can be shown where nothing breaks."""


def lint_objectives(
    scenario: Scenario, policy: Policy | None, commands: Collection[str] = ()
) -> Iterator[Said]:
    """Every finding, in no order.

    Args:
        scenario: a scenario that its model accepts.
        policy: the one it names; None when there is none to hold the checks against.
        commands: the names of all commands; none given, none checked.
    """
    for index, objective in enumerate(scenario.objectives):
        if objective.criterion not in CRITERION_IDS:
            problem = unknown("criterion", objective.criterion, CRITERION_IDS)
            yield ("objectives", index, "criterion"), problem
        if not objective.check:
            problem = "has no `check`, so a whole criterion judges it; say what its sentence asks"
            yield ("objectives", index), HINT + problem
        elif all(one.absent for one in objective.check):
            problem = "asks only for what must not happen; add something that must"
            yield ("objectives", index, "check"), HINT + problem
        for place, asked in enumerate(objective.check):
            where: Where = ("objectives", index, "check", place)
            yield from _names(where, asked, commands)
            if policy is not None:
                yield from _of_policy(where, asked, policy)
    needed = {one.criterion for one in scenario.objectives} - _WITHOUT_INCIDENT
    if not scenario.faults and needed:
        problem = "nothing breaks in this scenario; objectives that need an incident cannot be met"
        yield ("faults",), HINT + problem


def _names(where: Where, asked: Condition, commands: Collection[str]) -> Iterator[Said]:
    """The commands that it names."""
    if not commands:
        return
    for part in ("looked", "before", "following"):
        for number, name in enumerate(getattr(asked, part)):
            if name not in commands:
                yield (*where, part, number), unknown("command", name, commands)


def _of_policy(where: Where, asked: Condition, policy: Policy) -> Iterator[Said]:
    """What it names of the policy: roles, audiences, severities, steps."""
    roles, audiences = set(policy.roles), set(policy.addressees)
    if asked.told is not None and policy.meant(asked.told) not in roles:
        yield (*where, "told"), unknown("role", asked.told, roles)
    if asked.to is not None:
        known = audiences if asked.claimed else roles | audiences
        if policy.meant(asked.to) not in known:
            yield (*where, "to"), unknown("audience" if asked.claimed else "role", asked.to, known)
    levels = [severity.level for severity in policy.severities]
    if isinstance(asked.severity, int) and asked.severity not in levels:
        listed = ", ".join(map(str, levels))
        yield (*where, "severity"), f"unknown severity {asked.severity}; expected one of {listed}"
    steps = [step.name for phase in policy.procedure for step in phase.steps]
    if asked.step is not None and asked.step not in steps:
        yield (*where, "step"), unknown("step", asked.step, steps)
