"""RB801-RB804: what of the document a run would try, and what it cannot try here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runbook.coverage import Coverage, lacking_in
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.lint.values import HOLE
from sim.runbook.programs import PEOPLE
from sim.runbook.shell.prefixes import program
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.coverage import Lacking
    from sim.runbook.lint.reading import Reading
    from sim.runbook.shell.script import Simple

_GET = f"curl -s https://{PRODUCTION_HOST}/health/status"
_OPENS_MORE = frozenset(("source", ".", "eval", "bash", "sh", "xargs"))
_ROOT_SHELL = ("-i", "-s", "--login", "--shell")


def _lacking(reading: Reading) -> tuple[Lacking, ...]:
    if reading.lacking is None:
        reading.lacking = _looked_up(reading)
    return reading.lacking


def _looked_up(reading: Reading) -> tuple[Lacking, ...]:
    made = {*reading.settings.files, *reading.written}
    # What bash cannot read is one fault: its pieces are no programs.
    bad = [one.line for one in reading.syntax]
    readable = [
        one.script
        for one in reading.blocks
        if not any(one.block.line <= line <= one.block.last for line in bad)
    ]
    return lacking_in(readable, made)


def _opens_more(command: Simple) -> bool:
    """Whether it may carry out commands that the linter does not see: a script, a shell, a hole."""
    words = program(command.words)
    if not words:
        # `sudo -i` with its commands in a here-document.
        return any(word.text in _ROOT_SHELL for word in command.words[1:])
    first = words[0]
    path = first.text.startswith(("./", "../", "~/")) or (
        "/" in first.text and not first.text.startswith("/")
    )
    return (
        first.text.rpartition("/")[2] in _OPENS_MORE
        or path
        or any(part.kind != "text" for part in first.parts)
    )


def foreseen(reading: Reading) -> Coverage:
    """What a run of the document would try, as far as its text says."""
    calls = [sent for sent in reading.sent if sent.to_worker or HOLE in sent.host]
    typed = [one for one in reading.commands if one.name in PEOPLE]
    # Words that only a run knows may hold a call; then the run is the judge.
    refused = {one.command for one in reading.refused}
    unread = [one for one, sent in reading.sent_by.items() if not sent and one not in refused]
    others = [one for one in reading.commands if _opens_more(one)]
    blocks = len(reading.blocks)
    made = len(calls) + len(typed) + len(unread) + len(others)
    return Coverage(
        blocks=blocks,
        unseen=tuple(one for one in reading.document.unseen if one.commands),
        run=blocks,
        failed=0,
        lacking=_lacking(reading),
        calls=len(reading.sent),
        answered=made,
    )


def _proves_nothing(reading: Reading) -> Iterator[Found]:
    problem = foreseen(reading).problem
    if problem:
        first = reading.blocks[0].block.line if reading.blocks else 1
        yield Found(first, f"a run of this would prove nothing: {problem}")


def _not_seen(reading: Reading) -> Iterator[Found]:
    for one in reading.document.unseen:
        if one.commands:
            yield Found(one.line, f"these commands are not run: {one.why}; a ```bash block is")


def _missing_program(reading: Reading) -> Iterator[Found]:
    for one in _lacking(reading):
        yield Found(one.line, one.text)


def _not_simulated(reading: Reading) -> Iterator[Found]:
    for one in reading.refused:
        if one.limit:
            yield Found(one.line, one.problem, one.command)
    for use in reading.jqs:
        if use.problem and use.limit:
            yield Found(use.command.line, use.problem, use.command)


RULES = (
    Rule(
        "RB801",
        "proves-nothing",
        "error",
        "A run of the document would prove nothing: no block is run, or none calls the simulation.",
        "The same verdict ends `tabletop run` with exit code 1 and fails `tabletop test`, whatever "
        "is expected there. Counted are requests to the worker's hosts, to names that are mapped "
        "to them, and the incident commands; what only a run can know counts as a call.",
        "echo 'Look at the dashboard'",
        _GET,
        _proves_nothing,
    ),
    Rule(
        "RB802",
        "not-seen",
        "warning",
        "Commands are in a block that is not run.",
        "Run are blocks that say they are shell (`bash`, `sh`, `shell`, `zsh`) or a terminal "
        "session (`console`, `shell-session`, `command`, `terminal`), and blocks without a label "
        "that call the worker. Other commands without a label are shown to people and skipped by a "
        "run.",
        f"{_GET}\n```\n\n```\nkubectl get pods --all-namespaces",
        f"{_GET}\n```\n\n```text\nThe pods are listed on the dashboard.",
        _not_seen,
    ),
    Rule(
        "RB803",
        "missing-program",
        "limit",
        "The sandbox does not have the program.",
        "Reported once for each program, with what to use instead. In a real incident the step "
        "may work; an exercise cannot try it, and its block continues or fails without it.",
        f"{_GET}\nwget -qO- https://{PRODUCTION_HOST}/health/status",
        f"{_GET}\ncurl -s https://{PRODUCTION_HOST}/health/status",
        _missing_program,
    ),
    Rule(
        "RB804",
        "not-simulated",
        "limit",
        "The real curl or jq can do this, and the simulated one does not.",
        "The option is known, but what it does would not be true here: another protocol, a proxy, "
        "a part of an answer. The command fails in a run with a sentence that says so.",
        f"{_GET}\n{_GET} --socks5 proxy.example.org:1080",
        _GET,
        _not_simulated,
    ),
)
