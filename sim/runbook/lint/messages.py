"""What in a request is read by people rather than by the worker; pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.runbook.lint.rules.fields import body_of
from sim.runbook.lint.values import HOLE
from sim.runbook.messages import FIELDS, is_for_people

if TYPE_CHECKING:
    from sim.runbook.lint.calls import Sent


def in_message(sent: Sent, text: str) -> bool:
    """Whether a placeholder stands only among the words of a message to people."""
    body = body_of(sent)
    if not isinstance(body, dict) or not is_for_people(sent.path):
        return False
    raws = "".join(word.raw for word in sent.words)
    holding = [
        name for name, value in body.items() if HOLE in json.dumps(value, ensure_ascii=False)
    ]
    if not holding:
        return False
    outside = [name for name in holding if name not in FIELDS]
    return not any(_beside(raws, name, text) for name in outside)


def _beside(raw: str, name: str, text: str) -> bool:
    """Whether a text is part of the value that follows a field's name."""
    _, _, after = raw.partition(f'"{name}"')
    return text in after.partition(",")[0].partition("\n")[0]
