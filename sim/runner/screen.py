"""What a console shows: chunks of text, cut at a size.

Everything that comes out of the sandbox is believed in nothing: it is text, and there is an end
to it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.legible import visible

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of what is shown, in its order.

    Attributes:
        kind: what was typed; what the commands print; what they print as errors; a line of the
            console's own; or `clear`, when `watch` draws anew: all that this text has shown so far
            is replaced.
        text: "" for `clear`; a `note` is whole lines, the others end where they end.
    """

    kind: Literal["typed", "output", "error", "note", "clear"]
    text: str = ""


# Colours, moves of the cursor and titles: a page has no use for them.
_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def _legible(text: str) -> str:
    """What programs print, as a page can show it."""
    return visible(_SEQUENCES.sub("", text).replace("\r\n", "\n"))


class Screen:
    """Makes chunks of what the sandbox prints.

    Args:
        shown: takes each chunk.
        most: characters shown of one pasted text; what `watch` replaces does not count.
    """

    def __init__(self, shown: Callable[[Chunk], None], most: int) -> None:
        self._shown = shown
        self._most = most
        self._room = most
        self._folder = ""
        self._decoders = _decoders()
        self._said: set[str] = set()

    def begin(self, folder: str) -> None:
        """A new text is run; `folder` is where it lies in the sandbox, which nobody is to see."""
        self._room = self._most
        self._folder = folder
        self._decoders = _decoders()
        self._said.clear()

    def take(self, out: bytes, error: bytes) -> bool:
        """Show what was printed; whether there was room for it."""
        self._show(Chunk("output", _legible(self._decoders[0].decode(out))))
        self._show(Chunk("error", _legible(self._decoders[1].decode(error))))
        return self._room > 0 or not (out or error)

    def clear(self) -> None:
        """What was shown of this text is to be replaced."""
        self._room = self._most
        self._shown(Chunk("clear"))

    def note(self, text: str) -> None:
        """Say a line, once for each text that is run."""
        if text not in self._said:
            self._said.add(text)
            self._shown(Chunk("note", f"{text}\n"))

    def _show(self, chunk: Chunk) -> None:
        if not chunk.text:
            return
        text = chunk.text.replace(self._folder, "") if self._folder else chunk.text
        if self._room > 0:
            self._shown(Chunk(chunk.kind, text[: self._room]))
        if len(text) > self._room:
            self.note(f"only the first {self._most} characters are shown")
        self._room = max(0, self._room - len(text))


def _decoders() -> tuple[codecs.IncrementalDecoder, codecs.IncrementalDecoder]:
    # One for each stream, and incremental: a read may cut a character in two.
    make = codecs.getincrementaldecoder("utf-8")
    return make("replace"), make("replace")
