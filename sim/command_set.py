"""The command set: one row a command, with all that the house below the handlers must know of it.

A row says what the journal calls the command, where it answers and what it does (`effect`). It is
pure data and knows no handler: `sim.commands` registers a function against each row, the journal
writes the effect into the action, and scoring, milestones, lint and boards read it from there.
Nothing else in Python names a command or its path, so a fact about a command cannot be forgotten
in a copy.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Method = Literal["GET", "POST", "PUT"]

Nature = Literal["looks", "tests", "changes", "tells", "records", "asks"]
"""What a command is, exactly one of these.

`looks`: it reads. `tests`: it tries something out and reads the result. `changes`: it changes the
worker. `tells`: it sends words to people. `records`: it puts on record what people know. `asks`:
it asks the coach, and is no part of the response.
"""

Deed = Literal[
    "reads_state",
    "reads_events",
    "tests_r2",
    "tests_operations",
    "lists_backups",
    "verifies_backup",
    "verifies_files",
    "scans_files",
    "degrades",
    "restores",
    "resets",
    "forces_queue",
    "restores_files",
    "releases_files",
    "deletes_files",
    "deploys",
    "declares",
    "acknowledges",
    "assesses",
    "resolves",
    "notes",
    "answers",
    "calls_role",
]
"""What a command does beyond its nature, where somebody judges or shows it.

`restores`: a service leaves degraded mode. `resets`: the breaker is closed by hand. `answers`: a
page or call to one's own role. `deploys`: the release that it names goes out. `calls_role`: its
first argument is a role, or a group, to come.
"""

Effect = Nature | Deed
"""A word of an action's `effect` in the journal: its nature first, then its deeds."""


class CommandRow(NamedTuple):
    """One command, as everybody may know it.

    Attributes:
        name: what the journal and policies call it.
        path: a template; `:name` parts become arguments, as does the rest of `setup-:name`.
        nature: what it is; `deeds`: what it does beyond that.
    """

    name: str
    method: Method
    path: str
    nature: Nature
    deeds: tuple[Deed, ...] = ()

    @property
    def effect(self) -> tuple[Effect, ...]:
        """The words that the journal writes into the command's action."""
        return (self.nature, *self.deeds)

    def match(self, path: str) -> dict[str, str] | None:
        """The path's arguments when it fits the template, else None."""
        wanted, given = self.path.split("/"), path.rstrip("/").split("/")
        if len(wanted) != len(given):
            return None
        found: dict[str, str] = {}
        for want, have in zip(wanted, given, strict=True):
            fixed, sign, name = want.partition(":")
            if not have.startswith(fixed) or (not sign and have != fixed):
                return None
            if sign:
                found[name] = have[len(fixed) :]
        return found


