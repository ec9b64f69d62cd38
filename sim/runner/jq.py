"""jq for runbooks: the PyPI jq library in a process of its own, started once and kept.

A thousand times faster than a jq process a call; what it prints and how it ends is jq's own.
"""

from __future__ import annotations

import atexit
import json
import select
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from sim.runbook.jq_options import (
    BAD_PROGRAM,
    BAD_USAGE,
    VERSION,
    JqUsage,
    asked_for,
    exit_code,
    json_values,
    read_options,
    spelled,
)
from sim.runbook.jq_reads import ENVIRONMENT, INPUTS, definitions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.runbook.curl import FileRead
    from sim.runbook.jq_options import JqCall
    from sim.runbook.jq_reads import Reads

PATIENCE_S = 5.0


class JqWorker:
    """A worker process; starts when it is first needed and again after it was killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._busy = threading.Lock()  # several consoles share one worker
        atexit.register(self.stop)

    def start(self) -> subprocess.Popen[str]:
        """Start the process, if it does not run yet."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sim.runner.jq_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self._process

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a program; gives up on one that takes too long or too much."""
        with self._busy:
            return self._ask(request)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], PATIENCE_S)
            line = process.stdout.readline() if ready else ""
        except BrokenPipeError:
            line = ""
        if not line:
            self.stop()
            return {"values": [], "error": "the program takes too much", "kind": "run"}
        answer: dict[str, Any] = json.loads(line)
        return answer


WORKER = JqWorker()
"""The process's one worker; a program leaves nothing in it for the next."""


def value_at(program: str, text: str) -> str | None:
    """The first value a program finds in a text, as `jq -r` prints it; None when there is none."""
    request = {"program": program, "named": {}, "text": text, "slurp": False, "now": 0}
    values = WORKER.ask(request)["values"]
    if not values or values[0] is None:
        return None
    return values[0] if isinstance(values[0], str) else json.dumps(values[0])


def wanted(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a jq command reads: `T` and a file, `-` for standard input; `E` and `$NAME`."""
    try:
        call = read_options(words)
    except JqUsage:
        return []
    if call.on("version"):
        return []
    reads = asked_for(call, call.program or "")
    files = [*_beside(call), *_inputs(call, reads)]
    return [*(("T", path) for path in files), *(("E", f"${one}") for one in reads.variables)]


def _inputs(call: JqCall, reads: Reads) -> list[str]:
    if call.on("null-input") and not reads.inputs:
        return []
    return call.files or ["-"]


def run_jq(
    words: tuple[str, ...], files: Mapping[str, FileRead | None], now_s: float
) -> tuple[int, str, str]:
    """Carry out a jq command: exit code, output, error output."""
    try:
        call = read_options(words)
    except JqUsage as usage:
        return BAD_USAGE, "", f"{usage.text}\n"
    if call.on("version"):
        return 0, f"{VERSION}\n", ""
    missing = [path for path in _beside(call) if files.get(path) is None]
    if missing:
        text = f"jq: error: Could not open {missing[0]}: No such file or directory\n"
        return BAD_USAGE, "", text
    program = _text(files, call.program_file) if call.program_file else call.program or ""
    try:
        reads = asked_for(call, program)
        named = {**call.named, **_filed(call, files)}
    except JqUsage as usage:
        return BAD_USAGE, "", f"{usage.text}\n"
    errors = ""
    parts: list[str] = []
    for path in _inputs(call, reads):
        found = files.get(path)
        if found is None:
            errors += f"jq: error: Could not open {path}: No such file or directory\n"
        else:
            parts.append(found.text)
    text = "\n".join(parts)
    try:
        beside = _handed_over(call, reads, text, files)
    except JqUsage as usage:
        return BAD_USAGE, "", f"{usage.text}\n"
    if call.on("null-input"):
        text = "null"
    elif call.on("raw-input"):
        lines = json.dumps(text) if call.on("slurp") else "\n".join(map(json.dumps, _lines(text)))
        text = lines
    slurp = call.on("slurp") and not call.on("raw-input") and not call.on("null-input")
    request = {
        "program": program,
        "before": definitions(reads),
        "named": {"ARGS": {"positional": call.positional, "named": named}, **beside, **named},
        "stream": call.on("stream"),
        "text": text,
        "slurp": slurp,
        "now": now_s,
    }
    return _ended(call, WORKER.ask(request), errors)


def _handed_over(
    call: JqCall, reads: Reads, text: str, files: Mapping[str, FileRead | None]
) -> dict[str, Any]:
    """The variables in which a program finds its inputs and the environment.

    Raises:
        JqUsage: the input holds no JSON.
    """
    found: dict[str, Any] = {}
    if reads.inputs:
        found[INPUTS] = _lines(text) if call.on("raw-input") else [*json_values(text, "input")]
    if reads.variables:
        there = {name: files.get(f"${name}") for name in reads.variables}
        found[ENVIRONMENT] = {name: one.text for name, one in there.items() if one is not None}
    return found


def _beside(call: JqCall) -> list[str]:
    """The files that are read beside the input: the program's and those of variables."""
    program = [call.program_file] if call.program_file else []
    return [*program, *(path for _, path in call.filed.values())]


def _text(files: Mapping[str, FileRead | None], path: str) -> str:
    found = files.get(path)
    return "" if found is None else found.text


def _filed(call: JqCall, files: Mapping[str, FileRead | None]) -> dict[str, Any]:
    """The variables that are read from files.

    Raises:
        JqUsage: a file holds no JSON.
    """
    found: dict[str, Any] = {}
    for name, (option, path) in call.filed.items():
        text = _text(files, path)
        values = [text] if option == "rawfile" else list(json_values(text, f"--{option} {path}"))
        # An --argfile with one value is that value, with more the list of them.
        alone = option == "rawfile" or (option == "argfile" and len(values) == 1)
        found[name] = values[0] if alone else values
    return found


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _ended(call: JqCall, answer: dict[str, Any], errors: str) -> tuple[int, str, str]:
    values, said, kind = answer["values"], answer["error"], answer["kind"]
    if kind == "program":
        return BAD_PROGRAM, "", f"{said}\n"
    out = spelled(call, values)
    if kind == "input":
        return BAD_USAGE, out, f"{errors}{said}\n"
    if said:
        errors += f"jq: error (at <stdin>:0): {said}\n"
    code = exit_code(call, values, failed=bool(said))
    return (BAD_USAGE if "Could not open" in errors and code == 0 else code), out, errors
