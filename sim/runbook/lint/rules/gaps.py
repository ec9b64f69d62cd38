"""RB501-RB506: gaps that somebody has to fill in, and samples that nobody replaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.commands.dispatch import ADMIN_TOKEN
from sim.runbook.lint.calls import BOUND
from sim.runbook.lint.messages import in_message
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.lint.rules.fields import names_given
from sim.runbook.placeholders import normal
from sim.runbook.shell.variables import variables_read, variables_set
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.runbook.lint.reading import Reading
    from sim.runbook.shell.script import Simple, Word

_GET = f"curl -s https://{PRODUCTION_HOST}"
_POST = f"curl -s -X POST https://{PRODUCTION_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'
_LITERAL = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_IN_JQ_TEXT = re.compile(r"\"\$\{?([A-Za-z_]\w*)\}?\"")
_SAMPLE = re.compile(
    r"(?<![\w./-])(?:(?:file|user|backup|incident)[_-]?\d{1,3}"
    r"|(?:\w+_)?backup_\d{8}_\d{4,6}|(?:your|my|example|sample)[_-](?:\w+[_-])?id)(?![\w.-])",
    re.IGNORECASE,
)
_SAMPLE_NUMBERS = re.compile(r"\[\s*123\s*(?:,\s*456\s*(?:,\s*789\s*)?)?\]")
_DATE = re.compile(
    r"(?:(?<=[\"'=/])|^)20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?=[\"'&]|$)"
)
_SOURCES = ("source", ".")
_USUAL = frozenset(("CI", "EDITOR", "LOGNAME", "PAGER", "DISPLAY", "VISUAL", "COLUMNS", "LINES"))


def _unbound(reading: Reading) -> Iterator[Found]:
    for sent in reading.sent:
        for one in sent.unbound:
            if not in_message(sent, one.text):
                problem = f"no value for {one.text}; bind it, or say where to find it"
                yield Found(sent.line_of(one.text), problem, sent.command)


def _unassigned(reading: Reading) -> Iterator[Found]:
    if any(command.name in _SOURCES for command in reading.commands):
        return
    known = {name for block in reading.blocks for name in variables_set(block.script)}
    known |= {one.name for command in reading.commands for one in command.assigned}
    known |= _USUAL
    declared = {normal(name) for name in reading.settings.bindings}
    told: set[str] = set()
    for block in reading.blocks:
        for use in variables_read(block.script):
            if use.guarded or use.name in known or use.name in told:
                continue
            if normal(use.name) in declared:
                continue
            told.add(use.name)
            stands = "; in a run it has a default" if normal(use.name) in BOUND else ""
            problem = f"{use.name} is never given a value in this document{stands}"
            yield Found(use.line, problem)


def _in_single_quotes(reading: Reading) -> Iterator[Found]:
    known = {one.name for command in reading.commands for one in command.assigned}
    for sent in reading.sent:
        texts = (*sent.words, *(one.target for one in sent.command.redirects))
        yield from _literal(sent.command, texts, _LITERAL, known)
    for use in reading.jqs:
        if use.program is not None and use.call is not None:
            yield from _literal(use.command, (use.program,), _IN_JQ_TEXT, known)


def _literal(
    command: Simple, words: tuple[Word, ...], pattern: re.Pattern[str], known: set[str]
) -> Iterator[Found]:
    for word in words:
        for part in word.parts:
            if part.kind != "text" or part.quote != "'":
                continue
            for name in dict.fromkeys(pattern.findall(part.text)):
                if name in known or name.isupper():
                    line = word.line_of(f"${name}" if f"${name}" in word.raw else f"${{{name}")
                    problem = (
                        f"in single quotes ${name} is sent as its name, not its value; "
                        f"close them around it: '\"${name}\"'"
                    )
                    yield Found(line, problem, command)


def _literal_texts(reading: Reading) -> Iterator[tuple[Simple, Word, str]]:
    """What is sent or assigned as it stands, with its word."""
    seen = set()
    for sent in reading.sent:
        if sent.command in seen:
            continue
        seen.add(sent.command)
        for before, word in zip(sent.words, sent.words[1:], strict=False):
            if before.text not in ("-H", "--header"):
                yield sent.command, word, word.text
        for redirect in sent.command.redirects:
            if redirect.operator.startswith("<<"):
                yield sent.command, redirect.target, redirect.target.text
    for command in reading.commands:
        for assignment in command.assigned:
            parts = assignment.value.parts
            if parts and all(part.kind == "text" for part in parts):
                yield command, assignment.value, assignment.value.text


def _samples(reading: Reading) -> Iterator[Found]:
    for command, word, text in _literal_texts(reading):
        found = [*_SAMPLE.findall(text), *_SAMPLE_NUMBERS.findall(text)]
        if found:
            shown = ", ".join(dict.fromkeys(found))
            problem = f"{shown}: copied from an example; take it from an earlier answer"
            yield Found(word.line_of(found[0]), problem, command)


def _dates(reading: Reading) -> Iterator[Found]:
    for command, word, text in _literal_texts(reading):
        found = _DATE.findall(text)
        if found:
            problem = f"{found[0]}: a fixed date; the incident has another one"
            yield Found(word.line_of(found[0]), problem, command)


def _two_names(reading: Reading) -> Iterator[Found]:
    first: dict[str, tuple[str, int]] = {}
    told: set[tuple[str, str]] = set()
    for sent in reading.sent:
        for name, field, line in names_given(sent):
            spelled, at = first.setdefault(field, (name, line))
            if name != spelled and (field, name) not in told:
                told.add((field, name))
                problem = f"{name!r} is called {spelled!r} in line {at}; use one name"
                yield Found(line, problem, sent.command)


_STATUS = f"{_GET}/api/backup/status/$BACKUP_ID {_AUTH}"
_LATEST = f"BACKUP_ID=$({_GET}/api/backup/list {_AUTH} | jq -r '.data[0].id')"
_VERIFY = f"{_POST}/api/files/verify-restored {_AUTH}"
_FILES = f"FILES=$({_GET}/api/files/corruption-report {_AUTH} | jq -c '[.data.files[].file_id]')"

RULES = (
    Rule(
        "RB501",
        "unbound-placeholder",
        "error",
        "A request has a placeholder that is not bound.",
        "Looked for: `<name>`, `[NAME]` and `/:name` in URLs, headers and "
        "bodies. In a run the request fails; in a real "
        "incident somebody sends the brackets. Bind it under `bindings`, or "
        "read the value from an earlier answer.",
        f'{_GET}"/health/services/<which_service>"',
        f'{_GET}"/health/services/R2_STORAGE"',
        _unbound,
    ),
    Rule(
        "RB502",
        "unassigned-variable",
        "warning",
        "A variable is read that the document never gives a value.",
        "It is empty when the runbook is used. Exempt: variables that are checked first "
        '(`${X:?set it}`, `[ -z "$X" ]`), that the bindings declare, or that a sourced file may '
        "bring. Each name is reported once.",
        f"{_STATUS}",
        f"{_LATEST}\n{_STATUS}",
        _unassigned,
    ),
    Rule(
        "RB503",
        "literal-variable",
        "error",
        "A variable in single quotes is sent as its name, not its value.",
        "In single quotes bash puts nothing in. The worker gets the name and answers that there is "
        "no such thing.",
        f"{_LATEST}\n{_POST}/api/backup/verify/$BACKUP_ID {_AUTH}\n"
        f"""{_POST}/api/backup/rollback {_AUTH} -d '{{"target_backup": "$BACKUP_ID"}}'""",
        f"{_LATEST}\n{_POST}/api/backup/verify/$BACKUP_ID {_AUTH}\n"
        f"""{_POST}/api/backup/rollback {_AUTH} -d '{{"target_backup": "'"$BACKUP_ID"'"}}'""",
        _in_single_quotes,
    ),
    Rule(
        "RB504",
        "sample-id",
        "warning",
        "An identifier is copied from an example.",
        "`file1`, `user 123`, `backup_20240115_060000`: files and backups "
        "have other names in a real incident. Take "
        "them from an earlier answer, so that the step works unchanged.",
        f"""{_VERIFY} -d '{{"file_ids": ["file1", "file2"]}}'""",
        f"""{_FILES}\n{_VERIFY} -d "{{\\"file_ids\\": $FILES}}\"""",
        _samples,
    ),
    Rule(
        "RB505",
        "sample-date",
        "warning",
        "A date is fixed in the document.",
        "A query for last year's events finds nothing and looks like good news. Use `date`, a "
        "variable that the first step sets, or a placeholder.",
        f'{_GET}"/health/events?since=2024-01-01T00:00:00Z"',
        f'SINCE=$(date -u +%FT00:00:00Z)\n{_GET}"/health/events?since=$SINCE"',
        _dates,
    ),
    Rule(
        "RB506",
        "two-names",
        "hint",
        "The document calls one field by two names.",
        "The worker takes both. A reader wonders whether they differ.",
        f"""{_FILES}\n{_POST}/api/files/quarantine {_AUTH} -d "{{\\"file_ids\\": $FILES}}\"
{_POST}/api/files/unquarantine {_AUTH} -d "{{\\"fileIds\\": $FILES}}\"""",
        f"""{_FILES}\n{_POST}/api/files/quarantine {_AUTH} -d "{{\\"file_ids\\": $FILES}}\"
{_POST}/api/files/unquarantine {_AUTH} -d "{{\\"file_ids\\": $FILES}}\"""",
        _two_names,
    ),
)
