"""The lobby's forms: a plan's fields as a browser sends them, and as a form shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import Unusable, plain
from sim.scenario.durations import format_duration
from sim.scenario.session_plan import STAFF_SEATS, SessionPlan
from sim.scenario.spelling import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

SEAT, OBJECTIVE, OUTSIDE = "seat-", "objective-", "outside-"
"""What the fields of a seat, an objective and a role that waits begin with."""


def seats_of(policy: Policy) -> list[tuple[str, str]]:
    """Every seat with its title: those of the staff first."""
    staff = [(name, name.capitalize()) for name in STAFF_SEATS]
    return [*staff, *((role, policy.called(role)) for role in policy.roles)]


def plan_of(
    fields: Mapping[str, str], named: str, scenario: Scenario, policy: Policy
) -> SessionPlan:
    """A plan from a form.

    Args:
        fields: as the browser sends them.
        named: how the plan names its scenario.
        scenario: which it is.
        policy: its policy, which has the seats.

    Raises:
        Unusable: a field cannot be read; names it.
    """
    people = [
        {"name": name.strip(), "role": role}
        for role, _ in seats_of(policy)
        for name in fields.get(f"{SEAT}{role}", "").split(",")
        if name.strip()
    ]
    chosen = [one.id for one in scenario.objectives if fields.get(f"{OBJECTIVE}{one.id}")]
    if not chosen:
        raise Unusable("objectives: choose at least one")
    tabletop = fields.get("type") != "functional"
    data: dict[str, Any] = {
        "format": 1,
        "scenario": named,
        "type": "tabletop" if tabletop else "functional",
        "day": fields.get("day", "").strip() or None,
        "time": fields.get("time", "").strip(),
        "team": fields.get("team", "").strip(),
        "purpose": " ".join(fields.get("purpose", "").split()),
        "participants": people,
        "objectives": [] if len(chosen) == len(scenario.objectives) else chosen,
        "seed": fields.get("seed", "").strip() or 1,
    }
    if not tabletop:
        data |= {
            "pace": fields.get("pace", "").strip() or 1,
            "within": fields.get("within", "").strip() or None,
            "coach": bool(fields.get("coach")),
            "outside": [role for role in policy.roles if fields.get(f"{OUTSIDE}{role}")],
        }
    try:
        return SessionPlan.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = dotted(first["loc"]) or "plan"
        raise Unusable(f"{where}: {plain(first['msg'])}") from error


def fields_of(plan: SessionPlan, scenario: Scenario) -> dict[str, str]:
    """The form's fields of a plan."""
    by_seat: dict[str, list[str]] = {}
    for person in plan.participants:
        by_seat.setdefault(person.role, []).append(person.name)
    return {
        "type": plan.type,
        "day": plan.day.isoformat() if plan.day is not None else "",
        "time": plan.time,
        "team": plan.team,
        "purpose": plan.purpose,
        "seed": str(plan.seed),
        "pace": f"{plan.pace:g}",
        "within": format_duration(plan.within) if plan.within is not None else "",
        "coach": "yes" if plan.coach else "",
        **{f"{SEAT}{role}": ", ".join(names) for role, names in by_seat.items()},
        **{f"{OBJECTIVE}{one.id}": "yes" for one in plan.in_focus(scenario)},
        **{f"{OUTSIDE}{role}": "yes" for role in plan.outside},
    }


def free_name(base: str, taken: Sequence[str]) -> str:
    """A name that is not taken: `complete-r2-outage`, then `complete-r2-outage-2`."""
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
