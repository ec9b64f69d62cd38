"""The lobby's pages of a plan: its form, its handouts, a move rehearsed, starting it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from reports.handouts.handouts import HANDOUTS, when_of
from sim.errors import NotFound, TabletopError, Unusable
from sim.scenario.session_plan import PLAN_SUFFIX
from sim.surfaces.error_lines import lines_of
from sim.surfaces.reports import rendered
from sim.surfaces.session_plans import (
    plan_path,
    plans_in,
    read_plan,
    scenario_of,
    session_coach,
    write_plan,
)
from sim.surfaces.web.lobby.forms import (
    OBJECTIVE,
    OUTSIDE,
    SEAT,
    fields_of,
    free_name,
    plan_of,
    seats_of,
)
from sim.surfaces.web.lobby.rehearsal import rehearse
from sim.surfaces.web.lobby.room import from_plan
from sim.surfaces.web.lobby.scenarios import named
from sim.surfaces.web.lobby.shelf import PLANS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from reports.handouts.handouts import Planned
    from sim.surfaces.arguments import Chosen
    from sim.surfaces.web.lobby.desk import Desk

TYPES = {"html": "text/html", "pdf": "application/pdf"}
PAPER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A handout has its style in itself, and nothing else."""


def _form(  # noqa: PLR0917 - what a form shows
    desk: Desk,
    chosen: Chosen,
    action: str,
    name: str,
    fields: Mapping[str, str],
    problems: Sequence[str] = (),
) -> Response:
    values = {
        "scenario": chosen.scenario,
        "seats": [(f"{SEAT}{role}", title, role) for role, title in seats_of(chosen.policy)],
        "roles": [(f"{OUTSIDE}{role}", chosen.policy.called(role)) for role in chosen.policy.roles
                  if role != chosen.scenario.player],
        "objectives": [(f"{OBJECTIVE}{one.id}", one.text) for one in chosen.scenario.objectives],
        "matrix": [
            (f"{one.level} {one.name}", ", then ".join(map(chosen.policy.called, one.matrix)))
            for one in chosen.policy.severities
        ],
        "action": action,
        "name": name,
        "fields": defaultdict(str, fields),
        "problems": problems,
    }  # fmt: skip
    return desk.page("lobby-plan-form", values, 400 if problems else 200)


def _named_in_plan(name: str, *, draft: bool) -> str:
    """How a plan names a scenario: a draft's path is meant from the folder of plans."""
    return f"../drafts/{name}.yaml" if draft else name


async def _new(desk: Desk, request: Request) -> Response:
    chosen, name, _ = named(request)
    taken = [known for known, _ in plans_in(PLANS)]
    fields = {f"{OBJECTIVE}{one.id}": "yes" for one in chosen.scenario.objectives}
    return _form(
        desk, chosen, request.url.path, free_name(name, taken), {"type": "tabletop", **fields}
    )


async def _create(desk: Desk, request: Request) -> Response:
    chosen, scenario, draft = named(request)
    fields = await desk.fields(request)
    name = fields.get("name", "").strip()
    try:
        path = plan_path(PLANS, name)
        if path.exists():
            raise Unusable(f"name: a plan named {name} already exists; choose another name")
        plan = plan_of(
            fields, _named_in_plan(scenario, draft=draft), chosen.scenario, chosen.policy
        )
        write_plan(path, plan)
    except TabletopError as error:
        return _form(desk, chosen, request.url.path, name, fields, lines_of(error))
    return RedirectResponse(f"/lobby/plan/{name}", status_code=303)


async def _show(desk: Desk, request: Request) -> Response:
    name, planned = _planned(request)
    values = {
        "name": name,
        "file": f"{PLANS.name}/{name}{PLAN_SUFFIX}",
        "planned": planned,
        "when": when_of(planned.plan),
        "handouts": [(key, *about) for key, (*about, _) in HANDOUTS.items()],
        "objectives": planned.plan.in_focus(planned.scenario),
    }
    return desk.page("lobby-plan", values)


