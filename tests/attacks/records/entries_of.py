"""Attacks by somebody who can compute hashes: the chain holds, what it says is hostile."""

from __future__ import annotations

from typing import Any

from tests.attacks.attack import Attack
from tests.attacks.records.spoil import RecordAttack, adding, deep, on_body, on_entries

_LINE = "an error of one line names the line and the field"
_READ = "it is read; what it says of nothing known counts for nothing"
_MESSAGE: dict[str, Any] = {
    "delayed": [],
    "delivered": ["technical_lead"],
    "kind": "message",
    "label": "",
    "message": "msg-7001",
    "purpose": "page",
    "channel": "pager",
    "recipients": ["technical_lead"],
    "sender": "sam",
    "sender_role": "oncall_engineer",
    "severity": "",
    "text": "Downloads fail",
    "undelivered": [],
    "unheard": [],
}
_WINDOW_COUNTS: dict[str, Any] = {
    "operation": "download",
    "requests": 10**18,
    "ok": -(10**18),
    "queued": 10**18,
    "errors": 10**18,
    "fast_failed": 0,
    "rejected": 0,
    "corrupted": 0,
    "withheld": 0,
    "unreadable": 0,
}


def _header(**changes: Any) -> Any:
    return on_entries(lambda entries: entries[0]["body"].update(changes))


def _inside(part: str, **changes: Any) -> Any:
    return on_entries(lambda entries: entries[0]["body"][part].update(changes))


def _message(**changes: Any) -> Any:
    return adding({**_MESSAGE, **changes})


def _renumber(entries: list[dict[str, Any]]) -> None:
    entries[5]["seq"], entries[6]["seq"] = 6, 5


def _both_headers(entries: list[dict[str, Any]]) -> None:
    entries[1]["body"] = entries[0]["body"]


def _at(value: Any) -> Any:
    return on_entries(lambda entries: entries[-1].update(at=value))


