"""What a run finds wrong with a runbook, each by a stable name, and how the shell's words say it.

The names are what tests, reports and CI filter by; `RULES` explains each once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.legible import shown_line

if TYPE_CHECKING:
    from collections.abc import Iterator

Level = Literal["error", "warning", "limit", "note"]
"""A limit is the simulation's own: on a real night the step might well work."""

RULES: dict[str, tuple[Level, str]] = {
    "syntax-error": (
        "error",
        "bash cannot parse the block to its end; the commands above were run",
    ),
    "unbound-placeholder": ("error", "a placeholder or variable without a value in a request"),
    "placeholder-in-message": ("warning", "a placeholder left in a message to people"),
    "literal-variable": ("error", "a variable inside single quotes, sent without its value"),
    "refused-host": ("limit", "a host that is not part of the exercise; nothing was looked up"),
    "bad-url": ("error", "curl cannot use the URL"),
    "unknown-path": ("error", "the worker has no such path"),
    "refused-call": ("warning", "the worker refused the call"),
    "unsupported-option": ("error", "an option that the program does not know"),
    "not-simulated": ("limit", "something that the real program can do and the simulated one not"),
    "missing-upload-file": ("error", "a file to send does not exist"),
    "missing-file": ("warning", "a file or folder that does not exist"),
    "bad-command": ("error", "an incident command with the wrong arguments"),
    "no-such-command": ("limit", "a program that is not on the list of what a runbook may run"),
    "stray-ampersand": ("error", "an option run as a command: an unquoted & or a missing \\"),
    "stray-answer": ("warning", "a line of expected output among the commands, run as a command"),
    "jq-error": ("warning", "jq met input or a program that it cannot use"),
    "monitor-ended": ("note", "a monitor was ended by a simulated Ctrl-C"),
    "time-budget": ("error", "the block's simulated time is spent; Ctrl-C"),
    "call-budget": ("error", "more calls to the simulation than a run may make"),
    "runaway-loop": ("error", "a loop that neither waits nor calls anything"),
    "wall-clock": ("error", "the block or the run took too long by the clock on the wall"),
    "horizon": ("warning", "the exercise ended before the runbook did"),
    "network-refused": ("error", "a connection to something that is not the simulation"),
    "write-refused": ("error", "a write outside the scratch folder"),
    "outside-scratch": ("error", "a look outside the scratch folder; nothing is there"),
    "permission-refused": ("error", "something that the sandbox does not allow"),
    "process-budget": ("error", "more processes than a block may have"),
    "disk-budget": ("error", "more data than a run may store"),
    "memory-budget": ("error", "more memory than a process may have"),
    "left-running": ("error", "processes that outlived their block; they were killed"),
    "kill-everything": ("error", "a signal to every process; only the sandbox's own were there"),
    "left-out": ("warning", "something in the scratch folder was not kept"),
    "output-cut": ("note", "more output than is kept"),
    "never-began": ("note", "nothing was detected, so the runbook was never opened"),
    "sandbox-died": ("error", "the sandbox ended unexpectedly"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a run.

    Attributes:
        rule: its name, a key of `RULES`.
        line: the document's line; 0 when the run as a whole is meant.
        text: what was met, on one line.
    """

    rule: str
    line: int
    text: str

    def __post_init__(self) -> None:
        """Make the text fit to be shown: what a runbook prints may hold a terminal's commands."""
        object.__setattr__(self, "text", shown_line(self.text))

    @property
    def level(self) -> Level:
        """How grave it is."""
        return RULES[self.rule][0]


_SAID = (
    (r"syntax error|unexpected EOF while looking", "syntax-error"),
    (r"Network is unreachable", "network-refused"),
    (r"Name or service not known|Temporary failure in name resolution", "network-refused"),
    (r"Connection refused|Operation not supported on socket", "network-refused"),
    (r"Read-only file system|Failed to open the file", "write-refused"),
    (r"fork: (retry: )?Resource temporarily unavailable|Cannot fork", "process-budget"),
    (r"No space left on device|File too large|File size limit exceeded", "disk-budget"),
    (r"[Cc]annot allocate|memory exhausted|out of memory|xrealloc|xmalloc", "memory-budget"),
    (r"Permission denied|Operation not permitted", "permission-refused"),
    (
        r"(?:^|[ '\"])/(?!work/|work\b|tmp/|dev/fd)[^ :'\"]*['\"]?: No such file or directory",
        "outside-scratch",
    ),
    (r"No such file or directory", "missing-file"),
)
_SAID_RULES = tuple((re.compile(pattern), rule) for pattern, rule in _SAID)
_LINE = re.compile(r"^(?!/opt/real/|/tmp/)(?:\S*: )?line (\d+): ")


def said_by_the_shell(text: str, line: int) -> Iterator[Found]:
    """Findings in what a block wrote to its error output.

    Args:
        text: the error output.
        line: the block's first line, for messages that name none.
    """
    seen = set()
    for said in text.splitlines():
        if said.startswith("jq: "):
            continue  # told as jq's own, at the line of its program
        for pattern, rule in _SAID_RULES:
            if pattern.search(said):
                at = _LINE.match(said)
                found = Found(rule, int(at.group(1)) if at else line, said[:300])
                if found not in seen:
                    seen.add(found)
                    yield found
                break
