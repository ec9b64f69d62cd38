"""Exercises as xAPI 1.0.3 statements: who completed which scenario, and with what result.

One statement a person and exercise, one for each rated objective and one for each skill that could
be judged. Ids follow from the journal, the person and what is stated, so that a statement that is
sent twice is stored once. Runs without people state nothing about anybody.
Source: https://github.com/adlnet/xAPI-Spec, part two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from sim.journal.conduct import Joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from reports.material import Material

Statement = dict[str, Any]

VERSION = "1.0.3"
_VERBS = "http://adlnet.gov/expapi/verbs/"
_ACTIVITIES = "http://adlnet.gov/expapi/activities/"
_OWN = "urn:tabletop:"
_NAMESPACE = UUID("b0f1f3a6-6f0c-5d0e-9a54-2f6d3c1f7a10")
"""Ours, for ids of version 5 (RFC 9562); any number would do, as long as it stays."""

_PERFORMED = {"P": True, "S": True, "M": False, "U": False}
_FULL = 100


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who names the people: accounts are names within this home page.

    Attributes:
        home_page: an IRI, like https://example.com.
    """

    home_page: str


def people(made: Material) -> tuple[str, ...]:
    """Everybody who played: there at StartEx, or seated later; no staff, and no automation."""
    if made.card.exercise_type == "regression":
        return ()
    staff = {
        one.body.name for one in made.facts.of(Joined) if one.body.role not in made.policy.roles
    }
    return tuple(one for one in dict.fromkeys(made.card.participants) if one not in staff)


def _actor(name: str, issuer: Issuer) -> Statement:
    account = {"homePage": issuer.home_page, "name": name}
    return {"objectType": "Agent", "name": name, "account": account}


def _activity(iri: str, name: str, kind: str, description: str = "") -> Statement:
    definition: Statement = {"type": f"{_ACTIVITIES}{kind}", "name": {"en": name}}
    if description:
        definition["description"] = {"en": description}
    return {"objectType": "Activity", "id": iri, "definition": definition}


def _score(points: float) -> Statement:
    return {"scaled": round(points / _FULL, 3), "raw": points, "min": 0, "max": _FULL}


def _scenario(made: Material) -> Statement:
    """The scenario in this edition."""
    iri = f"{_OWN}scenario:{made.card.scenario}:{made.card.scenario_digest[:12]}"
    summary = " ".join(made.facts.scenario.summary.split())
    return _activity(iri, made.card.title, "simulation", summary)


def _figures(made: Material) -> Statement:
    """Measures in milliseconds and the cost to users, under IRIs of ours."""
    card = made.card
    found: Statement = {
        f"{_OWN}measure:{one.name}": {"ms": one.ms, "censored": one.censored}
        for one in card.measures
        if one.ms is not None
    }
    found[f"{_OWN}impact"] = card.impact.model_dump(mode="json")
    found[f"{_OWN}seed"] = card.seed
    # Not `duration`, which is of the person's own time: simulated hours can pass in minutes.
    found[f"{_OWN}simulated-seconds"] = card.ended_at // 1000
    return found


def _result(made: Material) -> Statement:
    card = made.card
    result: Statement = {
        "completion": card.end_reason != "unfinished",
        "extensions": _figures(made),
    }
    if card.total is not None:
        result["score"] = _score(card.total)
    return result


def _stated(made: Material) -> Iterator[tuple[str, str, Statement, Statement]]:
    """What is stated about everybody alike: a label, the verb, the object, the result."""
    yield "scenario", "completed", _scenario(made), _result(made)
    ratings = {} if made.review is None else {one.id: one for one in made.review.objectives}
    for one in made.card.objectives:
        written = ratings.get(one.id)
        confirmed = None if written is None else written.confirmed
        rating = confirmed or one.rating
        if rating is None:
            continue
        iri = f"{_OWN}objective:{made.card.scenario}:{one.id}"
        kept = {f"{_OWN}rating": rating, f"{_OWN}confirmed": confirmed is not None}
        result = {"success": _PERFORMED[rating], "extensions": kept}
        yield f"objective:{one.id}", "attempted", _activity(iri, one.text, "objective"), result
    for skill in made.card.skills:
        if skill.score is not None:
            name = skill.skill.capitalize()
            activity = _activity(f"{_OWN}skill:{skill.skill.replace(' ', '-')}", name, "objective")
            yield f"skill:{skill.skill}", "scored", activity, {"score": _score(skill.score)}


def statements(made: Material, issuer: Issuer, played_at: datetime) -> list[Statement]:
    """The statements of one exercise, a person after another.

    Args:
        made: what its reports are made from.
        issuer: who names the people.
        played_at: when it was played, with a zone.
    """
    digest = made.card.journal_digest
    began = played_at.astimezone(UTC)
    context: Statement = {
        "registration": str(uuid5(_NAMESPACE, digest)),
        "platform": "tabletop",
        "contextActivities": {"grouping": [_scenario(made)]},
        "extensions": {
            f"{_OWN}journal": digest,
            f"{_OWN}exercise-type": made.card.exercise_type,
            f"{_OWN}policy": made.card.policy,
            **({f"{_OWN}team": made.team} if made.team else {}),
        },
    }
    return [
        {
            "id": str(uuid5(_NAMESPACE, f"{digest}|{name}|{label}")),
            "actor": _actor(name, issuer),
            "verb": {"id": f"{_VERBS}{verb}", "display": {"en": verb}},
            "object": activity,
            "result": result,
            "context": context,
            "timestamp": began.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "version": VERSION,
        }
        for name in people(made)
        for label, verb, activity, result in _stated(made)
    ]
