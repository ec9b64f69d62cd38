"""Sending to a server that the user names: JSON over HTTP, a batch at a time, with a time limit."""

from __future__ import annotations

import base64
import json
import re
import threading
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sim.disk import read_file, text_of
from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PATIENCE_S = 20
"""How long a server may say nothing."""
LONGEST_S = 60
"""How long a batch may take in all: a server that sends a byte now and then ends, too."""
MOST_CHARS = 200
_MOST_CREDENTIALS = 64 * 1024
_REDIRECTS = range(300, 400)

# What an address must not hold as it is; a browser would write it as %20 and the like.
_NOT_IN_ADDRESS = re.compile(r"[^\x21-\x7e]")


class _NoRedirects(HTTPRedirectHandler):
    """Follows none: a POST would arrive as a GET without its data, and the password elsewhere."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Answer that there is nothing to follow."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send.

    Attributes:
        url: http or https, as the user wrote it.
        headers: sent with each request.
        longest_s: how long a request may take in all, seconds.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    longest_s: float = LONGEST_S

    @classmethod
    def at(cls, url: str, credentials: Path | None, **headers: str) -> Server:
        """A server, with `user:password` from the first line of a file.

        Raises:
            Unusable: no address of a web server, or no credentials in the file.
        """
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise Unusable(f"{url}: is no address ({error})") from None
        if parts.scheme not in {"http", "https"} or not host:
            raise Unusable(f"{url}: write an address like https://lrs.example.com/xAPI")
        if parts.username or parts.password:
            raise Unusable(f"{host}: put user and password into a file, not the address")
        if odd := _NOT_IN_ADDRESS.search(url):
            raise Unusable(f"{url}: write {odd[0]!r} in an address as %XX, in a host as xn--")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if credentials is not None:
            text = text_of(credentials, read_file(credentials, _MOST_CREDENTIALS))
            line = text.partition("\n")[0].strip()
            if ":" not in line:
                raise Unusable(f"{credentials}: its first line must be user:password")
            named["Authorization"] = f"Basic {base64.b64encode(line.encode()).decode()}"
        return cls(url, named)

    def send(self, data: object, path: str = "") -> None:
        """POST it as JSON.

        Raises:
            Unusable: the server refused it, sends it elsewhere or cannot be reached; says what it
                answered.
        """
        body = json.dumps(data, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **self.headers}
        url = f"{self.url.rstrip('/')}{path}"
        request = Request(url, body, headers, method="POST")  # noqa: S310 - the scheme was looked at
        problems: list[str] = []
        # In a thread that may be left behind: the library's own limit is for each piece alone.
        thread = threading.Thread(target=lambda: problems.append(_sent(request)), daemon=True)
        thread.start()
        thread.join(self.longest_s)
        if not problems:
            raise Unusable(f"{self.url}: did not finish its answer within {self.longest_s:g} s")
        if problems[0]:
            raise Unusable(f"{self.url}: {problems[0]}")


def _sent(request: Request) -> str:
    """Send a request; what went wrong, "" when the server took it."""
    try:
        with build_opener(_NoRedirects).open(request, timeout=PATIENCE_S):
            # Its status is all there is to know.
            return ""
    except HTTPError as error:
        if error.code in _REDIRECTS and (place := error.headers.get("Location")):
            return f"answered {error.code}: write the address that it names: {place[:MOST_CHARS]}"
        return f"answered {error.code}: {_said(error)}".rstrip(": ")
    except URLError as error:
        return f"cannot be reached ({error.reason})"
    except (OSError, ValueError) as error:
        return f"cannot be reached ({error})"
    except HTTPException as error:
        return f"does not respond as a web server does ({type(error).__name__})"


def _said(error: HTTPError) -> str:
    """The beginning of an answer's text; "" when it does not come."""
    try:
        return error.read(MOST_CHARS).decode("utf-8", errors="replace").strip()
    except (OSError, HTTPException):
        return ""


def in_batches(rows: Sequence[object], size: int) -> list[Sequence[object]]:
    """The rows in pieces of at most so many."""
    return [rows[at : at + size] for at in range(0, len(rows), size)]
