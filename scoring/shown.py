"""Words for findings: what was said, what it was read as, and how the world was beside it.

Sentences only; what they cost is decided elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.truth import failures
from scoring.verdict import some
from sim.language.echo import UNDERSTOOD, state_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.said import Held, Said
    from sim.journal.bodies import Window
    from sim.language.model import State, Subject


_NAMED = {"service": "the service as a whole", "sign_in": "sign-in"}


def named(subject: str) -> str:
    """A subject of messages inside a sentence: `downloads`, `the service as a whole`."""
    return _NAMED.get(subject, subject)


def shortened(text: str, most: int = 80) -> str:
    """A text on one line, cut where it gets long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


_OPERATION = {"downloads": "download", "uploads": "upload"}


def claimed(subject: Subject, state: State) -> str:
    """A claim in words: `downloads failing`, `sign-in working`, `files at risk`."""
    return f"{subject.replace('_', '-')} {state_in_words(state)}"


def _figure(window: Window, subject: Subject, given_up: int) -> str:
    """What the window shows of downloads or uploads, worst first; "" when all is well."""
    rows = [row for row in window.operations if row.operation == _OPERATION[subject]]
    failed = failures(rows)
    damaged = sum(row.corrupted + row.unreadable for row in rows)
    queued = sum(row.queued for row in rows)
    if failed.part and failed.part >= damaged:
        return f"{failed.percent:.0f}% of {subject} failed"
    if damaged:
        return f"{some(damaged, subject[:-1])} met damaged or missing files"
    if subject == "uploads" and given_up:
        return f"the queue gave up {some(given_up, 'accepted write')}"
    if queued:
        return f"{some(queued, subject[:-1])} had to wait in the queue"
    return ""


def _stood(held: Held) -> str:
    """How the world was, in words, beside a claim that was better than it."""
    window, subject = held.beside.window, held.claim.subject
    if window is None:
        return ""
    body, given_up = window.body, held.beside.given_up
    slow = f"the p95 response time was {body.p95_ms / 1000:.1f} s"
    harmed = body.files_damaged + body.files_missing
    files = f"{some(harmed, 'file')} {'was' if harmed == 1 else 'were'} damaged or gone"
    if subject == "files":
        return files
    if subject == "sign_in":
        return "sign-in was failing"
    if subject == "service":
        failed = failures(body.operations)
        parts = [_figure(body, one, given_up) for one in ("downloads", "uploads")]
        parts += [files] if harmed else []
        parts += [f"{failed.percent:.0f}% of all operations failed"] if failed.part else []
        return next((part for part in parts if part), slow)
    return _figure(body, subject, given_up) or slow


def beside_the_world(held: Held) -> str:
    """A claim that was better, or worse, than the world, in one sentence with the words."""
    claim, nearest = held.claim, held.beside.nearest
    quote = shortened(claim.quote) or claimed(claim.subject, claim.state)
    read = claimed(claim.subject, claim.state)
    if held.beside.worth == "untruth":
        return f'"{quote}" ({UNDERSTOOD}{read}) was said while {_stood(held)}.'
    was = "" if nearest is None else claimed(claim.subject, nearest)
    return f'"{quote}" ({UNDERSTOOD}{read}) was worse than the truth: {was}.'


def read_as(one: Said) -> str:
    """What a message was read as; "" when it makes no verifiable statement."""
    parts = [claimed(claim.subject, claim.state) for claim in one.reading.claims]
    if one.over:
        parts.append("it is over")
    return ", ".join(parts)


def what_was_sent(told: Iterable[Said]) -> str:
    """What was sent for a notice without giving it, and how it was understood; "" for nothing."""
    last = None
    for one in told:
        last = one
    if last is None:
        return ""
    quote = shortened(last.fact.body.text)
    if read := read_as(last):
        return f'"{quote}" was {UNDERSTOOD}{read}.'
    if not last.readable:
        return f'"{quote}" says nothing that could be understood as a statement.'
    return f'"{quote}" makes no verifiable statement.'
