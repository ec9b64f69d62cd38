"""What the commands of version 0.1 did; frozen, because its journals do not say it.

Actions carry their effect since 0.2. A record of 0.1 gets it from here when it is read, so that
whoever folds a journal sees one form. The list never changes: a command that came later writes its
own effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.command_set import Effect

_NAMES: dict[tuple[Effect, ...], tuple[str, ...]] = {
    ("looks",): (
        "health-status",
        "r2-status",
        "queue-status",
        "queue-operations",
        "queue-stats",
        "metrics",
        "breaker",
        "breaker-history",
        "config",
        "backup-stats",
        "backup-status",
        "backup-find-by-date",
        "backup-scheduler",
        "integrity-check",
        "integrity-scan",
        "corruption-report",
        "integrity-status",
        "integrity-report",
        "verify-all",
        "download",
        "affected-users",
        "monitoring-status",
        "analysis-export",
        "post-incident-trends",
        "verify-token",
        "generate-report",
        "compliance-report",
        "get-checksum",
        "get-lost-files",
        "verify-restoration",
        "restoration",
        "roster",
        "receipts",
    ),
    ("looks", "reads_state"): (
        "services",
        "service",
    ),
    ("tests",): (
        "health-check",
        "load-test",
        "automated-circuit-breaker-test",
        "schedule-automated-test",
    ),
    ("looks", "reads_events"): ("events",),
    ("changes", "forces_queue"): ("queue-process",),
    ("changes", "resets"): ("breaker-reset",),
    ("changes", "degrades"): ("degrade",),
    ("changes", "restores"): ("restore",),
    ("changes", "restores", "resets"): ("force-recovery",),
    ("tests", "tests_r2"): ("r2-test",),
    ("tests", "tests_operations"): (
        "test-operations",
        "test-user-operations",
    ),
    ("changes",): (
        "config-update",
        "config-replace",
        "queue-config",
        "backup-create",
        "backup-stop",
        "quarantine",
        "mark-corrupted",
        "upload",
        "simulate-failure",
        "simulate-success",
        "simulate-r2-outage",
        "simulate-complete-outage",
        "restore-r2-service",
        "generate-data",
        "simulate-data-loss",
        "create-checksum",
        "setup-test",
        "cleanup",
        "cleanup-test",
    ),
    ("looks", "verifies_backup"): ("backup-verify",),
    ("changes", "restores_files"): (
        "backup-restore",
        "backup-rollback",
    ),
    ("looks", "verifies_files"): ("verify-restored",),
    ("changes", "releases_files"): ("unquarantine",),
    ("changes", "deletes_files"): ("clear-bucket",),
    ("tells",): (
        "targeted",
        "broadcast",
        "post",
        "status-page",
        "email",
    ),
    ("records",): (
        "incident-report",
        "incident-analysis",
        "incident-action-items",
    ),
    ("records", "declares"): ("declare",),
    ("records", "acknowledges"): ("ack",),
    ("records", "assesses"): ("assess",),
    ("records", "resolves"): ("resolve",),
    ("records", "notes"): ("note",),
    ("records", "answers"): ("answer",),
    ("tells", "calls_role"): (
        "page",
        "call",
    ),
    ("looks", "lists_backups"): ("backup-list",),
}
_EFFECTS = {name: effect for effect, names in _NAMES.items() for name in names}


class TooNewError(ValueError):
    """A record says what its version could not know yet."""


def with_effect(body: Any) -> Any:
    """A body of 0.1 as it was read; an action with the effect that it leaves out."""
    if not isinstance(body, dict) or body.get("kind") != "action":
        return body
    if "effect" in body:
        raise TooNewError("an action of 0.1 says no effect")
    # Neither an unknown path nor a name that is no text did anything: the model judges the rest.
    command = body.get("command")
    effect = _EFFECTS.get(command, ()) if isinstance(command, str) else ()
    return {**body, "effect": effect}
