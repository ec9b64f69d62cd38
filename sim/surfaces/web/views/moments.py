"""What an inject waits for, in words: after which moment, unless which other, and why it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sim.scenario.durations import spoken
from sim.scenario.inject import inject_of

if TYPE_CHECKING:
    from sim.scenario.inject import Inject
    from sim.scenario.names import Mark

BY_HAND = "when you send it"


@dataclass(frozen=True, slots=True)
class MomentWords:
    """A moment in three sentences' parts.

    Attributes:
        noun: after "after".
        clause: after "unless".
        not_yet: says that it has not come.
        done: says that it has.
    """

    noun: str
    clause: str
    not_yet: str
    done: str


WORDS: dict[Mark, MomentWords] = {
    "fault": MomentWords(
        "the fault begins", "a fault begins", "nothing is broken yet", "the fault has begun"
    ),
    "repaired": MomentWords(
        "the repair", "everything is repaired", "nothing has been repaired yet", "it is repaired"
    ),
    "breaker_opened": MomentWords(
        "the breaker opens", "the breaker opens", "the breaker is closed", "the breaker has opened"
    ),
    "degraded": MomentWords(
        "R2 goes read-only", "R2 goes read-only", "R2 is not read-only", "R2 went read-only"
    ),
    "restored": MomentWords(
        "R2 leaves read-only mode",
        "R2 leaves read-only mode",
        "R2 has not left read-only mode",
        "R2 has left read-only mode",
    ),
    "queue_full": MomentWords(
        "the queue is full", "the queue is full", "the queue has room", "the queue was full"
    ),
    "operations_lost": MomentWords(
        "operations are lost",
        "operations are lost",
        "no operations are lost",
        "operations were lost",
    ),
    "damage_found": MomentWords(
        "damage is found", "damage is found", "nobody has found the damage", "damage was found"
    ),
    "backup_failed": MomentWords(
        "a backup fails", "a backup fails", "no backup has failed", "a backup has failed"
    ),
    "quarantined": MomentWords(
        "files are quarantined",
        "files are quarantined",
        "no files are quarantined",
        "files were quarantined",
    ),
    "files_restored": MomentWords(
        "files are restored",
        "files are restored",
        "no files have been restored",
        "files were restored",
    ),
    "alert": MomentWords(
        "the first alert", "an alert comes", "no alert has come", "an alert has come"
    ),
    "declared": MomentWords(
        "the declaration",
        "the incident is declared",
        "nobody has declared the incident",
        "the incident was declared",
    ),
    "acknowledged": MomentWords(
        "an alert is acknowledged",
        "an alert is acknowledged",
        "nobody has acknowledged an alert",
        "an alert was acknowledged",
    ),
    "assessed": MomentWords(
        "the severity is stated",
        "the severity is stated",
        "nobody has stated a severity",
        "the severity was stated",
    ),
    "told_team": MomentWords(
        "the team is informed",
        "the team is informed",
        "the team has not been told",
        "the team was told",
    ),
    "told_users": MomentWords(
        "users are informed", "users are informed", "users have not been told", "users were told"
    ),
    "status_page": MomentWords(
        "the status page is set",
        "the status page is set",
        "the status page has not been set",
        "the status page was set",
    ),
    "resolved": MomentWords(
        "the incident is resolved",
        "the incident is resolved",
        "the incident is not resolved",
        "the incident was resolved",
    ),
}


def moment(name: str) -> MomentWords:
    """A mark, or an inject that is sent."""
    inject = inject_of(name)
    if inject is None:
        return WORDS[cast("Mark", name)]
    sent = f"{inject} is sent"
    return MomentWords(sent, sent, f"{inject} has not been sent", f"{inject} was sent")


def when_of(inject: Inject) -> str:
    """When an inject comes: `12 min after the first alert, unless the incident is declared`."""
    trigger = inject.when
    if trigger is None:
        return BY_HAND if inject.at is None else f"{inject.at} after StartEx"
    wait = f"{spoken(trigger.wait)} after" if trigger.wait else "after"
    unless = f", unless {moment(trigger.unless).clause}" if trigger.unless else ""
    return f"{wait} {moment(trigger.after).noun}{unless}"


def why_of(inject: Inject) -> str:
    """Why a contingency inject is coming: what players have not done yet."""
    trigger = inject.when
    return "" if trigger is None or trigger.unless is None else moment(trigger.unless).not_yet
