"""The eleven instants and the times between them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sim.journal.bodies import ModeChanged
from sim.journal.encoding import header_of
from sim.journal.stored import FilesChanged
from tests.scoring.independent.state import State, first_good_stretch, in_bad_window
from tests.scoring.independent.windows import is_bad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.scoring.independent.record import Record

CHANGE_THE_WORKER = (
    "queue-process",
    "breaker-reset",
    "degrade",
    "restore",
    "force-recovery",
    "config-update",
    "config-replace",
    "queue-config",
    "backup-create",
    "backup-restore",
    "backup-stop",
    "backup-rollback",
    "quarantine",
    "mark-corrupted",
    "unquarantine",
    "clear-bucket",
    "upload",
)
"""Commands of the reference page that change the worker or what is stored in it."""

MEASURES = {
    "TTD": ("impact", "detect"),
    "monitor_ttd": ("impact", "alert"),
    "responder_ttd": ("alert", "detect"),
    "TTA": ("alert", "ack"),
    "respond": ("alert", "respond"),
    "TTM": ("impact", "mitigate"),
    "TTR": ("impact", "recover"),
    "declared_ttr": ("impact", "resolve"),
    "latent": ("fault", "impact"),
}
"""Each measure with the instants from which and to which it runs."""


def first(instants: Iterable[int]) -> int | None:
    """The earliest, or None."""
    return min(instants, default=None)


@lru_cache(maxsize=2)
def instants_of(record: Record) -> dict[str, int | None]:
    """The instants by name; None for what did not happen before EndEx."""
    impact = first(w.start for w in record.windows() if is_bad(w, record.policy))
    alert = first(at for at, _ in record.alerts())
    detect = first(_detections(record))
    noticed = first(at for at in (alert, detect) if at is not None)
    acted = [at for at, _ in record.actions()]
    return {
        "fault": record.first_fault,
        "impact": impact,
        "alert": alert,
        "ack": first(at for at, _ in record.done("ack")),
        "detect": detect,
        "respond": first(at for at in acted if noticed is not None and at >= noticed),
        "assess": first(statements(record)),
        "stabilise": first(stabilised(record)),
        "mitigate": None if impact is None else first_good_stretch(record, impact, well=False),
        "recover": None if impact is None else first_good_stretch(record, impact, well=True),
        "resolve": first(resolutions(record)),
    }


def _detections(record: Record) -> list[int]:
    by_command = [at for at, _ in record.done("declare", "ack", *CHANGE_THE_WORKER)]
    by_broadcast = [
        at
        for at, message in record.sent()
        if message.purpose == "broadcast" and message.label.startswith("INCIDENT_")
    ]
    return by_command + by_broadcast


def statements(record: Record) -> list[int]:
    """Each time that a severity was stated which the policy has."""
    levels = {str(one.level) for one in record.policy.severities}
    names = {one.name.casefold() for one in record.policy.severities}
    assessed = record.done("assess")
    return [at for at, action in assessed if str(action.arguments["severity"]) in levels] + [
        at
        for at, message in record.sent()
        if message.purpose == "broadcast"
        and message.label.startswith("INCIDENT_")
        and message.severity.casefold() in levels | names
    ]


def stabilised(record: Record) -> list[int]:
    """Each time that a service went into degraded mode or files were withheld."""
    return [
        entry.at
        for entry in record.entries
        if entry.at >= record.counts_from
        and (
            (isinstance(entry.body, ModeChanged) and entry.body.mode == "degraded")
            or (isinstance(entry.body, FilesChanged) and entry.body.event == "quarantined")
        )
    ]


def resolutions(record: Record) -> list[int]:
    """Each time it was said to be over."""
    return [at for at, _ in record.done("resolve")] + [
        at
        for at, message in record.sent()
        if message.purpose == "broadcast" and message.label == "SERVICE_RESTORED"
    ]


def truly_over(record: Record, at: int) -> bool:
    """Whether every condition of recovery holds at this very instant."""
    state = State()
    for entry in record.entries:
        if entry.at <= at:
            state.take(entry)
    return state.well() and not in_bad_window(record, at, at + 1)


def measures_of(record: Record) -> dict[str, tuple[int | None, bool]]:
    """The measures by name: milliseconds, and whether they are censored at EndEx."""
    if header_of(record.entries).exercise_type == "tabletop":
        return dict.fromkeys(MEASURES, (None, False))
    instants = instants_of(record)
    found: dict[str, tuple[int | None, bool]] = {}
    for name, (start_name, end_name) in MEASURES.items():
        start, end = instants[start_name], instants[end_name]
        if start is None or instants["impact"] is None:
            found[name] = (None, False)
        elif end is None:
            found[name] = (record.end - start, True)
        else:
            found[name] = (max(0, end - start), False)
    return found
