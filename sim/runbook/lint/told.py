"""The messages of a document as people would read them, each with its place; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.commands.console import request_of
from sim.commands.messages import message_of, worded
from sim.errors import Unusable
from sim.language.read import read
from sim.runbook.lint.rules.fields import body_of
from sim.runbook.lint.values import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.commands.spoken import Worded
    from sim.language.model import Reading as Heard
    from sim.runbook.lint.calls import Sent
    from sim.runbook.shell.script import Simple

AUDIENCES = frozenset({"all_users", "all_stakeholders", "users", "customers", "everybody"})
"""What audiences are called, as far as a document without a policy can know."""

OPEN = "…"
"""Stands in a message where only a run knows the words."""


@dataclass(frozen=True, slots=True)
class Told:
    """One message.

    Attributes:
        line: where its command begins.
        heard: what it is read as, as far as it is written out.
        public: users or the public read it.
        whole: all of its words are known.
    """

    line: int
    command: Simple
    heard: Heard
    public: bool
    whole: bool


def told(sent: Iterable[Sent], said: Iterable[Simple]) -> Iterator[Told]:
    """The messages among a document's requests and incident commands."""
    for one in sent:
        body = body_of(one)
        if one.row is not None and isinstance(body, dict):
            # Through JSON: holes may stand anywhere in it.
            filled = json.loads(json.dumps(body, ensure_ascii=False).replace(HOLE, OPEN))
            try:
                message = worded(one.row, filled)
            except Unusable:
                continue  # another rule tells
            if message is not None:
                yield _told(one.url_line, one.command, message)
    for command in said:
        words = [
            "".join(part.text if part.kind == "text" else OPEN for part in word.parts)
            for word in command.words
        ]
        try:
            request = request_of(words)
            message = message_of(request, json.loads(request.body or "{}"))
        except Unusable:
            continue  # the same
        if message is not None:
            yield _told(command.line, command, message)


def _told(line: int, command: Simple, message: Worded) -> Told:
    heard = read(message.whole)
    whole = OPEN not in message.whole and not heard.placeholder
    return Told(line, command, heard, message.is_public(AUDIENCES), whole)
