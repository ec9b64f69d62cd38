"""The lobby's pages of past sessions: report, debrief and replay, and taking one up again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, RedirectResponse, Response

from sim.errors import NotFound, Unusable
from sim.records.record import Record
from sim.surfaces.web.lobby.room import from_record
from sim.surfaces.web.lobby.shelf import session_folder, sessions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.requests import Request

    from sim.surfaces.web.lobby.desk import Desk

REPORTS = {"html": "text/html", "pdf": "application/pdf", "md": "text/markdown"}
PAPER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def _folder(request: Request) -> Path:
    name = request.path_params["name"]
    folder = session_folder(name)
    if folder is None:
        raise NotFound("session", name, tuple(row.name for row in sessions()))
    return folder


async def _show(desk: Desk, request: Request) -> Response:
    folder = _folder(request)
    row = next((one for one in sessions() if one.name == folder.name), None)
    if row is None:
        raise NotFound("session", folder.name, ())
    return desk.page("lobby-record", {"row": row, "folder": str(folder)})


def _file(path: Path, form: str) -> Response:
    headers = {"Content-Security-Policy": PAPER, "X-Content-Type-Options": "nosniff",
               "Cache-Control": "no-store"}  # fmt: skip
    return FileResponse(path, media_type=REPORTS[form], headers=headers)


async def _report(_: Desk, request: Request) -> Response:
    folder, form = _folder(request), request.path_params["form"]
    path = folder / f"report.{form}"
    if form not in REPORTS or not path.is_file():
        raise Unusable(f"there is no such report; make it with: tabletop report {folder}")
    return _file(path, form)


def _debriefed(folder: Path) -> Path:
    from reports.debrief.document import debrief
    from scoring.score import score
    from sim.journal.file import read_journal
    from sim.surfaces.debrief import debriefed
    from sim.surfaces.reports import material_of, write_report

    kept = Record(folder)
    with kept.owned():
        entries = read_journal(folder)
        corrections = kept.corrections(entries)
        card = score(entries, corrections=corrections)
        document = debrief(debriefed(material_of(folder, card, entries, corrections)))
        return write_report(folder, "debrief", document, ("html",))[0]


async def _debrief(_: Desk, request: Request) -> Response:
    return _file(await asyncio.to_thread(_debriefed, _folder(request)), "html")


async def _replay(desk: Desk, request: Request) -> Response:
    return RedirectResponse(await desk.replays.link(_folder(request)), status_code=303)


async def _resume(desk: Desk, request: Request) -> Response:
    await desk.room.open(from_record(_folder(request)))
    return RedirectResponse("/lobby/session", status_code=303)


ROUTES: tuple[tuple[str, str, Callable[[Desk, Request], Awaitable[Response]]], ...] = (
    ("/record/{name}/report.{form}", "GET", _report),
    ("/record/{name}/debrief", "GET", _debrief),
    ("/record/{name}/replay", "GET", _replay),
    ("/record/{name}/resume", "POST", _resume),
    ("/record/{name}", "GET", _show),
)
