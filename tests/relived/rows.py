"""What is compared with the sources: every fact of every incident, measured or explained.

A row names a fact of the scenario and says how it is measured, or in one line why it cannot be.
Rows without a fact are ours: no source gives them, and they say what this worker adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.relived import measure as m

if TYPE_CHECKING:
    from collections.abc import Callable

ELSEWHERE = "another product of the vendor's; List Cutter has none"
FROM_SCRIPT = "what they did, played at its time"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        fact: of the scenario's facts; for a row of ours, what it is.
        found: measures it under a seed, in the fact's unit; None when that cannot be.
        note: how it is measured, or why not.
        below: the source gives a bound only, so anything under it agrees.
        ours: no source says it; its unit is percent.
    """

    fact: str
    found: Callable[[int], float] | None
    note: str = ""
    below: bool = False
    ours: bool = False


def _marked(name: str, *facts: str) -> tuple[Row, ...]:
    """Instants that the report compares, too."""

    def row(fact: str) -> Row:
        note = "delivered to the pager" if fact == "alert" else FROM_SCRIPT
        return Row(fact, lambda seed: m.mark(m.played(name, seed), fact), note)

    return tuple(map(row, facts))


def _elsewhere(*facts: str) -> tuple[Row, ...]:
    return tuple(Row(fact, None, ELSEWHERE) for fact in facts)


def _bare(name: str, seed: int) -> m.Night:
    return m.played(name, seed, bare=True)


FEB, MAR = "r2-2025-02-06", "r2-2025-03-21"
S3, GITLAB = "s3-2017-02-28", "gitlab-2017-01-31"
GOOGLE, NOV = "google-2025-06-12", "cloudflare-2025-11-18"
R2_CALLS = (*m.READS, *m.WRITES)


def _in_outage(name: str, seed: int, operations: tuple[str, ...]) -> float:
    """What R2 refused from the impact to its end."""
    night = _bare(name, seed)
    end = m.over(night, 5, operations, m.refused)
    return m.share(night.windows(night.impact, night.at(end)), operations, m.refused)


def _at_the_door(seed: int, *, by_breaker: bool) -> float:
    """Reads that failed behind the worker as shipped, or that its breaker alone turned away."""
    night = m.played(MAR, seed)
    end = m.over(night, 5)
    count = (lambda row: row.fast_failed) if by_breaker else m.failed
    return m.share(night.windows(night.impact, night.at(end)), m.READS, count)


def _loss(seed: int) -> float:
    last = list(m.played(FEB, seed).windows())[-1]
    return float(last.queue_lost + last.files_missing)


