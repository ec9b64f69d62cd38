"""URLs as curl takes them: globbing, parts, and the two hosts that exist; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from sim.runbook.curl_options import CurlUsage
from sim.runbook.hosts import OWN, PLACES, Hosts

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTS = tuple(PLACES.values())
BAD_PROTOCOL, BAD_URL, UNKNOWN_HOST, NOT_CONNECTED = 1, 3, 6, 7
MOST_GLOBBED = 200
_RANGE = re.compile(
    r"([0-9]{1,18})-([0-9]{1,18})(?::([0-9]{1,18}))?|([a-z])-([a-z])|([A-Z])-([A-Z])"
)
_BAD = re.compile(r"[\x00-\x20\x7f]")
_ADDRESS = re.compile(r"[0-9.]+|\[.*\]|localhost")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes.

    Attributes:
        url: as it stands, for `%{url_effective}`.
        host: the simulation's own name, whatever name leads there.
        path: with its query, as sent.
        secure: https rather than http.
    """

    url: str
    host: str
    path: str
    secure: bool
    user: str = ""
    called: str = ""
    """The host as the URL names it."""


def expand(url: str) -> Iterator[str]:
    """The URLs that curl makes of `{a,b}` and `[1-3]`.

    Raises:
        CurlUsage: exit code 3, when the pattern is none.
    """
    parts: list[list[str]] = []
    rest, position = url, 0
    while rest:
        # An IPv6 address in its brackets is no range.
        plain = re.match(r"(?:\\[\[\]{}]|\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]|[^\[\]{}])+", rest)
        if plain is not None:
            parts.append([re.sub(r"\\([\[\]{}])", r"\1", plain.group())])
            size = plain.end()
        else:
            closing = {"[": "]", "{": "}"}.get(rest[0], "")
            size = rest.find(closing) + 1 if closing else 0
            parts.append(_glob(rest[:size], position, url))
        rest, position = rest[size:], position + size
    # Only as many as are wanted: nine times [1-9] would be 387 million.
    for chosen in islice(product(*parts), MOST_GLOBBED):
        yield "".join(chosen)


def _glob(text: str, position: int, url: str) -> list[str]:
    if text.startswith("{"):
        return text[1:-1].split(",")
    bounds = _RANGE.fullmatch(text[1:-1])
    if bounds is None:
        what = "bad range" if url[position] == "[" else "unmatched brace"
        # Counted from 1, and curl points behind the bracket.
        raise CurlUsage(f"curl: (3) {what} in URL position {position + 2}:\n{url}", BAD_URL)
    if bounds[1] is not None:
        # `[001-100]` keeps its zeros.
        width = len(bounds[1]) if bounds[1].startswith("0") else 0
        # A step of 0 would not end.
        numbers = range(int(bounds[1]), int(bounds[2]) + 1, int(bounds[3] or 1) or 1)
        return [f"{number:0{width}d}" for number in numbers[:MOST_GLOBBED]]
    first, last = (bounds[4], bounds[5]) if bounds[4] else (bounds[6], bounds[7])
    return [chr(code) for code in range(ord(first), ord(last) + 1)]


def target_of(url: str, hosts: Hosts = OWN) -> Target:
    """The parts of a URL.

    Args:
        url: as curl gets it.
        hosts: names that are mapped to the simulation's own.

    Raises:
        CurlUsage: with curl's exit code: 1, 3, or for what does not exist here 6 and 7.
    """
    bad = CurlUsage("curl: (3) URL using bad/illegal format or missing URL", BAD_URL)
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url
    if scheme.lower() not in ("http", "https"):
        text = f'curl: (1) Protocol "{scheme}" not supported or disabled in libcurl'
        raise CurlUsage(text, BAD_PROTOCOL)
    # A fragment is for whoever reads the answer; it is never sent.
    rest = rest.partition("#")[0]
    cut = re.search(r"[/?]", rest)
    authority, path = (rest, "") if cut is None else (rest[: cut.start()], rest[cut.start() :])
    user, _, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    if not host or _BAD.search(url) or (port and not port.isdigit()):
        raise bad
    if not path.startswith("/"):
        path = f"/{path}"
    secure = scheme.lower() == "https"
    host = host.lower().removesuffix(".")
    port = port or ("443" if secure else "80")
    mapped = hosts.of(host, port)
    if mapped is None:
        _exists(host, port, secure=secure)
    # curl sends the bytes as they stand; the live server reads them byte by byte as well.
    sent = path.encode().decode("latin-1")
    # Behind a mapped name somebody else may end TLS, so plain http reaches the worker there.
    return Target(
        f"{scheme}://{rest}",
        mapped or host,
        _without_dots(sent),
        secure or mapped is not None,
        user,
        host,
    )


def host_of(url: str) -> str:
    """The host that a URL names, for people."""
    place = re.split(r"[/?#]", url.partition("://")[2] or url, maxsplit=1)[0].rpartition("@")[2]
    return _host_and_port(place)[0].lower()


def _host_and_port(place: str) -> tuple[str, str]:
    """`ops.example.net:8443` or `[::1]:8443` in its two parts; the port "" when none is given."""
    head, bracket, tail = place.rpartition("]")
    host, _, port = tail.partition(":")
    return f"{head}{bracket}{host}", port


def _exists(host: str, port: str, *, secure: bool) -> None:
    if host in HOSTS and port == ("443" if secure else "80"):
        return
    # These need no name looked up, so curl gets as far as connecting (7, not 6).
    if host in HOSTS or _ADDRESS.fullmatch(host):
        text = f"curl: (7) Failed to connect to {host} port {port}: Couldn't connect to server"
        raise CurlUsage(text, NOT_CONNECTED)
    raise CurlUsage(f"curl: (6) Could not resolve host: {host}", UNKNOWN_HOST)


def _without_dots(path: str) -> str:
    plain, mark, query = path.partition("?")
    if "/." not in plain:
        return path
    kept: list[str] = []
    for part in plain.split("/")[1:]:
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    return f"/{'/'.join(kept)}{mark}{query}"
