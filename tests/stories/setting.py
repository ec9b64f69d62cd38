"""Where told stories play: a scenario, and a few kinds of weather.

The stage for `tests.stories.story`; knows the models it fills in and nothing of any incident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sim.journal.bodies import KindCounts
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.scenario.names import Operation

MINUTE_MS = 60_000

READS = frozenset(
    {
        "health-status",
        "r2-status",
        "services",
        "service",
        "events",
        "queue-status",
        "queue-operations",
        "metrics",
        "breaker",
        "breaker-history",
        "backup-stats",
        "backup-list",
        "backup-status",
        "integrity-scan",
        "corruption-report",
    }
)
"""Commands that are asked with GET."""

Weather = Literal["calm", "outage", "queueing", "full", "rough", "slow", "garbled"]
"""What a minute is like for users.

`calm`: all is well. `outage`: what needs R2 fails, writes wait. `queueing`: writes wait.
`full`: writes are turned away. `rough`: one operation in eight fails. `slow`: p95 of 12 s.
`garbled`: two downloads get damaged content and nobody notices.
"""


def ms(minute: float) -> int:
    """Minutes as integer milliseconds."""
    return round(minute * MINUTE_MS)


def fault_that_ends(name: str, **ends: Any) -> dict[str, Any]:
    """A fault of R2 for a story's scenario, with what clears it."""
    return {"id": name, "effect": "r2_unavailable", "begins": "10m", "ends": ends}


def inject(name: str, *, alarm: bool = True) -> dict[str, Any]:
    """A line of the MSEL for a story's scenario, by which somebody raises an alarm, or not."""
    return {"id": name, "at": "5m", "sender": name, "text": "Is it down?", "alarm": alarm}


def story_scenario(*, faults: tuple[Any, ...] = (), injects: tuple[Any, ...] = ()) -> Scenario:
    """A scenario to hang a story on: StartEx at 14:00 UTC, one objective a criterion.

    Args:
        faults: known beside those of every story.
        injects: the lines of the MSEL; none where nothing is said.
    """
    return Scenario.model_validate(
        {
            "format": 1,
            "name": "story",
            "title": "A story",
            "summary": "Told by hand.",
            "difficulty": 1,
            "policy": "story",
            "starts_at": "2026-03-03T14:00:00Z",
            "horizon": "4h",
            "briefing": "Listen.",
            "ground_truth": "Whatever is told.",
            "faults": [
                {
                    "id": "bucket",
                    "effect": "r2_unavailable",
                    "begins": "10m",
                    "ends": {"by": "vendor", "after": "30m"},
                },
                {
                    "id": "pager-dead",
                    "effect": "channel_down",
                    "begins": "1m",
                    "ends": {"by": "never"},
                    "channels": ["slack", "pager"],
                },
                {
                    "id": "rot",
                    "effect": "corruption_at_rest",
                    "percent": 1,
                    "begins": "10m",
                    "ends": {"by": "vendor", "after": "30m"},
                },
                {
                    "id": "users-cut-off",
                    "effect": "channel_down",
                    "begins": "1m",
                    "ends": {"by": "never"},
                    "channels": ["in_app", "email"],
                },
                *faults,
            ],
            "injects": injects,
            "objectives": [
                {"id": "see", "text": "Notice it.", "criterion": "detection"},
                {"id": "mend", "text": "Mend it.", "criterion": "recovery"},
            ],
        }
    )


def _counts(
    operation: Operation, requests: int, outcome: str = "ok", share: float = 1.0
) -> KindCounts:
    """Requests of one kind, a share of which has one outcome and the rest was answered."""
    outcomes = {"ok": 0, "queued": 0, "errors": 0, "fast_failed": 0, "rejected": 0, "corrupted": 0}
    outcomes[outcome] = round(requests * share)
    outcomes["ok"] += requests - round(requests * share)
    return KindCounts(operation=operation, requests=requests, **outcomes)


def minute_of(weather: Weather) -> tuple[KindCounts, ...]:
    """The 300 operations of one minute of this weather."""
    downloads, writes, share = "ok", "ok", 1.0
    if weather == "outage":
        downloads, writes = "fast_failed", "queued"
    elif weather == "queueing":
        writes = "queued"
    elif weather == "full":
        writes = "rejected"
    elif weather == "rough":
        downloads, share = "errors", 0.2
    elif weather == "garbled":
        downloads, share = "corrupted", 2 / 180
    return (
        _counts("download", 180, downloads, share),
        _counts("metadata", 84),
        _counts("upload", 30, writes),
        _counts("delete", 6, writes),
    )
