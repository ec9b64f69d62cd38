r"""Text of a runbook's own with nothing in it that a terminal or a page would act on; pure."""

from __future__ import annotations

import re

_ACTED_ON = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, line and paragraph ends, changes of direction, and half surrogates."""

BYTES = range(0xDC80, 0xDD00)
"""Half surrogates that Python writes for single bytes that are no UTF-8."""


def plain_text(text: str) -> str:
    r"""The text on one line, such characters spelled: `\x1b` for an escape."""
    return _ACTED_ON.sub(lambda found: _spelled(ord(found[0])), text)


def _spelled(number: int) -> str:
    if number in BYTES:
        number -= 0xDC00
    return f"\\x{number:02x}" if number <= 0xFF else f"\\u{number:04x}"  # noqa: PLR2004 - a byte
