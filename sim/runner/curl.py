"""curl for runbooks: placeholders filled, files read, the worker called, retries made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.commands.command import Actor, Request, Response
from sim.commands.dispatch import role_of
from sim.runbook.curl import (
    CALL_MS,
    JAR,
    TIMED_OUT,
    TRANSIENT,
    VERSION,
    Printed,
    authorization_of,
    body_of,
    failed_call,
    needs,
    printed,
    request_of,
)
from sim.runbook.curl_options import CurlUsage, read_options
from sim.runbook.curl_urls import NOT_CONNECTED, UNKNOWN_HOST, expand, host_of, target_of
from sim.runbook.hosts import unmapped
from sim.runbook.messages import FIELDS, is_for_people
from sim.runbook.transcript import Call
from sim.runner.channel import ShellReply

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.exercise.responders import TimedCommand
    from sim.runbook.curl_options import CurlCall
    from sim.runbook.curl_urls import Target
    from sim.runbook.placeholders import Placeholder
    from sim.runner.context import RunContext
    from sim.runner.frames import Asked

BAD_URL, MISSING_FILE = 3, 26
NOT_FOUND, ERRORS_FROM = 404, 400
MOST_RETRIES = 100
LONGEST_DELAY_MS = 600_000
KEPT = 400
_NOWHERE = "/dev/null"
UNBOUND = "no value for"

RULES = {
    BAD_URL: "bad-url",
    MISSING_FILE: "missing-upload-file",
}


class Curl:
    """Carries out curl commands."""

    def __init__(self, commands: RunContext) -> None:
        self._run = commands

    def carry_out(
        self, asked: Asked, line: int
    ) -> Generator[TimedCommand, Response, ShellReply | None]:
        """One curl command, all its URLs and retries."""
        try:
            call = read_options([self._filled(word, line) for word in asked.words])
        except CurlUsage as usage:
            self._refused(asked, line, usage)
            return ShellReply(usage.code, error=f"{usage.text}\n")
        if call.on("version"):
            return ShellReply(out=VERSION)
        missing = [need for need in needs(call) if need.path not in asked.files]
        if missing:
            return ShellReply(
                need=tuple(f"{'T' if need.whole else 'B'}{need.path}" for need in missing)
            )
        self._run.type(line)
        return (yield from self._all_urls(call, asked, line))

    def _filled(self, word: str, line: int) -> str:
        return self._run.bindings.fill(word, line)[0]

    def _refused(self, asked: Asked, line: int, usage: CurlUsage) -> None:
        rule = RULES.get(usage.code, "unsupported-option")
        if usage.unsupported:
            rule = "not-simulated"
        if UNBOUND in usage.text:
            rule = "unbound-placeholder"
        self._run.found(rule, line, usage.text.splitlines()[0])
        self._not_made(asked, line, usage)

    def _not_made(self, asked: Asked, line: int, usage: CurlUsage) -> None:
        at = self._run.clock.now
        self._run.called(Call(line, at, ("curl", *asked.words), usage.code, answer=usage.text))

    def _all_urls(
        self, call: CurlCall, asked: Asked, line: int
    ) -> Generator[TimedCommand, Response, ShellReply | None]:
        results: list[tuple[Printed, str]] = []
        try:
            self._unbound(call, line)
            urls = [url for given in call.urls for url in expand(given)]
        except CurlUsage as usage:
            self._refused(asked, line, usage)
            result = failed_call(call, usage)
            return ShellReply(result.code, out=result.after, error=result.error)
        for number, url in enumerate(urls):
            try:
                result, target = yield from self._one_url(call, url, asked, line)
                place = _file_for(call, number, target)
            except CurlUsage as usage:
                if usage.code in (UNKNOWN_HOST, NOT_CONNECTED):
                    host = host_of(url)
                    self._run.found_once("refused-host", host, line, unmapped(host))
                    self._not_made(asked, line, usage)
                else:
                    self._refused(asked, line, usage)
                result, place = failed_call(call, usage), ""
            results.append((result, place))
        self._run.read(line)
        whole = _together(call, results)
        if whole is not None:
            return whole
        text = "curl: to write more than one file at once is known but not simulated"
        self._run.found("not-simulated", line, text)
        return ShellReply(2, error=f"{text}\n")

    def _one_url(
        self, call: CurlCall, url: str, asked: Asked, line: int
    ) -> Generator[TimedCommand, Response, tuple[Printed, Target]]:
        target = target_of(url, self._run.hosts)
        request = request_of(call, target, asked.files)
        role = role_of(authorization_of(call, target), {})
        actor = Actor(self._run.actor.name, role)
        tries = min(int(call.numbers.get("retry", 0)), MOST_RETRIES)
        # curl's own pauses: a second, doubled each time up
        # to ten minutes, unless --retry-delay is given.
        delay = 1_000
        while True:
            at = self._run.clock.now
            # Every call takes the same time, so whether
            # --max-time is too short is known before it is made.
            self._in_time(call)
            response = yield from self._sent(request, actor, target)
            self._run.spend(CALL_MS, line)
            result = printed(call, target, request, response)
            self._note(asked, line, at, request, response, result)
            if tries == 0 or response.status not in TRANSIENT:
                return result, target
            tries -= 1
            given = call.numbers.get("retry-delay", 0)
            self._run.wait(int(given * 1000) or delay, line)
            delay = min(2 * delay, LONGEST_DELAY_MS)

    @staticmethod
    def _in_time(call: CurlCall) -> None:
        most = call.numbers.get("max-time", 0)
        if 0 < most * 1000 < CALL_MS:
            text = f"Operation timed out after {round(most * 1000)} milliseconds"
            raise CurlUsage(f"curl: ({TIMED_OUT}) {text} with 0 bytes received", TIMED_OUT)

    def _sent(
        self, request: Request, actor: Actor, target: Target
    ) -> Generator[TimedCommand, Response, Response]:
        # The drill's server answers plain http by itself, and the world never hears of it.
        if not target.secure:
            text = f"use https://{target.host}"
            return Response(421, {"success": False, "error": text})
        return (yield from self._run.act(request, actor))

    def _note(  # noqa: PLR0917 - all that is known of a call
        self,
        asked: Asked,
        line: int,
        at: int,
        request: Request,
        response: Response,
        result: Printed,
    ) -> None:
        words = ("curl", *asked.words)
        answer = body_of(response).strip()[:KEPT]
        self._run.called(
            Call(
                line,
                at,
                words,
                result.code,
                request.method,
                request.path,
                response.status,
                answer,
            )
        )
        said = str(response.body.get("error", ""))
        if response.status == NOT_FOUND and said.startswith("unknown path"):
            # Bytes as they were sent; people read the letters that were written.
            path = request.path.encode("latin-1", "replace").decode("utf-8", "replace")
            self._run.found("unknown-path", line, f"{request.method} {path}")
        elif response.status >= ERRORS_FROM:
            self._run.found(
                "refused-call", line, f"{request.method} {request.path}: {response.status}: {said}"
            )

    # --- placeholders without a value -----------------------------------------------------------

    def _unbound(self, call: CurlCall, line: int) -> None:
        """Fail a request that still holds a placeholder; warn of one in a message to people."""
        fill = self._run.bindings.fill
        left = [one for text in (*call.urls, *call.headers) for one in fill(text, line)[1]]
        message = any(is_for_people(_path_of(url)) for url in call.urls)
        for _, text in call.data:
            there = fill(text, line)[1]
            if message:
                there = [one for one in there if not self._in_words(one, text, line)]
            left += there
        # A `$NAME` that bash left standing was quoted,
        # perhaps on purpose: it is told, and still sent.
        wrong = [one for one in left if one.kind != "dollar"]
        for one in left:
            known = one.name in self._run.variables
            # In lower case and set by no block, it is more likely plain text than a variable.
            if one.kind == "dollar" and (known or one.name.isupper()):
                self._run.found(
                    "literal-variable", line, f"{one.text} is sent as its name, not its value"
                )
        if wrong:
            named = ", ".join(one.text for one in wrong)
            raise CurlUsage(f"curl: (3) {UNBOUND} {named}", BAD_URL)

    def _in_words(self, one: Placeholder, text: str, line: int) -> bool:
        """Whether a placeholder stands in a message's words only; notes it."""
        try:
            body = json.loads(text)
        except ValueError:
            return False
        if not isinstance(body, dict):
            return False
        places = [name for name, value in body.items() if one.text in json.dumps(value)]
        # In any other field the worker reads it, as a name
        # or a number, and would act on the wrong thing.
        if not places or any(name not in FIELDS for name in places):
            return False
        self._run.found("placeholder-in-message", line, f"{one.text} in {places[0]}")
        return True


