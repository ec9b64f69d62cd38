"""What a template leaves open and a message should not."""

from __future__ import annotations

import re
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"\[[A-Za-z][^\[\]\n]{0,60}\](?!\()"  # [Time], but not a Markdown link
    r"|<(?!https?:|mailto:|[@#!/])[A-Za-z][^<>\n]{0,60}>"  # <time>, but not a link or a mention
    r"|\bHH:MM\b|\bYYYY-MM-DD\b|\{\{[^{}\n]{0,60}\}\}"
    r"|\$\([^()\n]{0,200}\)|\$\{?[A-Z][A-Z_]{1,40}\}?"  # a shell expression that was quoted away
)


def placeholder_in(text: str) -> str:
    """The first placeholder left in a text, such as `[Time]`; "" without."""
    match = _PLACEHOLDER.search(text)
    return match[0] if match else ""
