"""One curl command from its words to what it sends, and from the answer to what it prints; pure.

The caller reads files, carries the request out and writes what comes out. Exit codes and messages
are the real curl's (7.88); http without TLS is answered as the session's own server does.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from sim.commands.command import Request
from sim.commands.multipart import FormFile, form_body
from sim.legible import escaped
from sim.runbook.curl_options import CurlUsage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.commands.command import Response
    from sim.runbook.curl_options import CurlCall
    from sim.runbook.curl_urls import Target

FAILED, UNREADABLE, TIMED_OUT = 22, 26, 28
ERRORS_FROM = 400
TRANSIENT = (408, 429, 500, 502, 503, 504)
"""Statuses that `--retry` tries again."""

VERSION = "curl 7.88.1 (simulated)\nProtocols: http https\n"
JAR = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n\n"
"""What `-c` writes: the worker sets no cookie."""

PHRASES = {
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    421: "Misdirected Request",
    503: "Service Unavailable",
}
"""The statuses of the worker, as its server words them."""

CALL_MS = 100
"""How long a call takes in simulated time: a request over TLS to a worker at the edge."""


@dataclass(frozen=True, slots=True)
class Need:
    """A file that must be read before the call can be made; `-` is standard input.

    Attributes:
        whole: its text is sent; else only name, size and checksum.
    """

    path: str
    whole: bool


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was found at a path."""

    text: str = ""
    size: int = 0
    checksum: str = ""


def needs(call: CurlCall) -> list[Need]:
    """The files a call sends, in the order it reads them."""
    found = [
        Need(text[1:], whole=True)
        for kind, text in call.data
        if text.startswith("@") and kind in ("data", "binary", "json")
    ]
    found += [Need(header[1:], whole=True) for header in call.headers if header.startswith("@")]
    for literal, text in call.forms:
        value = text.partition("=")[2]
        if not literal and value[:1] in ("@", "<"):
            found.append(Need(_form_path(value), whole=value[0] == "<"))
    if call.upload:
        found.append(Need(call.upload, whole=True))
    return found


def _form_path(value: str) -> str:
    return value[1:].partition(";")[0].strip('"')


def request_of(call: CurlCall, target: Target, files: Mapping[str, FileRead | None]) -> Request:
    """What the call sends.

    Args:
        call: the command line.
        target: one of its URLs.
        files: what `needs` asked for; None for one that is not there.

    Raises:
        CurlUsage: exit code 26, when a file is missing.
    """
    missing = [need.path for need in needs(call) if files.get(need.path) is None]
    if missing:
        shown = f"curl: (26) Failed to open/read local data from file/application: {missing[0]}"
        raise CurlUsage(shown, UNREADABLE)
    body, path = "", target.path
    if call.forms:
        body = _form(call, files)
    elif call.upload:
        body = _text(files, call.upload)
    elif call.data:
        body = _data(call, files)
        if call.on("get"):
            path += ("&" if "?" in path else "?") + body if body else ""
            body = ""
    return Request(method=call.method, path=path, body=body, host=target.host)


def _text(files: Mapping[str, FileRead | None], path: str) -> str:
    found = files.get(path)
    return "" if found is None else found.text


def _data(call: CurlCall, files: Mapping[str, FileRead | None]) -> str:
    parts: list[tuple[str, str]] = []
    for kind, given in call.data:
        text = given
        if text.startswith("@") and kind in ("data", "binary", "json"):
            text = _text(files, text[1:])
            if kind == "data":
                # -d drops line ends of a file, --data-binary and --json keep them.
                text = re.sub(r"[\r\n\0]", "", text)
        if kind == "urlencode":
            name, equals, value = text.partition("=")
            quoted = _quoted(value if equals else name)
            text = f"{name}={quoted}" if equals and name else quoted
        # Pieces of --json are put together as they are;
        # all other data is joined as a form's fields.
        parts.append(("" if kind == "json" else "&", text))
    body = ""
    for joint, text in parts:
        body += f"{joint}{text}" if body else text
    return body


def _quoted(text: str) -> str:
    """As curl quotes: a plus for a space, lower-case digits."""
    return re.sub(r"%[0-9A-F]{2}", lambda found: found.group().lower(), quote_plus(text))


def _form(call: CurlCall, files: Mapping[str, FileRead | None]) -> str:
    sent: list[FormFile] = []
    fields: list[tuple[str, str]] = []
    for literal, text in call.forms:
        name, _, value = text.partition("=")
        if literal or value[:1] not in ("@", "<"):
            fields.append((name, value if literal else value.partition(";type=")[0]))
            continue
        path = _form_path(value)
        found = files.get(path) or FileRead()
        if value[0] == "<":
            fields.append((name, found.text))
            continue
        given = re.search(r";\s*filename=\"?([^;\"]+)", value)
        shown = given.group(1) if given else path.rpartition("/")[2]
        sent.append(FormFile(name, shown, found.size, found.checksum))
    return form_body(sent, fields)


