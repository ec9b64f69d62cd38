"""What is true in each incident, in the words of somebody who can see it.

Claims and plain words for the time in which it lasts and for the time after. A person of the
night could know each of them from the tickets, the events and the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scoring.cheats.scripts import Message

Claims = dict[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """A beginner's words, with what they claim: subject and state."""

    text: str
    claims: Claims


@dataclass(frozen=True, slots=True)
class Night:
    """One incident as it can be seen.

    Attributes:
        severity: as the figures have it.
        first: what is true and said while it is young.
        cause: what a beginner believes to be the reason, once the events were read.
        still: what is true to the end of it, whatever has become of the queue.
        begins: what a beginner starts at: `alert` or the inject that tells of it.
        later: what is true in place of `first` once the queue is full, where that comes soon.
        unmended: what is true in place of `first` while nobody has switched to degraded mode.
        lie: what is better than the world from the first minute to the last.
    """

    severity: int
    first: Words
    cause: str
    still: Words
    begins: str = "alert"
    later: Words | None = None
    unmended: Words | None = None
    lie: str = "Downloads are not affected."

    def true_of(self, message: Message) -> Words:
        """What is true when the reference sends a message."""
        if message.over:
            return WELL
        if message.track == "overflow":
            return self.found
        late = message.label == "identified" or message.track in ("escalation", "updates")
        return self.still if late else self.first

    @property
    def found(self) -> Words:
        """What is true when somebody slow says it for the first time."""
        return self.later or self.first

    @property
    def at_declaring(self) -> Words:
        """What is true when somebody unhurried declares the incident, before any repair."""
        return self.unmended or self.found

    @property
    def damaged(self) -> bool:
        """Whether files are damaged or missing."""
        return self.first.claims.get("files") == "at_risk"


WELL = Words("Downloads and uploads work again.", {"downloads": "works", "uploads": "works"})
_GONE = Words(
    "Downloads are failing and uploads are delayed.",
    {"downloads": "failing", "uploads": "delayed"},
)
_STILL_GONE = Words("Downloads are still failing.", {"downloads": "failing"})
_FULL = Words(
    "Downloads and uploads are failing.",
    {"downloads": "failing", "uploads": "failing"},
)
_PARTLY = Words(
    "Some downloads are failing and uploads are delayed.",
    {"downloads": "failing", "uploads": "delayed"},
)
_LOST = Words(
    "Some files are missing, so downloads of them are failing. Uploads are delayed.",
    {"files": "at_risk", "downloads": "failing", "uploads": "delayed"},
)
_STILL_LOST = Words("Some files are still missing.", {"files": "at_risk"})
_DAMAGED = Words(
    "Some files are damaged and downloads of them are failing. Uploads work.",
    {"files": "at_risk", "downloads": "failing", "uploads": "works"},
)
_STILL_DAMAGED = Words("Some files are still damaged.", {"files": "at_risk"})
_SIGNED_OUT = Words(
    "Sign-in is failing for some users. Downloads and uploads are failing for them.",
    {"sign_in": "failing", "downloads": "failing", "uploads": "failing"},
)
_STILL_SIGNED_OUT = Words("The service is still failing for some users.", {"service": "failing"})
_SLOW = Words(
    "Downloads are very slow and uploads are delayed.",
    {"downloads": "slow", "uploads": "delayed"},
)
_SLOW_UNMENDED = Words(
    "Downloads are very slow and uploads are failing.",
    {"downloads": "slow", "uploads": "failing"},
)
_STILL_SLOW = Words("Downloads are still very slow.", {"downloads": "slow"})

NIGHTS: dict[str, Night] = {
    "alerting-blind": Night(
        2,
        _SIGNED_OUT,
        "AUTH_KV loses session lookups",
        _STILL_SIGNED_OUT,
        begins="inject:first-complaint",
    ),
    "backup-failing": Night(2, _PARTLY, "half of the calls to R2 fail", _STILL_GONE),
    "breaker-stuck-open": Night(
        1, _GONE, "the breaker is open although R2 is healthy", _STILL_GONE
    ),
    "bucket-emptied": Night(1, _LOST, "objects were deleted from the bucket", _STILL_LOST),
    "cascading-recovery": Night(1, _GONE, "R2 answers 503", _STILL_GONE),
    "communication-failure": Night(1, _GONE, "R2 answers 503", _STILL_GONE),
    "complete-r2-outage": Night(1, _GONE, "R2 answers 503", _STILL_GONE),
    "corrupt-latest-backup": Night(1, _LOST, "objects are missing from the bucket", _STILL_LOST),
    "data-corruption": Night(
        1,
        _DAMAGED,
        "stored files differ from what was uploaded",
        _STILL_DAMAGED,
        begins="inject:garbled-list",
        lie="All files are whole and intact.",
    ),
    "leaked-token": Night(1, _GONE, "R2 refuses our key with 403", _STILL_GONE),
    "partial-degradation": Night(2, _PARTLY, "R2 fails for a part of the calls", _STILL_GONE),
    "queue-gives-up": Night(1, _FULL, "R2 answers 503", _STILL_GONE),
    "queue-overflow": Night(1, _GONE, "R2 answers 503", _STILL_GONE, later=_FULL),
    "several-services": Night(
        2, _SIGNED_OUT, "AUTH_KV and D1 lose calls, R2 is well", _STILL_SIGNED_OUT
    ),
    "slow-responses": Night(
        2,
        _SLOW,
        "R2 answers very slowly, without errors",
        _STILL_SLOW,
        unmended=_SLOW_UNMENDED,
    ),
}
"""By the scenario's name; a new incident needs a row before it can be played here."""

QUIET = ("false-alarm", "no-incident")
"""The scenarios in which nothing breaks."""