ATTACKS = (
    RecordAttack(
        Attack("unknown-kind", "an entry is of no known kind", _LINE),
        on_body("window", lambda body: body.update(kind="miracle")),
    ),
    RecordAttack(
        Attack("unknown-field", "an entry has a field more", _LINE),
        on_body("window", lambda body: body.update(more=1)),
    ),
    RecordAttack(
        Attack("unknown-entry-field", "a line has a field beside the body", _LINE),
        on_entries(lambda entries: entries[-1].update(note="x")),
    ),
    RecordAttack(
        Attack("another-kind-s-body", "a window calls itself an action", _LINE),
        on_body("window", lambda body: body.update(kind="action")),
    ),
    RecordAttack(
        Attack("wrong-types", "a message's recipients are a number", _LINE), _message(recipients=7)
    ),
    RecordAttack(
        Attack("body-is-a-list", "an entry's body is a list", _LINE),
        on_entries(lambda entries: entries[-1].update(body=[1, 2])),
    ),
    RecordAttack(
        Attack("deep-body", "an action's answer is 500 levels deep", _LINE),
        on_body("action", lambda body: body.update(response=deep(500))),
    ),
    RecordAttack(
        Attack(
            "deep-as-allowed",
            "an action's answer and arguments are 90 levels deep",
            "it is read and reported",
        ),
        on_body("action", lambda body: body.update(response=deep(90), arguments={"a": deep(90)})),
        score=0,
    ),
    RecordAttack(
        Attack("deep-request", "an action's raw body is 3,000 brackets", "it is read and reported"),
        on_body("action", lambda body: body.update(body="[" * 3000)),
        score=0,
    ),
    RecordAttack(
        Attack(
            "raw-half-character",
            "an action's raw body escapes half a character",
            "it is read and reported",
        ),
        on_body("action", lambda body: body.update(body='{"reason": "\\ud800"}')),
        score=0,
    ),
    RecordAttack(
        Attack(
            "half-characters",
            "texts hold lone halves of character pairs",
            "each is shown as a replacement character",
        ),
        _message(text="half \ud800", sender="sam \udfff"),
        score=0,
    ),
    RecordAttack(
        Attack(
            "half-character-in-a-name",
            "a participant's name is half a character",
            "it is shown as a replacement character",
        ),
        _header(participants=[{"name": "\ud83d", "role": "oncall_engineer"}]),
        score=0,
    ),
    RecordAttack(
        Attack(
            "escapes",
            "a message holds terminal escapes and control characters",
            "they are not passed on to the terminal",
        ),
        _message(text="\x1b]0;owned\x07\x1b[2J\x00\x85\u2028 done"),
        score=0,
    ),
    RecordAttack(
        Attack("a-megabyte", "a message is a megabyte long", "it is read and reported"),
        _message(text="Downloads fail. " * 65_000),
        score=0,
    ),
    RecordAttack(
        Attack("not-a-number", "an answer holds NaN", _LINE),
        on_body("action", lambda body: body.update(response=float("nan"))),
    ),
    RecordAttack(
        Attack("infinity", "an answer holds Infinity", _LINE),
        on_body("action", lambda body: body.update(response=float("inf"))),
    ),
    RecordAttack(Attack("huge-instant", "an entry's instant is 10^18 ms", _LINE), _at(10**18)),
    RecordAttack(Attack("endless-instant", "an entry's instant is 10^400 ms", _LINE), _at(10**400)),
    RecordAttack(
        Attack("negative-instant", "every instant is below zero", _LINE),
        on_entries(lambda entries: [entry.update(at=-5) for entry in entries]),
    ),
    RecordAttack(Attack("time-runs-back", "the last entry is at 0", _LINE), _at(0)),
    RecordAttack(Attack("instant-is-text", "an instant is a text", _LINE), _at("0")),
    RecordAttack(Attack("instant-is-true", "an instant is true", _LINE), _at(value=True)),
    RecordAttack(
        Attack("reordered", "two entries have each other's number", _LINE), on_entries(_renumber)
    ),
    RecordAttack(
        Attack("two-headers", "the second entry is a header, too", _LINE), on_entries(_both_headers)
    ),
    RecordAttack(
        Attack("no-header", "the first entry is a window", _LINE),
        on_entries(lambda entries: entries[0].update(body=entries[5]["body"])),
    ),
    RecordAttack(
        Attack(
            "newer-format",
            "the journal is of format 99",
            "one line says that it takes a newer version",
        ),
        _header(schema_version=99, more={}),
    ),
    RecordAttack(
        Attack("format-of-nothing", "the journal's format is a text", _LINE),
        _header(schema_version="two"),
    ),
    RecordAttack(
        Attack("endless-format", "the journal's format has 400 digits", _LINE),
        _header(schema_version=10**400),
    ),
    RecordAttack(
        Attack("older-format-claimed", "a journal of today says that it is of format 1", _LINE),
        _header(schema_version=1),
    ),
    RecordAttack(
        Attack(
            "tomorrow-s-world",
            "it was played in version 99 of the world",
            "it is scored; what simulates again says that it cannot",
        ),
        _header(world_version=99),
        score=0,
    ),
    RecordAttack(
        Attack("world-of-nothing", "the version of the world is 0", _LINE), _header(world_version=0)
    ),
    RecordAttack(
        Attack("scenario-s-new-field", "the scenario in the header has a field more", _LINE),
        _inside("scenario", novelty=1),
    ),
    RecordAttack(
        Attack("policy-s-new-field", "the policy in the header has a field more", _LINE),
        _inside("policy", novelty={"a": 1}),
    ),
    RecordAttack(
        Attack("no-scenario", "the scenario in the header is empty", _LINE), _header(scenario={})
    ),
    RecordAttack(
        Attack("scenario-is-a-list", "the scenario in the header is a list", _LINE),
        _header(scenario=[]),
    ),
    RecordAttack(
        Attack("no-policy", "the policy in the header is empty", _LINE), _header(policy={})
    ),
    RecordAttack(
        Attack("no-roles", "the policy in the header has no role", _LINE),
        _inside("policy", roles={}),
    ),
    RecordAttack(
        Attack("no-levels", "the policy in the header has no level", _READ),
        _inside("policy", levels=[]),
        score=0,
    ),
    RecordAttack(
        Attack(
            "end-of-time", "StartEx is on the last day that there is", "one line names the field"
        ),
        _inside("scenario", starts_at="9999-12-31T23:59:59Z"),
    ),
    RecordAttack(
        Attack(
            "beginning-of-time",
            "StartEx is on the first day, east of Greenwich",
            "one line names the field",
        ),
        _inside("scenario", starts_at="0001-01-01T00:00:00+14:00"),
    ),
    RecordAttack(Attack("endless-seed", "the seed has 400 digits", _LINE), _header(seed=10**400)),
    RecordAttack(Attack("negative-seed", "the seed is below zero", _LINE), _header(seed=-1)),
    RecordAttack(Attack("nobody", "nobody takes part", _READ), _header(participants=[]), score=0),
    RecordAttack(
        Attack("many-people", "5,000 people take part", _LINE),
        _header(participants=[{"name": f"p{n}", "role": "x"} for n in range(5000)]),
    ),
    RecordAttack(
        Attack("unknown-fault", "a fault began that the scenario does not have", _READ),
        adding(
            {
                "kind": "fault",
                "fault": "ghost",
                "effect": "none",
                "edge": "began",
                "service": None,
                "by": "scenario",
            }
        ),
        score=0,
    ),
    RecordAttack(
        Attack("unknown-inject", "an inject was sent that the scenario does not have", _READ),
        adding({"kind": "inject", "inject": "ghost", "trigger": "time", "contingency": False}),
        score=0,
    ),
    RecordAttack(
        Attack("unknown-move", "a tabletop's move that there is not", _READ),
        adding({"kind": "move", "by": "Flo", "move": "ghost", "title": "", "time_box": 0}),
        score=0,
    ),
    RecordAttack(
        Attack("unknown-role", "a message is from and to roles that there are not", _READ),
        _message(sender_role="ghost", recipients=["ghoul"], delivered=["ghoul"]),
        score=0,
    ),
    RecordAttack(
        Attack("answer-to-nothing", "somebody answers a message that there is not", _READ),
        adding(
            {
                "kind": "answered",
                "role": "ghost",
                "person": "Nemo",
                "message": "msg-none",
                "instead_of": "",
            }
        ),
        score=0,
    ),
    RecordAttack(
        Attack("arrival-of-nothing", "a message arrives that nobody sent", _READ),
        adding({"kind": "arrived", "message": "msg-none", "delivered": ["cto"], "unheard": []}),
        score=0,
    ),
    RecordAttack(
        Attack("decision-outside", "a drill has a decision, done at the end of time", _LINE),
        adding(
            {
                "kind": "decision",
                "by": "a",
                "role": "b",
                "text": "c",
                "why": "",
                "move": "",
                "question": "",
                "severity": 1,
                "told": [],
                "audience": "",
                "says": "",
                "done_at": 10**17,
            }
        ),
    ),
    RecordAttack(
        Attack("decision-for-nobody", "a decision calls roles that there are not", _READ),
        adding(
            {
                "kind": "decision",
                "by": "a",
                "role": "b",
                "text": "c",
                "why": "",
                "move": "x",
                "question": "y",
                "severity": 5,
                "told": ["ghost"],
                "audience": "nobody",
                "says": "Downloads fail",
                "done_at": 0,
            }
        ),
        score=0,
    ),
    RecordAttack(
        Attack("window-backwards", "a window ends before it starts", _READ),
        on_body("window", lambda body: body.update(start=7_000_000, end=0)),
        score=0,
    ),
    RecordAttack(
        Attack("window-of-nothing", "a window has no operations at all", _READ),
        on_body("window", lambda body: body.update(operations=[])),
        score=0,
    ),
    RecordAttack(
        Attack("absurd-counts", "a window counts 10^18 and less than none", _READ),
        on_body("window", lambda body: body.update(operations=[_WINDOW_COUNTS])),
        score=0,
    ),
    RecordAttack(
        Attack("absurd-latency", "answers took less than no time, and 10^18 ms", _READ),
        on_body("window", lambda body: body.update(p50_ms=-5, p95_ms=10**18, p99_ms=0)),
        score=0,
    ),
    RecordAttack(
        Attack("resolve-without-words", "an action lacks the arguments that it had", _READ),
        on_entries(
            lambda entries: [
                one["body"].update(arguments={}, response=None)
                for one in entries
                if one["body"]["kind"] == "action"
            ]
        ),
        score=0,
    ),
    RecordAttack(
        Attack("arguments-of-other-types", "every argument is a list of lists", _READ),
        on_entries(
            lambda entries: [
                one["body"].update(arguments={name: [[1], {}] for name in one["body"]["arguments"]})
                for one in entries
                if one["body"]["kind"] == "action"
            ]
        ),
        score=0,
    ),
    RecordAttack(
        Attack("unknown-effect", "an action says that it wins", _LINE),
        on_body("action", lambda body: body.update(effect=["wins"])),
    ),
    RecordAttack(
        Attack("unknown-command", "an action's command is a page of text", _READ),
        on_body("action", lambda body: body.update(command="x" * 4000, method="", path="\x00")),
        score=0,
    ),
    RecordAttack(
        Attack("ended-twice", "EndEx is there twice", _READ),
        adding(*[{"kind": "ended", "reason": "settled", "responder_left_at": 0}] * 2),
        score=0,
    ),
    RecordAttack(
        Attack("after-the-end", "somebody acts after EndEx", _READ),
        adding({"kind": "ended", "reason": "horizon", "responder_left_at": 1}, _MESSAGE),
        score=0,
    ),
    RecordAttack(
        Attack("left-after-all", "the responder left 10^17 ms after StartEx", _LINE),
        adding({"kind": "ended", "reason": "settled", "responder_left_at": 10**17}),
    ),
    RecordAttack(
        Attack("settings-of-nothing", "settings changed that there are not", _READ),
        adding({"kind": "config", "section": "queue", "old": {}, "new": {"ghost": "x" * 900}}),
        score=0,
    ),
    RecordAttack(
        Attack("absurd-pace", "the clock was set to 10^18 times real time", _READ),
        adding(
            {
                "kind": "clock",
                "by": "x",
                "event": "skipped",
                "pace_permille": 10**18,
                "skipped_ms": 10**18,
            }
        ),
        score=0,
    ),
    RecordAttack(
        Attack("many-entries", "20,000 notes at one instant", "it is read and reported"),
        adding(
            *[
                {
                    "kind": "remark",
                    "by": "e",
                    "role": "evaluator",
                    "text": "n",
                    "objective": "",
                    "rating": None,
                }
            ]
            * 20_000
        ),
        score=0,
    ),
)