def _path_of(url: str) -> str:
    """A URL's path, whether or not the rest of it could be called."""
    return "/" + (url.partition("://")[2] or url).partition("/")[2]


def _file_for(call: CurlCall, number: int, target: Target) -> str:
    """Where the answer to the URL with this number goes; "" for standard output."""
    # The first -o belongs to the first URL, and so on, as with the real curl.
    if number < len(call.outputs):
        given = call.outputs[number]
        return "" if given == "-" else _placed(call, given)
    if call.on("remote-name"):
        name = target.path.partition("?")[0].rpartition("/")[2]
        if not name:
            raise CurlUsage("curl: Remote file name has no length!", 23)
        return _placed(call, name)
    return ""


def _placed(call: CurlCall, name: str) -> str:
    return f"{call.output_dir}/{name}" if call.output_dir else name


def _together(call: CurlCall, results: list[tuple[Printed, str]]) -> ShellReply | None:
    """What all URLs of a command leave together; None when it would write more than one file."""
    files = [place for _, place in results if place and place != _NOWHERE]
    dumped = call.dump_header not in ("", "-")
    kept = call.cookie_jar not in ("", "-")
    if len(files) + dumped + kept > 1:
        return None
    out = error = body = file = ""
    for result, place in results:
        error += result.error
        if call.dump_header == "-":
            out += result.headers
        if place == _NOWHERE:
            pass
        elif place:
            file, body = place, result.out
        else:
            out += result.out
        out += result.after
    if dumped:
        file, body = call.dump_header, "".join(result.headers for result, _ in results)
    if kept:
        file, body = call.cookie_jar, JAR
    elif call.cookie_jar:
        out += JAR
    # Of several transfers, curl ends with the last one's exit code.
    code, dirs = results[-1][0].code, call.on("create-dirs") and "/" in file
    halt = "dirs" if dirs else "-"
    return ShellReply(code, halt=halt, out=out, error=error, file=file, body=body)
