"""Sending to a server that the user names: JSON over HTTP, a batch at a time, with a time limit."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PATIENCE_S = 20
MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send.

    Attributes:
        url: http or https, as the user wrote it.
        headers: sent with each request.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, url: str, credentials: Path | None, **headers: str) -> Server:
        """A server, with `user:password` from the first line of a file.

        Raises:
            Unusable: no address of a web server, or no credentials in the file.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Unusable(f"{url}: write an address like https://lrs.example.com/xAPI")
        if parts.username or parts.password:
            raise Unusable(f"{parts.hostname}: put user and password into a file, not the address")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if credentials is not None:
            line = credentials.read_text(encoding="utf-8").partition("\n")[0].strip()
            if ":" not in line:
                raise Unusable(f"{credentials}: its first line must be user:password")
            named["Authorization"] = f"Basic {base64.b64encode(line.encode()).decode()}"
        return cls(url, named)

    def send(self, data: object, path: str = "") -> None:
        """POST it as JSON.

        Raises:
            Unusable: the server refused it or cannot be reached; says what it answered.
        """
        body = json.dumps(data, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **self.headers}
        url = f"{self.url.rstrip('/')}{path}"
        request = Request(url, body, headers, method="POST")  # noqa: S310 - the scheme was looked at
        try:
            with urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
                answer.read()
        except HTTPError as error:
            said = error.read(MOST_CHARS).decode("utf-8", errors="replace").strip()
            raise Unusable(f"{self.url}: answered {error.code}: {said}") from error
        except (URLError, OSError) as error:
            why = getattr(error, "reason", error)
            raise Unusable(f"{self.url}: cannot be reached ({why})") from error


def in_batches(rows: Sequence[object], size: int) -> list[Sequence[object]]:
    """The rows in pieces of at most so many."""
    return [rows[at : at + size] for at in range(0, len(rows), size)]
