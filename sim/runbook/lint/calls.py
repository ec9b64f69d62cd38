"""The curl commands of a document as the requests they send, with what is known of each; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sim.commands.table import COMMANDS, at_path
from sim.runbook.curl import FileRead, authorization_of, needs, request_of
from sim.runbook.curl_options import VALUED, CurlUsage, read_options
from sim.runbook.curl_urls import HOSTS, Target, expand
from sim.runbook.lint.values import HOLE
from sim.runbook.placeholders import DEFAULTS, START_NAMES, TOKENS, find, normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.commands.command import Command
    from sim.runbook.curl_options import CurlCall
    from sim.runbook.hosts import Hosts
    from sim.runbook.lint.values import Values
    from sim.runbook.placeholders import Placeholder
    from sim.runbook.shell.script import Simple, Word

MOST_URLS = 20
"""Of a `{a,b}` or `[1-9]`, so many are looked at."""

_URL = re.compile(r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<place>[^/?#]*)(?P<rest>[^#]*)")
_RANGE = re.compile(r"\[(?:[a-z]-[a-z]|[A-Z]-[A-Z])\]")
_NUMBERED = ("-m", "--max-time", "--connect-timeout", "--retry", "--retry-delay")
_CHECKSUM = f"sha256:{'0' * 64}"
BOUND = frozenset(normal(name) for name in (*DEFAULTS, *START_NAMES))
"""Placeholders that stand for something in every run."""


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """One request.

    Attributes:
        command: the curl command.
        words: its words from `curl` on.
        method: what it sends.
        host: without its port; the simulation's own when the name is mapped to it; holds a hole
            when it is not known.
        path: without the query, holes where only a run knows.
        body: the body; None when it is not known.
        authorization: the header's value.
        rows: the worker's commands at the path, whatever the method.
        row: the one that answers; None when none does or it is not certain.
        complete: all of the command's words are known.
        unbound: placeholders without a value.
        files: what it sends from files.
    """

    command: Simple
    words: tuple[Word, ...]
    call: CurlCall
    url: str
    secure: bool
    method: str
    host: str
    path: str
    query: str
    body: str | None
    authorization: str | None
    rows: tuple[Command, ...]
    row: Command | None
    complete: bool
    unbound: tuple[Placeholder, ...]
    files: tuple[str, ...]

    def line_of(self, *texts: str) -> int:
        """The line where the first of these texts that can be seen stands."""
        for text in texts:
            for word in self.words:
                if text and text in word.raw:
                    return word.line_of(text)
        return self.words[0].line

    @property
    def url_line(self) -> int:
        """The line of the URL."""
        urls = (word for word in self.words if "://" in word.text)
        return next(urls, self.words[0]).line

    @property
    def to_worker(self) -> bool:
        """Whether it goes to one of the simulated hosts."""
        return self.host in HOSTS

    @property
    def checked(self) -> bool:
        """Whether curl's exit code says how the worker answered."""
        return self.call.on("fail") or self.call.on("fail-with-body")


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """A command line that curl would refuse, or that is not carried out in a run."""

    command: Simple
    line: int
    problem: str
    limit: bool = False
    """The real curl would carry it out."""


def requests_of(  # noqa: PLR0917 - what is known where the command stands
    command: Simple,
    words: list[Word],
    values: Values,
    declared: frozenset[str],
    stdin: str,
    hosts: Hosts,
) -> Iterator[Sent | Refused]:
    """What a curl command sends.

    Args:
        command: the command.
        words: its words from `curl` on.
        values: the variables at this point.
        declared: placeholders that the author gave a value.
        stdin: what it reads as `@-`; a hole when that is not known.
        hosts: names that are mapped to the simulation's own.
    """
    texts, complete = _texts(words[1:], values)
    unbound: dict[str, Placeholder] = {}
    filled = [_filled(text, declared, unbound) for text in texts]
    try:
        call = read_options(filled)
    except CurlUsage as usage:
        # With a word unknown, the refusal may come from the gap and not from the author.
        if complete and not any(HOLE in text for text in filled):
            yield Refused(command, words[0].line, _first_line(usage.text), usage.unsupported)
        return
    if not all(url.strip() for url in call.urls):
        return
    try:
        urls = [one for url in call.urls for one in expand(url)][:MOST_URLS]
    except CurlUsage as usage:
        yield Refused(command, words[0].line, _first_line(usage.text))
        return
    # The same URL twice would be told twice.
    for url in dict.fromkeys(urls):
        sent = _sent(url, call, command, tuple(words), stdin, hosts)
        yield replace(sent, complete=complete, unbound=tuple(unbound.values()))


