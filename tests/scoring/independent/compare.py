"""Holds the scorecard of a record against what the slow scorer says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.score import score
from tests.scoring.independent.escalation import Row, adherence, rows
from tests.scoring.independent.instants import (
    instants_of,
    measures_of,
    resolutions,
    truly_over,
)
from tests.scoring.independent.record import record_of
from tests.scoring.independent.windows import severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.model import Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def differences(entries: Sequence[Entry], policy: Policy | None = None) -> list[str]:
    """Each statement in which the two differ, in words: the scorecard's first."""
    card, record = score(entries, policy), record_of(entries, policy)
    over = [truly_over(record, at) for at in resolutions(record)]
    ours: dict[str, object] = {
        **instants_of(record),
        **{f"time {name}": value for name, value in measures_of(record).items()},
        "resolved": any(over),
        "false_resolve": not all(over),
        "adherence": adherence(record),
        **{
            f"severity at {window.start}": severity(window, record.policy)
            for window in record.windows()
        },
    }
    theirs = _said(card)
    for window in record.windows():
        theirs[f"severity at {window.start}"] = next(
            (one.level for one in card.truth if one.start <= window.start < one.end), None
        )
    found = [
        f"{name}: scored {theirs[name]}, slowly {ours[name]}"
        for name in ours
        if theirs[name] != ours[name]
    ]
    owed, listed = rows(record), _listed(card)
    found += [f"only scored: {row}" for row in listed if row not in owed]
    found += [f"only slowly: {row}" for row in owed if row not in listed]
    if not found and owed != listed:
        found.append(f"listed not equally often: {listed}, slowly {owed}")
    return found


def _said(card: Scorecard) -> dict[str, object]:
    return {
        **{instant.name: instant.at for instant in card.instants},
        **{f"time {one.name}": (one.ms, one.censored) for one in card.measures},
        "resolved": card.resolved,
        "false_resolve": card.false_resolve,
        "adherence": card.adherence_percent,
    }


def _listed(card: Scorecard) -> list[Row]:
    found = [
        Row(one.due, one.deadline, one.kind, one.to, one.met_at, one.verdict)
        for one in card.obligations
        if one.kind != "notice"
    ]
    return sorted(found, key=lambda row: (row.due, row.deadline, row.kind, row.to))
