"""The small organisation that told stories play in: its policy, with a procedure and notices.

Told in the guide's words, so that a story is worked like a real night; no templates and no duties
of levels, which a test adds where it needs them.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.policy import Policy

NOTICES: list[dict[str, Any]] = [
    {"id": "team", "title": "team notice", "to": "response_team"},
    {"id": "users", "title": "user notice", "to": "all_users"},
    {"id": "status-page", "title": "status page", "to": "status_page"},
    {
        "id": "restoration",
        "title": "restoration notice",
        "to": "all_users",
        "since": "recovered",
    },
]
"""Who is owed word."""

_REPAIRS = [
    "breaker-reset",
    "force-recovery",
    "restore",
    "queue-process",
    "backup-restore",
    "backup-rollback",
    "clear-bucket",
]


def _commands(name: str, *commands: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "commands": list(commands), **more}


def _seen(name: str, condition: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "condition": condition, **more}


PROCEDURE: list[dict[str, Any]] = [
    {
        "name": "Looking",
        "steps": [
            _commands(
                "check which services are affected",
                "health-status",
                "services",
                "health-check",
                within="respond",
            ),
            _commands("check R2 status", "r2-status", "service", "r2-test", within="progress"),
            _commands("check the events", "events", within="progress"),
            _commands("check the queue", "queue-status", "queue-operations", within="progress"),
            _commands(
                "capture state and events before any repair",
                "services",
                "service",
                with_commands=["events"],
                before=_REPAIRS,
                skill="documentation",
            ),
            _commands("check the metrics", "metrics"),
            _commands("check the breaker history", "breaker-history"),
            _commands("check the failed operations", "queue-operations", applies="queued"),
        ],
    },
    {
        "name": "Data",
        "steps": [
            _commands("check the backups", "backup-stats", "backup-list"),
            _commands(
                "make an emergency backup before any repair",
                "backup-create",
                before=_REPAIRS,
                applies="data_at_risk",
            ),
            _commands(
                "check data integrity",
                "integrity-check",
                "integrity-scan",
                "integrity-report",
                "integrity-status",
                "corruption-report",
                "verify-all",
                applies="data_at_risk",
            ),
            _seen("verify the backup before restoring files", "backup_verified_before_restore"),
            _seen("verify files before releasing them", "valid_before_release"),
        ],
    },
    {
        "name": "Acting",
        "steps": [
            _seen("tell the team", "notice_given", notice="team", skill="communication"),
            _seen("turn on degraded mode", "degraded_mode_on"),
            _seen("get a passing R2 test before resetting the breaker", "test_before_reset"),
            _seen("get a passing R2 test before restoring", "test_before_restore"),
            _seen("breaker closed before restoring", "breaker_closed_before_restore"),
            _seen("restore the service", "service_restored"),
            _seen("run a full check after restoring", "check_after_restore"),
            _seen("monitor for 15 min", "monitored"),
            _seen("empty the queue by the end", "queue_empty"),
            _seen("tell users", "notice_given", notice="users", skill="communication"),
        ],
    },
]
"""How an incident is worked; what each step waits for is in docs/reference/metrics.md."""


def _role(title: str) -> dict[str, str]:
    return {"title": title, "person": title, "answers_in": "3m", "says": "Here."}


def story_policy(**sections: Any) -> Policy:
    """A small organisation with List Cutter's severities, matrix and deadlines.

    Args:
        sections: of the policy, as a file has them, instead of those told here.
    """
    roles = {
        "oncall_engineer": _role("On-call engineer"),
        "operations_team": _role("Operations team"),
        "technical_lead": _role("Technical lead") | {"deputy": "vp_engineering"},
        "engineering_manager": _role("Engineering manager"),
        "cto": _role("CTO"),
        "vp_engineering": _role("VP engineering"),
    }
    return Policy.model_validate(
        {
            "format": 1,
            "name": "story",
            "organisation": "Story",
            "roles": roles,
            "groups": {"response_team": ["oncall_engineer", "technical_lead", "operations_team"]},
            "audiences": {
                "all_users": ["in_app", "email"],
                "all_stakeholders": ["slack", "email", "in_app"],
            },
            "responders": ["oncall_engineer"],
            "notices": NOTICES,
            "procedure": PROCEDURE,
            "severities": [
                {
                    "level": 1,
                    "name": "critical",
                    "respond_within": "5m",
                    "tell_within": "5m",
                    "no_progress": "15m",
                    "updates": [{"every": "30m"}],
                    "matrix": ["oncall_engineer", "technical_lead", "engineering_manager", "cto"],
                    "any_of": [
                        {"metric": "r2_failed_percent", "at_least": 95},
                        {"metric": "owners_at_risk", "at_least": 2},
                    ],
                },
                {
                    "level": 2,
                    "name": "high",
                    "respond_within": "15m",
                    "tell_within": "30m",
                    "no_progress": "30m",
                    "updates": [{"every": "30m"}],
                    "matrix": [
                        "operations_team",
                        "technical_lead",
                        "engineering_manager",
                        "vp_engineering",
                    ],
                    "any_of": [
                        {"metric": "error_percent", "at_least": 20},
                        {"metric": "p95_ms", "at_least": 10000},
                        {"metric": "backup_age_minutes", "at_least": 120},
                    ],
                },
                {
                    "level": 3,
                    "name": "medium",
                    "respond_within": "1h",
                    "tell_within": "2h",
                    "no_progress": "2h",
                    "matrix": ["operations_team", "technical_lead", "engineering_manager"],
                    "any_of": [
                        {"metric": "error_percent", "at_least": 5},
                        {"metric": "delayed_percent", "at_least": 1},
                    ],
                },
            ],
            **sections,
        }
    )
