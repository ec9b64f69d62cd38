"""The marks of progress: the first time of each since the impact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.journal.bodies import BreakerMoved, ModeChanged, QueueChanged
from sim.journal.stored import BackupChanged
from sim.language.read import read
from tests.scoring.independent.instants import first, instants_of, stabilised, statements
from tests.scoring.independent.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.journal.bodies import Action
    from sim.journal.encoding import Entry
    from tests.scoring.independent.record import Record

CHECKS = ("health-check", "r2-test", "test-operations", "test-user-operations")
FIVE_MINUTES = 5 * 60_000


def marks_of(record: Record) -> dict[str, int]:
    """The marks that were reached, with the first instant of each."""
    impact = instants_of(record)["impact"]
    if impact is None:
        return {}

    def since(instants: Iterable[int]) -> int | None:
        return first(at for at in instants if at >= impact)

    state_read = since(at for at, _ in record.done("services", "service"))
    events_read = since(at for at, _ in record.done("events"))
    both = None if state_read is None or events_read is None else max(state_read, events_read)
    found = {
        "declared": since(at for at, _ in record.done("declare")),
        "severity": since(one.at for one in statements(record)),
        "stabilised": since(stabilised(record)),
        "evidence": both,
        "cause": since(causes(record)),
        "backup verified": since(entry.at for entry in record.entries if _verified(entry)),
        "R2 test": since(at for at, action in record.done("r2-test") if passed(action)),
        "errors halved": _halved(record, impact),
    }
    repairs = _repairs(record, impact)
    found |= {name: first(instants) for name, instants in repairs.items()}
    restored = found["restored"]
    if restored is not None:
        found["checked"] = first(at for at, _ in record.done(*CHECKS) if at >= restored)
    return {name: at for name, at in found.items() if at is not None}


def causes(record: Record) -> list[int]:
    """Each time that a cause was recorded."""
    return [at for at, action in record.done("assess", "note") if _cause(action)]


def _cause(action: Action) -> bool:
    if action.command == "assess":
        return read(str(action.arguments["cause"])).readable
    text = str(action.arguments["text"])
    return read(text).readable and bool(re.search(r"\bcause[sd]?\b", text.casefold()))


def _verified(entry: Entry) -> bool:
    return isinstance(entry.body, BackupChanged) and entry.body.event == "verified"


def passed(action: Action) -> bool:
    """Whether the answer says that the test passed."""
    answer = action.response
    data = answer.get("data") if isinstance(answer, dict) else None
    return isinstance(data, dict) and data.get("success") is True


def _restored(entry: Entry) -> bool:
    """A service is in normal mode again, or files came back from a backup, all of them whole."""
    body = entry.body
    if isinstance(body, ModeChanged):
        return body.mode == "normal"
    return isinstance(body, BackupChanged) and body.event == "restored" and not body.damaged


def _repairs(record: Record, impact: int) -> dict[str, list[int]]:
    """Breaker closed, service or files restored, queue drained: only while no fault hurts R2."""
    state = State()
    found: dict[str, list[int]] = {"closed": [], "restored": [], "drained": []}
    for entry in record.entries:
        state.take(entry)
        body, name = entry.body, ""
        if isinstance(body, BreakerMoved) and body.new == "CLOSED":
            name = "closed"
        elif _restored(entry):
            name = "restored"
        elif isinstance(body, QueueChanged) and body.event == "drained":
            name = "drained"
        if name and entry.at >= impact and not state.hurting_r2:
            found[name].append(entry.at)
    return found


def _halved(record: Record, impact: int) -> int | None:
    """When users' errors over five minutes are down to half their highest.

    The highest since the impact, and only when it was beyond the objective.
    """
    windows, highest = [one for one in record.windows if one.start >= impact], 0.0
    for last in windows:
        five = [one for one in windows if last.end - FIVE_MINUTES <= one.start <= last.start]
        requests = sum(counts.requests for one in five for counts in one.operations)
        failed = sum(counts.failed for one in five for counts in one.operations)
        percent = 100 * failed / max(requests, 1)
        if highest > record.policy.objectives.error_percent and percent <= highest / 2:
            return last.end
        highest = max(highest, percent)
    return None