COMMAND_SET: tuple[CommandRow, ...] = (
    CommandRow("health-status", "GET", "/health/status", "looks"),
    CommandRow("r2-status", "GET", "/health/r2/status", "looks"),
    CommandRow("services", "GET", "/health/services", "looks", ("reads_state",)),
    CommandRow("service", "GET", "/health/services/:name", "looks", ("reads_state",)),
    CommandRow("health-check", "POST", "/health/check", "tests"),
    CommandRow("events", "GET", "/health/events", "looks", ("reads_events",)),
    CommandRow("queue-status", "GET", "/health/queue/status", "looks"),
    CommandRow("queue-operations", "GET", "/health/queue/operations", "looks"),
    CommandRow("queue-stats", "GET", "/health/queue/stats", "looks"),
    CommandRow("queue-process", "POST", "/health/queue/process", "changes", ("forces_queue",)),
    CommandRow("metrics", "GET", "/health/metrics", "looks"),
    CommandRow("breaker", "GET", "/health/circuit-breaker", "looks"),
    CommandRow("breaker-history", "GET", "/health/circuit-breaker/history", "looks"),
    CommandRow("breaker-reset", "POST", "/health/circuit-breaker/reset", "changes", ("resets",)),
    CommandRow("degrade", "POST", "/health/services/:name/degrade", "changes", ("degrades",)),
    CommandRow("restore", "POST", "/health/services/:name/restore", "changes", ("restores",)),
    CommandRow(
        "force-recovery",
        "POST",
        "/health/services/:name/force-recovery",
        "changes",
        ("restores", "resets"),
    ),
    CommandRow("r2-test", "POST", "/health/r2/test", "tests", ("tests_r2",)),
    CommandRow(
        "test-operations", "POST", "/api/files/test-operations", "tests", ("tests_operations",)
    ),
    CommandRow(
        "test-user-operations",
        "POST",
        "/api/files/test-user-operations",
        "tests",
        ("tests_operations",),
    ),
    CommandRow("config", "GET", "/health/config", "looks"),
    CommandRow("config-update", "POST", "/health/config", "changes"),
    CommandRow("config-replace", "PUT", "/health/config", "changes"),
    CommandRow("queue-config", "POST", "/health/queue/config", "changes"),
    CommandRow("backup-stats", "GET", "/api/backup/stats", "looks"),
    CommandRow("backup-create", "POST", "/api/backup/create", "changes"),
    CommandRow("backup-list", "GET", "/api/backup/list", "looks", ("lists_backups",)),
    CommandRow("backup-status", "GET", "/api/backup/status/:id", "looks"),
    CommandRow("backup-find-by-date", "GET", "/api/backup/find-by-date", "looks"),
    CommandRow("backup-verify", "POST", "/api/backup/verify/:id", "looks", ("verifies_backup",)),
    CommandRow("backup-scheduler", "GET", "/api/backup/scheduler/status", "looks"),
    CommandRow("backup-restore", "POST", "/api/backup/restore/:id", "changes", ("restores_files",)),
    CommandRow("backup-stop", "POST", "/api/backup/stop", "changes"),
    CommandRow("backup-rollback", "POST", "/api/backup/rollback", "changes", ("restores_files",)),
    CommandRow("integrity-check", "POST", "/api/files/integrity-check", "looks", ("scans_files",)),
    CommandRow("integrity-scan", "GET", "/api/files/integrity-check", "looks", ("scans_files",)),
    CommandRow(
        "corruption-report", "GET", "/api/files/corruption-report", "looks", ("scans_files",)
    ),
    CommandRow("integrity-status", "GET", "/api/files/integrity-status", "looks", ("scans_files",)),
    CommandRow("integrity-report", "GET", "/api/files/integrity-report", "looks", ("scans_files",)),
    CommandRow(
        "verify-restored", "POST", "/api/files/verify-restored", "looks", ("verifies_files",)
    ),
    CommandRow("verify-all", "POST", "/api/files/verify-all", "looks", ("scans_files",)),
    CommandRow("quarantine", "POST", "/api/files/quarantine", "changes"),
    CommandRow("mark-corrupted", "POST", "/api/files/mark-corrupted", "changes"),
    CommandRow("unquarantine", "POST", "/api/files/unquarantine", "changes", ("releases_files",)),
    CommandRow("clear-bucket", "POST", "/api/files/clear-bucket", "changes", ("deletes_files",)),
    CommandRow("upload", "POST", "/api/list_cutter/upload", "changes"),
    CommandRow("download", "GET", "/api/list_cutter/download/:name", "looks"),
    CommandRow("releases", "GET", "/api/releases", "looks"),
    CommandRow("release-deploy", "POST", "/api/releases/deploy", "changes", ("deploys",)),
    CommandRow("affected-users", "GET", "/api/users/affected", "looks"),
    CommandRow("monitoring-status", "GET", "/health/monitoring/status", "looks"),
    CommandRow("analysis-export", "GET", "/health/analysis/export", "looks"),
    CommandRow("post-incident-trends", "GET", "/health/trends/post-incident", "looks"),
    CommandRow("verify-token", "GET", "/api/auth/verify-token", "looks"),
    CommandRow("targeted", "POST", "/health/notifications/targeted", "tells"),
    CommandRow("broadcast", "POST", "/health/notifications/broadcast", "tells"),
    CommandRow("incident-reports", "GET", "/api/incidents/report/:id", "looks"),
    CommandRow("incident-analyses", "GET", "/api/incidents/analysis/:id", "looks"),
    CommandRow("incident-report", "POST", "/api/incidents/report/:id", "records"),
    CommandRow("incident-analysis", "POST", "/api/incidents/analysis/:id", "records"),
    CommandRow("incident-action-items", "POST", "/api/incidents/action-items", "records"),
    CommandRow("simulate-failure", "POST", "/health/simulate-failure", "changes"),
    CommandRow("simulate-success", "POST", "/health/simulate-success", "changes"),
    CommandRow("simulate-r2-outage", "POST", "/api/test/simulate-r2-outage", "changes"),
    CommandRow("simulate-complete-outage", "POST", "/api/test/simulate-complete-outage", "changes"),
    CommandRow("restore-r2-service", "POST", "/api/test/restore-r2-service", "changes"),
    CommandRow("load-test", "POST", "/api/test/load-test", "tests"),
    CommandRow(
        "automated-circuit-breaker-test",
        "POST",
        "/api/test/automated-circuit-breaker-test",
        "tests",
    ),
    CommandRow("schedule-automated-test", "POST", "/api/test/schedule-automated-test", "tests"),
    CommandRow("generate-report", "POST", "/api/test/generate-report", "looks"),
    CommandRow("compliance-report", "GET", "/api/test/compliance-report", "looks"),
    CommandRow("generate-data", "POST", "/api/test/generate-data", "changes"),
    CommandRow("simulate-data-loss", "POST", "/api/test/simulate-data-loss", "changes"),
    CommandRow("create-checksum", "POST", "/api/test/create-checksum", "changes"),
    CommandRow("get-checksum", "GET", "/api/test/get-checksum", "looks"),
    CommandRow("get-lost-files", "GET", "/api/test/get-lost-files", "looks"),
    CommandRow("verify-restoration", "POST", "/api/test/verify-restoration", "looks"),
    CommandRow("restoration", "GET", "/api/test/verify-restoration", "looks"),
    CommandRow("setup-test", "POST", "/api/test/setup-:kind", "changes"),
    CommandRow("cleanup", "POST", "/api/test/cleanup", "changes"),
    CommandRow("cleanup-test", "POST", "/api/test/cleanup-:kind", "changes"),
    CommandRow("declare", "POST", "/exercise/declare", "records", ("declares",)),
    CommandRow("ack", "POST", "/exercise/ack", "records", ("acknowledges",)),
    CommandRow("assess", "POST", "/exercise/assess", "records", ("assesses",)),
    CommandRow("page", "POST", "/exercise/page", "tells", ("calls_role",)),
    CommandRow("post", "POST", "/exercise/post", "tells"),
    CommandRow("status-page", "POST", "/exercise/status-page", "tells"),
    CommandRow("call", "POST", "/exercise/call", "tells", ("calls_role",)),
    CommandRow("email", "POST", "/exercise/email", "tells"),
    CommandRow("resolve", "POST", "/exercise/resolve", "records", ("resolves",)),
    CommandRow("note", "POST", "/exercise/note", "records", ("notes",)),
    CommandRow("roster", "GET", "/exercise/roster", "looks"),
    CommandRow("receipts", "GET", "/exercise/receipts", "looks"),
    CommandRow("answer", "POST", "/exercise/answer", "records", ("answers",)),
    CommandRow("hint", "POST", "/exercise/hint", "asks"),
)
"""All commands, in the order of the reference page."""

ROWS: dict[str, CommandRow] = {row.name: row for row in COMMAND_SET}
"""The same by name."""


def typed(name: str) -> str:
    """A command as people give it: `GET /health/metrics`, or `note` for one of the people's.

    What is no command's name is given back as it is.
    """
    row = ROWS.get(name)
    if row is None or row.path.startswith("/exercise/"):
        return name
    return f"{row.method} {row.path}"


@lru_cache(maxsize=256)
def rows_at(path: str) -> tuple[tuple[CommandRow, Mapping[str, str]], ...]:
    """The commands that answer at a path (without its query), with the path's arguments."""
    found = ((row, row.match(path)) for row in COMMAND_SET)
    return tuple((row, arguments) for row, arguments in found if arguments is not None)


def rows_that(*effects: Effect) -> tuple[CommandRow, ...]:
    """The commands that have at least one of these effects, in the table's order."""
    return tuple(row for row in COMMAND_SET if not set(effects).isdisjoint(row.effect))
