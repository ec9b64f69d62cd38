"""RB301-RB307: lines that the shell reads otherwise than they look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.commands.dispatch import ADMIN_TOKEN
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.shell.prefixes import program
from sim.runbook.shell.typeset import TYPESET, typeset_sign
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.lint.reading import BlockRead, Reading
    from sim.runbook.shell.script import Simple, Word

_URL = f"https://{PRODUCTION_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'
_PLACEHOLDER = re.compile(r"<[A-Za-z](?:[A-Za-z0-9_ -]{0,40}[A-Za-z0-9])?>")
_ANSWER = re.compile(r'"[^"\n]*":?,?')
_GNU_FORMAT = re.compile(r"^\+.*%[-_0^]?[qNP]")
_GNU_DATE = re.compile(r"^(?:-[a-zA-Z]*[dI].*|--date.*|--iso-8601.*|--rfc-3339.*)$")


def _syntax(reading: Reading) -> Iterator[Found]:
    # An answer among the commands is one fault, with a rule of its own.
    mixed = [block.block for block in reading.blocks if _first_answer(block) is not None]
    for problem in reading.syntax:
        if any(block.line <= problem.line <= block.last for block in mixed):
            continue
        yield Found(problem.line, problem.problem)


def _stray_ampersand(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        last = command.words[-1] if command.words else None
        if command.after == "&" and command.joined and last is not None and "?" in last.raw:
            problem = (
                "an unquoted & ends the command: the URL is cut off there and the words after it, "
                "the token too, are not sent; put the URL in quotes"
            )
            yield Found(last.line, problem, command)


def _glob(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        for word in command.words:
            cut = command.after == "&" and command.joined
            if "://" in word.text and _bare(word, "?") and not cut:
                problem = (
                    "an unquoted ? is a pattern for file names, and zsh refuses it; "
                    "put the URL in quotes"
                )
                yield Found(word.line, problem, command)


def _bare(word: Word, sign: str) -> bool:
    return any(part.kind == "text" and not part.quote and sign in part.text for part in word.parts)


def _bare_placeholder(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        if command.kind not in ("simple", "for", "test"):
            continue
        for word in (*command.words, *(one.value for one in command.assigned)):
            for part in word.parts:
                found = _PLACEHOLDER.search(part.text)
                if part.kind == "text" and not part.quote and found is not None:
                    problem = f"unquoted, {found[0]} reads and writes files; put it in quotes"
                    yield Found(part.line, problem, command)


def _answer_among_commands(reading: Reading) -> Iterator[Found]:
    for block in reading.blocks:
        command = _first_answer(block)
        if command is not None:
            problem = (
                "expected output is among the commands, and "
                "the shell runs it; give it its own block (```json)"
            )
            yield Found(command.line, problem, command)


def _first_answer(block: BlockRead) -> Simple | None:
    for command in block.script.commands:
        if command.words and _ANSWER.fullmatch(command.words[0].raw) and _is_json(command):
            return command
    return None


def _is_json(command: Simple) -> bool:
    return command.words[0].raw.rstrip(",").endswith(":")


def _gnu_only(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        words = program(command.words)
        if not words:
            continue
        name, rest = words[0].text, words[1:]
        for word in rest:
            if name == "date" and (_GNU_FORMAT.match(word.text) or _GNU_DATE.match(word.text)):
                problem = f"`date {word.text}` needs GNU date; macOS and BusyBox differ"
                yield Found(word.line, problem, command)
                break
            if name == "grep" and re.fullmatch(r"-[a-zA-Z]*P[a-zA-Z]*", word.text):
                problem = "`grep -P` needs GNU grep; use `grep -E`, or jq"
                yield Found(word.line, problem, command)
                break


def _typeset(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        for word in command.words:
            sign = typeset_sign(word)
            if sign:
                name, plain = TYPESET[sign]
                problem = f"{name} (U+{ord(sign):04X}) is a letter to the shell; type {plain}"
                yield Found(word.line_of(sign), problem, command)
                break


RULES = (
    Rule(
        "RB301",
        "syntax",
        "error",
        "bash cannot read the block to its end.",
        "`bash -n` has read the block, with the document's line numbers; nothing was run. bash "
        "runs the commands before the mistake, so half the step is done.",
        "if true; then\n  echo yes",
        "if true; then\n  echo yes\nfi",
        _syntax,
    ),
    Rule(
        "RB302",
        "stray-ampersand",
        "error",
        "An unquoted & in a URL ends the command there.",
        "The request goes into the background without the rest of its query and without its "
        "headers; bash then takes the next line's `-H` for a command.",
        f"curl -s {_URL}/health/events?level=error&limit=50 {_AUTH}",
        f'curl -s "{_URL}/health/events?level=error&limit=50" {_AUTH}',
        _stray_ampersand,
    ),
    Rule(
        "RB303",
        "unquoted-query",
        "hint",
        "An unquoted ? in a URL is a pattern for file names.",
        "In bash it stays as it is unless a file matches; zsh refuses the line. Quotes cost "
        "nothing.",
        f"curl -s {_URL}/health/events?limit=50",
        f'curl -s "{_URL}/health/events?limit=50"',
        _glob,
    ),
    Rule(
        "RB304",
        "unquoted-placeholder",
        "error",
        "An unquoted placeholder in angle brackets is two redirections.",
        "Anyone who forgets to replace it reads from a file of "
        "that name and overwrites another one. "
        "Where bash cannot even read the line for it, this is the one finding.",
        f"curl -s {_URL}/api/backup/status/<backup_id> {_AUTH}",
        f'curl -s "{_URL}/api/backup/status/<backup_id>" {_AUTH}',
        _bare_placeholder,
    ),
    Rule(
        "RB305",
        "answer-among-commands",
        "warning",
        "Expected output is in a block of commands.",
        "Pasted as a whole, the block runs the answer's lines as commands. Only the first such "
        "line of a block is named.",
        f'curl -s {_URL}/health/status\n# Expected:\n{{\n  "success": true\n}}',
        f'curl -s {_URL}/health/status\n# Expected: "success": true',
        _answer_among_commands,
    ),
    Rule(
        "RB306",
        "gnu-only",
        "hint",
        "The option exists in the GNU tools only.",
        "Looked for: `date` with `-d`, `-I`, `%q`, `%N`, `%P`, and `grep -P`. They fail on a "
        "colleague's Mac and in small containers.",
        'echo "quarter $(date +%q)"',
        'echo "month $(date +%m)"',
        _gnu_only,
    ),
    Rule(
        "RB307",
        "typeset-sign",
        "error",
        "A no-break space, a curly quotation mark or a long dash replaces a plain sign.",
        "Word processors, wikis and chat put them there. To the shell they are letters: the words "
        "are not parted, the text is not quoted, the option is none. Inside quotes they are text.",
        f"curl -s\u00a0{_URL}/health/status",
        f"curl -s {_URL}/health/status",
        _typeset,
    ),
)
