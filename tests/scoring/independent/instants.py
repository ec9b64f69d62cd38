"""The instants and the times between them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sim.command_set import ROWS
from sim.journal.bodies import Action, ModeChanged
from sim.journal.stored import FilesChanged
from sim.scenario.names import PRODUCTION_HOST
from sim.scenario.rules.notices import PUBLIC
from tests.scoring.independent.record import took_effect
from tests.scoring.independent.state import first_good_stretch
from tests.scoring.independent.windows import is_bad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.scoring.independent.record import Record, Word

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

LOOKS = tuple(name for name, row in ROWS.items() if row.nature in {"looks", "tests"})

MEASURES = {
    "TTD": ("impact", "detect"),
    "monitor_ttd": ("impact", "alert"),
    "responder_ttd": ("alert", "detect"),
    "noticed": ("visible", "detect"),
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
def impact_of(record: Record) -> int | None:
    """The later of the fault and the first harm of the first bad window."""
    for window in record.windows:
        if is_bad(window, record.policy):
            harmed = window.start if window.first_harmed_at is None else window.first_harmed_at
            return max(record.counts_from, harmed)
    return None


@lru_cache(maxsize=2)
def instants_of(record: Record) -> dict[str, int | None]:
    """The instants by name; None for what did not happen before EndEx."""
    impact = impact_of(record)
    alert = first(at for at, _ in record.alerts)
    detect = first(_detections(record))
    noticed = first(at for at in (alert, detect) if at is not None)
    sign = first(_signs(record))
    return {
        "fault": record.first_fault,
        "impact": impact,
        "visible": None if impact is None or sign is None else max(sign, impact),
        "alert": alert,
        "ack": first(at for at, _ in record.done("ack")),
        "detect": detect,
        "respond": first(at for at in _doings(record) if noticed is not None and at >= noticed),
        "assess": first(one.at for one in statements(record)),
        "stabilise": first(stabilised(record)),
        "mitigate": None if impact is None else first_good_stretch(record, impact, well=False),
        "recover": None if impact is None else first_good_stretch(record, impact, well=True),
        "resolve": first(resolutions(record)),
    }


def _signs(record: Record) -> list[int]:
    """What reached the responders: alerts, injects to the player, looks and tests."""
    return [
        *(at for at, _ in record.alerts),
        *(
            word.at
            for word in record.words(("inject",))
            if word.at >= record.counts_from and record.player in word.heard
        ),
        *(at for at, _ in record.done(*LOOKS)),
    ]


def _doings(record: Record) -> list[int]:
    """Commands, messages, and decisions that stand for one."""
    return [
        *(at for at, _ in record.actions()),
        *(
            at
            for at, _, one in record.decisions
            if at >= record.counts_from and (one.severity or one.told or one.says)
        ),
    ]


def _detections(record: Record) -> list[int]:
    by_command = [at for at, _ in record.done("declare", "ack", *CHANGE_THE_WORKER)]
    return by_command + [word.at for word in record.sent if opens(record, word)]


def opens(record: Record, word: Word) -> bool:
    """Whether it is a broadcast that opens an incident."""
    types = record.policy.broadcasts.opening
    return word.message.purpose == "broadcast" and word.message.label in types


def closes(record: Record, word: Word) -> bool:
    """Whether it says by its kind that the incident is over."""
    if word.message.purpose == "broadcast":
        return word.message.label in record.policy.broadcasts.closing
    return word.message.purpose == "status_page" and word.message.label == "resolved"


class Statement(NamedTuple):
    """A severity that somebody stated; an implied one counts until an explicit one stands."""

    at: int
    seq: int
    level: int
    counts: bool
    explicit: bool


@lru_cache(maxsize=2)
def statements(record: Record) -> list[Statement]:
    """Every severity that was stated, in order."""
    found = sorted(
        [(at, seq, True, level) for at, seq, level in _explicit(record)]
        + [(at, seq, False, level) for at, seq, level in _implied(record)],
        key=lambda one: one[:3],
    )
    listed, stands = list[Statement](), False
    for at, seq, explicit, level in found:
        listed.append(Statement(at, seq, level, explicit or not stands, explicit))
        stands = stands or explicit
    return listed


def _explicit(record: Record) -> list[tuple[int, int, int]]:
    found = [
        (entry.at, entry.seq, int(str(entry.body.arguments["severity"])))
        for entry in record.entries
        if isinstance(entry.body, Action)
        and entry.at >= record.counts_from
        and entry.body.command in {"assess", "declare"}
        and entry.body.host == PRODUCTION_HOST
        and took_effect(entry.body)
        and entry.body.arguments.get("severity")
    ] + [
        (at, seq, one.severity)
        for at, seq, one in record.decisions
        if one.severity and at >= record.counts_from
    ]
    return [one for one in found if record.policy.severity(one[2])]


def _implied(record: Record) -> list[tuple[int, int, int]]:
    names = {one.name.casefold(): one.level for one in record.policy.severities}
    names |= {str(one.level): one.level for one in record.policy.severities}
    found = []
    for word in record.sent:
        level = word.reading.severity
        if opens(record, word):
            level = names.get(word.message.severity.casefold(), level)
        if level is not None and record.policy.severity(level):
            found.append((word.at, word.seq, level))
    return found


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


def in_public(record: Record, word: Word) -> bool:
    """Whether it is addressed to users, the status page or the public."""
    names = {record.policy.meant(name) for name in word.message.recipients}
    return bool(names & {PUBLIC, *record.policy.audiences})


def says_over(record: Record, word: Word) -> bool:
    """Whether it says that the incident is over, by its words or its kind."""
    return word.reading.over is True or closes(record, word)


def resolutions(record: Record) -> list[int]:
    """Each time that it was said to be over."""
    said = [
        word.at
        for word in record.words()
        if word.at >= record.counts_from
        and (
            (word.sent and closes(record, word))
            # Said when it arrived, which may be long after it was sent.
            or (word.reading.over is True and word.heard and in_public(record, word))
        )
    ]
    return sorted([at for at, _ in record.done("resolve")] + said)


def measures_of(record: Record) -> dict[str, tuple[int | None, bool]]:
    """The measures by name: milliseconds, and whether they are censored at EndEx."""
    if record.is_tabletop:
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