ROWS: dict[str, tuple[Row, ...]] = {
    FEB: (
        Row("oncall", lambda seed: m.commands(m.played(FEB, seed), "ack")[0][0], FROM_SCRIPT),
        Row("sales", lambda seed: m.arrived(m.played(FEB, seed), "sales"), "an inject"),
        *_marked(FEB, "alert", "declared", "escalated", "status-page", "cause"),
        Row(
            "own-tool",
            lambda seed: m.commands(m.played(FEB, seed), "release-deploy", 503)[0][0],
            "the release tool returns 503",
        ),
        Row(
            "operations",
            lambda seed: m.called(m.played(FEB, seed), "operations_team"),
            FROM_SCRIPT,
        ),
        Row(
            "reenabling",
            lambda seed: m.answered(m.played(FEB, seed), "operations_team"),
            "operations answer",
        ),
        Row("end", lambda seed: m.over(_bare(FEB, seed), 50, R2_CALLS, m.refused), "R2's refusals"),
        Row(
            "residual",
            lambda seed: m.faint_end(_bare(FEB, seed), 60, 0.36) - 60,
            "R2's refusals, summed: a window shows two or three",
        ),
        *_marked(FEB, "closed"),
        Row("operations-failing", lambda seed: _in_outage(FEB, seed, R2_CALLS), "R2's refusals"),
        Row(
            "residual-rate",
            lambda seed: m.share(
                _bare(FEB, seed).windows(_bare(FEB, seed).at(60), _bare(FEB, seed).at(82)), R2_CALLS
            ),
            "R2's refusals",
            below=True,
        ),
        Row("loss", _loss, "files and queued writes lost"),
        *_elsewhere("vectorize", "log-loss", "cache-purge", "durable-objects"),
    ),
    MAR: (
        Row(
            "rotation",
            lambda seed: m.latent(m.played(MAR, seed), "new-access-key"),
            "from the release history to users' first failure",
        ),
        Row(
            "wrong-deploy",
            lambda seed: m.latent(m.played(MAR, seed), "gateway-new-key", oldest=True),
            "from the release history to users' first failure",
        ),
        Row("shape", None, "R2's refusals grow over the first five minutes"),
        Row(
            "latent",
            lambda seed: m.latent(m.played(MAR, seed), "old-key-deleted"),
            "from the release history to users' first failure",
        ),
        *_marked(MAR, "alert", "declared", "status-page"),
        Row(
            "first-fix",
            lambda seed: m.commands(m.played(MAR, seed), "release-deploy")[0][0],
            FROM_SCRIPT,
        ),
        Row(
            "no-effect",
            lambda seed: next(
                at for at, _ in m.commands(m.played(MAR, seed), "metrics") if at > 37
            ),
            "looked at, and R2 refuses as before",
        ),
        Row(
            "second-fix",
            lambda seed: m.commands(m.played(MAR, seed), "release-deploy")[1][0],
            FROM_SCRIPT,
        ),
        *_marked(MAR, "cause"),
        Row("end", lambda seed: m.over(_bare(MAR, seed), 5, m.WRITES, m.refused), "R2's refusals"),
        *_marked(MAR, "resolved"),
        Row("writes-failing", lambda seed: _in_outage(MAR, seed, m.WRITES), "R2's refusals"),
        Row("reads-failing", lambda seed: _in_outage(MAR, seed, m.READS), "R2's refusals"),
        Row("head-list-failing", lambda seed: m.probes_failed(m.played(MAR, seed)), "the probes"),
        *_elsewhere("images", "stream", "logs"),
        Row(
            "Reads that failed at the users' door, the breaker as shipped",
            lambda seed: _at_the_door(seed, by_breaker=False),
            "beside R2's own refusals, above",
            ours=True,
        ),
        Row(
            "Reads that the worker's own breaker turned away",
            lambda seed: _at_the_door(seed, by_breaker=True),
            "the rest tried R2",
            ours=True,
        ),
    ),
    S3: (
        Row(
            "dashboard",
            lambda seed: m.mark(m.played(S3, seed), "dashboard"),
            "the first update that is delivered; one is tried every two minutes",
        ),
        Row(
            "reads-partly", lambda seed: m.below(_bare(S3, seed), 75), "first reads that R2 serves"
        ),
        Row("reads-fully", lambda seed: m.over(_bare(S3, seed)), "R2's refusals"),
        Row(
            "all",
            lambda seed: m.over(_bare(S3, seed), 5, ("upload",), m.refused),
            "R2's refusals; the worker's own backlog is gone some minutes later",
        ),
    ),
    GITLAB: (
        Row(
            "down",
            lambda seed: m.over(m.played(GITLAB, seed), 5, R2_CALLS, m.unserved) / 60,
            "users' door, until writes are taken again; the scale is 6",
        ),
        Row(
            "database-back",
            lambda seed: m.over(m.played(GITLAB, seed)) / 60,
            "users' door, until reads are served; the scale is 6",
        ),
        Row(
            "data-lost",
            lambda seed: m.backup_age_hours(m.played(GITLAB, seed)),
            "the restored backup's age at the loss; not scaled",
        ),
        Row(
            "snapshot-age",
            lambda seed: m.backup_age_hours(m.played(GITLAB, seed)),
            "the same backup; not scaled",
        ),
        Row("backups", None, "six hourly backups fail their verification instead"),
        Row("removed", None, "List Cutter has 11 GB; the time to copy them back is what agrees"),
        Row("rows", None, "files, not rows; what was written after the backup is lost"),
    ),
    GOOGLE: (
        Row(
            "latent",
            lambda seed: m.latent(m.played(GOOGLE, seed), "quota-policy"),
            "from the release history to users' first failure",
        ),
        Row("most-regions", lambda seed: m.below(m.played(GOOGLE, seed), 50), "users' door"),
        Row("end", lambda seed: m.over(m.played(GOOGLE, seed)), "users' door"),
    ),
    NOV: (
        Row(
            "latent",
            lambda seed: m.latent(m.played(NOV, seed), "query-permissions"),
            "from the release history to users' first failure",
        ),
        *_marked(NOV, "alert", "call"),
        Row("manual", lambda seed: m.commands(m.played(NOV, seed), "ack")[0][0], FROM_SCRIPT),
        Row(
            "stop",
            lambda seed: m.commands(m.played(NOV, seed), "release-deploy")[-1][0],
            FROM_SCRIPT,
        ),
        Row("bypass", lambda seed: m.below(m.played(NOV, seed), 90), "users' door"),
        *_marked(NOV, "cause"),
        Row("main-end", lambda seed: m.below(m.played(NOV, seed), 15), "users' door"),
        Row("login-backlog", lambda seed: m.span(m.played(NOV, seed), 185, 10), "users' door"),
        Row(
            "all-end",
            lambda seed: m.faint_end(m.played(NOV, seed), 245, 1),
            "users' door, summed: the last failures are few",
        ),
    ),
}
"""By incident, in the order of the page."""
