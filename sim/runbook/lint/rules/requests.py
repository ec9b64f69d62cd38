"""RB101-RB113: requests that do not arrive: path, method, token, host, options, files."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sim.commands.dispatch import ADMIN_TOKEN, TEST_TOKEN, role_of
from sim.commands.table import COMMANDS
from sim.runbook.hosts import unmapped
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.lint.values import HOLE
from sim.runbook.shell.typeset import typeset_sign
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.lint.calls import Sent
    from sim.runbook.lint.reading import Reading
    from sim.runbook.shell.script import Simple

_FAR = 0.5
_URL = f"https://{PRODUCTION_HOST}"
_TEST_URL = f"https://{TEST_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'
_TEST_AUTH = f'-H "Authorization: Bearer {TEST_TOKEN}"'


def _to_worker(reading: Reading) -> Iterator[Sent]:
    return (sent for sent in reading.sent if sent.to_worker)


def _unknown_path(reading: Reading) -> Iterator[Found]:
    for sent in _to_worker(reading):
        if sent.rows or _may_begin(sent.path) or _is_typeset(sent.command):
            continue  # a typeset sign in it is one fault, with a rule of its own
        shown = sent.path.replace(HOLE, "…")
        paths = sorted({row.path for row in COMMANDS})
        near = get_close_matches(shown, paths, n=1, cutoff=_FAR)
        meant = f"; the nearest is {near[0]}" if near else ""
        yield Found(sent.url_line, f"the worker has no {shown}{meant}", sent.command)


def _is_typeset(command: Simple) -> bool:
    return any(map(typeset_sign, command.words))


def _may_begin(path: str) -> bool:
    """Whether a path that is only partly known may be one of the worker's."""
    known, hole, _ = path.partition(HOLE)
    return bool(hole) and any(
        row.path.partition(":")[0].startswith(known) or known.startswith(row.path.partition(":")[0])
        for row in COMMANDS
        if ":" in row.path or row.path.startswith(known)
    )


def _wrong_method(reading: Reading) -> Iterator[Found]:
    for sent in _to_worker(reading):
        methods = sorted({method for row in sent.rows for method in row.methods})
        if methods and sent.method not in methods and HOLE not in sent.method:
            problem = f"{sent.rows[0].path} does not take {sent.method}; use {' or '.join(methods)}"
            line = sent.line_of(sent.method) if sent.call.request else sent.url_line
            yield Found(line, problem, sent.command)


def _no_token(reading: Reading) -> Iterator[Found]:
    for sent in _to_worker(reading):
        row = sent.row
        if row is None or row.access == "open" or not sent.complete:
            continue
        if sent.authorization is None:
            token = TEST_TOKEN if sent.host == TEST_HOST else ADMIN_TOKEN
            problem = f"{row.method} {row.path} needs a token: -H 'Authorization: Bearer {token}'"
            yield Found(sent.url_line, problem, sent.command)


def _wrong_token(reading: Reading) -> Iterator[Found]:
    for sent in _to_worker(reading):
        row, given = sent.row, sent.authorization
        if row is None or row.access == "open" or given is None or HOLE in given:
            continue
        role = role_of(given, {})
        testing = sent.host == TEST_HOST
        if row.access == "test" and not testing:
            continue
        right = TEST_TOKEN if testing else ADMIN_TOKEN
        line = sent.line_of("Authorization", "authorization")
        if role == "nobody":
            problem = f"nobody knows this token; write Bearer {right} and keep the real one out"
            yield Found(line, problem, sent.command)
        elif not row.admits(role, testing=testing):
            yield Found(line, f"at {sent.host} this needs Bearer {right}", sent.command)


def _token_now_and_then(reading: Reading) -> Iterator[Found]:
    with_token = {
        sent.row.name: sent.url_line
        for sent in reversed(list(_to_worker(reading)))
        if sent.row is not None and sent.authorization is not None
    }
    for sent in _to_worker(reading):
        row = sent.row
        if row is None or row.access != "open" or sent.authorization or not sent.complete:
            continue
        if row.name in with_token:
            problem = (
                f"sent without a token; line {with_token[row.name]} sends one to the same path, "
                "which answers either way here"
            )
            yield Found(sent.url_line, problem, sent.command)


def _foreign_host(reading: Reading) -> Iterator[Found]:
    told: set[str] = set()
    for sent in reading.sent:
        if sent.host and not sent.to_worker and HOLE not in sent.host and sent.host not in told:
            told.add(sent.host)
            yield Found(sent.url_line, unmapped(sent.host), sent.command)


def _plain_http(reading: Reading) -> Iterator[Found]:
    for sent in _to_worker(reading):
        if not sent.secure and HOLE not in sent.url.partition("//")[0]:
            problem = f"the worker answers https only: https://{sent.host}"
            yield Found(sent.url_line, problem, sent.command)


def _options(reading: Reading) -> Iterator[Found]:
    for one in reading.refused:
        if one.limit or _is_typeset(one.command):  # RB804, RB307
            continue
        yield Found(one.line, one.problem, one.command)


