"""JSON from outside, read so that every later stage can rely on it.

Whatever a file holds is either plain data or one sentence about what is wrong: no text is so deep,
no number so large that something behind it gives up.
"""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any

MOST_DEPTH = 100
"""Lists and objects inside one another; a scenario needs some ten, an answer of the worker six."""

MOST_DIGITS = 19
"""Of a whole number: as many as 64 bits need."""

MOST_WHOLE = 2**53
"""Up to here every whole number has a float of its own."""

# A string that is never closed hides its brackets as well: the text is no JSON anyway.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_OPENING_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKET = bytes(one for one in range(256) if one not in b'[]{}"\\')
_LONG = re.compile(rf"[0-9]{{{MOST_DIGITS + 1},}}")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotJsonError(ValueError):
    """A text that is not taken as JSON; its words say why."""


class TooDeepError(NotJsonError):
    """It may be JSON, but lists and objects nest deeper than is read."""


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotJsonError(f"{text[:MOST_DIGITS]} is too large a number")
    return number


def _one_kind(text: str) -> float | int:
    number = _float(text)
    # Above that, the float may not be the number that was sent, so it is not called a whole one.
    return int(number) if number.is_integer() and abs(number) < MOST_WHOLE else number


def _constant(text: str) -> float:
    raise NotJsonError(f"{text} is no number")


def _whole(text: str, most: int = MOST_DIGITS) -> int:
    if len(text.lstrip("-")) > most:
        raise NotJsonError(f"a number has more than {most} digits")
    return int(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise NotJsonError(f"the field {doubled[:60]!r} is written twice")
    return found


_QUICK = json.JSONDecoder(parse_float=_float, parse_constant=_constant)
_CAREFUL = json.JSONDecoder(parse_float=_float, parse_constant=_constant, parse_int=_whole)
_UNIQUE = json.JSONDecoder(
    parse_float=_float, parse_constant=_constant, parse_int=_whole, object_pairs_hook=_unique
)


def parse(text: str, *, unique: bool = False, depth: int = MOST_DEPTH) -> Any:
    """The data that a text spells.

    Args:
        text: all of it.
        unique: whether a field written twice is refused; who compares spellings need not ask.
        depth: how deep lists and objects may nest.

    Raises:
        NotJsonError: not JSON, too deep, or a number that 64 bits do not hold.
    """
    # Whole numbers are most of a journal: they are looked at one by one only where one is long.
    decoder = _UNIQUE if unique else _CAREFUL if _LONG.search(text) else _QUICK
    return _decoded(decoder, text, depth)


def parse_sent(text: str, *, depth: int, digits: int) -> Any:
    """The data of a request: no field twice, and 3.0 is 3, because JSON knows one kind of number.

    Args:
        text: all of it.
        depth: how deep lists and objects may nest.
        digits: of a whole number; more than 64 bits, so that its field says what is out of range.

    Raises:
        NotJsonError: it is not taken; its words say why.
    """
    decoder = json.JSONDecoder(
        parse_float=_one_kind,
        parse_constant=_constant,
        parse_int=partial(_whole, most=digits),
        object_pairs_hook=_unique,
    )
    return _decoded(decoder, text, depth)


def _decoded(decoder: json.JSONDecoder, text: str, depth: int) -> Any:
    # Before it is read: how deep Python can follow depends on who calls.
    if too_deep(text, depth):
        raise TooDeepError(f"nested deeper than {depth} levels")
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise NotJsonError("not JSON") from error


def too_deep(text: str, most: int = MOST_DEPTH) -> bool:
    """Whether a JSON text nests deeper than is read."""
    # So few brackets cannot: that spares nearly every line of a journal the closer look.
    if text.count("[") + text.count("{") <= most:
        return False
    # Brackets, quotes and backslashes alone; two quotes side by side say nothing of what is quoted.
    left = text.encode("utf-8", "replace").translate(_OPENING_ALIKE, _NO_BRACKET)
    if b"\\" not in left and not (left := left.replace(b'""', b"")).count(b'"'):
        # Each round takes away the innermost pairs, of all lists and objects at once.
        for _ in range(most):
            left = left.replace(b"[]", b"")
            if not left:
                return False
    depth = 0
    for bracket in _BRACKETS.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > most:
            return True
    return False


def may_hold_surrogates(text: str) -> bool:
    """Whether a JSON text escapes any half of a character pair."""
    return _ESCAPED_SURROGATE.search(text) is not None


def without_surrogates(value: Any) -> Any:
    """Data with lone halves of character pairs replaced: no file and no page can hold them."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [without_surrogates(one) for one in value]
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(one) for name, one in value.items()}
    return value
