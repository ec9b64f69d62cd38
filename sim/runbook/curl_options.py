"""A curl command line as data, as the real curl reads it; pure.

Knows the options that operations documents use. What it does not know is an error with curl's own
exit code, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sim.runbook.curl_known import (
    HARMLESS_SWITCHES,
    HARMLESS_VALUED,
    NOT_SIMULATED,
    NOT_SIMULATED_LETTERS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_USAGE = 2

VALUED = {
    "request": "X",
    "header": "H",
    "data": "d",
    "data-ascii": "",
    "data-raw": "",
    "data-binary": "",
    "data-urlencode": "",
    "json": "",
    "form": "F",
    "form-string": "",
    "output": "o",
    "write-out": "w",
    "max-time": "m",
    "connect-timeout": "",
    "retry": "",
    "retry-delay": "",
    "retry-max-time": "",
    "user": "u",
    "oauth2-bearer": "",
    "url": "",
    "dump-header": "D",
    "upload-file": "T",
    "cookie-jar": "c",
    "output-dir": "",
    **HARMLESS_VALUED,
    "max-redirs": "",
}
"""Options with a value: long name and letter."""

SWITCHES = {
    "silent": "s",
    "show-error": "S",
    "fail": "f",
    "fail-with-body": "",
    "include": "i",
    "head": "I",
    "remote-name": "O",
    "insecure": "k",
    "location": "L",
    "verbose": "v",
    "get": "G",
    "globoff": "g",
    "no-buffer": "N",
    "progress-bar": "#",
    "ipv4": "4",
    "ipv6": "6",
    "disable": "q",
    "progress-meter": "",
    "compressed": "",
    "http1.1": "",
    "http2": "",
    "tlsv1.2": "",
    "tlsv1.3": "",
    "retry-connrefused": "",
    "retry-all-errors": "",
    "create-dirs": "",
    "location-trusted": "",
    "path-as-is": "",
    "version": "V",
    **HARMLESS_SWITCHES,
}
"""Options without one."""

_BY_LETTER = {letter: name for name, letter in {**VALUED, **SWITCHES}.items() if letter}
_LETTERS_KNOWN = frozenset(NOT_SIMULATED_LETTERS)
_NUMBERS = {"max-time", "connect-timeout", "retry", "retry-delay", "retry-max-time", "max-redirs"}

_TEXTS = {
    "request": "request",
    "write-out": "write_out",
    "user": "user",
    "oauth2-bearer": "bearer",
    "dump-header": "dump_header",
    "upload-file": "upload",
    "output-dir": "output_dir",
    "cookie-jar": "cookie_jar",
}
"""Options with one text, and where it is kept."""

DataKind = Literal["data", "raw", "binary", "urlencode", "json"]
_DATA: dict[str, DataKind] = {
    "data": "data",
    "data-ascii": "data",
    "data-raw": "raw",
    "data-binary": "binary",
    "data-urlencode": "urlencode",
    "json": "json",
}


class CurlUsage(Exception):  # noqa: N818 - curl's own refusal on its way out
    """A command line that curl refuses; carries what it says and its exit code."""

    def __init__(self, text: str, code: int = BAD_USAGE, *, unsupported: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.unsupported = unsupported


@dataclass(slots=True)
class CurlCall:
    """What one curl command asks for."""

    urls: list[str] = field(default_factory=list)
    request: str = ""
    headers: list[str] = field(default_factory=list)
    data: list[tuple[DataKind, str]] = field(default_factory=list)
    forms: list[tuple[bool, str]] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    output_dir: str = ""
    cookie_jar: str = ""
    upload: str = ""
    dump_header: str = ""
    write_out: str = ""
    user: str = ""
    bearer: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    switches: set[str] = field(default_factory=set)

    def on(self, name: str) -> bool:
        """Whether a switch is set."""
        return name in self.switches

    @property
    def silent(self) -> bool:
        """Whether curl keeps its errors to itself."""
        return self.on("silent") and not self.on("show-error")

    @property
    def method(self) -> str:
        """The method it sends."""
        if self.request:
            return self.request
        if self.on("head"):
            return "HEAD"
        if self.upload:
            return "PUT"
        return "POST" if self.forms or (self.data and not self.on("get")) else "GET"


def read_options(words: Sequence[str]) -> CurlCall:
    """Read the words after `curl`.

    Raises:
        CurlUsage: curl would refuse them, or they ask for what is not carried out here.
    """
    call = CurlCall()
    queue = list(words)
    only_urls = False
    while queue:
        word = queue.pop(0)
        if only_urls or not word.startswith("-") or word == "-":
            call.urls.append(word)
        elif word == "--":
            only_urls = True
        elif word.startswith("--"):
            _long(call, word[2:], queue)
        else:
            _letters(call, word[1:], queue)
    _check(call)
    return call


def _long(call: CurlCall, name: str, queue: list[str]) -> None:
    if name in VALUED:
        if not queue:
            raise CurlUsage(f"curl: option --{name}: requires parameter")
        _value(call, name, queue.pop(0), f"--{name}")
    elif name in SWITCHES:
        call.switches.add(name)
    elif name.startswith("no-") and name[3:] in SWITCHES:
        call.switches.discard(name[3:])
    else:
        raise _unknown(f"--{name}")


def _letters(call: CurlCall, letters: str, queue: list[str]) -> None:
    for index, letter in enumerate(letters):
        name = _BY_LETTER.get(letter)
        if name is None:
            raise _unknown(f"-{letters if letter not in _LETTERS_KNOWN and index == 0 else letter}")
        if name in SWITCHES:
            call.switches.add(name)
            continue
        rest = letters[index + 1 :]
        if not rest and not queue:
            raise CurlUsage(f"curl: option -{letter}: requires parameter")
        # A letter with a value takes the rest of its word for it: `-XPOST`, `-sd@body.json`.
        _value(call, name, rest or queue.pop(0), f"-{letter}")
        return


def _unknown(option: str) -> CurlUsage:
    name = option.removeprefix("--").removeprefix("no-")
    known = name in NOT_SIMULATED if option.startswith("--") else option[1:2] in _LETTERS_KNOWN
    if known:
        long = NOT_SIMULATED_LETTERS.get(option[1:2], name) if option[1:2] != "-" else name
        also = f" (--{long})" if long != name else ""
        text = f"curl: {option}{also} is known but not simulated; leave it out in an exercise"
        return CurlUsage(text, unsupported=True)
    return CurlUsage(
        f"curl: option {option}: is unknown\ncurl: try 'curl --help' for more information"
    )


def _value(call: CurlCall, name: str, value: str, option: str) -> None:
    if name in _DATA:
        call.data.append((_DATA[name], value))
    elif name in _NUMBERS:
        call.numbers[name] = _number(value, option)
    elif name in ("form", "form-string"):
        if "=" not in value:
            raise CurlUsage(f"curl: option {option}: is badly used here")
        call.forms.append((name == "form-string", value))
    else:
        _plain_value(call, name, value)


def _plain_value(call: CurlCall, name: str, value: str) -> None:
    lists = {"url": call.urls, "header": call.headers, "output": call.outputs}
    if name in lists:
        lists[name].append(value)
    elif name in _TEXTS:
        setattr(call, _TEXTS[name], value)
    # The rest - agent, cookie, certificates - is read and changes nothing here.


_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}\.?[0-9]{0,15}|\.[0-9]{1,15})")


def _number(value: str, option: str) -> float:
    # Not whatever Python takes for a number: `inf` and `nan` would be none any more as whole ones.
    if not _NUMBER.fullmatch(value):
        raise CurlUsage(f"curl: option {option}: expected a proper numerical parameter")
    number = float(value)
    if number < 0:
        raise CurlUsage(f"curl: option {option}: expected a positive numerical parameter")
    return number


def _check(call: CurlCall) -> None:
    if call.on("version"):
        return
    if not call.urls:
        raise CurlUsage("curl: no URL specified!\ncurl: try 'curl --help' for more information")
    # -G makes data a part of the URL, so it chooses no method.
    chosen = [call.on("head"), bool(call.data) and not call.on("get"), bool(call.forms)]
    if sum(chosen) > 1:
        raise CurlUsage("curl: You can only select one HTTP request method!")
    for kind, text in call.data:
        if kind == "urlencode" and "@" in text.partition("=")[0]:
            raise CurlUsage(
                "curl: --data-urlencode name@file is known but not simulated; use -d @file",
                unsupported=True,
            )
