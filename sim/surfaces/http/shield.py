"""What stands around an application: bounded heads, and no defect of ours on anybody's screen.

It knows requests; it must not know what the application is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect

from sim.surfaces.complaints import cause, complain
from sim.surfaces.http.json_line import JsonLine

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_HEAD_BYTES = 16 * 1024
"""Of all headers together, and of the path with its query."""

FAILED = {"success": False, "error": "the trainer failed on this request; the exercise continues"}


async def failed(_: Request, __: Exception) -> Response:
    """The answer when an application fails: nothing of what is inside."""
    return JsonLine(FAILED, status_code=500)


class Shield:
    """An application that fails in one line, and is asked nothing without end.

    Args:
        app: what is behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it by its size."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if _head_bytes(scope) > MOST_HEAD_BYTES:
            await _too_large(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except (ClientDisconnect, ConnectionError):
            return  # whoever asked has gone
        except Exception as error:  # noqa: BLE001 - one request must not end a session
            what = f"{scope.get('method', 'a live connection')} {scope['path']}"
            complain(f"{what}: {cause(error)}")
            if not begun and scope["type"] == "http":
                await JsonLine(FAILED, status_code=500)(scope, receive, send)


def _head_bytes(scope: Scope) -> int:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    path: Any = scope.get("raw_path") or b""
    return len(path) + len(scope["query_string"]) + sum(len(n) + len(v) for n, v in headers)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    text = f"the request's head is larger than {MOST_HEAD_BYTES} bytes"
    answer = JsonLine(
        {"success": False, "error": text}, status_code=431, headers={"Connection": "close"}
    )
    await answer(scope, receive, send)
