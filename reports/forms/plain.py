"""Texts made safe for forms that have no escaping of their own: one line, no hidden direction.

Knows characters; what a text means is nobody's business here.
"""

from __future__ import annotations

import re

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~$&]|!(?=\[)")
_BEGINS = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[-+]))")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def one_line(text: str) -> str:
    """The text on one line, without control characters and marks that turn the direction."""
    return " ".join(_CONTROL.sub("", _DIRECTION.sub("", text)).split())


def markdown(text: str) -> str:
    """The text as Markdown shows it: what would be markup is escaped."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", one_line(text))
    # What would begin a list at the beginning of a line.
    return _BEGINS.sub(r"\1\\", escaped)


def cell(text: str) -> str:
    """The text as a spreadsheet shows it: never a formula."""
    flat = one_line(text)
    return f"'{flat}" if text.startswith(_FORMULA) or flat.startswith(_FORMULA) else flat
