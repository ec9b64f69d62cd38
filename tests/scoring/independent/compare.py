"""Holds the scorecard of a record against what the slow scorer says about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scoring.score import score
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE
from tests.scoring.independent.criteria import scores
from tests.scoring.independent.escalation import Row, adherence, row, rows
from tests.scoring.independent.instants import (
    instants_of,
    measures_of,
    resolutions,
    statements,
)
from tests.scoring.independent.needless import calls, needless
from tests.scoring.independent.notices import notices, promises, updates
from tests.scoring.independent.objectives import rating
from tests.scoring.independent.record import record_of
from tests.scoring.independent.state import truly_over
from tests.scoring.independent.total import caps, total
from tests.scoring.independent.windows import NOTHING, severity_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.corrections import Corrections
    from scoring.model import ObjectiveRating, Obligation, Scorecard
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy
    from tests.scoring.independent.record import Record


def differences(
    entries: Sequence[Entry],
    policy: Policy | None = None,
    corrections: Corrections | None = None,
) -> list[str]:
    """Each statement in which the two differ, in words: the scorecard's first."""
    card = score(entries, policy, corrections=corrections)
    record = record_of(entries, policy, corrections)
    ours, theirs = _slowly(record), _scored(card)
    for window in record.windows:
        name = f"severity at {window.start}"
        level = severity_at(record, window.start)
        ours[name] = None if level == NOTHING else level
        theirs[name] = next(
            (one.level for one in card.truth if one.start <= window.start < one.end), None
        )
    found = [
        f"{name}: scored {theirs.get(name)}, slowly {ours[name]}"
        for name in ours
        if theirs.get(name) != ours[name]
    ]
    owed, listed = all_rows(record), _listed(record, card)
    found += [f"only scored: {one}" for one in listed if one not in owed]
    found += [f"only slowly: {one}" for one in owed if one not in listed]
    if not found and owed != listed:
        found.append(f"listed not equally often: {listed}, slowly {owed}")
    return found


def all_rows(record: Record) -> list[Row]:
    """Every obligation with its verdict."""
    words = [*notices(record), *updates(record), *promises(record)]
    found = rows(record) + [one for debt in words if (one := row(record, debt)) is not None]
    return sorted(found, key=_order)


def _slowly(record: Record) -> dict[str, object]:
    over = [truly_over(record, at) for at in resolutions(record)]
    return {
        **instants_of(record),
        **{f"time {name}": value for name, value in measures_of(record).items()},
        "resolved": any(over),
        "false_resolve": not all(over),
        "adherence": adherence(record),
        "statements": [(one.at, one.level, one.counts) for one in statements(record)],
        "calls": len(calls(record)),
        "needless": sorted((one.at, record.policy.called(one.role)) for one in needless(record)),
        "caps": caps(record),
        **{
            f"objective {one.id}": rating(record, one.check)
            for one in record.scenario.objectives
            if one.check
        },
        "total": total(record),
        **{f"criterion {name}": _rounded(score) for name, score in scores(record).items()},
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _scored(card: Scorecard) -> dict[str, object]:
    return {
        **{instant.name: instant.at for instant in card.instants},
        **{f"time {one.name}": (one.ms, one.censored) for one in card.measures},
        "resolved": card.resolved,
        "false_resolve": card.false_resolve,
        "adherence": card.adherence_percent,
        "statements": [(one.at, one.level, one.counts) for one in card.statements],
        "calls": card.calls,
        "needless": sorted(
            (one.at, re.split(r" was | had ", one.text)[0]) for one in card.needless
        ),
        "caps": {one.name: one.at_most for one in card.caps},
        **{f"objective {one.id}": (one.rating, _worths(one)) for one in card.objectives},
        "total": (card.total, card.coverage_percent),
        **{f"criterion {one.id}": one.score for one in card.criteria},
    }


def _worths(one: ObjectiveRating) -> list[float]:
    return [round(each.worth, 6) for each in one.conditions if each.worth is not None]


def _listed(record: Record, card: Scorecard) -> list[Row]:
    found = []
    for one in card.obligations:
        to, name = one.to, ""
        if one.kind == "notice":
            to, name = _named(record, one)
        found.append(Row(one.due, one.deadline, one.kind, to, name, one.met_at, one.verdict))
    return sorted(found, key=_order)


def _named(record: Record, one: Obligation) -> tuple[str, str]:
    """To whom a notice was owed, and its name."""
    if one.reason == "update":
        return "everybody", "update"
    if one.reason == "promised next update":
        outside = {STATUS_PAGE, PUBLIC, *record.policy.audiences}
        return "users" if outside & set(one.to.split(", ")) else "team", "promise"
    return one.to, next(n.id for n in record.policy.notices if n.title == one.reason)


def _order(one: Row) -> tuple[object, ...]:
    return one.due, one.deadline, one.kind, one.to, one.name, str(one.met_at)
