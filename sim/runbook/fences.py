"""The pieces of a document that may hold commands, and which of them are run; pure.

Fences, indented code and the shortcodes of site generators. What says that it is shell is run;
what says nothing is run when it clearly calls the worker. Of the rest, it is known why it is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from sim.runbook.programs import is_a_program
from sim.runbook.sessions import commands_of, is_mixed, is_of_windows, starts_of_commands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

SHELLS = ("bash", "sh", "shell", "zsh", "ksh", "dash", "shellscript")
SESSIONS = (
    *("console", "shell-session", "shellsession", "sh-session", "bash-session", "zsh-session"),
    *("command", "terminal"),
)
RUNNABLE = (*SHELLS, *SESSIONS)
"""Labels of the blocks that are run."""

_PLAIN = ("", "text", "txt", "plain", "plaintext", "none", "code")
"""Labels that say nothing of what the block holds."""

_PRE = re.compile(r"<pre[\s>]", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^>\n]*>")
_FOLDS = re.compile(r"^([ ]*)(?:!!!|\?\?\?\+?|===[!+]?[ ]+\")[ ]*\S.*$")
_UNNAMED = {
    "fence": "it has no label",
    "indented": "it is indented, without a label",
    "html": "it is HTML and no block of Markdown's",
    "shortcode": "its shortcode names no shell",
}
_DIRECTIVE = re.compile(r"\{(?:code|code-block|code-cell|sourcecode|prompt)\}[ \t]*")
_LABEL = re.compile(r"[\s{.]*(?:language-)?([A-Za-z][A-Za-z0-9_+#-]*)")
_OPENS = re.compile(
    r"^[ \t]*(?:\{\{[<%][ \t]*(code|highlight|terminal|console)\b(?P<hugo>[^\n]*?)[>%]\}\}"
    r"|\{%-?[ \t]*(highlight|code)\b(?P<liquid>[^\n]*?)-?%\})[ \t]*$"
)
_CLOSES = re.compile(
    r"^[ \t]*(?:\{\{[<%][ \t]*/|\{%-?[ \t]*end)(code|highlight|terminal|console)\b"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of code in a document.

    Attributes:
        line: of its first line of code.
        label: what it says of itself, lower case; "" when nothing.
        text: its lines.
        origin: "fence", "indented", "shortcode" or "html".
    """

    line: int
    label: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A piece that is not run.

    Attributes:
        line: of its first line of code.
        why: in a few words.
        commands: it seems to hold commands all the same.
    """

    line: int
    why: str
    commands: bool


def unfolded(text: str) -> str:
    """A text whose admonitions and tabs (`!!! note`, `=== "Linux"`) stand like its other parts.

    Their bodies are indented, which is code to Markdown itself. Every line keeps its number.
    """
    if not re.search(r"^ *(?:!!!|\?\?\?|===)", text, re.MULTILINE):
        return text
    lines: list[str] = []
    inside: list[int] = []  # indentations, in the document, of the bodies that a line stands in
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        while inside and line.strip() and indent < inside[-1]:
            inside.pop()
        lines.append(line[min(4 * len(inside), indent) :] if line.strip() else line)
        if _FOLDS.match(line):
            inside.append(indent + 4)
    return "\n".join(lines)


def label_of(info: str) -> str:
    """The language of a fence: `bash`, `{.bash .copy}`, `bash=1`, `bash {cmd}`, `sh title="x"`."""
    found = _LABEL.match(_DIRECTIVE.sub("", info))
    return "" if found is None else found[1].lower()


def pieces(tokens: list[Token], text: str) -> dict[int, Piece]:
    """The pieces of a document by the line (from 0) at which each begins."""
    found: dict[int, Piece] = {}
    for token in tokens:
        if token.map is None:
            continue
        first = token.map[0]
        if token.type == "fence":
            # The map begins at the fence; code begins one line below it.
            found[first] = Piece(first + 2, label_of(token.info), token.content, "fence")
        elif token.type == "code_block":
            found[first] = Piece(first + 1, "", token.content, "indented")
        elif token.type == "html_block" and _PRE.search(token.content):
            shown = unescape(_TAG.sub("", token.content))
            found[first] = Piece(first + 1, "", shown, "html")
    if "{{" in text or "{%" in text:
        _add_shortcodes(text.split("\n"), found)
    return found


def _add_shortcodes(lines: list[str], found: dict[int, Piece]) -> None:
    fenced = {at for at, piece in found.items() if piece.origin == "fence"}
    inside = {
        at for first in fenced for at in range(first, first + found[first].text.count("\n") + 2)
    }
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        if opened is None:
            head = _OPENS.match(line)
            if head is not None and at not in inside:
                opened = at, _label_in(head["hugo"] or head["liquid"] or "")
        elif _CLOSES.match(line):
            first, label = opened
            opened = None
            # A shortcode around fences only groups them.
            if not fenced.isdisjoint(range(first, at)):
                continue
            for covered in range(first, at):
                found.pop(covered, None)
            body = "\n".join(lines[first + 1 : at])
            found[first] = Piece(first + 2, label, f"{body}\n", "shortcode")


def _label_in(words: str) -> str:
    named = [word for word in re.findall(r"[A-Za-z][\w+#-]*", words.lower()) if word in RUNNABLE]
    return named[0] if named else ""


def commands_in(piece: Piece, hosts: Iterable[str]) -> str | Unseen:
    """The commands of a piece that is run, or why it is not.

    Args:
        piece: the piece.
        hosts: the names that reach the simulation.
    """
    session = piece.label in SESSIONS
    if session and is_of_windows(piece.text):
        return Unseen(piece.line, "its prompt is that of Windows", commands=True)
    if piece.label in RUNNABLE:
        return commands_of(piece.text, session=session)
    why, commands = _why_not(piece, hosts)
    return Unseen(piece.line, why, commands) if why else commands_of(piece.text, session=True)


def _why_not(piece: Piece, hosts: Iterable[str]) -> tuple[str, bool]:
    """Why a piece that names no shell is not run, and whether it holds commands all the same."""
    if piece.label not in _PLAIN:
        return f"its label is {piece.label}", False
    what = _UNNAMED[piece.origin]
    if not _holds_commands(piece.text):
        return what, False
    if piece.origin == "html" or not _calls(piece.text, hosts):
        return what, True
    if is_mixed(piece.text):
        return f"{what}, and no prompt tells commands and answers apart", True
    return "", True


def _holds_commands(text: str) -> bool:
    """Whether commands stand in it: one behind a prompt, or a curl or a program with options."""
    typed = commands_of(text, session=True)
    prompted = typed != text
    return any(_looks_typed(line, prompted=prompted) for line in starts_of_commands(typed))


def _looks_typed(line: str, *, prompted: bool) -> bool:
    words = line.split()
    while words and words[0] == "sudo":
        words = words[1:]
    if len(words) < 2 or not is_a_program(words[0]):  # noqa: PLR2004 - a program and a word for it
        return False
    return prompted or words[0] == "curl" or any(word.startswith("-") for word in words[1:])


def _calls(text: str, hosts: Iterable[str]) -> bool:
    """Whether a curl in it calls one of these hosts."""
    if not re.search(r"(?:^|[\s;|&(`$])curl\s", text):
        return False
    return any(
        re.search(rf"(?<![\w.-]){re.escape(host)}(?![\w.-])", text, re.IGNORECASE) for host in hosts
    )