def authorization_of(call: CurlCall, target: Target) -> str | None:
    """The Authorization header that is sent."""
    for header in call.headers:
        name, colon, value = header.partition(":")
        if colon and name.strip().lower() == "authorization":
            return value.strip() or None
    if call.bearer:
        return f"Bearer {call.bearer}"
    # Which credentials they are does not matter: the worker knows tokens only.
    return "Basic" if call.user or target.user else None


def body_of(response: Response) -> str:
    """The answer's body as the worker spells it."""
    return escaped(json.dumps(response.body, ensure_ascii=False, separators=(",", ":"))) + "\n"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a call leaves.

    Attributes:
        out: for standard output, or the file named by -o.
        error: for the error output.
        after: what -w adds to standard output.
        headers: for the file named by -D.
    """

    code: int
    out: str = ""
    error: str = ""
    after: str = ""
    headers: str = ""


def printed(call: CurlCall, target: Target, request: Request, response: Response) -> Printed:
    """What curl prints of an answer, and how it ends."""
    # An answer to HEAD has no body, whatever the worker would have said.
    body = "" if request.method == "HEAD" else body_of(response)
    head = _head(response, body)
    failed = response.status >= ERRORS_FROM and (call.on("fail") or call.on("fail-with-body"))
    code, error = 0, _verbose(call, target, request, head)
    if failed:
        code = FAILED
        if not call.silent:
            error += f"curl: (22) The requested URL returned error: {response.status}\n"
    out = "" if failed and not call.on("fail-with-body") else body
    if call.on("include") or call.on("head"):
        out = head + out
    after = _write_out(call, target, request, response.status, len(body.encode()), code)
    return Printed(code, out, error, after, head)


def _head(response: Response, body: str) -> str:
    lines = [f"HTTP/1.1 {response.status} {PHRASES.get(response.status, '')}"]
    lines += [f"{name.lower()}: {value}" for name, value in response.headers.items()]
    lines += [f"content-length: {len(body.encode())}", "content-type: application/json", "", ""]
    return "\r\n".join(lines)


def _verbose(call: CurlCall, target: Target, request: Request, head: str) -> str:
    if not call.on("verbose"):
        return ""
    sent = [f"{request.method} {request.path} HTTP/1.1", f"Host: {target.called or target.host}"]
    sent += [header for header in call.headers if not header.startswith("@")]
    lines = [f"* Connected to {target.called or target.host} (simulated) port 443"]
    lines += [f"> {line}" for line in (*sent, "")]
    lines += [f"< {line}" for line in head.split("\r\n")[:-1]]
    return "\n".join((*lines, ""))


def _write_out(  # noqa: PLR0917 - the values its variables name
    call: CurlCall, target: Target, request: Request, status: int, size: int, code: int
) -> str:
    if not call.write_out:
        return ""
    seconds = f"{CALL_MS / 1000:.6f}"
    values: dict[str, Any] = {
        "http_code": f"{status:03d}",
        "response_code": f"{status:03d}",
        "size_download": size,
        "size_upload": len(request.body.encode()),
        "time_total": seconds,
        "time_connect": seconds,
        "time_appconnect": seconds,
        "time_namelookup": f"{0:.6f}",
        "time_pretransfer": seconds,
        "time_starttransfer": seconds,
        "time_redirect": f"{0:.6f}",
        "speed_download": size * 1000 // CALL_MS,
        "speed_upload": 0,
        "url": target.url,
        "url_effective": target.url,
        "content_type": "application/json",
        "method": request.method,
        "http_version": "1.1",
        "scheme": "HTTPS",
        "num_redirects": 0,
        "num_connects": 1,
        "redirect_url": "",
        "remote_ip": "127.0.0.1",
        "remote_port": 443,
        "exitcode": code,
        "errormsg": "",
        "ssl_verify_result": 0,
        "stdout": "",
        "stderr": "",
    }

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            text = f"curl: --write-out variable '{name}' is not simulated"
            raise CurlUsage(text, unsupported=True)
        return str(values[name])

    values["json"] = json.dumps(values, separators=(",", ":"), sort_keys=True)
    text = call.write_out.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
    return re.sub(r"%\{([a-z_0-9]+)\}", value, text).replace("%%", "%")


def failed_call(call: CurlCall, error: CurlUsage) -> Printed:
    """What curl prints when nothing came back."""
    # What is refused before a transfer is said even with -s, and has no -w.
    usage = not error.text.startswith(f"curl: ({error.code})")
    shown = "" if call.silent and not usage else f"{error.text}\n"
    after = re.sub(r"%\{(?:http_code|response_code)\}", "000", call.write_out)
    after = re.sub(r"%\{[a-z_0-9]+\}", "0", after).replace("\\n", "\n")
    return Printed(error.code, error=shown, after=after if not usage else "")
