"""Signs that a word processor, a wiki or a chat puts in place of those the shell knows; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runbook.shell.script import Word

_SPACE, _QUOTE, _DASH = "a space", "a straight one", "a hyphen"
TYPESET = {
    "\N{NO-BREAK SPACE}": ("a no-break space", _SPACE),
    "\N{NARROW NO-BREAK SPACE}": ("a no-break space", _SPACE),
    "\N{LEFT SINGLE QUOTATION MARK}": ("a curly quotation mark", _QUOTE),
    "\N{RIGHT SINGLE QUOTATION MARK}": ("a curly quotation mark", _QUOTE),
    "\N{LEFT DOUBLE QUOTATION MARK}": ("a curly quotation mark", _QUOTE),
    "\N{RIGHT DOUBLE QUOTATION MARK}": ("a curly quotation mark", _QUOTE),
    "\N{EN DASH}": ("a long dash", _DASH),
    "\N{EM DASH}": ("a long dash", _DASH),
}
"""Each sign, what it is called, and what to type instead."""

# Within a word an apostrophe or a dash may be meant; at its beginning it stands for another sign.
_FOUND = re.compile("[\\u00a0\\u202f]|^[\\u2018\\u2019\\u201c\\u201d]|^[\\u2013\\u2014](?=\\w)")


def typeset_sign(word: Word) -> str:
    """The first such sign that stands in a word outside quotes; "" when there is none."""
    for part in word.parts:
        if part.kind == "text" and not part.quote and (found := _FOUND.search(part.text)):
            return found[0]
    return ""
