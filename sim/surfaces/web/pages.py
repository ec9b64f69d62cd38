"""Pages and files that a browser is given, each with the headers that keep other sites out of it.

It knows HTTP and the folder of static files; it must not know what a page shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

STATIC = Path(__file__).parent / "static"
FILES = frozenset(path.name for path in STATIC.iterdir() if path.suffix in {".css", ".js"})
HEADERS = {
    "Cache-Control": "no-store",
    # Not `no-referrer`: with it a browser sends the join form's Origin as "null", which is refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def page(html: str, status: int = 200) -> Response:
    """A page of ours: scripts and styles of this session only, in nobody's frame."""
    return HTMLResponse(html, status_code=status, headers=HEADERS)


async def static_file(request: Request) -> Response:
    """A script or a style sheet by its name."""
    name = request.path_params["name"]
    # By the list of what there is: a name is anything, and the system refuses some in its own way.
    if name not in FILES:
        return PlainTextResponse("there is no such file\n", status_code=404)
    # Asked for anew each time: a session that goes on with a newer trainer needs the newer script.
    return FileResponse(STATIC / name, headers={**HEADERS, "Cache-Control": "no-cache"})
