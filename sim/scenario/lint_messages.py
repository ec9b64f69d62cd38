"""What messages in policies and scripts are read as: hints, and warnings where nothing is.

Beside the linter, because it blames next to nothing: a template or a line of a script says what
people would read in it, so that a sentence that is read as something else is found beforehand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from sim.errors import BadFile, NotFound, Unusable
from sim.language.echo import UNCHECKABLE, checkable, heard, said
from sim.language.read import read
from sim.scenario.library import find_policy
from sim.scenario.lint import kind_of, scenario_of
from sim.scenario.lint_policy import HINT, WARNING
from sim.scenario.load import load_policy, load_scenario, validated
from sim.scenario.policy import Policy
from sim.scenario.responder import KEPT, ResponderScript
from sim.scenario.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from pydantic import JsonValue

    from sim.errors import Finding
    from sim.scenario.left_open import Said

    class Message(Protocol):
        """A message that a line of a script would send."""

        @property
        def whole(self) -> str:
            """As it is delivered."""
            ...

        def is_public(self, audiences: Collection[str]) -> bool:
            """Whether users or everybody read it."""
            ...

    MessageIn = Callable[[str, Mapping[str, JsonValue] | None], Message | None]

_TO_FILL = re.compile(r"\[[^][]+\]")
_A_TIME = re.compile(
    r"\[(?:(?:the )?(?:next |start )?time\b[^]]*|when\b[^]]*|hh:mm)\]", re.IGNORECASE
)
SOME_TIME = "14:40"
"""Stands for a time that the sender fills in."""

OPEN = "…"
"""Stands for anything else."""


def lint_messages(path: Path, message_in: MessageIn) -> tuple[Finding, ...]:
    """What each template of a policy and each line of a script is read as, in the order of lines.

    Args:
        path: the file; of one that cannot be used nothing is said here.
        message_in: the message that a line of a script would send, with its body.
    """
    try:
        file = read_yaml(path)
        kind = kind_of(file)
        found: list[Said] = []
        if kind is Policy:
            found = list(_templates(validated(file, Policy)))
        elif kind is ResponderScript:
            found = list(_steps(validated(file, ResponderScript), path, message_in))
    except BadFile:
        return ()
    findings = (file.finding(where, problem) for where, problem in found)
    return tuple(sorted(findings, key=lambda finding: finding.line or 0))


def _templates(policy: Policy) -> Iterator[Said]:
    """What each is read as when what is to be filled in is left out, but for times."""
    owed = {
        notice.template
        for notice in policy.notices
        if notice.to in policy.outsiders and notice.since != "recovered"
    }
    for index, template in enumerate(policy.templates):
        text = _A_TIME.sub(SOME_TIME, template.text)
        gap = _TO_FILL.search(text)
        reading = read(_TO_FILL.sub(OPEN, text))
        if checkable(reading) or (gap is None and template.id not in owed):
            says = HINT + heard(reading)
        elif gap is not None:
            rest = f"; the rest is {heard(reading)}" if said(reading) else ""
            says = f"{HINT}how it is understood depends on the value of {gap[0]}{rest}"
        else:
            says = WARNING + UNCHECKABLE
        yield ("templates", index, "text"), says


def _steps(script: ResponderScript, path: Path, message_in: MessageIn) -> Iterator[Said]:
    audiences = _audiences(script, path)
    for track, steps in script.tracks.items():
        for index, step in enumerate(steps):
            where = ("tracks", track, index, "do")
            try:
                message = message_in(step.do, step.body)
            except Unusable as refused:
                # What is kept from an answer stands for a value that is not known here.
                if not KEPT.search(f"{step.do} {step.body}"):
                    yield where, str(refused)
                continue
            if message is None:
                continue
            reading = read(KEPT.sub(OPEN, message.whole))
            if message.is_public(audiences) and not checkable(reading):
                yield where, WARNING + UNCHECKABLE
            else:
                yield where, HINT + heard(reading)


def _audiences(script: ResponderScript, path: Path) -> Collection[str]:
    """The names of audiences under the scenario's policy; none when that cannot be had."""
    try:
        beside = scenario_of(script, path)
        policy = load_policy(find_policy(load_scenario(beside).policy, beside))
    except (NotFound, BadFile):
        return ()
    aliases = (name for name, meant in policy.aliases.items() if meant in policy.audiences)
    return (*policy.audiences, *aliases)
