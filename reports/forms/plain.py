"""Texts made safe for forms that have no escaping of their own: one line, no hidden direction.

Knows characters; what a text means is nobody's business here.
"""

from __future__ import annotations

import re

from sim.legible import shown

_MARKS = re.compile("[\u200e\u200f\u061c]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~$&]|!(?=\[)")
_BEGINS = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[-+]))")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def one_line(text: str) -> str:
    """The text on one line, without marks that turn the direction; other hidden ones are seen."""
    return " ".join(_MARKS.sub("", shown(text)).split())


def markdown(text: str) -> str:
    """The text as Markdown shows it: what would be markup is escaped."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", one_line(text))
    # What would begin a list at the beginning of a line.
    return _BEGINS.sub(r"\1\\", escaped)


def cell(text: str) -> str:
    """The text as a spreadsheet shows it: never a formula."""
    flat = one_line(text)
    return f"'{flat}" if text.startswith(_FORMULA) or flat.startswith(_FORMULA) else flat
