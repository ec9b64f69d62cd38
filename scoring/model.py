"""What scoring says: the scorecard as frozen data, with the evidence for every statement.

Times are integer milliseconds since StartEx unless a name says otherwise. `evidence` holds
sequence numbers of the journal. The measures are defined in docs/reference/metrics.md.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.journal.base import LATEST
from sim.journal.talk import Rating as Rating  # noqa: PLC0414, TC001 - scoring says it, too
from sim.journal.versions import SCORECARD
from sim.scenario.rules.procedure import Skill  # noqa: TC001 - pydantic reads it at run time

Evidence = tuple[int, ...]
Outcome = Literal["done", "late", "missed", "out of order", "not applicable"]
"""What can have become of a step of the procedure."""


class ScoreModel(BaseModel):
    """Frozen, strict, written as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Instant(ScoreModel):
    """A fact of the timeline: when it happened, or None, and what proves it."""

    name: str
    at: int | None
    evidence: Evidence = ()
    note: str = ""
    fired_at: int | None = Field(
        default=None,
        exclude_if=lambda at: at is None,
        description="Of a delivered alert, when its rule fired.",
    )


class Measure(ScoreModel):
    """A time between two instants.

    Attributes:
        name: TTD, TTA, TTM, TTR, respond, monitor_ttd, responder_ttd, declared_ttr, latent.
        title: in words.
        ms: the time; when censored, the time up to EndEx, which is a lower bound; None when it
            does not apply (no impact, so nothing to detect).
        censored: the end did not happen before EndEx; shown as "> 240 min".
    """

    name: str
    title: str
    ms: Annotated[int, Field(ge=0, le=LATEST)] | None
    censored: bool = False
    evidence: Evidence = ()


class Obligation(ScoreModel):
    """Somebody had to be told something by some time.

    Attributes:
        kind: `escalation` (a call that was owed) and `duty` (what a level asks for) count for
            adherence; `notice` for communication.
        to: role, group or audience; of a duty that tells nobody, the role that owed it.
        reason: which rule made it due, in words.
        due: the instant it fell due; `deadline`: the latest instant that meets it.
        met_at: delivery of the message that met it, possibly before it fell due; None if none.
        how: the message or command that met it, in words.
    """

    kind: Literal["escalation", "duty", "notice"]
    to: str
    reason: str
    due: int
    deadline: int
    met_at: int | None
    how: str = ""
    verdict: Literal["met", "late", "missed"]
    evidence: Evidence = ()


class ScoreFinding(ScoreModel):
    """One thing worth saying about the response.

    Attributes:
        level: `good`, `note`, `problem` (fell short) or `harm` (made it worse).
        text: one sentence for the trainee, with figures.
        at: when, or None for the exercise as a whole.
        due: whether `at` is the deadline of what was late or missing, not when it was done.
    """

    level: Literal["good", "note", "problem", "harm"]
    text: str
    at: int | None = None
    due: bool = False
    evidence: Evidence = ()


class CriterionResult(ScoreModel):
    """One criterion's verdict; `score` None means it could not be judged (and says why)."""

    id: str
    title: str
    weight: float
    score: Annotated[float, Field(ge=0, le=100)] | None
    why: str = Field(description="How the score came about, in one sentence with figures.")
    findings: tuple[ScoreFinding, ...] = ()


class StepResult(ScoreModel):
    """What became of one step of the procedure.

    Attributes:
        outcome: `not applicable` counts for nothing.
        why: the reason, where the outcome alone does not say it.
        at: when it was done, ms since StartEx.
    """

    phase: str
    name: str
    outcome: Outcome
    skill: Skill
    why: str = ""
    at: int | None = None
    evidence: Evidence = ()


class SkillScore(ScoreModel):
    """A skill area of the training programme: a view over criteria and procedure steps.

    Attributes:
        score: 0 to 100, or None when nothing that shows it could be judged.
        why: what went into it.
    """

    skill: Skill
    score: Annotated[float, Field(ge=0, le=100)] | None
    why: str


class TruthSeverity(ScoreModel):
    """Ground-truth severity from `start` to `end`; level None means nothing is wrong."""

    start: int
    end: int
    level: int | None


