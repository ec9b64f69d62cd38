"""The worker's API as a FastAPI application, made from the command table.

Every call goes to a backend that knows the exercise; this file only turns HTTP into requests and
responses into HTTP, and tells OpenAPI what the table says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.responses import Response as HttpResponse
from starlette.routing import Mount

from sim.commands.command import Request, Response
from sim.commands.door import MOST_BODY_CHARS
from sim.commands.multipart import FormFile, form_body
from sim.commands.table import COMMANDS
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST
from sim.surfaces.http.json_line import JsonLine
from sim.surfaces.http.openapi import SECURITY_SCHEMES, describe
from sim.surfaces.http.shield import failed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container

    from starlette.types import Receive, Scope, Send

    from sim.commands.command import Command

WORKER_HOST = PRODUCTION_HOST
HOSTS = (PRODUCTION_HOST, TEST_HOST)
"""The hosts the operations documents call: production, and the test environment."""

DOCS_MAY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the documentation page may do: show itself, load nothing."""

MOST_FILE_BYTES = 32 * 1024 * 1024
"""Larger uploads are refused: their field counts as missing."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "testserver")
MOST_HOST = 100
"""Characters of a host that the refusal repeats."""


class Backend(Protocol):
    """Where requests go."""

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Carry out a request; returns when it is safe to acknowledge."""
        ...

    def listens_to(self, authorization: str | None) -> bool:
        """Whether a body is read of whoever sends this; others are refused whatever it is."""
        ...


def refusal(host: str) -> str:
    """What somebody is told who calls a host that is not simulated."""
    return f"{host[:MOST_HOST]} is not part of this exercise; only {' and '.join(HOSTS)} are"


async def _request_of(http: HttpRequest, here: Container[str], *, read: bool) -> Request:
    # As it was sent, because `dispatch` undoes escapes: in `path` they are undone already.
    raw: bytes = http.scope.get("raw_path") or http.scope["path"].encode()
    query: bytes = http.scope["query_string"]
    path = raw.decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = ""
    if read:
        body = await (_form(http) if kind == "multipart/form-data" else _text(http))
    return Request(
        method=http.method,
        path=path,
        body=body,
        host=host_of(http) if host_of(http) not in here else WORKER_HOST,
    )


async def _text(http: HttpRequest) -> str:
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        # A character takes four bytes at most, so what is cut off here is too long in any case.
        if len(body) > 4 * MOST_BODY_CHARS:
            break
    return bytes(body).decode("utf-8", errors="replace")


async def _form(http: HttpRequest) -> str:
    """A form as JSON; one that cannot be read is told by the field that is missing then."""
    files: list[FormFile] = []
    fields: list[tuple[str, str]] = []
    try:
        async with http.form(max_files=4, max_fields=20) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    # One byte more tells a file that is too large from one that just fits.
                    content = await value.read(MOST_FILE_BYTES + 1)
                    if len(content) <= MOST_FILE_BYTES:
                        files.append(FormFile.holding(name, value.filename or "", content))
                else:
                    fields.append((name, value))
    except HTTPException:
        return "{}"
    return form_body(files, fields)


def host_of(http: HttpRequest) -> str:
    """The host a caller meant, without the port."""
    return http.headers.get("host", "").rsplit(":", 1)[0].lower()


class _Worker(FastAPI):
    """A FastAPI whose document also says what the table's `bearer` token is."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document.setdefault("components", {})["securitySchemes"] = SECURITY_SCHEMES
        return document


def make_app(backend: Backend, here: Container[str] = LOCAL_HOSTS) -> FastAPI:
    """The application; `/openapi.json` describes it, `/docs` shows it to people.

    Args:
        backend: where requests go.
        here: names of this machine that stand for the worker's.
    """
    app = _Worker(
        title="List Cutter worker (simulated)",
        version="1",
        description="The command set of the simulated worker; see `tabletop commands`.",
        docs_url=None,
        redoc_url=None,
        exception_handlers={Exception: failed},
    )

    async def carry_out(http: HttpRequest) -> HttpResponse:
        host = host_of(http)
        if host not in HOSTS and host not in here:
            return JsonLine({"success": False, "error": refusal(host)}, status_code=421)
        authorization = http.headers.get("authorization")
        # Before a body is read: nobody can fill memory or disk who may not act.
        read = backend.listens_to(authorization)
        response = await backend.handle(await _request_of(http, here, read=read), authorization)
        return JsonLine(response.body, status_code=response.status, headers=dict(response.headers))

    async def docs(http: HttpRequest) -> HttpResponse:
        from sim.surfaces.http.pages import docs_page

        if host_of(http) not in HOSTS and host_of(http) not in here:
            return await carry_out(http)
        return HTMLResponse(docs_page(), headers={"Content-Security-Policy": DOCS_MAY})

    for command in COMMANDS:
        _add(app, command, carry_out)
    app.add_route("/docs", docs, methods=["GET"], include_in_schema=False)
    # Behind all others: what is no command goes through the same door, which says so itself.
    everything = _Everything(carry_out)
    app.router.routes.append(Mount("/", everything))
    # What is not even a path, like the `*` of OPTIONS.
    app.router.default = everything
    return app


class _Everything:
    """Takes whatever no other route takes, by any method."""

    def __init__(self, carry_out: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        self._carry_out = carry_out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer it."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = await self._carry_out(HttpRequest(scope, receive))
        await answer(scope, receive, send)


def _add(
    app: FastAPI,
    command: Command,
    carry_out: Callable[[HttpRequest], Awaitable[HttpResponse]],
) -> None:
    async def endpoint(http: HttpRequest) -> HttpResponse:
        return await carry_out(http)

    path = command.path
    for name in command.path_names:
        path = path.replace(f":{name}", f"{{{name}}}")
    app.add_api_route(
        path,
        endpoint,
        methods=[command.method],
        name=command.name,
        operation_id=command.name,
        summary=command.summary,
        response_model=None,
        **describe(command),
    )
