"""The worker's API as a FastAPI application, made from the command table.

Every call goes to a backend that knows the exercise; this file only turns HTTP into requests and
responses into HTTP, and tells OpenAPI what the table says.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse
from starlette.responses import Response as HttpResponse

from sim.commands.command import Request, Response
from sim.commands.door import MOST_BODY_CHARS
from sim.commands.multipart import FormFile, form_body
from sim.commands.table import COMMANDS
from sim.legible import escaped
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST
from sim.surfaces.http.openapi import SECURITY_SCHEMES, describe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container

    from sim.commands.command import Command

WORKER_HOST = PRODUCTION_HOST
HOSTS = (PRODUCTION_HOST, TEST_HOST)
"""The hosts the operations documents call: production, and the test environment."""

DOCS_MAY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the documentation page may do: show itself, load nothing."""

MOST_FILE_BYTES = 32 * 1024 * 1024
"""Larger uploads are refused: their field counts as missing."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "testserver")
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]


class Backend(Protocol):
    """Where requests go."""

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Carry out a request; returns when it is safe to acknowledge."""
        ...


def refusal(host: str) -> str:
    """What somebody is told who calls a host that is not simulated."""
    return f"{host} is not part of this exercise; only {' and '.join(HOSTS)} are"


class JsonLine(JSONResponse):
    """JSON that ends its line, so that a terminal's prompt does not stick to it.

    What a terminal would obey is escaped: curl prints the answer as it comes.
    """

    def render(self, content: object) -> bytes:
        """The body."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return f"{escaped(text)}\n".encode()


async def _request_of(http: HttpRequest, here: Container[str]) -> Request:
    # As it was sent, because `dispatch` undoes escapes: in `path` they are undone already.
    raw: bytes = http.scope.get("raw_path") or http.scope["path"].encode()
    query: bytes = http.scope["query_string"]
    path = raw.decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Request(
        method=http.method,
        path=path,
        body=await (_form(http) if kind == "multipart/form-data" else _text(http)),
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
    )

    async def carry_out(http: HttpRequest) -> HttpResponse:
        host = host_of(http)
        if host not in HOSTS and host not in here:
            return JsonLine({"success": False, "error": refusal(host)}, status_code=421)
        response = await backend.handle(
            await _request_of(http, here), http.headers.get("authorization")
        )
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
    app.add_route("/{path:path}", carry_out, methods=METHODS, include_in_schema=False)
    return app


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
