"""The timeline people read: journal entries as rows, with what belongs together in one row.

Breaker trials that fail again and again, an alert with its deliveries, a command with the message
it sent, the same look repeated: each becomes one row that keeps every entry's anchor.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from reports import attempt
from reports.format import clock, often, spoken
from reports.row import LogRow
from reports.rows import quote, row_of
from sim.journal.bodies import Action, Alert, Answered, BreakerMoved, InjectSent, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def _is_trial(entry: Entry) -> bool:
    """Half of a failed trial: the breaker opens a little, or shuts again."""
    body = entry.body
    return (
        isinstance(body, BreakerMoved)
        and body.by == "traffic"
        and (body.old, body.new) in {("OPEN", "HALF_OPEN"), ("HALF_OPEN", "OPEN")}
    )


def trial_runs(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Runs of failed trials, each a list of moves to HALF_OPEN and OPEN in turn.

    Other kinds of entries in between do not end a run, any other move of the breaker does. A
    trial that went on to succeed is in no run.
    """
    runs: list[list[Entry]] = [[]]
    for entry in entries:
        if not isinstance(entry.body, BreakerMoved):
            continue
        if _is_trial(entry):
            runs[-1].append(entry)
        else:
            runs.append([])
    # A half-open breaker that did not open again has had a trial that succeeded, or met EndEx.
    whole = [run[: len(run) - len(run) % 2] for run in runs]
    return [run for run in whole if run]


def _each(gap: str) -> str:
    """A gap between events as a rate: `once a minute` for `1 min`, `every 45 s`."""
    return "once a minute" if gap == "1 min" else f"every {gap}"


def _trials_row(run: Sequence[Entry]) -> LogRow:
    seqs = tuple(entry.seq for entry in run)
    trials, first, last = len(run) // 2, run[0], run[-1]
    if trials == 1:
        return LogRow(seqs, first.at, "Breaker", "A trial call failed, it reopens", "service")
    # From the first trial's beginning to the last one's: one gap fewer than trials.
    gap = spoken((run[-2].at - first.at) // (trials - 1))
    what = f"Trial calls failed about {_each(gap)} ({often(trials, clock(last.at))})"
    return LogRow(
        seqs,
        first.at,
        "Breaker",
        what,
        "service",
        until=last.at,
        detail="it reopened each time",
    )


def _alert_key(entry: Entry) -> str:
    body = entry.body
    return body.alert if isinstance(body, Alert) and body.state != "cleared" else ""


def _channels(firing: Sequence[Entry], state: str) -> list[str]:
    return [
        str(entry.body.channel)
        for entry in firing
        if isinstance(entry.body, Alert) and entry.body.state == state
    ]


def _alert_row(firing: Sequence[Entry], policy: Policy) -> LogRow | None:
    row = row_of(firing[0], policy)
    delivered, failed = _channels(firing, "delivered"), _channels(firing, "undelivered")
    if row is None or len(firing) == 1:
        return row
    parts = []
    if delivered:
        at = next(
            entry.at
            for entry in firing
            if isinstance(entry.body, Alert) and entry.body.state == "delivered"
        )
        after = "at once" if at == row.at else f"after {spoken(at - row.at)}"
        parts.append(f"delivered {after} on {', '.join(delivered)}")
    if failed:
        parts.append(f"not delivered on {', '.join(failed)}")
    return replace(
        row,
        seqs=tuple(entry.seq for entry in firing),
        detail=f"{row.detail}; {'; '.join(parts)}",
    )


class _Merged:
    """Which entries are told by another entry's row, and those rows."""

    def __init__(self, entries: Sequence[Entry], policy: Policy) -> None:
        self.rows: dict[int, LogRow | None] = {}
        for run in trial_runs(entries):
            self._tell(run, attempt.row(run[0], partial(_trials_row, run)))
        firings: dict[str, list[Entry]] = {}
        for entry in entries:
            if key := _alert_key(entry):
                firings.setdefault(key, []).append(entry)
        for firing in firings.values():
            self._tell(firing, attempt.row(firing[0], partial(_alert_row, firing, policy)))

    def _tell(self, group: Sequence[Entry], row: LogRow | None) -> None:
        # None for every entry of the group: only the first one's number gets the row.
        self.rows |= dict.fromkeys(entry.seq for entry in group)
        self.rows[group[0].seq] = row


def _with_message(row: LogRow, entry: Entry, body: Message, policy: Policy) -> LogRow:
    words = quote(body, policy)
    who = body.sender if row.who == "MSEL" else row.who
    # A command's arguments are the message's words; once is enough.
    detail = "" if row.code else row.detail
    return replace(
        row, who=who, seqs=(*row.seqs, entry.seq), quotes=(*row.quotes, words), detail=detail
    )


def _speaks(before: Entry | None, entry: Entry, body: Message) -> bool:
    """Whether this message is what the entry before it said."""
    if before is None or before.at != entry.at:
        return False
    if isinstance(before.body, Message):
        return before.body.sender == body.sender and before.body.text == body.text
    if isinstance(before.body, Action):
        return before.body.actor == body.sender
    return isinstance(before.body, Answered | InjectSent)


def _repeats(row: LogRow, before: LogRow) -> bool:
    """The same look again, with nothing told in between."""
    same = (row.who, row.code, row.flag, row.detail) == (
        before.who,
        before.code,
        before.flag,
        before.detail,
    )
    # Only looks: a change that is made twice is told twice.
    return same and row.tone == "action" and row.code.startswith("GET ")


def _told(entries: Sequence[Entry], policy: Policy) -> list[LogRow]:
    merged = _Merged(entries, policy)
    rows: list[LogRow] = []
    before: Entry | None = None
    for entry in entries:
        body = entry.body
        if rows and isinstance(body, Message) and _speaks(before, entry, body):
            told = partial(_with_message, rows[-1], entry, body, policy)
            row = attempt.row(entry, told)
            if row is not None and row.seqs[0] != entry.seq:
                rows.pop()  # told by the row of what it was said with
        elif entry.seq in merged.rows:
            row = merged.rows[entry.seq]
        else:
            row = attempt.row(entry, partial(row_of, entry, policy))
        if row is not None:
            rows.append(row)
        before = entry
    return rows


def _repetition(rows: Sequence[LogRow]) -> LogRow:
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return first
    detail = often(len(rows), clock(last.at))
    seqs = tuple(seq for row in rows for seq in row.seqs)
    return replace(first, seqs=seqs, until=last.at, detail=detail)


def timeline(entries: Sequence[Entry], policy: Policy) -> tuple[LogRow, ...]:
    """The rows of a journal in order of their first entry; windows have none."""
    groups: list[list[LogRow]] = []
    for row in _told(entries, policy):
        if groups and _repeats(row, groups[-1][-1]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(_repetition(group) for group in groups)
