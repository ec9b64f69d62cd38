"""RB401-RB405: checks that cannot fail, and checks that cannot succeed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.commands.dispatch import ADMIN_TOKEN
from sim.runbook.lint.answers import alternatives, can_be_null, kind_of, spellings
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.shell.prefixes import program
from sim.runbook.shell.reader import DECLARATIONS
from sim.runbook.shell.script import everything
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.lint.reading import KnownText, Reading
    from sim.runbook.shell.script import Part, Script, Simple, Word

_URL = f"https://{PRODUCTION_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'
_NUMERIC = ("-eq", "-ne", "-lt", "-le", "-gt", "-ge")
_EQUAL = ("=", "==", "!=")
_COMPARES = re.compile(r"[<>]=?|[=!]=")
_PATTERN = re.compile(r"[*?\[]")


# --- exit codes -----------------------------------------------------------------------------------


def _status_command(command: Simple) -> Simple | None:
    """The command whose exit code `$?` is, after this one."""
    if command.words:
        return command
    for assignment in reversed(command.assigned):
        for part in reversed(assignment.value.parts):
            if part.script is not None and part.script.commands:
                return _status_command(part.script.commands[-1])
    return None


def _blind(reading: Reading, command: Simple) -> str:
    """Why the exit code of a command says nothing about the worker; "" when it may."""
    words = program(command.words)
    name = words[0].text if words else ""
    if name in DECLARATIONS and any(
        part.script is not None for word in command.words for part in word.parts
    ):
        return f"it is {name}'s exit code, which is 0"
    if name == "jq" and command in reading.jq_by:
        call = reading.jq_by[command].call
        if call is not None and not call.on("exit-status") and _fed_by_curl(reading, command):
            return "it is jq's exit code, which is 0 for any answer; use `jq -e` or `curl -f`"
    sent = reading.sent_by.get(command, [])
    if sent and not any(one.checked for one in sent):
        return "without -f curl ends with 0 even when the worker returns 503; use `curl -f`"
    return ""


def _fed_by_curl(reading: Reading, command: Simple) -> bool:
    source = command.source
    return source is not None and source in reading.sent_by


def _exit_code(reading: Reading) -> Iterator[Found]:
    for script in reading.scripts:
        before: Simple | None = None
        for command in script.commands:
            if command.kind == "end":
                continue
            if before is not None and _reads_exit_code(command):
                status = _status_command(before)
                why = "" if status is None else _blind(reading, status)
                if why:
                    yield Found(command.line, f"$? proves nothing here: {why}", command)
            before = command


def _reads_exit_code(command: Simple) -> bool:
    if command.name in ("exit", "return"):
        return False
    return any(part.name == "?" for word in command.all_words() for part in word.parts)


def _condition(reading: Reading) -> Iterator[Found]:
    for script in reading.scripts:
        for place, command in enumerate(script.commands):
            joined = command.after in ("&&", "||")
            if command.piped or not (joined or command.condition) or _excused(script, place):
                continue
            status = _status_command(command)
            why = "" if status is None else _blind(reading, status)
            if why and not (command.assigned and joined and _looked_at(script, place)):
                yield Found(command.line, f"this condition always holds: {why}", command)


def _excused(script: Script, place: int) -> bool:
    """`… || true`: the exit code is thrown away on purpose."""
    after = script.commands[place + 1].name if place + 1 < len(script.commands) else ""
    return script.commands[place].after == "||" and after in ("true", ":")


def _looked_at(script: Script, place: int) -> bool:
    """Whether what was assigned is read further down: then the answer itself is looked at."""
    names = {one.name for one in script.commands[place].assigned}
    rest = _commands_after(script, place)
    return any(
        part.name in names for one in rest for word in one.all_words() for part in word.parts
    )


def _commands_after(script: Script, place: int) -> list[Simple]:
    return [one for command in script.commands[place + 1 :] for one in _with_inner(command)]


def _with_inner(command: Simple) -> Iterator[Simple]:
    for word in command.all_words():
        for part in word.parts:
            if part.script is not None:
                yield from everything(part.script)
    yield command


# --- null as a number -----------------------------------------------------------------------------


def _may_be_null(printed: KnownText | None) -> str:
    """Why a value may be null; "" when it is not, or not known to be."""
    if printed is None or printed.shapes is None or printed.provided or not printed.shapes:
        return ""
    if any(kind_of(one) in ("object", "array") for one in alternatives(printed.shapes)):
        return ""
    if can_be_null(printed.shapes):
        return "the field can be null"
    return "it is null when the worker answers an error" if printed.unchecked else ""


def _guarded(reading: Reading) -> set[str]:
    """Variables that are checked against `null` or a pattern of digits somewhere."""
    names: set[str] = set()
    for command in reading.commands:
        if command.name not in ("[", "[[", "test", "case"):
            continue
        texts = [word.text for word in command.words]
        for place, text in enumerate(texts):
            against = texts[place + 1 : place + 2]
            if text == "=~" or (text in _EQUAL and against == ["null"]) or command.kind == "case":
                names |= {part.name for word in command.words for part in word.variables()}
    return names


def _nulls(reading: Reading, word: Word) -> Iterator[tuple[Part, str]]:
    for part in word.parts:
        why = _may_be_null(reading.printed.get(part))
        if why:
            yield part, why


def _null_counts_as_0(reading: Reading) -> Iterator[Found]:
    guarded = _guarded(reading)
    for command in reading.commands:
        for word in _compared_as_numbers(command):
            for part, why in _nulls(reading, word):
                if part.name not in guarded:
                    shown = part.text if part.kind == "variable" else "the answer"
                    problem = f"{shown} counts as 0 when it is null, and {why}; test for null first"
                    yield Found(word.line, problem, command)


def _compared_as_numbers(command: Simple) -> Iterator[Word]:
    """Words whose `null` would be read as 0: given to bc, in (( )), beside -lt in [[ ]]."""
    words = program(command.words)
    name = words[0].text if words else ""
    if command.kind == "arithmetic":
        if _COMPARES.search(command.words[0].raw):
            yield command.words[0]
    elif name == "bc":
        yield from (one.target for one in command.redirects if one.operator == "<<<")
        source = command.source
        if source is not None and _COMPARES.search(" ".join(one.text for one in source.words)):
            yield from source.words
    elif command.kind == "test":
        for place, word in enumerate(command.words):
            if word.text in _NUMERIC:
                yield from command.words[place - 1 : place + 2 : 2]


def _null_is_no_number(reading: Reading) -> Iterator[Found]:
    guarded = _guarded(reading)
    for command in reading.commands:
        if command.name not in ("[", "test") or command.kind != "simple":
            continue
        for place, word in enumerate(command.words):
            if word.text not in _NUMERIC:
                continue
            for side in command.words[place - 1 : place + 2 : 2]:
                for part, why in _nulls(reading, side):
                    if part.name not in guarded:
                        problem = (
                            f"`[ … {word.text} … ]` fails on null, which reads as no, and {why}; "
                            "test for null first"
                        )
                        yield Found(side.line, problem, command)


# --- words that are never there -------------------------------------------------------------------


def _dead_comparison(reading: Reading) -> Iterator[Found]:
    for command in reading.commands:
        if command.name not in ("[", "[[", "test"):
            continue
        for place, word in enumerate(command.words):
            if word.text in _EQUAL and 0 < place < len(command.words) - 1:
                left, right = command.words[place - 1], command.words[place + 1]
                for value, against in ((left, right), (right, left)):
                    yield from _never(reading, command, value, against, word.text)


def _never(
    reading: Reading, command: Simple, value: Word, against: Word, sign: str
) -> Iterator[Found]:
    parts = [part for part in value.parts if part.text]
    printed = reading.printed.get(parts[0]) if len(parts) == 1 else None
    fixed = all(part.kind == "text" for part in against.parts)
    if printed is None or printed.shapes is None or not fixed or not against.text:
        return
    if command.kind == "test" and _PATTERN.search(against.text):
        return
    always = "always" if sign == "!=" else "never"
    strings = {kind_of(one) for one in alternatives(printed.shapes)} - {"null"} == {"string"}
    if not printed.raw and strings and against.text != "null":
        if not against.text.startswith('"'):
            problem = f"without -r jq prints the quotes, so this is {always} true"
            yield Found(against.line, problem, command)
        return
    words = spellings(printed.shapes, raw=printed.raw)
    if words is None or against.text in {*words, "null"}:
        return
    known = ", ".join(sorted(words - {"null"}))
    problem = f"this is {always} true: the answer is one of {known}, not {against.text}"
    yield Found(against.line, problem, command)


_QUEUE = f"SIZE=$(curl -s {_URL}/health/queue/status | jq -r .data.total_queued)"
_RATE = f'RATE=$(curl -s "{_URL}/health/metrics?hours=1" {_AUTH} | jq -r .data.error_rate)'

RULES = (
    Rule(
        "RB401",
        "exit-code",
        "warning",
        "`$?` is asked, but it does not say how the worker answered.",
        "Without `-f` curl ends with 0 on 503 as on 200. Behind a pipe `$?` is the last program's, "
        "and behind `local X=$(…)` it is that of `local`.",
        f"curl -s -X POST {_URL}/health/r2/test {_AUTH}\n"
        'if [ $? -eq 0 ]; then echo "R2 is back"; fi',
        f"curl -sf -X POST {_URL}/health/r2/test {_AUTH}\n"
        'if [ $? -eq 0 ]; then echo "R2 is back"; fi',
        _exit_code,
    ),
    Rule(
        "RB402",
        "condition",
        "warning",
        "curl without -f as a condition always holds.",
        "`if curl`, `until curl`, `curl && …` and `curl || …` ask for the exit code, which is 0 as "
        "soon as anything answers. Nothing is said where the answer is kept and read afterwards, "
        "or the exit code thrown away with `|| true`.",
        f'if curl -s {_URL}/health/status; then echo "all is well"; fi',
        f'if curl -sf {_URL}/health/status; then echo "the worker answers"; fi',
        _condition,
    ),
    Rule(
        "RB403",
        "null-counts-as-0",
        "warning",
        "A value that can be null is compared where null counts as 0.",
        "bc, `(( ))` and `[[ … -lt … ]]` take `null` for a variable that is 0, so a missing error "
        "rate is lower than any limit. A field can be null, and every field is null when "
        "the answer is an error and curl has no `-f`.",
        f'{_RATE}\nif (( $(echo "$RATE < 5" | bc -l) )); then echo "healthy"; fi',
        f'{_RATE}\nif [ "$RATE" != null ] && (( $(echo "$RATE < 5" | bc -l) )); then '
        'echo "healthy"; fi',
        _null_counts_as_0,
    ),
    Rule(
        "RB404",
        "null-is-no-number",
        "warning",
        "A value that can be null is compared as a number in `[ ]`.",
        "`[ null -eq 0 ]` is an error, which `if` takes for no: a loop that waits for it never "
        "ends. An alternative in jq (`// 0`), a test for null or `curl -f` makes the case plain.",
        f'{_QUEUE}\nif [ "$SIZE" -eq 0 ]; then echo "empty"; fi',
        f'{_QUEUE}\nif [ "$SIZE" = null ]; then echo "no answer"\n'
        'elif [ "$SIZE" -eq 0 ]; then echo "empty"; fi',
        _null_is_no_number,
    ),
    Rule(
        "RB405",
        "dead-comparison",
        "warning",
        "A value is compared with a string that it never equals.",
        "The field has a fixed set of values, or jq "
        "printed the quotes too because `-r` is missing. Upper and lower case differ.",
        f"S=$(curl -s {_URL}/health/status | jq -r .data.overall_status)\n"
        'if [ "$S" = healthy ]; then echo "all is well"; fi',
        f"S=$(curl -s {_URL}/health/status | jq -r .data.overall_status)\n"
        'if [ "$S" = HEALTHY ]; then echo "all is well"; fi',
        _dead_comparison,
    ),
)
