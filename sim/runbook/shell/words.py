"""Reads the words of bash: quotes, variables, substitutions, each with its line; pure.

The lower half of the reader; commands are read by `reader`, also those in substitutions.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from typing import TYPE_CHECKING

from sim.runbook.shell.script import Part, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.shell.script import Script

DEEPEST = 40
"""Substitutions within substitutions; what is deeper is read as plain text."""

_VARIABLE = re.compile(r"\$([A-Za-z_]\w*|[0-9?@*#$!-])")
_BRACED = re.compile(r"\$\{([A-Za-z_]\w*|[0-9?@*#$!-])(\[[@*]\])?\}")
_BRACED_NAME = re.compile(r"\$\{[!#]?([A-Za-z_]\w*)")
_IN_ARITHMETIC = re.compile(r"\$\((?!\()|\$?\{?[!#]?([A-Za-z_]\w*)\}?")
_PLACEHOLDER = re.compile(r"<[A-Za-z](?:[A-Za-z0-9_ -]{0,40}[A-Za-z0-9])?>")
_LITERAL = re.compile(r"[^\s;|&()<>'\"$`\\]+")
_QUOTED = re.compile(r"[^\"$`\\]+")
_IN_TEXT = re.compile(r"[^$`\\]+")
_ESCAPED_IN_QUOTES = '"\\$`\n'


class Words(ABC):
    """A place in a text, and reading words from there.

    Args:
        text: the code.
        line: the document's line of its first line.
        at: where to begin.
        end: where to stop; the text's end when not said.
        outer: the reader of the same text whose substitution this reads.
    """

    def __init__(
        self,
        text: str,
        line: int,
        *,
        at: int = 0,
        end: int | None = None,
        outer: Words | None = None,
    ) -> None:
        self.text = text
        self.first = line
        self.at = at
        self.end = len(text) if end is None else end
        self.level: int = 0 if outer is None else outer.level + 1
        self.breaks: list[int] = (
            [at for at, char in enumerate(text) if char == "\n"] if outer is None else outer.breaks
        )
        # Shared with the readers of substitutions, like the line breaks.
        self.unclosed: list[str] = [] if outer is None else outer.unclosed

    @abstractmethod
    def inner(self, start: int, end: int, closer: str) -> tuple[Script, int]:
        """The commands of a substitution, and where they end."""

    # --- places -----------------------------------------------------------------------------------

    def _line(self, at: int | None = None) -> int:
        return self.first + bisect_right(self.breaks, (self.at if at is None else at) - 1)

    def _char(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.text[at] if at < self.end else ""

    def _starts(self, text: str) -> bool:
        return self.text.startswith(text, self.at, self.end)

    def _find(self, text: str, start: int) -> int:
        """Where a text stands next; the end when it does not."""
        found = self.text.find(text, start, self.end)
        return self.end if found < 0 else found

    def _find_close(self, text: str, start: int) -> int:
        """Where a closing sign stands; the end, which is noted, when there is none."""
        found = self._find(text, start)
        if found == self.end:
            self.unclosed.append(text)
        return found

    # --- words -----------------------------------------------------------------------------------

    def _word(self) -> Word:
        start, parts = self.at, list[Part]()
        while self.at < self.end:
            char = self._char()
            if char in "<>":
                if not self._in_angle_brackets(parts, start):
                    break
            elif char in " \t\r\n;|&()":
                break
            elif char == "\\":
                if self._char(1) != "\n":
                    parts.append(Part("text", self._char(1), "'", self._line()))
                self.at = min(self.end, self.at + 2)
            elif char == "'":
                end = self._find_close("'", self.at + 1)
                parts.append(Part("text", self.text[self.at + 1 : end], "'", self._line()))
                self.at = min(self.end, end + 1)
            elif char == '"':
                parts += self._in_quotes()
            elif char in "$`":
                parts.append(self._expansion(""))
            else:
                found = _LITERAL.match(self.text, self.at, self.end)
                text = found.group() if found else char
                parts.append(Part("text", text, "", self._line()))
                self.at += len(text)
        return Word(tuple(merged(parts)), self.text[start : self.at], self._line(start))

    def _in_angle_brackets(self, parts: list[Part], start: int) -> bool:
        """Take `<(…)` or a `<placeholder>`; whether it was one."""
        if self._char(1) == "(":
            self.at += 1
            parts.append(self._substitution(self.at + 1, "", ")"))
            return True
        found = self._placeholder(joined=self.at > start)
        if found:
            parts.append(Part("text", found, "", self._line()))
            self.at += len(found)
        return bool(found)

    def _placeholder(self, *, joined: bool) -> str:
        """`<backup_id>` where bash would see two redirections."""
        found = _PLACEHOLDER.match(self.text, self.at, self.end)
        if found is None:
            return ""
        after = self.text[found.end() : found.end() + 1]
        # Standing alone it must end like a word: `<in>out` reads from `in`.
        return found.group() if joined or not after or after in " \t\n\"';|&)" else ""

    def _in_quotes(self) -> Iterator[Part]:
        self.at += 1
        # Empty quotes are a word, too: without this part `""` would leave none.
        parts = [Part("text", "", '"', self._line())]
        while self.at < self.end and self._char() != '"':
            char = self._char()
            if char == "\\":
                escaped = self._char(1)
                text = escaped if escaped in _ESCAPED_IN_QUOTES else f"\\{escaped}"
                # A backslash at a line's end joins the lines:
                # neither of the two characters remains.
                parts.append(Part("text", text.strip("\n"), '"', self._line()))
                self.at = min(self.end, self.at + 2)
            elif char in "$`":
                parts.append(self._expansion('"'))
            else:
                found = _QUOTED.match(self.text, self.at, self.end)
                text = found.group() if found else char
                parts.append(Part("text", text, '"', self._line()))
                self.at += len(text)
        if self.at >= self.end:
            self.unclosed.append('"')
        self.at = min(self.end, self.at + 1)
        return iter(parts)

    # --- expansions -------------------------------------------------------------------------------

    def _expansion(self, quote: str) -> Part:
        start, line = self.at, self._line()
        if self._char() == "`":
            return self._substitution(start + 1, quote, "`")
        if self._starts("$(("):
            self.at = self._matching(start + 1, "(", ")")
            return Part("arithmetic", self.text[start : self.at], quote, line)
        if self._starts("$("):
            return self._substitution(start + 2, quote, ")")
        if self._starts("${"):
            return self._braced(quote)
        return self._name(quote)

    def _name(self, quote: str) -> Part:
        """`$NAME`, `$'text'`, or a dollar that stands for itself."""
        start, line = self.at, self._line()
        if self._starts("$'") and not quote:
            end = start + 2
            while end < self.end and self.text[end] != "'":
                end += 2 if self.text[end] == "\\" else 1
            if end >= self.end:
                self.unclosed.append("'")
            self.at = min(self.end, end + 1)
            return Part("text", self.text[start + 2 : end], "'", line)
        found = _VARIABLE.match(self.text, start, self.end)
        if found is None:
            self.at += 1
            return Part("text", "$" if self._char() != '"' or quote else "", quote, line)
        self.at = found.end()
        return Part("variable", found.group(), quote, line, found[1])

    def _braced(self, quote: str) -> Part:
        start, line = self.at, self._line()
        self.at = self._matching(start + 1, "{", "}")
        text = self.text[start : self.at]
        if found := _BRACED.fullmatch(text):
            return Part("variable", text, quote, line, found[1])
        name = _BRACED_NAME.match(text)
        return Part("variable", text, quote, line, name[1] if name else "", plain=False)

    def _substitution(self, start: int, quote: str, closer: str) -> Part:
        line = self._line()
        begins = self.at
        # Reading is recursive: without an end, a hostile text would use up the stack.
        if self.level >= DEEPEST:
            self.at = self.end
            return Part("command", self.text[begins : self.end], quote, line)
        # Backquotes do not nest, so their end can be
        # looked up; `$(` has to be read to find its own.
        end = self._find_close("`", start) if closer == "`" else self.end
        script, stop = self.inner(start, end, closer)
        if closer == ")" and stop >= self.end:
            self.unclosed.append(closer)
        self.at = min(self.end, (end if closer == "`" else stop) + 1)
        return Part("command", self.text[begins : self.at], quote, line, script=script)

    def _arithmetic_word(self, start: int, end: int) -> Word:
        """What stands in double parentheses: the variables and substitutions are its parts."""
        parts, at = list[Part](), start
        while found := _IN_ARITHMETIC.search(self.text, at, end):
            at = found.end()
            if found.group() == "$(":
                self.at = found.start()
                parts.append(self._expansion('"'))
                at = max(at, self.at)
            else:
                parts.append(Part("variable", found.group(), '"', self._line(at), found[1]))
        self.at = end
        return Word(tuple(parts), self.text[start:end], self._line(start))

    def _matching(self, start: int, opening: str, closing: str) -> int:
        """Past the bracket that closes the one at a place."""
        depth = 0
        for at in range(start, self.end):
            char = self.text[at]
            depth += (char == opening) - (char == closing)
            if depth == 0:
                return at + 1
        self.unclosed.append(closing)
        return self.end

    def quoted(self) -> Iterator[Part]:
        """The whole text as the inside of double quotes, in which quotes stand for themselves."""
        while self.at < self.end:
            char = self._char()
            if char in "$`" and self.level <= DEEPEST:
                yield self._expansion('"')
                continue
            found = _IN_TEXT.match(self.text, self.at, self.end)
            text = found.group() if found else char
            yield Part("text", text, '"', self._line())
            self.at += len(text)


def merged(parts: list[Part]) -> Iterator[Part]:
    """Texts of the same quoting side by side as one; no empty ones unless nothing else is there."""
    held: Part | None = None
    for part in parts:
        if part.kind != "text":
            if held is not None and held.text:
                yield held
            held = None
            yield part
        elif held is not None and held.quote == part.quote:
            held = Part("text", held.text + part.text, held.quote, held.line)
        else:
            if held is not None and held.text:
                yield held
            held = part
    if held is not None and (held.text or len(parts) == 1 or not any(p.text for p in parts)):
        yield held
