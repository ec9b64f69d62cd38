"""curl's command line, URLs and answers, as the real curl has them."""

from __future__ import annotations

from typing import Any

import pytest

from sim.commands.command import Request, Response
from sim.runbook.curl import FileRead, authorization_of, needs, printed, request_of
from sim.runbook.curl_options import CurlUsage, read_options
from sim.runbook.curl_urls import expand, target_of

HOST = "https://your-worker.example.com"


def _request(*words: str, files: dict[str, FileRead | None] | None = None) -> Request:
    call = read_options([*words, f"{HOST}/x"])
    return request_of(call, target_of(call.urls[0]), files or {})


@pytest.mark.parametrize(
    ("words", "method", "path", "body"),
    [
        ([], "GET", "/x", ""),
        (["-d", "a"], "POST", "/x", "a"),
        (["-da", "-d", "b"], "POST", "/x", "a&b"),
        (["-X", "PUT", "--data-raw", "@a"], "PUT", "/x", "@a"),
        (["-XDELETE"], "DELETE", "/x", ""),
        (["-sSfL", "-X", "GET"], "GET", "/x", ""),
        (["-I"], "HEAD", "/x", ""),
        (["-G", "-d", "a=1", "-d", "b=2"], "GET", "/x?a=1&b=2", ""),
        (["-G", "--data-urlencode", "t=a b&c"], "GET", "/x?t=a+b%26c", ""),
        (["--data-urlencode", "a b"], "POST", "/x", "a+b"),
        (["--json", '{"a":', "--json", "1}"], "POST", "/x", '{"a":1}'),
        (["-d", '{\n  "a": 1\n}'], "POST", "/x", '{\n  "a": 1\n}'),
        (["-F", "a=b"], "POST", "/x", '{"a": "b"}'),
        (["--form-string", "a=@b"], "POST", "/x", '{"a": "@b"}'),
    ],
)
def test_what_is_sent(words: list[str], method: str, path: str, body: str) -> None:
    """Method, path and body of the request."""
    request = _request(*words)
    assert (request.method, request.path, request.body) == (method, path, body)


def test_files_are_sent() -> None:
    """-d @file loses its line ends, --data-binary keeps them, -F describes the file."""
    text = FileRead(text='{"a":\n1}\n', size=9)
    assert _request("-d", "@f", files={"f": text}).body == '{"a":1}'
    assert _request("--data-binary", "@f", files={"f": text}).body == '{"a":\n1}\n'
    upload = FileRead(size=3, checksum="sha256:ab")
    sent = _request("-F", "file=@d/f.csv;type=text/csv", "-F", "k=v", files={"d/f.csv": upload})
    assert sent.body == (
        '{"k": "v", "file": {"name": "f.csv", "size": 3, "checksum": "sha256:ab"}}'
    )
    assert [(need.path, need.whole) for need in needs(read_options(["-F", "a=@f", "u"]))] == [
        ("f", False)
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--nonsense"], 2),
        (["-y"], 2),
        (["-X"], 2),
        (["-m", "soon"], 2),
        (["-m", "-1"], 2),
        (["-F", "novalue"], 2),
        (["-I", "-d", "a"], 2),
        (["-d", "@missing"], 26),
        (["-T", "missing"], 26),
    ],
)
def test_what_is_refused(words: list[str], code: int) -> None:
    """With curl's own exit code; what is not known is never guessed."""
    with pytest.raises(CurlUsage) as caught:
        _request(*words, files={"missing": None})
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", 3),
        ("https://", 3),
        (f"{HOST}/a b", 3),
        (f"{HOST}:port/", 3),
        ("ftp://your-worker.example.com/", 1),
        ("https://example.org/", 6),
        ("https://YOUR-WORKER.example.com.evil.org/", 6),
        ("https://user@example.org/", 6),
        ("https://127.0.0.1/", 7),
        ("localhost/x", 7),
        (f"{HOST}:8443/", 7),
    ],
)
def test_urls_that_lead_nowhere(url: str, code: int) -> None:
    """Only the two hosts exist; nothing is looked up."""
    with pytest.raises(CurlUsage) as caught:
        target_of(url)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (HOST, "/"),
        (f"{HOST}?a=1", "/?a=1"),
        (f"{HOST}/a/../b/./c#d", "/b/c"),
        ("HTTPS://Your-Worker.Example.com:443/é", "/Ã©"),
    ],
)
def test_urls_that_lead_to_the_worker(url: str, path: str) -> None:
    """The path is sent as curl sends it."""
    assert target_of(url).path == path


def test_globbing() -> None:
    """Sets and ranges make several URLs; what is no range is an error."""
    assert list(expand("a/{x,y}/[1-2]")) == ["a/x/1", "a/x/2", "a/y/1", "a/y/2"]
    with pytest.raises(CurlUsage) as caught:
        list(expand("a?since=[START_TIME]"))
    assert caught.value.code == 3


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["-H", "Authorization: Bearer t"], "Bearer t"),
        (["-H", "authorization:Bearer t"], "Bearer t"),
        (["--oauth2-bearer", "t"], "Bearer t"),
        (["-u", "a:b"], "Basic"),
        (["-H", "Accept: x"], None),
    ],
)
def test_authorization(words: list[str], value: str | None) -> None:
    """The header that decides who calls."""
    call = read_options([*words, HOST])
    assert authorization_of(call, target_of(HOST)) == value


@pytest.mark.parametrize(
    ("words", "status", "code", "out", "error"),
    [
        ([], 200, 0, '{"a":1}\n', ""),
        ([], 503, 0, '{"a":1}\n', ""),
        (["-f"], 503, 22, "", "curl: (22) The requested URL returned error: 503\n"),
        (["-sf"], 503, 22, "", ""),
        (["-sSf"], 503, 22, "", "curl: (22) The requested URL returned error: 503\n"),
        (["-s", "--fail-with-body"], 503, 22, '{"a":1}\n', ""),
        (["-w", "%{http_code}\\n"], 202, 0, '{"a":1}\n202\n', ""),
        (["-w", "100%%"], 200, 0, '{"a":1}\n100%', ""),
    ],
)
def test_what_is_printed(words: list[str], status: int, code: int, out: str, error: str) -> None:
    """Output, error output and exit code."""
    call = read_options([*words, HOST])
    target = target_of(HOST)
    answer: dict[str, Any] = {"a": 1}
    got = printed(call, target, request_of(call, target, {}), Response(status, answer))
    assert (got.code, got.out + got.after, got.error) == (code, out, error)


def test_headers_are_printed() -> None:
    """-i shows them above the body, -I alone."""
    call = read_options(["-i", HOST])
    target = target_of(HOST)
    got = printed(call, target, request_of(call, target, {}), Response(200, {}))
    assert got.out == (
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-type: application/json\r\n\r\n{}\n"
    )
