"""Shown sessions: the commands that somebody typed, told apart from what the machine printed; pure.

A prompt begins a command; the command goes on for as long as bash would ask for another line.
What was printed is left out, but its lines stay, so that bash counts as the document does.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sim.runbook.programs import is_a_program
from sim.runbook.shell.reader import is_complete

MOST_LINES = 400
"""A command of more lines than this is taken for one that never ends."""

_NAMED = re.compile(
    r"^[ \t]*(?:\[?\d\d:\d\d(?::\d\d)?\]?[ ])?"  # the time before it
    r"(?:\([\w.-]+\)[ ]?)?"  # a virtual environment
    r"(?:[\w.+-]+@[\w.-]+[^$#%>\n]{0,80}[$#%]"  # user@host:~$
    r"|\[[\w.+-]+@[^\]\n]{1,80}\][ ]?[$#%]"  # [root@node ~]#
    r"|(?:ba|z|da|k)?sh-[\d.]+[$#]"  # sh-5.1#
    r"|(?:~|/)[\w./-]*[ ]?[$#%]"  # ~/ops $
    r"|\u279c[ \t]+[~\w.-]+[ ]git:\([^)\n]*\)(?:[ ]\u2717)?"  # ➜  ops git:(main) ✗
    r"|[\u276f\u279c](?:[ \t]+~[\w./-]*)?)(?:[ \t]+(?P<typed>.*)|[ \t]*)$"
)
_DOLLAR = re.compile(r"^[ \t]*(?:\([\w.-]+\)[ ]?)?\$(?:[ \t]+(?P<typed>.*)|[ \t]*)$")
_ROOT = re.compile(r"^[ \t]*[#%][ \t]+(?P<typed>\S.*)$")
_ANY = re.compile(r"^[ \t]*(?P<before>[^\s$#%>][^$#%>\n]{0,80})[$#%>][ \t]+(?P<typed>\S.*)$")
_TOUCHING = re.compile(r"^[ \t]*\$(?P<typed>[a-z][\w-]*[ \t]+\S.*)$")
_WINDOWS = re.compile(r"^[ \t]*(?:PS[ ])?[A-Za-z]:\\[^>\n]{0,120}>", re.MULTILINE)
_MORE = re.compile(r"^[ \t]*> ?(.*)$")
_PRINTED = re.compile(r"^\s*(?:[{}\[\]<\"]|HTTP/|[│┌└├]|$)")
_LAST = re.compile(r"^\s*[^\s#]")


def _typed(line: str, *, root: bool) -> str | None:
    """What stands behind the prompt; None for a line without one."""
    for pattern in (_NAMED, _DOLLAR):
        if (found := pattern.match(line)) is not None:
            return found["typed"] or ""
    if not root:
        return None
    # `# restart it` is a remark, `# curl …` was typed by root; in `db-1$ curl …` a program stands
    # behind the sign and none before it.
    for pattern in (_ROOT, _ANY, _TOUCHING):
        found = pattern.match(line)
        if found is None or not is_a_program(found["typed"].split()[0]):
            continue
        before = found.groupdict().get("before")
        if before is None or not is_a_program(before.split()[0]):
            return found["typed"]
    return None


def is_of_windows(text: str) -> bool:
    """Whether the prompts in it are those of Windows, behind which no bash stands."""
    return _WINDOWS.search(text) is not None


def commands_of(text: str, *, session: bool) -> str:
    """The commands of a block, on their own lines; of a text without a prompt, all of it.

    Args:
        text: the block's lines.
        session: the block says of itself that it shows a session, so `#` and `%` may be prompts.
    """
    lines = text.split("\n")
    begun = [_typed(line, root=session) for line in lines]
    if all(one is None for one in begun):
        return text
    kept = [""] * len(lines)
    starts = [at for at, one in enumerate(begun) if one is not None]
    for at, after in pairwise([*starts, len(lines)]):
        if kept[at]:  # it belongs to the command before it
            continue
        command = _command(begun[at] or "", lines[at + 1 : at + MOST_LINES])
        # A command that would swallow the next prompt was never finished by its author.
        if at + len(command) > after and not _in_a_text(command):
            command = command[:1]
        kept[at : at + len(command)] = command
    return "\n".join(kept)


def _command(first: str, below: list[str]) -> list[str]:
    """A command's lines, without the prompts of those that continue it."""
    command = [first]
    prompted = bool(below) and _MORE.match(below[0]) is not None
    for line in below:
        if is_complete("\n".join(command)):
            return command
        more = _MORE.match(line) if prompted else None
        if prompted and more is None:
            break
        command.append(line if more is None else more[1])
    if is_complete("\n".join(command)):
        return command
    # It never ends: bash is to say so of its first line, and nothing printed counts as its text.
    return command if prompted else [first]


def _in_a_text(command: list[str]) -> bool:
    return any("<<" in line for line in command)


def starts_of_commands(text: str) -> list[str]:
    """The first line of each command in a text without prompts."""
    found: list[str] = []
    held: list[str] = []
    for line in text.split("\n"):
        if not held and not _LAST.match(line):
            continue
        held.append(line)
        if len(held) > MOST_LINES or is_complete("\n".join(held)):
            found.append(held[0])
            held = []
    return found + held[:1]


def is_mixed(text: str) -> bool:
    """Whether answers stand among the commands, and no prompt tells them apart."""
    lines = text.split("\n")
    if any(_typed(line, root=True) is not None for line in lines):
        return False
    return any(_PRINTED.match(line) for line in starts_of_commands(text))
