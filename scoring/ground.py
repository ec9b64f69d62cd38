"""What every verdict stands on: the incident as it was, derived from a journal once.

Facts, ground truth, what blocked recovery, the instants and the obligations' clock, as one frozen
bundle with the few look-ups that several readers share. What was required of whom is derived from
it elsewhere, and no criterion is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.blockers import blockers
from scoring.deadlines import clock_start
from scoring.facts import embedded_policy, gather
from scoring.instants import derive
from scoring.obligations.progress import milestones
from scoring.said import what_was_said
from scoring.statements import statements
from scoring.subjects import Subjects
from scoring.tabletop import undiscussed
from scoring.truth import judge_truth
from sim.journal.bodies import FaultEdge, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.corrections import Corrections
    from scoring.facts import Facts
    from scoring.instants import Instants
    from scoring.obligations.progress import Milestone
    from scoring.said import Said
    from scoring.spans import Span
    from scoring.statements import Statement
    from scoring.tabletop import Stretch
    from scoring.truth import GroundTruth
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy
    from sim.scenario.rules.severity import Severity


@dataclass(frozen=True, slots=True)
class Ground:
    """The incident as it was.

    Attributes:
        facts: the journal, sorted by kind.
        policy: what the response is judged by.
        truth: windows judged by the policy.
        blocked: what kept the service from being recovered.
        instants: the incident's instants.
        said: what responders said and somebody received, beside the world, in order.
        statements: the severities that they stated, in order.
        milestones: the marks of progress reached from the impact on, in order.
        clock: when obligations start to run, ms since StartEx; None without impact, or when the
            incident was over before anything fell due.
        undiscussed: a tabletop's time in which nobody was asked anything: see `tabletop`.
    """

    facts: Facts
    policy: Policy
    truth: GroundTruth
    blocked: tuple[Span, ...]
    instants: Instants
    said: tuple[Said, ...]
    statements: tuple[Statement, ...]
    milestones: tuple[Milestone, ...]
    clock: int | None
    undiscussed: tuple[Stretch, ...] = ()

    def discussed(self, at: int) -> bool:
        """Whether what was due at this instant was anybody's to do."""
        return not any(start <= at < end for start, end in self.undiscussed)

    @property
    def quiet(self) -> bool:
        """Whether nothing broke: no fault ever began."""
        return not self.facts.of(FaultEdge)

    @property
    def since(self) -> int:
        """From when on what responders do is about this incident, ms since StartEx.

        A fault can be noticed, and reported, before it breaches an objective: a ramp, for one.
        """
        impact, began = self.instants.impact.at, self.facts.began_at
        return began if impact is None else min(impact, began)

    @property
    def over_at(self) -> int:
        """When nothing more falls due: recovery, or EndEx."""
        recovered = self.instants.recover.at
        return self.facts.ended_at if recovered is None else recovered

    def later(self, severity: Severity, at: int, time_ms: int) -> int:
        """When a time that the severity allows has passed, ms since StartEx."""
        return self.policy.later(severity, self.facts.scenario.starts_at, at, time_ms)

    def severity_at(self, at: int) -> Severity | None:
        """The worst severity reached from the impact up to this instant."""
        if self.instants.impact.at is None:
            return None
        level = self.truth.worst(self.instants.impact.at, at)
        return None if level is None else self.policy.severity(level)


def ground_of(
    entries: Sequence[Entry], policy: Policy | None = None, corrections: Corrections | None = None
) -> Ground:
    """Derive it from a journal.

    Args:
        entries: the whole journal, header first.
        policy: what to judge the response by; None for the one it was played under.
        corrections: what an evaluator corrected.

    Raises:
        ValueError: the entries do not open with a header, or its policy cannot be read.
    """
    used = embedded_policy(entries) if policy is None else policy
    facts = gather(entries, corrections)
    truth = judge_truth(facts.of(Window), used, facts.ended_at)
    blocked = blockers(facts, truth)
    instants = derive(facts, used, truth, blocked)
    # What is about this incident: a fault can be noticed before it breaches an objective.
    since = facts.began_at
    said = what_was_said(facts, used, Subjects(facts, used), blocked, since)
    stated = statements(facts, used)
    return Ground(
        facts=facts,
        policy=used,
        truth=truth,
        blocked=blocked,
        instants=instants,
        said=said,
        statements=stated,
        milestones=milestones(facts, used, instants, stated),
        clock=clock_start(truth, used, instants, facts.ended_at, facts.scenario.starts_at),
        undiscussed=undiscussed(facts, used),
    )
