"""What a scripted step takes from an answer, and fills into a later step.

Pure: JSON values in, values out.
"""

from __future__ import annotations

import json
import operator
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.scenario.responder import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def pick(body: Any, path: str) -> Any:
    """The part of an answer at a path: `data.0.id`; None where there is none."""
    value = body
    for part in path.split("."):
        if isinstance(value, list) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def filled(value: Any, kept: Mapping[str, Any]) -> Any:
    """A value with `{name}` replaced by what was kept; one that is nothing else keeps its type."""
    if isinstance(value, dict):
        return {key: filled(part, kept) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, kept) for part in value]
    if not isinstance(value, str):
        return value
    alone = KEPT.fullmatch(value)
    if alone is not None and alone[1] in kept:
        return kept[alone[1]]
    return KEPT.sub(lambda match: str(kept[match[1]]) if match[1] in kept else match[0], value)


@lru_cache(maxsize=1024)
def _parts(until: str) -> tuple[str, str | None, Any] | None:
    """An expression's path, sign and value; a script asks the same ones again and again."""
    match = re.match(r"^([A-Za-z0-9_.]+)(?: ?(==|!=|<=|>=|<|>) ?(.+))?$", until)
    if match is None:
        return None
    path, sign, literal = match.groups()
    try:
        wanted = None if sign is None else json.loads(literal)
    except ValueError:
        # A bare word is text: authors write `== completed` without quotes.
        wanted = literal
    return path, sign, wanted


def holds(until: str, body: Any) -> bool:
    """Whether an `until` expression holds in an answer: `data.success`, `data.n == 0`."""
    parts = _parts(until)
    if parts is None:
        return False
    path, sign, wanted = parts
    value = pick(body, path)
    if sign is None:
        return bool(value)
    try:
        return _COMPARE[sign](value, wanted)
    # A value that is not there yet cannot be compared, and is not what was waited for.
    except TypeError:
        return False
