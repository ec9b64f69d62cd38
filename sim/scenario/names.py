"""The words that scenario, world, journal and scoring share: services, operations, marks.

Each is a closed set, so a typo is an error where it is written.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import StringConstraints

Service = Literal["R2_STORAGE", "D1_DATABASE", "AUTH_KV"]
SERVICES: tuple[Service, ...] = ("R2_STORAGE", "D1_DATABASE", "AUTH_KV")

PRODUCTION_HOST = "your-worker.example.com"
TEST_HOST = "test-worker.example.com"
"""The hosts of the operations documents: the worker, and its quiet test environment."""

Place = Literal["production", "test"]
"""Which of the two a runbook's own name for the worker means."""

HOST_PATTERN = (
    r"^([A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?$"
)
HostName = Annotated[str, StringConstraints(pattern=HOST_PATTERN)]
"""A host as a runbook names it, with a port when only that one is meant."""

Operation = Literal["download", "metadata", "upload", "delete"]
OPERATIONS: tuple[Operation, ...] = ("download", "metadata", "upload", "delete")
"""What users do. `metadata` is answered by D1; the others need R2."""

Channel = Literal["pager", "slack", "email", "in_app", "status_page", "social", "phone"]
CHANNELS: tuple[Channel, ...] = (
    "pager",
    "slack",
    "email",
    "in_app",
    "status_page",
    "social",
    "phone",
)

StatusPageState = Literal["investigating", "identified", "monitoring", "resolved"]
STATUS_PAGE_ORDER: tuple[StatusPageState, ...] = (
    "investigating",
    "identified",
    "monitoring",
    "resolved",
)

Mark = Literal[
    "fault",
    "repaired",
    "breaker_opened",
    "degraded",
    "restored",
    "queue_full",
    "operations_lost",
    "damage_found",
    "backup_failed",
    "quarantined",
    "files_restored",
    "alert",
    "declared",
    "acknowledged",
    "assessed",
    "told_team",
    "told_users",
    "status_page",
    "resolved",
]
"""An instant an inject can wait for: the first time each is reached.

`fault` and `repaired` are ground truth; `alert` is the first alert *delivered*.
"""
MARKS: tuple[Mark, ...] = get_args(Mark)

INJECT_SENT = "inject:"
"""Before an inject's id: the instant at which it was sent."""

IDENTIFIER_PATTERN = r"^[a-z][a-z0-9-]{0,62}$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN)]
"""Lower-case words joined by hyphens: names of scenarios, faults, injects, objectives."""

ROLE_PATTERN = r"^[a-z][a-z0-9_]{0,40}$"
Role = Annotated[str, StringConstraints(pattern=ROLE_PATTERN)]
"""Lower-case words joined by underscores, defined by the policy."""