def _first_line(text: str) -> str:
    return text.partition("\n")[0].removeprefix("curl: ")


def _texts(words: list[Word], values: Values) -> tuple[list[str], bool]:
    """The words as curl gets them; a number that is not known is taken as 1."""
    found: list[str] = []
    complete = True
    for word in words:
        more, known = values.known_words((word,))
        before = found[-1] if found else ""
        if before in _NUMBERED:
            more = ["1" if not more or HOLE in more[0] else more[0]]
        elif not known and before.removeprefix("--") in VALUED and before.startswith("--"):
            more = [HOLE]
        else:
            complete = complete and known
        found += more
    return found, complete


def _filled(text: str, declared: frozenset[str], unbound: dict[str, Placeholder]) -> str:
    for one in find(text):
        # `[a-z]` in a URL is curl's own range; a token in
        # angle brackets is taken by the worker as it is.
        if one.kind == "dollar" or one.text in TOKENS or _RANGE.fullmatch(one.text):
            continue
        if normal(one.name) not in declared and normal(one.name) not in BOUND:
            unbound[one.text] = one
        text = text.replace(one.text, HOLE)
    return text


def _sent(  # noqa: PLR0917 - the parts of a request
    url: str, call: CurlCall, command: Simple, words: tuple[Word, ...], stdin: str, hosts: Hosts
) -> Sent:
    found = _URL.match(url)
    assert found is not None
    scheme, place, rest = found["scheme"] or "http", found["place"], found["rest"]
    user, _, host = place.rpartition("@")
    name, _, port = host.lower().partition(":")
    mapped = hosts.of(name, port)
    secure = scheme.lower() == "https" or mapped is not None
    target = Target(url, mapped or name, rest or "/", secure, user)
    files: Mapping[str, FileRead] = {
        need.path: FileRead(stdin if need.path == "-" else HOLE, 1, _CHECKSUM)
        for need in needs(call)
    }
    request = request_of(call, target, files)
    path, _, query = request.path.partition("?")
    if not path.startswith("/"):
        path = f"/{path}"
    path = unquote(path)
    rows = rows_at(path)
    fitting = [row for row in rows if request.method in row.methods]
    form = bool(call.forms)
    return Sent(
        command=command,
        words=words,
        call=call,
        url=url,
        secure=secure,
        method=request.method,
        host=target.host,
        path=path,
        query=query,
        body=None if HOLE in request.body.strip() and _only_hole(request.body) else request.body,
        authorization=authorization_of(call, target),
        rows=rows,
        # With holes in the path several commands may answer; then none is certain.
        row=fitting[0] if len(fitting) == 1 and target.host in HOSTS else None,
        complete=True,
        unbound=(),
        files=tuple(need.path for need in needs(call) if form or need.path),
    )


def _only_hole(body: str) -> bool:
    return not body.replace(HOLE, "").strip()


def rows_at(path: str) -> tuple[Command, ...]:
    """The worker's commands that answer at a path; with holes in it, those that may."""
    if HOLE not in path:
        return tuple(row for row, _ in at_path(path))
    return tuple(row for row in COMMANDS if _may_match(row, path))


def _may_match(row: Command, path: str) -> bool:
    wanted, given = row.path.split("/"), path.rstrip("/").split("/")
    return len(wanted) == len(given) and all(map(_may_fit, wanted, given))


def _may_fit(want: str, have: str) -> bool:
    fixed, sign, _ = want.partition(":")
    if HOLE not in have:
        return have.startswith(fixed) and bool(sign or have == fixed)
    # It fits a parameter when the fixed texts before the two agree as far as both go.
    if sign:
        before = have.partition(HOLE)[0]
        return before.startswith(fixed) or fixed.startswith(before)
    pattern = ".*".join(map(re.escape, have.split(HOLE)))
    return re.fullmatch(pattern, want) is not None
