"""JSON answers as a terminal wants them."""

from __future__ import annotations

import json

from starlette.responses import JSONResponse

from sim.legible import escaped


class JsonLine(JSONResponse):
    """JSON that ends its line, so that a terminal's prompt does not stick to it.

    What a terminal would obey is escaped: curl prints the answer as it comes.
    """

    def render(self, content: object) -> bytes:
        """The body."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return f"{escaped(text)}\n".encode()
