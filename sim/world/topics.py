"""What colleagues can be asked about: the words by which a question asks, and what is not seen.

Beside `sim.world.lines`, which has the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Topic = Literal[
    "join",
    "backup",
    "key",
    "side",
    "time",
    "vendor",
    "security",
    "files",
    "release",
    "breaker",
    "queue",
    "storage",
    "database",
    "sign_in",
    "people",
    "status_page",
    "severity",
    "users",
]

TOPICS: Mapping[Topic, tuple[str, ...]] = {
    "join": ("join", "help", "available", "take over", "are you there", "call back"),
    "backup": ("backup", "backups", "restore key", "snapshot", "snapshots"),
    "key": ("token", "tokens", "key", "keys", "credential", "credentials", "403"),
    "side": (
        "your side",
        "your end",
        "is it you",
        "your network",
        "known issue",
        "confirm",
        "our bucket part",
        "our bucket affected",
    ),
    "time": ("how long", "eta", "a time", "when will", "repair time", "how much longer"),
    "vendor": ("ticket", "vendor", "provider"),
    "security": ("breach", "hacked", "attack", "leak", "leaked", "access logs", "intrusion"),
    "files": ("files safe", "data safe", "lost", "data loss", "corrupt", "damaged", "missing"),
    "release": ("deploy", "deployed", "release", "released", "went out", "roll back", "changed"),
    "breaker": ("breaker",),
    "queue": ("queue", "read-only", "read only", "waiting"),
    "storage": ("r2", "bucket", "storage", "downloads", "latency", "slow"),
    "database": ("d1", "database", "metadata"),
    "sign_in": ("auth_kv", "sessions", "session", "sign in", "sign-in", "login", "logins"),
    "people": ("else is on", "else on the call", "has joined", "is on call", "else is here"),
    "status_page": ("status page", "told users", "tell users", "told customers"),
    "severity": ("severity", "sev", "how bad"),
    "users": ("users", "customers", "impact", "error rate", "affected", "how many"),
}
"""Words by which a question asks about something; the first that fit are answered."""

UNSEEN: Mapping[Topic | None, str] = {
    None: "that",
    "join": "that",
    "backup": "the backups",
    "key": "the key",
    "side": "the vendor's side",
    "time": "how long it will take",
    "vendor": "the vendor's ticket",
    "security": "the access logs",
    "files": "the files",
    "release": "the releases",
    "breaker": "the breaker",
    "queue": "the queue",
    "storage": "R2",
    "database": "the database",
    "sign_in": "the sign-in",
    "people": "the roster",
    "status_page": "the status page",
    "severity": "the severity",
    "users": "the users' side",
}
"""What somebody without an answer cannot see."""

CANNOT_SEE = "I can't see {what} from here."

Scope = Literal["all", "downloads", "uploads", "sign_in"]
"""What a message can say works: everything, or one thing."""
