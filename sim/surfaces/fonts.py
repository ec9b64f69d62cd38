"""Fonts for scripts that few machines have by themselves: without them PDF prints boxes.

Pango takes a letter from whatever font of the system has it, so that it is enough to have one. A
page in HTML uses the fonts of its reader.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sim.needs import NEEDS, install_line

_LETTERS: dict[str, re.Pattern[str]] = {
    "CJK font": re.compile(
        "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0002fa1f]"
    ),
    "emoji font": re.compile("[\U0001f300-\U0001faff]"),
}
"""Letters that only such a font has, by the need's name."""
_SHOWN = {"CJK font": "Chinese, Japanese and Korean letters", "emoji font": "emoji"}


def _folders() -> tuple[Path, ...]:
    """Where fontconfig and macOS keep fonts."""
    own = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    shared = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
    return (
        own / "fonts",
        Path.home() / ".fonts",
        *map(Path, shared),
        Path("/System/Library/Fonts"),
    )


def is_there(need: str) -> bool:
    """Whether a font that meets this need is installed."""
    return any(
        next(folder.rglob(pattern), None) is not None
        for folder in _folders()
        if folder.is_dir()
        for pattern in NEEDS[need].files
    )


def warnings_for(text: str) -> list[str]:
    """A line for every script of a text that PDF prints as boxes on this machine."""
    return [
        f"{_SHOWN[need]} come out as boxes: no font here has them; install one with: "
        f"{install_line((need,))}"
        for need, letters in _LETTERS.items()
        if letters.search(text) and not is_there(need)
    ]
