"""What can be said about a policy beyond its model: texts left open, unknown commands, dead rules.

Rules that can never be met, or never fall due, are findings: they would only show in a score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.left_open import PLACEHOLDER, UNFINISHED, left_open
from sim.scenario.spelling import unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sim.scenario.left_open import Said
    from sim.scenario.policy import Policy
    from sim.scenario.spelling import Where

HINT = "hint: "
"""What the problem of a finding begins with when the file works all the same."""

WARNING = "warning: "
"""The same when it works, but people would be misled or left without word."""


def lint_policy(policy: Policy, commands: Collection[str] = ()) -> Iterator[Said]:
    """Every finding, in no order.

    Args:
        policy: a policy that its model accepts.
        commands: the names of all commands; none given, none checked.
    """
    yield from _texts(policy)
    yield from _worth(policy)
    if commands:
        for where, name in _commands(policy):
            if name not in commands:
                yield where, unknown("command", name, commands)
    yield from _unreachable(policy)


def _texts(policy: Policy) -> Iterator[Said]:
    for name, role in policy.roles.items():
        for part in ("title", "person", "says"):
            text = getattr(role, part) or ""
            yield from left_open(("roles", name, part), text, PLACEHOLDER)
    for index, phase in enumerate(policy.procedure):
        for place, step in enumerate(phase.steps):
            where: Where = ("procedure", index, "steps", place, "name")
            yield from left_open(where, step.name, UNFINISHED)


def _worth(policy: Policy) -> Iterator[Said]:
    if not any(policy.weights.values()):
        yield ("weights",), "every criterion weighs 0, so there is no score; raise one"
    bounds = [policy.ratings.get(rating) for rating in ("P", "S", "M")]
    if None in bounds:
        yield ("ratings",), "needs a lowest score for each of P, S and M"
    elif bounds != sorted(bounds, key=lambda bound: -(bound or 0)):
        yield ("ratings",), "must fall from P over S to M"
    if policy.weights["procedure"] and not policy.procedure:
        yield ("weights", "procedure"), f"{HINT}counts for nothing: there is no `procedure`"
    if policy.weights["communication"] and not policy.notices:
        problem = "only updates and promises are judged: there are no `notices`"
        yield ("weights", "communication"), HINT + problem


def _commands(policy: Policy) -> Iterator[tuple[Where, str]]:
    """Every command that the policy names, with its place."""
    for index, phase in enumerate(policy.procedure):
        for place, step in enumerate(phase.steps):
            for part in ("commands", "with_commands", "before"):
                for number, name in enumerate(getattr(step, part)):
                    yield ("procedure", index, "steps", place, part, number), name
    for index, one in enumerate(policy.afterwards):
        for number, name in enumerate(one.commands):
            yield ("afterwards", index, "commands", number), name
    for index, level in enumerate(policy.levels):
        for place, duty in enumerate(level.duties):
            for number, name in enumerate(duty.commands):
                yield ("levels", index, "duties", place, "commands", number), name


def _unreachable(policy: Policy) -> Iterator[Said]:
    """Levels and rhythms that never come into force."""
    longest = max(len(severity.matrix) for severity in policy.severities)
    if policy.levels and all(severity.together for severity in policy.severities):
        problem = "is never reached: every severity calls in all its roles at once"
        yield ("levels", 0, "level"), problem
    if policy.office_hours is not None and not (
        any(severity.office_hours for severity in policy.severities)
        or any(one.working_days for one in policy.afterwards)
    ):
        yield ("office_hours",), f"{HINT}no severity and nothing afterwards counts in them"
    for index, level in enumerate(policy.levels):
        if level.level >= longest:
            problem = f"is never reached: no severity has more than {longest} roles in its matrix"
            yield ("levels", index, "level"), problem
    for index, severity in enumerate(policy.severities):
        for role in severity.never_due:
            problem = (
                f"{HINT}{role} never falls due: there is no `no_progress` and no "
                "`unacknowledged`; add a timer, or `together: true` to call all at once"
            )
            yield ("severities", index, "matrix", severity.matrix.index(role)), problem
        yield from _endless(policy, index)


def _endless(policy: Policy, index: int) -> Iterator[Said]:
    """A rhythm that holds to the end, with others to the same audience after it."""
    updates = policy.severities[index].updates
    for place, one in enumerate(updates):
        more = any(other.to == one.to for other in updates[place + 1 :])
        if one.lasts is None and not one.once and more:
            problem = "holds to the end, so the rhythms after it never begin; add `lasts`"
            yield ("severities", index, "updates", place), problem
