"""The lobby's pages of a scenario: what it is about, and its editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from sim.disk import read_file, text_of
from sim.errors import NotFound
from sim.scenario.agenda import moves_of
from sim.scenario.load import with_moves
from sim.surfaces.web.lobby.draft import CHANNEL_CHOICES, form_of, saved
from sim.surfaces.web.lobby.shelf import chosen_scenario, draft_names, trains

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from sim.surfaces.arguments import Chosen
    from sim.surfaces.web.lobby.desk import Desk

MOST_BYTES = 1_000_000


def named(request: Request) -> tuple[Chosen, str, bool]:
    """The scenario that an address is about, its name, and whether it is a draft.

    Raises:
        TabletopError: there is none, or it is not valid.
    """
    kind, name = request.path_params["kind"], request.path_params["name"]
    draft = kind == "draft"
    if kind not in {"scenario", "draft"} or "/" in name or name.endswith((".yaml", ".yml")):
        raise NotFound("scenario", name, ())
    if draft and name not in draft_names():
        raise NotFound("draft", name, draft_names())
    return chosen_scenario(name, draft=draft), name, draft


async def _show(desk: Desk, request: Request) -> Response:
    """Objectives, briefing, ground truth, MSEL and moves."""
    chosen, name, draft = named(request)
    values = {
        "name": name,
        "kind": "draft" if draft else "scenario",
        "scenario": chosen.scenario,
        "trains": trains(chosen.scenario),
        "moves": moves_of(with_moves(chosen.scenario, chosen.path), chosen.policy),
        "called": chosen.policy.called,
    }
    return desk.page("lobby-scenario", values)


def _text(chosen: Chosen) -> str:
    return text_of(chosen.path, read_file(chosen.path, MOST_BYTES))


async def _edit(desk: Desk, request: Request) -> Response:
    """The editor's form."""
    chosen, name, draft = named(request)
    values: dict[str, object] = {
        "name": name,
        "kind": "draft" if draft else "scenario",
        "form": form_of(_text(chosen), chosen.scenario),
        "channels": CHANNEL_CHOICES,
        "roles": {role: chosen.policy.called(role) for role in chosen.policy.roles}
        | {group: chosen.policy.called(group) for group in chosen.policy.groups},
        "save_as": name,
        "problems": [],
    }
    return desk.page("lobby-edit", values)


async def _save(desk: Desk, request: Request) -> Response:
    """Save the form as a draft that lints."""
    chosen, name, _ = named(request)
    fields = await desk.fields(request)
    save_as = fields.get("save_as", "").strip() or name
    saved(_text(chosen), fields, save_as)
    return RedirectResponse(f"/lobby/scenarios/draft/{save_as}", status_code=303)


ROUTES: tuple[tuple[str, str, Callable[[Desk, Request], Awaitable[Response]]], ...] = (
    ("/{kind:str}/{name}/edit", "GET", _edit),
    ("/{kind:str}/{name}/edit", "POST", _save),
    ("/scenarios/{kind:str}/{name}", "GET", _show),
)