def _planned(request: Request) -> tuple[str, Planned]:
    name = request.path_params["name"]
    path = plan_path(PLANS, name)
    if not path.is_file():
        raise NotFound("plan", name, tuple(known for known, _ in plans_in(PLANS)))
    return name, read_plan(path)


async def _edit(desk: Desk, request: Request) -> Response:
    name, planned = _planned(request)
    chosen = scenario_of(planned.plan, plan_path(PLANS, name))
    fields = fields_of(planned.plan, planned.scenario)
    return _form(desk, chosen, request.url.path, name, fields)


async def _change(desk: Desk, request: Request) -> Response:
    name, planned = _planned(request)
    chosen = scenario_of(planned.plan, plan_path(PLANS, name))
    fields = await desk.fields(request)
    try:
        plan = plan_of(fields, planned.plan.scenario, chosen.scenario, chosen.policy)
        write_plan(plan_path(PLANS, name), plan)
    except TabletopError as error:
        return _form(desk, chosen, request.url.path, name, fields, lines_of(error))
    return RedirectResponse(f"/lobby/plan/{name}", status_code=303)


async def _handout(_: Desk, request: Request) -> Response:
    _name, planned = _planned(request)
    handout, form = request.path_params["handout"], request.path_params["form"]
    if handout not in HANDOUTS or form not in TYPES:
        raise NotFound("handout", handout, tuple(HANDOUTS))
    document = HANDOUTS[handout][-1](planned)
    made = await asyncio.to_thread(rendered, document, "pdf" if form == "pdf" else "html")
    headers = {"Content-Security-Policy": PAPER, "X-Content-Type-Options": "nosniff"}
    return Response(made, media_type=TYPES[form], headers=headers)


async def _rehearse(desk: Desk, request: Request) -> Response:
    name, planned = _planned(request)
    move = request.query_params.get("move", "")
    made = await asyncio.to_thread(rehearse, planned, move)
    values = {"name": name, "made": made, "scenario": planned.scenario, "policy": planned.policy}
    return desk.page("lobby-rehearsal", values)


async def _start(desk: Desk, request: Request) -> Response:
    name, planned = _planned(request)
    coach = session_coach(planned.plan, scenario_of(planned.plan, plan_path(PLANS, name)))
    await desk.room.open(from_plan(planned, name, coach))
    return RedirectResponse("/lobby/session", status_code=303)


async def _session(desk: Desk, _: Request) -> Response:
    """The links of the session that is open."""
    current = desk.room.current
    if current is None:
        last = desk.room.last
        return RedirectResponse(f"/lobby/record/{quote(last)}" if last else "/lobby", 303)
    opening = current.opening
    policy = opening.exercise.policy
    planned: dict[str, list[str]] = {}
    for role, name in opening.people:
        planned.setdefault(role, []).append(name)
    rows = []
    for code, role in opening.seats.codes.items():
        title = policy.called(role) if role in policy.roles else role.capitalize()
        people = planned.get(role) or [""]
        for name in people:
            link = f"{desk.endpoint.address}/?code={code}"
            rows.append((title, name, f"{link}&name={quote(name)}" if name else link))
    return desk.page(
        "lobby-session",
        {"rows": rows, "title": opening.exercise.scenario.title, "record": opening.folder.name},
    )


ROUTES: tuple[tuple[str, str, Callable[[Desk, Request], Awaitable[Response]]], ...] = (
    ("/{kind:str}/{name}/plan", "GET", _new),
    ("/{kind:str}/{name}/plan", "POST", _create),
    ("/plan/{name}/change", "GET", _edit),
    ("/plan/{name}/change", "POST", _change),
    ("/plan/{name}/handouts/{handout}.{form}", "GET", _handout),
    ("/plan/{name}/rehearse", "GET", _rehearse),
    ("/plan/{name}/start", "POST", _start),
    ("/plan/{name}", "GET", _show),
    ("/session", "GET", _session),
)
