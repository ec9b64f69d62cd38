"""Text that can be kept, printed and shown: which characters are taken in, and how others look.

`clean` is for what comes in: what it returns can be encoded and holds no control characters.
`shown` is for sentences that go out to a terminal or a page, and takes any text at all: also one
from a record that was written before anything was cleaned. `visible` is the same for what has to
stay as somebody wrote it: a console's output, data. Pure; it must not know where text comes from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

REPLACEMENT = "\ufffd"
"""Stands where a character cannot be kept."""

_NO_CHARACTER = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
"""Halves of surrogate pairs, which no encoding writes, and code points that are no characters."""

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""C0 and C1 without tab and newline: a terminal obeys them."""

_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates: they show text in another order than it is in."""

_SEPARATORS = "\u2028\u2029"

_RIGHT_TO_LEFT = (
    "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
"""The blocks that Unicode keeps for scripts such as Hebrew and Arabic (DerivedBidiClass.txt)."""

_ISOLATE, _ISOLATE_ENDS = "\u2068", "\u2069"

# Most text needs nothing done to it: one search finds that out.
_UNCLEAN = re.compile(f"[{_CONTROL}{_NO_CHARACTER}]")
_HIDDEN = re.compile(f"[{_CONTROL}{_NO_CHARACTER}{_TURNING}{_SEPARATORS}]")
# From the first such letter to the last one, without markup and without Latin words.
_RUN = (
    f"[{_RIGHT_TO_LEFT}]"
    f"(?:[^A-Za-z\n\t<>&\"'{_CONTROL}{_NO_CHARACTER}{_TURNING}{_SEPARATORS}]*[{_RIGHT_TO_LEFT}])?"
)
_TURNS = re.compile(f"[{_RIGHT_TO_LEFT}]")
_SHOWN = re.compile(
    f"{_ISOLATE}{_RUN}{_ISOLATE_ENDS}|{_RUN}|[{_CONTROL}{_NO_CHARACTER}{_TURNING}{_SEPARATORS}]"
)
_BREAKS = re.compile("[\n\t]")

_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, "\u2421"
_SPACE, _C1_ENDS = 0x20, 0x9F


def clean(text: str) -> str:
    """The text as it is taken in; clean text comes back as it was.

    Line ends become newlines, other control characters are removed, and what is no character
    becomes U+FFFD.
    """
    if text.isprintable() or _UNCLEAN.search(text) is None:
        return text
    return _UNCLEAN.sub(_cleaned, text.replace("\r\n", "\n").replace("\r", "\n"))


def _cleaned(match: re.Match[str]) -> str:
    return "" if ord(match[0]) <= _C1_ENDS else REPLACEMENT


def visible(text: str) -> str:
    """The text as it is, its hidden characters seen; lines and tabs as they are.

    A control character is seen as its picture (ESC is ␛) or its number, and so is one that turns
    the direction of what follows: nothing is obeyed, and nothing is hidden.
    """
    return text if _plain(text) else _HIDDEN.sub(_seen, text)


def _plain(text: str) -> bool:
    """Whether nothing in it is hidden; printable text, which is most of it, is told quickest."""
    return text.isprintable() or _HIDDEN.search(text) is None


def shown(text: str) -> str:
    """A sentence as a terminal and a page can show it.

    `visible`, and right-to-left text is put into an isolate: without it, numbers and punctuation
    beside a name would be shown on its other side. Shown text comes back as it was.
    """
    if text.isascii() or _TURNS.search(text) is None:
        return visible(text)
    return _SHOWN.sub(_isolated, text)


def _isolated(match: re.Match[str]) -> str:
    found = match[0]
    if _TURNS.match(found):
        return f"{_ISOLATE}{found}{_ISOLATE_ENDS}"
    return found if len(found) > 1 else _seen(match)


def escaped(json: str) -> str:
    r"""JSON that holds the same and shows what `shown` would: hidden characters as \u escapes."""
    return json if _plain(json) else _HIDDEN.sub(_escape, json)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def shown_line(text: str) -> str:
    """The same on one line: a line break and a tab are seen as pictures as well."""
    return _BREAKS.sub(_seen, shown(text))


def _seen(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < _SPACE:
        return chr(_PICTURES + point)
    if point == _DELETE:
        return _DELETE_PICTURE
    if match[0] in _SEPARATORS:
        return " "
    if point <= _C1_ENDS or re.match(f"[{_TURNING}]", match[0]):
        return f"⟨U+{point:04X}⟩"
    return REPLACEMENT


def in_line(parts: Iterable[str], joint: str = "and") -> str:
    """Several words or clauses as one part of a sentence: `this, that and the other`."""
    *others, last = [*parts] or [""]
    return f"{', '.join(others)} {joint} {last}" if others else last


def inside(name: str) -> str:
    """A name as it stands inside a sentence: `all users`; `CTO` and `VP of ...` keep capitals."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"