def _test_only(reading: Reading) -> Iterator[Found]:
    for sent in _to_worker(reading):
        if sent.row is not None and sent.row.access == "test" and sent.host != TEST_HOST:
            problem = f"{sent.row.path} works in the test environment only: {_TEST_URL}"
            yield Found(sent.url_line, problem, sent.command)


def _missing_file(reading: Reading) -> Iterator[Found]:
    there = {*reading.settings.files, *reading.written}
    for sent in reading.sent:
        for path in sent.files:
            if path == "-" or HOLE in path or path in there or path.startswith("/dev/"):
                continue
            problem = f"the file {path!r} to send is neither declared under `files` nor made before"
            yield Found(sent.line_of(path), problem, sent.command)


RULES = (
    Rule(
        "RB101",
        "unknown-path",
        "error",
        "The worker has no such path.",
        "The path is looked up in the command table; variables and placeholders in it fit any "
        "name. A query belongs behind `?`, an identifier where the table has `:id`.",
        f"curl -s {_URL}/health/circut-breaker",
        f"curl -s {_URL}/health/circuit-breaker",
        _unknown_path,
    ),
    Rule(
        "RB102",
        "wrong-method",
        "error",
        "The path exists, but takes another method.",
        "curl sends GET, or POST as soon as there is a body or a form; `-X` overrides both.",
        f"curl -s -X PUT {_URL}/health/r2/test {_AUTH}",
        f"curl -s -X POST {_URL}/health/r2/test {_AUTH}",
        _wrong_method,
    ),
    Rule(
        "RB107",
        "no-token",
        "error",
        "The request needs a token and sends none.",
        "The worker returns 401, which looks like one more failure in an outage. Options that "
        "only a run would know (`$OPTIONS`) may hold the header, so nothing is said about them.",
        f"curl -s {_URL}/health/r2/status",
        f"curl -s {_URL}/health/r2/status {_AUTH}",
        _no_token,
    ),
    Rule(
        "RB108",
        "wrong-token",
        "error",
        "The token is not one that the host takes.",
        "Production takes `<admin_token>`, the test environment "
        "`<test_token>`, both literally; a token in "
        "a variable is not judged. A real token does not belong in a runbook.",
        f"curl -s {_URL}/health/r2/status {_TEST_AUTH}",
        f"curl -s {_URL}/health/r2/status {_AUTH}",
        _wrong_token,
    ),
    Rule(
        "RB109",
        "token-now-and-then",
        "hint",
        "The document sends a token to this path elsewhere, but not here.",
        "The simulated worker answers both. A worker that guards the path answers one of the two "
        "with 401, and a monitor that shows only a field of the answer then shows `null`.",
        f"curl -s {_URL}/health/queue/status {_AUTH}\n"
        f"curl -s {_URL}/health/queue/status | jq .data.total_queued",
        f"curl -s {_URL}/health/queue/status {_AUTH}\n"
        f"curl -s {_URL}/health/queue/status {_AUTH} | jq .data.total_queued",
        _token_now_and_then,
    ),
    Rule(
        "RB110",
        "foreign-host",
        "limit",
        "The host is not the worker.",
        "In an exercise nothing else exists: the name is refused, never looked up. Reported once "
        "for each host. When it is your own worker's name, map it: `hosts: {ops.example.net: "
        "production}` in the bindings, or `--host ops.example.net=production`.",
        f"curl -s {_URL}/health/status\ncurl -s https://status.example.org/api/v2/status.json",
        f"curl -s {_URL}/health/status",
        _foreign_host,
    ),
    Rule(
        "RB111",
        "plain-http",
        "error",
        "The worker is called without TLS.",
        "It returns 421 and nothing is done. A URL without `https://` is plain HTTP for curl.",
        f"curl -s {PRODUCTION_HOST}/health/status",
        f"curl -s {_URL}/health/status",
        _plain_http,
    ),
    Rule(
        "RB112",
        "curl-options",
        "error",
        "curl refuses the command line.",
        "The words are read as curl reads them; what it would refuse ends with exit code 2 or 3.",
        f"curl -s --max-tme 10 {_URL}/health/status",
        f"curl -s --max-time 10 {_URL}/health/status",
        _options,
    ),
    Rule(
        "RB113",
        "test-only",
        "error",
        "The command works in the test environment only.",
        "Production refuses it with 403, whatever the token: nobody simulates an outage there.",
        f"curl -s -X POST {_URL}/api/test/simulate-r2-outage {_TEST_AUTH}",
        f"curl -s -X POST {_TEST_URL}/api/test/simulate-r2-outage {_TEST_AUTH}",
        _test_only,
    ),
    Rule(
        "RB114",
        "missing-file",
        "error",
        "A file that is sent exists nowhere.",
        "curl ends with exit code 26 and sends nothing. Declare the file with its text under "
        "`files` in the bindings, or make it in an earlier step.",
        f"curl -s {_URL}/api/list_cutter/upload {_AUTH} -F file=@lists.csv",
        "printf 'name\\nAda\\n' > lists.csv\n"
        f"curl -s {_URL}/api/list_cutter/upload {_AUTH} -F file=@lists.csv",
        _missing_file,
    ),
)
