"""RB601-RB607: what reaches people, what they read in it, and what cannot be taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from pydantic import ValidationError

from sim.commands.console import request_of
from sim.commands.dispatch import ADMIN_TOKEN, explain
from sim.commands.table import at_path, incident_commands
from sim.errors import Unusable
from sim.language.echo import UNCHECKABLE, checkable, heard
from sim.runbook.lint.calls import BOUND
from sim.runbook.lint.messages import in_message
from sim.runbook.lint.rule import Found, Rule
from sim.runbook.lint.told import told
from sim.runbook.placeholders import find, normal
from sim.runbook.shell.reader import DECLARATIONS
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.command_set import Effect
    from sim.runbook.lint.calls import Sent
    from sim.runbook.lint.reading import Reading
    from sim.runbook.shell.script import Simple

_POST = f"curl -s -X POST https://{PRODUCTION_HOST}"
_AUTH = f'-H "Authorization: Bearer {ADMIN_TOKEN}"'
_NAMES = frozenset(command.name for command in incident_commands())
_PROOFS: tuple[Effect, ...] = ("tests_r2", "tests_operations")


def _does(sent: Sent, *effects: Effect) -> bool:
    """Whether the request is a command with one of these effects."""
    return sent.row is not None and not set(effects).isdisjoint(sent.row.effect)


def _said(reading: Reading) -> Iterator[Simple]:
    """The incident commands in the blocks; `declare -A` is the shell's own."""
    for command in reading.commands:
        if command.kind != "simple" or command.name not in _NAMES or command.assigned:
            continue
        rest = command.words[1:]
        if command.name in DECLARATIONS and (not rest or rest[0].text.startswith("-")):
            continue
        yield command


def _left_in_message(reading: Reading) -> Iterator[Found]:
    for sent in reading.sent:
        for one in sent.unbound:
            if in_message(sent, one.text):
                yield Found(sent.line_of(one.text), _left(one.text), sent.command)
    declared = {normal(name) for name in reading.settings.bindings} | BOUND
    for command in _said(reading):
        for word in command.words[1:]:
            for one in find("".join(part.text for part in word.parts if part.kind == "text")):
                if one.kind in ("angle", "square") and normal(one.name) not in declared:
                    yield Found(word.line_of(one.text), _left(one.text), command)


def _left(text: str) -> str:
    return f"people would read {text}; say how to fill it in, or bind it"


def _bad_form(reading: Reading) -> Iterator[Found]:
    for command in _said(reading):
        if any(part.kind != "text" for word in command.words for part in word.parts):
            continue
        try:
            request = request_of([word.text for word in command.words])
        except Unusable as refused:
            yield Found(command.line, str(refused), command)
            continue
        path, _, query = request.path.partition("?")
        given = json.loads(request.body) if request.body else dict(parse_qsl(query))
        params = at_path(path)[0][0].params
        try:
            params.model_validate(given)
        except ValidationError as refused:
            yield Found(command.line, f"{command.name}: {explain(refused, params)}", command)


def _clears(reading: Reading) -> Iterator[Found]:
    for sent in reading.sent:
        if _does(sent, "deletes_files") and sent.host != TEST_HOST:
            problem = (
                "deletes every file; what was written since the last backup is lost for good, "
                "and a restore does not need an empty bucket"
            )
            yield Found(sent.url_line, problem, sent.command)


def _restores_unverified(reading: Reading) -> Iterator[Found]:
    verified = False
    for sent in reading.sent:
        verified = verified or _does(sent, "verifies_backup")
        if _does(sent, "restores_files") and not verified:
            problem = "no backup was verified before this; a corrupt one replaces good files"
            yield Found(sent.url_line, problem, sent.command)


def _resets_untested(reading: Reading) -> Iterator[Found]:
    tested = False
    for sent in reading.sent:
        tested = tested or _does(sent, *_PROOFS)
        if _does(sent, "resets") and not tested:
            problem = (
                "nothing has tested R2 before this: the breaker opens again on the next failures, "
                "and users pay for each; POST /health/r2/test first"
            )
            yield Found(sent.url_line, problem, sent.command)


