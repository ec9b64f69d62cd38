"""How findings speak: values shown in one short line, fields as dotted paths, guesses at typos.

Knows nothing of files, models or the world; every function is text in, text out.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Where = tuple[str | int, ...]
"""A place in a file's data: keys and 0-based list positions from the top."""

_LONGEST_SHOWN = 60
_CLOSE = 0.7  # one slip in a short word; below it, guesses mislead
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_DOTTED = re.compile(r"([A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*): (.+)", re.DOTALL)
_STEP = re.compile(r"\[(\d+)\]|([\w-]+)")


def shown(value: object) -> str:
    """The value on one line, shortened: quoted text, a number, or what kind of thing it is."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case str():
            return repr(shortened(value))
        case _:
            return shortened(str(value))


def shortened(text: str) -> str:
    """The text itself, or its beginning and an ellipsis when it is longer than a line can take."""
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def dotted(where: Where) -> str:
    """A place as people write it: `faults[0].effect`; odd keys stand in quotes."""
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part}]"
        elif not _NAME.fullmatch(part):
            text += f"[{shown(part)}]"
        else:
            text += f".{part}" if text else part
    return text


def split_dotted(message: str) -> tuple[Where, str]:
    """A validator's `faults[0].begins: can begin …` as the place it means and the rest."""
    match = _DOTTED.fullmatch(message)
    if match is None:
        return (), message
    steps = _STEP.findall(match[1])
    return tuple(int(number) if number else name for number, name in steps), match[2]


def guess(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, or None when nothing comes close."""
    if len(word) > _LONGEST_SHOWN:
        return None
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=_CLOSE)), None)


def unknown(kind: str, word: str, known: Iterable[str]) -> str:
    """Say that a word is not one of the known ones, and which was meant or which there are."""
    names = sorted(known)
    meant = guess(word, names)
    if meant is not None:
        return f"unknown {kind} {shown(word)}, did you mean {meant!r}?"
    if not names:
        return f"unknown {kind} {shown(word)}; there are none"
    return f"unknown {kind} {shown(word)}; expected one of {', '.join(names)}"
