"""One timeline row per journal entry: who did what, in words, before anything is collapsed.

A fold over the journal's kinds that ends in `assert_never`; merging rows is the business of
`timeline`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from reports.conduct_rows import (
    clock_row,
    decision_row,
    joined_row,
    move_row,
    msel_row,
    remark_row,
)
from reports.phrases import END_REASONS, EXERCISE_TYPES, actor, in_capitals, titled
from reports.row import LogRow, Quote
from reports.storage_rows import backup_row, files_row, scan_row
from reports.talk_rows import talk_row
from scoring.verdict import script_called
from sim.journal.bodies import (
    Action,
    Alert,
    Answered,
    Arrived,
    BreakerMoved,
    ConfigChanged,
    Ended,
    FaultEdge,
    Header,
    HealthChanged,
    InjectSent,
    Message,
    ModeChanged,
    QueueChanged,
    Window,
)
from sim.journal.conduct import (
    ClockChanged,
    Decision,
    InjectChanged,
    Joined,
    MoveBegan,
    Remark,
)
from sim.journal.json_text import NotJsonError, parse, without_surrogates
from sim.journal.stored import BackupChanged, FilesChanged, ScanChanged
from sim.journal.talk import TalkEntry
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from pydantic import JsonValue

    from reports.row import Tone
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

_REFUSED = 400
_LONGEST_DETAIL = 320
_BREAKER_WORDS = {"CLOSED": "closed", "OPEN": "open", "HALF_OPEN": "half-open"}
_PURPOSES = {
    "page": "page",
    "post": "post",
    "broadcast": "broadcast",
    "status_page": "status page",
    "call": "call",
    "email": "e-mail",
    "chat": "chat",
    "inject": "inject",
}


def shortened(text: str) -> str:
    """A text cut at a length that a table cell bears."""
    return text if len(text) <= _LONGEST_DETAIL else text[: _LONGEST_DETAIL - 1].rstrip() + "…"


def _fault(entry: Entry, body: FaultEdge) -> LogRow:
    place = f" (service {body.service})" if body.service else ""
    ended = "ends, repaired by the vendor" if body.by == "vendor" else "ends"
    what = f"{titled(body.fault)} {'begins' if body.edge == 'began' else ended}"
    detail = f"{titled(body.effect)}{place}"
    return LogRow(
        (entry.seq,), entry.at, "Fault", what, "truth", detail=detail, flag="ground truth"
    )


def _breaker(entry: Entry, body: BreakerMoved) -> LogRow:
    old, new = _BREAKER_WORDS[body.old], _BREAKER_WORDS[body.new]
    by_hand = body.by == "operator"
    what = f"Set from {old} to {new}" if by_hand else f"{old.capitalize()} → {new}"
    by = "by an operator" if by_hand else ""
    return LogRow((entry.seq,), entry.at, "Breaker", what, "service", detail=body.reason, flag=by)


def _mode(entry: Entry, body: ModeChanged) -> LogRow:
    moved = "made read-only" if body.mode == "degraded" else "returned to normal mode"
    what = f"{body.service} {moved}"
    by = "by an operator" if body.by == "operator" else "automatically"
    return LogRow((entry.seq,), entry.at, "Mode", what, "service", detail=body.reason, flag=by)


def _health(entry: Entry, body: HealthChanged) -> LogRow:
    what = f"{body.service} {body.old} → {body.new}"
    return LogRow((entry.seq,), entry.at, "Health", what, "service", detail=body.reason)


def _alert(entry: Entry, body: Alert) -> LogRow:
    channel = f" on {body.channel}" if body.channel else ""
    states = {
        "fired": f"Alert fired ({body.level})",
        "delivered": f"Alert delivered{channel}",
        "undelivered": f"Alert not delivered{channel}",
        "cleared": "Alert cleared",
    }
    what, detail = states[body.state], body.text
    if body.state == "cleared":
        # What it said when it fired is its name by now, and no news.
        what, detail = f"{what}: “{shortened(detail)}”", ""
    return LogRow((entry.seq,), entry.at, "Monitoring", what, "alert", detail=detail)


def _queue(entry: Entry, body: QueueChanged) -> LogRow:
    pending = f"{body.pending} pending"
    words = {
        "started": ("First operation queued", pending),
        "full": ("Queue full, first operation turned away", pending),
        "forced": (
            "Queue pass forced",
            f"{body.attempted} attempted, {body.completed} completed, {pending}",
        ),
        "lost": (f"Operations lost: {body.lost}", ", ".join(body.operations)),
        "drained": ("Queue drained", "nothing pending"),
    }
    what, detail = words[body.event]
    return LogRow((entry.seq,), entry.at, "Queue", what, "service", detail=shortened(detail))


def _answer_message(response: JsonValue) -> str:
    message = response.get("message") if isinstance(response, dict) else None
    if message is None and isinstance(response, dict):
        message = response.get("error")
    return message if isinstance(message, str) else ""


def _argument_words(body: str) -> str:
    """The request's body as `key: value` pairs; as it stands when it is not a JSON object."""
    try:
        data: object = without_surrogates(parse(body)) if body.strip() else {}
        if not isinstance(data, dict):
            return body
        return ", ".join(
            f"{key}: {value if isinstance(value, str) else json.dumps(value)}"
            for key, value in data.items()
        )
    except NotJsonError:
        return body


