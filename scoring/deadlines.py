"""When obligations start to run: at detection, or when detection should have come.

Knows the truth, the instants and the policy's times. Also finds the instant at which a time that
depends on the severity has passed while the severity itself can rise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.instants import earlier

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scoring.instants import Instants
    from scoring.truth import GroundTruth
    from sim.scenario.policy import Policy
    from sim.scenario.rules.severity import Severity


def passed_at(
    truth: GroundTruth,
    policy: Policy,
    *,
    impact: int,
    since: int,
    allowed: Callable[[Severity], int | None],
    starts_at: datetime,
) -> int | None:
    """The first instant at which the time allowed at the worst severity so far has passed.

    Args:
        truth: ground truth, which can rise while the time runs.
        policy: where a level's times are found.
        impact: severities before it do not count, ms since StartEx.
        since: when the time starts to run, ms since StartEx.
        allowed: the time a severity allows, ms, or None for no limit.
        starts_at: StartEx, from which office hours are computed.

    Returns:
        ms since StartEx; None when no level reached has a limit.
    """
    candidates = []
    for reached, level in truth.rises(impact):
        severity = policy.severity(level)
        limit = None if severity is None else allowed(severity)
        if severity is not None and limit is not None:
            # A graver level's shorter time may have passed already when that level is reached.
            candidates.append(max(reached, policy.later(severity, starts_at, since, limit)))
    return min(candidates, default=None)


def clock_start(
    truth: GroundTruth, policy: Policy, instants: Instants, ended_at: int, starts_at: datetime
) -> int | None:
    """When obligations start to run, ms since StartEx; None when none ever did.

    That is detection. Who does not detect owes all the same: then it is the response time after
    the delivered alert, or after the impact when no alert was delivered. Never before the impact.
    """
    impact = instants.impact.at
    if impact is None:
        return None
    woken = impact if instants.alert.at is None else max(impact, instants.alert.at)
    fallback = passed_at(
        truth,
        policy,
        impact=impact,
        since=woken,
        allowed=lambda level: level.respond_within,
        starts_at=starts_at,
    )
    known = [at for at in (instants.detect.at, fallback) if at is not None]
    start = max(impact, min(known)) if known else None
    over = earlier(instants.recover)
    limit = ended_at if over is None else over
    return start if start is not None and start < limit else None