class Impact(ScoreModel):
    """What it cost the customers, over the whole exercise.

    Attributes:
        requests: all users' operations.
        failed: those that got an error (tried and failed, turned away).
        queued: accepted but delayed.
        mean_delay_minutes: how long a delayed operation waited on average, up to EndEx: the queue's
            length over time, by the windows' ends, shared among them (Little's law).
        lost: accepted and then given up by the queue.
        corrupted: damaged files served or stored without anybody noticing.
        overwritten: sound versions that a restore, or emptying the bucket, did away with.
        unrecoverable: versions lost to the incident that no sound backup held.
        users_touched: different users with a failed or delayed operation.
        complaints: messages in which simulated users complained, or somebody for them; None in a
            scorecard that was written before they were counted.
        bad_minutes: minutes out of objective.
        availability_percent: share of operations that did not fail.
    """

    requests: int
    failed: int
    queued: int
    mean_delay_minutes: float = 0.0
    lost: int
    corrupted: int = 0
    overwritten: int = 0
    unrecoverable: int = 0
    complaints: int | None = Field(default=None, ge=0)
    users_touched: int
    bad_minutes: float
    availability_percent: float


class SeverityStatement(ScoreModel):
    """A severity that somebody stated.

    Attributes:
        how: by what, in words.
        counts: False: an explicit assessment stood, so this changed nothing.
    """

    at: int
    level: int
    by: str
    how: str
    counts: bool
    evidence: Evidence = ()


class Cap(ScoreModel):
    """Something that holds the total down, whatever else was done well."""

    name: Literal["false_resolve", "unsaid", "untruth", "major_challenges", "unable"]
    at_most: float
    why: str
    evidence: Evidence = ()


class ConditionResult(ScoreModel):
    """One condition of an objective's check.

    Attributes:
        text: what was asked for, and what became of it, in one sentence.
        worth: 0 to 1; None when it could not be judged.
    """

    text: str
    worth: Annotated[float, Field(ge=0, le=1)] | None
    evidence: Evidence = ()


class ObjectiveRating(ScoreModel):
    """An exercise objective with the rating the scorer proposes; None when not judged."""

    id: str
    text: str
    criterion: str
    rating: Rating | None
    conditions: tuple[ConditionResult, ...] = ()


SHOWN_MEASURES = ("TTD", "TTA", "TTM", "TTR")
"""Measures that every report and every table shows."""
SHOWN_INSTANTS = ("alert", "detect", "impact", "mitigate", "recover")
"""Instants that reports put into sentences."""


class Scorecard(ScoreModel):
    """Everything scoring says about one record; whole, or it is not read."""

    schema_version: Literal[2] = SCORECARD
    scenario: str
    scenario_digest: str = Field(description="The edition played: only equal ones compare.")
    title: str
    seed: int = Field(ge=0, lt=2**63)
    exercise_type: str
    participants: tuple[str, ...]
    starts_at: str
    journal_digest: str
    policy: str
    policy_digest: str
    ended_at: int
    end_reason: str
    resolved: bool
    false_resolve: bool
    instants: tuple[Instant, ...]
    measures: tuple[Measure, ...]
    truth: tuple[TruthSeverity, ...]
    assessed_severity: int | None = Field(description="The last one that stood.")
    statements: tuple[SeverityStatement, ...] = Field(
        default=(), description="Every severity that was stated, in order."
    )
    obligations: tuple[Obligation, ...]
    not_reached: tuple[str, ...] = Field(
        default=(),
        exclude_if=lambda moves: not moves,
        description="The moves of a tabletop that never began, by title; what fell due in them "
        "is not listed.",
    )
    needless: tuple[ScoreFinding, ...]
    calls: int = Field(default=0, description="Pages and calls of the responders, a role each.")
    adherence_percent: Annotated[float, Field(ge=0, le=100)] | None = Field(
        description="None when no escalation fell due."
    )
    criteria: tuple[CriterionResult, ...]
    steps: tuple[StepResult, ...] = Field(default=(), description="The procedure, step by step.")
    skills: tuple[SkillScore, ...] = ()
    objectives: tuple[ObjectiveRating, ...]
    total: Annotated[float, Field(ge=0, le=100)] | None = Field(
        description="None below the policy's `coverage_floor`."
    )
    caps: tuple[Cap, ...] = Field(default=(), description="What the total cannot be above.")
    coverage_percent: Annotated[float, Field(ge=0, le=100)]
    impact: Impact
    par: Impact | None = Field(default=None, description="The reference response, same seed.")
    hints: int | None = Field(
        default=None,
        ge=0,
        exclude_if=lambda hints: hints is None,
        description="Hints asked of the coach; they change no mark. None without a coach.",
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        measures = {one.name for one in self.measures}
        instants = {one.name for one in self.instants}
        for name in SHOWN_MEASURES:
            if name not in measures:
                raise ValueError(f"the measure {name} is missing")
        for name in SHOWN_INSTANTS:
            if name not in instants:
                raise ValueError(f"the instant {name} is missing")
        return self

    def measure(self, name: str) -> Measure:
        """The measure of this name."""
        return next(entry for entry in self.measures if entry.name == name)

    def instant(self, name: str) -> Instant:
        """The instant of this name."""
        return next(entry for entry in self.instants if entry.name == name)
