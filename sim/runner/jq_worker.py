"""The process that carries out jq programs: no environment, no files, bounded memory and time.

A program comes from a runbook, so it runs beside the trainer, never in it. Reads requests as JSON
lines on standard input and answers likewise.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from functools import lru_cache
from typing import Any

from sim.runbook.jq_reads import with_environment

MEMORY = 256 << 20
NOW = re.compile(r"\bnow\b")


@lru_cache(maxsize=256)
def compiled(program: str, named: str) -> Any:
    """A program, compiled once."""
    import jq

    return jq.compile(program, args=json.loads(named))


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    """One program over one input: the values, and what went wrong."""
    program = with_environment(request["program"])
    if before := request.get("before"):
        program = f"{before}{program}"
    if NOW.search(program):
        # jq's own `now` would be the wall clock; a definition before the program hides it.
        program = f"def now: {request['now']}; {program}"
    if request.get("stream"):
        program = f"tostream | ({program}\n)"
    named = json.dumps(request["named"])
    try:
        ready = compiled(program, named)
    except ValueError as error:
        return {"values": [], "error": _own_words(request, named, error), "kind": "program"}
    values: list[Any] = []
    try:
        for value in ready.input_text(request["text"], slurp=request["slurp"]):
            values.append(value)  # noqa: PERF402 - what came before an error counts
    except ValueError as error:
        kind = "input" if "parse error" in str(error) else "run"
        return {"values": values, "error": str(error), "kind": kind}
    return {"values": values, "error": "", "kind": ""}


def _own_words(request: dict[str, Any], named: str, error: ValueError) -> str:
    """What jq says against the program as its author wrote it, on its own lines."""
    try:
        compiled(request["program"], named)
    except ValueError as own:
        return str(own)
    return str(error)


def main() -> None:
    """Serve until standard input ends."""
    import jq

    # Once before the limits: behind them no file can be opened, so nothing more can be loaded.
    jq.compile(".").input_value(None).all()
    os.environ.clear()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # nothing can be opened any more
    for line in sys.stdin:
        answer = carry_out(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