def _read_as(reading: Reading) -> Iterator[Found]:
    for one in told(reading.sent, _said(reading)):
        rest = "" if one.whole else ", as far as it is written out"
        yield Found(one.line, f"{heard(one.heard)}{rest}", one.command)


def _uncheckable(reading: Reading) -> Iterator[Found]:
    for one in told(reading.sent, _said(reading)):
        if one.public and one.whole and not checkable(one.heard):
            yield Found(one.line, UNCHECKABLE, one.command)


_TELL = f"{_POST}/health/notifications/broadcast {_AUTH}"
_RESTORE = f'{_POST}/api/backup/restore/"<backup_id>" {_AUTH}'

RULES = (
    Rule(
        "RB601",
        "placeholder-in-message",
        "warning",
        "A message to people contains a placeholder.",
        "Under stress it is sent as it is. `[Brief Description]` in a message, a page or a post "
        "either has a binding, or the sentence can do without.",
        f"""{_TELL} \\\n  -d '{{"type": "INCIDENT_UPDATE", "severity": "HIGH", """
        """"message": "Downloads are failing: [CAUSE]"}'""",
        f"""{_TELL} \\\n  -d '{{"type": "INCIDENT_UPDATE", "severity": "HIGH", """
        """"message": "Downloads are failing, we know why."}'""",
        _left_in_message,
    ),
    Rule(
        "RB602",
        "people-command",
        "error",
        "An incident command, such as `page`, has the wrong arguments.",
        "`declare`, `page`, `post`, `status-page` and the others are understood as in a drill; "
        "`tabletop commands` shows their forms. Whether a role exists is the policy's to say.",
        'status-page down "Downloads are failing."',
        'status-page investigating "Downloads are failing."',
        _bad_form,
    ),
    Rule(
        "RB603",
        "clears-bucket",
        "warning",
        "The step deletes every file.",
        "It cannot be taken back: what was written since the last backup is "
        "gone. If the document needs it, ignore this "
        "rule on its line and say above it who decides.",
        f"""{_POST}/api/files/clear-bucket {_AUTH} -d '{{"confirm": true}}'""",
        f"# tabletop: ignore=RB603\n"
        f"""{_POST}/api/files/clear-bucket {_AUTH} -d '{{"confirm": true}}'""",
        _clears,
    ),
    Rule(
        "RB604",
        "restore-unverified",
        "warning",
        "A backup is restored that was not verified before.",
        "Only `POST /api/backup/verify/:id` shows that a backup is "
        "corrupt; the document must have it "
        "above the restore or rollback.",
        _RESTORE,
        f'{_POST}/api/backup/verify/"<backup_id>" {_AUTH}\n{_RESTORE}',
        _restores_unverified,
    ),
    Rule(
        "RB605",
        "reset-untested",
        "warning",
        "The breaker is reset manually before R2 was tested.",
        "The document must test R2 or users' operations "
        "above `circuit-breaker/reset` and `force-recovery`.",
        f"{_POST}/health/circuit-breaker/reset {_AUTH}",
        f"{_POST}/health/r2/test {_AUTH}\n{_POST}/health/circuit-breaker/reset {_AUTH}",
        _resets_untested,
    ),
    Rule(
        "RB606",
        "read-as",
        "hint",
        "How a message is understood.",
        "Messages are checked against the facts. This hint is no criticism: it shows how each "
        "message is understood (which subjects, in which state, and what it promises), so that you "
        "can see in advance when one is taken for something else, or for nothing. Variables and "
        "placeholders are left open. `tabletop claims` shows the same for any text.",
        'post slack "Downloads are failing, uploads are queued. Next update in 20 minutes."',
        "echo done",
        _read_as,
        informs=True,
    ),
    Rule(
        "RB607",
        "says-nothing",
        "warning",
        "A message to users or the public does not say how things are.",
        "A notice has to say what works and what does not, or that it is over; otherwise nobody "
        "who reads it knows more than before. Either in words, or stated outright: `--says "
        'downloads=failing`, in a broadcast `"claims": {"downloads": "failing"}`. A message with '
        "words that only a run knows is not judged.",
        'status-page investigating "We are looking into it."',
        'status-page investigating "We are looking into it." --says downloads=failing',
        _uncheckable,
    ),
)