def _typed(body: Action) -> str:
    """The name of a command that tells or decides something, as people type it; "" for others."""
    people = body.method != "GET" and body.path.startswith("/exercise/")
    return body.command if people else ""


def _action(entry: Entry, body: Action) -> LogRow:
    refused = body.status >= _REFUSED
    parts = [_argument_words(body.body)]
    if refused or body.method != "GET":
        answer = _answer_message(body.response)
        parts.append(f"→ {answer}" if answer else "")
    place = "" if body.host == PRODUCTION_HOST else f"https://{body.host}"
    return LogRow(
        (entry.seq,),
        entry.at,
        actor(body.actor),
        body.command or "unknown command",
        "refused" if refused else "action",
        code=_typed(body) or f"{body.method} {place}{body.path}",
        detail=shortened(" ".join(part for part in parts if part)),
        flag=f"refused, {body.status}" if refused else str(body.status),
    )


def quote(body: Message, policy: Policy) -> Quote:
    """A message's words, how they were sent and whom they reached."""
    reached = ", ".join(policy.called(name) for name in body.delivered)
    missed = ", ".join(policy.called(name) for name in body.undelivered)
    label = f" {body.label}" if body.label else ""
    parts = [f"{_PURPOSES[body.purpose]}{label} → {reached or 'reached nobody'}"]
    if missed:
        parts.append(f"not delivered to {missed}")
    for names, words in ((body.delayed, "on its way to"), (body.unheard, "not noticed by")):
        if names:
            parts.append(f"{words} {', '.join(policy.called(name) for name in names)}")
    return Quote(shortened(body.text), "; ".join(parts))


def _message(entry: Entry, body: Message, policy: Policy) -> LogRow:
    tone: Tone = "inject" if body.purpose == "inject" else "message"
    what = "says" if body.purpose == "chat" else f"sends a {_PURPOSES[body.purpose]}"
    who = actor(body.sender) if script_called(body.sender) else titled(body.sender)
    return LogRow((entry.seq,), entry.at, who, what, tone, quotes=(quote(body, policy),))


def _arrived(entry: Entry, body: Arrived, policy: Policy) -> LogRow:
    names = ", ".join(policy.called(name) for name in body.delivered)
    what = f"{body.message} arrives late at {names}"
    flag = "ground truth: not noticed" if body.unheard else ""
    return LogRow((entry.seq,), entry.at, "Messages", what, "message", flag=flag)


def _answered(entry: Entry, body: Answered, policy: Policy) -> LogRow:
    who = f"{body.person}, {policy.called(body.role)}"
    instead = f"answers instead of {policy.called(body.instead_of)}" if body.instead_of else ""
    return LogRow((entry.seq,), entry.at, who, instead or "answers", "message")


def _config(entry: Entry, body: ConfigChanged) -> LogRow:
    changes = ", ".join(
        f"{name}: {body.old.get(name, '?')} → {value}" for name, value in body.new.items()
    )
    what = f"Settings of {body.section} changed"
    flag = "by an operator"
    return LogRow(
        (entry.seq,), entry.at, "Config", what, "service", detail=shortened(changes), flag=flag
    )


def _inject(entry: Entry, body: InjectSent) -> LogRow:
    flag = "contingency inject" if body.contingency else "inject"
    return LogRow((entry.seq,), entry.at, "MSEL", titled(body.inject), "inject", flag=flag)


def _ended(entry: Entry, body: Ended) -> LogRow:
    return LogRow((entry.seq,), entry.at, "EndEx", END_REASONS[body.reason].capitalize(), "frame")


def row_of(entry: Entry, policy: Policy) -> LogRow | None:  # noqa: C901, PLR0911, PLR0912 - one arm per kind of entry, no logic
    """The row of one entry; None for windows, which the chart shows."""
    match entry.body:
        case Header() as body:
            what = f"{in_capitals(EXERCISE_TYPES[body.exercise_type])} begins"
            return LogRow(
                (entry.seq,), entry.at, "StartEx", what, "frame", detail=f"seed {body.seed}"
            )
        case FaultEdge() as body:
            return _fault(entry, body)
        case BreakerMoved() as body:
            return _breaker(entry, body)
        case ModeChanged() as body:
            return _mode(entry, body)
        case HealthChanged() as body:
            return _health(entry, body)
        case Alert() as body:
            return _alert(entry, body)
        case QueueChanged() as body:
            return _queue(entry, body)
        case Window():
            return None
        case Action() as body:
            return _action(entry, body)
        case Message() as body:
            return _message(entry, body, policy)
        case Arrived() as body:
            return _arrived(entry, body, policy)
        case Answered() as body:
            return _answered(entry, body, policy)
        case ConfigChanged() as body:
            return _config(entry, body)
        case FilesChanged() as body:
            return files_row(entry, body)
        case BackupChanged() as body:
            return backup_row(entry, body)
        case ScanChanged() as body:
            return scan_row(entry, body)
        case InjectSent() as body:
            return _inject(entry, body)
        case Joined() as body:
            return joined_row(entry, body, policy)
        case ClockChanged() as body:
            return clock_row(entry, body)
        case InjectChanged() as body:
            return msel_row(entry, body)
        case Remark() as body:
            return remark_row(entry, body)
        case MoveBegan() as body:
            return move_row(entry, body)
        case Decision() as body:
            return decision_row(entry, body, policy)
        case TalkEntry() as body:
            return talk_row(entry, body)
        case Ended() as body:
            return _ended(entry, body)
        case _:
            assert_never(entry.body)
