"""The four skill areas of the training programme: views over criteria and procedure steps.

Which criteria show which area, and with what share, the policy says; each procedure step names its
area itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import SkillScore
from scoring.procedure.worked import worth
from scoring.verdict import some, whole_points
from sim.scenario.rules.procedure import SKILLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring.model import CriterionResult, StepResult
    from sim.scenario.policy import Policy
    from sim.scenario.rules.procedure import Skill


def _shares(policy: Policy, skill: Skill) -> Mapping[str, float]:
    shares: Mapping[str, float] = getattr(policy.skills, skill)
    return shares


def _parts(
    policy: Policy,
    skill: Skill,
    criteria: Sequence[CriterionResult],
    steps: Sequence[StepResult],
) -> Iterator[tuple[str, float, float, str]]:
    """What shows the area and could be judged: title, score, share, of how many parts."""
    shares = _shares(policy, skill)
    for one in criteria:
        if one.score is not None and shares.get(one.id):
            yield one.title.lower(), one.score, shares[one.id], ""
    values = (worth(step.outcome, policy.points) for step in steps if step.skill == skill)
    worths = [value for value in values if value is not None]
    if worths:
        score = sum(worths) / len(worths)
        yield "procedure", score, policy.skills.steps, f" ({some(len(worths), 'step')})"


def skill_scores(
    policy: Policy, criteria: Sequence[CriterionResult], steps: Sequence[StepResult]
) -> tuple[SkillScore, ...]:
    """Every area's weighted mean; None for an area that nothing could show."""
    scores = []
    for skill in SKILLS:
        parts = tuple(_parts(policy, skill, criteria, steps))
        whole = sum(share for _, _, share, _ in parts)
        if not parts:
            scores.append(SkillScore(skill=skill, score=None, why="Nothing showed it."))
            continue
        mean = sum(score * share for _, score, share, _ in parts) / whole
        why = ", ".join(f"{title} {whole_points(score)}{of}" for title, score, _, of in parts)
        scores.append(
            SkillScore(skill=skill, score=round(mean, 1), why=f"{why[:1].upper()}{why[1:]}.")
        )
    return tuple(scores)
