"""What messages claim, beside what the windows show of downloads, uploads, files, sign-in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from sim.journal.stored import BackupChanged
from sim.language.read import read
from sim.language.stated import split
from tests.scoring.independent.instants import LOOKS, first, says_over
from tests.scoring.independent.state import truly_over
from tests.scoring.independent.told import incident_began, side
from tests.scoring.independent.windows import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.journal.bodies import Window
    from sim.language.model import Claim
    from tests.scoring.independent.record import Record, Word

Verdict = Literal["untruth", "true", "worse", "void"]
"""`void`: neither true nor untrue, and counts for nothing. `worse` counts, unless all was well."""

GRAVITY = {"works": 0, "slow": 1, "delayed": 2, "failing": 3, "safe": 0, "at_risk": 1}
OF_FILES = ("integrity", "verify", "corruption", "scan")
SIGN_IN = "AUTH_KV"


def states_in(record: Record, window: Window, subject: str) -> set[str]:
    """What a window shows of a subject; of the service it may be several things."""
    if subject == "files":
        ill = window.files_damaged or window.files_missing or _versions_lost(record, window.end)
        if window.queue_lost and not ill:
            return {"safe", "at_risk"}
        return {"at_risk" if ill else "safe"}
    if subject == "sign_in":
        return {"failing" if _sign_in_fails(record, window) else "works"}
    if subject in {"downloads", "uploads"}:
        return {_state_of_operation(record, window, subject)}
    shown = {
        state
        for one in ("downloads", "uploads", "sign_in")
        for state in states_in(record, window, one)
    } - {"works"}
    errors = figure(window, "error_percent", record.policy)
    if errors > record.policy.objectives.error_percent or "safe" not in states_in(
        record, window, "files"
    ):
        shown.add("failing")
    return shown or {"works"}


def _versions_lost(record: Record, until: int) -> bool:
    """Whether a restore has shown by then that versions are lost for good."""
    return any(
        isinstance(entry.body, BackupChanged) and entry.body.unrecoverable > 0 and entry.at <= until
        for entry in record.entries
    )


def _state_of_operation(record: Record, window: Window, subject: str) -> str:
    objectives = record.policy.objectives
    if subject == "uploads":
        earlier = [one.queue_lost for one in record.every_window if one.end <= window.start]
        dropped = window.queue_lost - max(earlier, default=0)
        accepted = sum(one.queued for one in window.operations)
        if dropped and dropped / max(accepted, 1) > objectives.error_percent / 100:
            return "failing"
    counts = [one for one in window.operations if f"{one.operation}s" == subject]
    requests = sum(one.requests for one in counts)
    failed = 100 * sum(one.failed for one in counts) / max(requests, 1)
    if failed > objectives.error_percent or any(one.corrupted or one.unreadable for one in counts):
        return "failing"
    if any(one.queued for one in counts):
        return "delayed"
    return "slow" if figure(window, "p95_ms", record.policy) > objectives.slow else "works"


def _sign_in_fails(record: Record, window: Window) -> bool:
    began: dict[str, int] = {}
    for at, edge in record.fault_edges:
        if edge.service != SIGN_IN:
            continue
        if edge.edge == "began":
            began[edge.fault] = at
        elif began.pop(edge.fault) < window.end and at > window.start:
            return True
    return any(at < window.end for at in began.values())


def shown_at(record: Record, subject: str, at: int) -> set[str]:
    """Every state of the windows that a claim of this instant is checked against."""
    since = at - record.policy.claims_hold
    windows = [one for one in record.every_window if one.start <= at and one.end > since]
    holding = [one for one in record.every_window if one.start <= at < one.end]
    if holding:
        windows += [one for one in record.every_window if one.start > at][:1]
    return {state for one in windows for state in states_in(record, one, subject)}


@lru_cache(maxsize=20_000)
def verdict(record: Record, claim: Claim, at: int) -> Verdict:
    """What a claim of this instant is."""
    if claim.state == "unknown":
        looked = _looked(record, claim.subject)
        return "true" if looked is None or at < looked else "void"
    shown = [GRAVITY[state] for state in shown_at(record, claim.subject, at)]
    said = GRAVITY[claim.state]
    if not shown:
        return "void"
    if said < min(shown):
        return "untruth"
    return "true" if said <= max(shown) else "worse"


def _looked(record: Record, subject: str) -> int | None:
    """When somebody looked at last so that it need not be unknown."""
    return first(
        at
        for at, action in record.done(*LOOKS, since=incident_began(record))
        if subject != "files" or any(part in action.command for part in OF_FILES)
    )


def counted(record: Record, claim: Claim, at: int) -> bool:
    """Whether it counts as said: true, or worse than a world in which something was wrong."""
    found = verdict(record, claim, at)
    if found == "worse":
        return any(GRAVITY[state] for state in shown_at(record, claim.subject, at))
    return found == "true"


TROUBLE = ("slow", "delayed", "failing", "at_risk")


def verdict_in(record: Record, word: Word, claim: Claim) -> Verdict:
    """What a claim is worth in its message, where true trouble narrows a general one.

    Trouble that stands in the last line alone does not: only words narrow words.
    """
    found = verdict(record, claim, word.at)
    line = split(word.message.text)
    in_line = [one for one in line.claims if one not in read(line.text).claims]
    narrowed = (
        claim.subject == "service"
        and found == "untruth"
        and any(
            one.subject != "service"
            and one not in in_line
            and one.state in TROUBLE
            and verdict(record, one, word.at) == "true"
            for one in word.reading.claims
        )
    )
    return "void" if narrowed else found


def is_untrue(record: Record, word: Word) -> bool:
    """Whether one of its claims is an untruth."""
    return any(verdict_in(record, word, claim) == "untruth" for claim in word.reading.claims)


def says_it_works(record: Record, word: Word) -> bool:
    """Whether it says that it works again."""
    said = {(claim.subject, claim.state) for claim in word.reading.claims}
    return (
        says_over(record, word)
        or ("service", "works") in said
        or {("downloads", "works"), ("uploads", "works")} <= said
    )


def truly_works(record: Record, word: Word) -> bool:
    """Whether it says so truly."""
    return (
        word.counts
        and says_it_works(record, word)
        and not is_untrue(record, word)
        and truly_over_said(record, word) == says_over(record, word)
    )


def truly_over_said(record: Record, word: Word) -> bool:
    """Whether it says that the incident is over, and it is."""
    return says_over(record, word) and truly_over(record, word.at)


def asked_for(record: Record, word: Word) -> set[str]:
    """What a word adds to what a notice asks for: subjects, subjects with states, over, any."""
    found: set[str] = set()
    if not word.reading.readable or is_untrue(record, word):
        return found
    for claim in word.reading.claims:
        if counted(record, claim, word.at):
            found |= {"any", claim.subject, f"{claim.subject}={claim.state}"}
    if truly_over_said(record, word):
        found |= {"any", "over"}
    return found


def completes(record: Record, words: Iterable[Word], sets: Iterable[Iterable[str]]) -> list[Word]:
    """The words that told what one of the sets asks for: first together, then each by itself."""
    said: set[str] = set()
    found: list[Word] = []
    for word in words:
        now = asked_for(record, word)
        said |= now
        if any(set(asked) <= (now if found else said) for asked in sets):
            found.append(word)
    return found


def is_update(record: Record, word: Word) -> bool:
    """Whether it tells how it stands, or when the next word comes."""
    reading = word.reading
    return (
        reading.readable
        and not is_untrue(record, word)
        and bool(
            reading.claims
            or reading.unchanged
            or reading.next_update
            or truly_over_said(record, word)
        )
    )


def taken_back(record: Record, word: Word, claim: Claim) -> int | None:
    """When a true claim of another state on the same subject reached the same audience."""
    return first(
        later.at
        for later in record.words()
        if later.at > word.at
        and later.heard
        and later.reading.readable
        and side(record, later) == side(record, word)
        and not is_untrue(record, later)
        and (claim.subject, claim.state)
        not in {(one.subject, one.state) for one in later.reading.claims}
        and any(
            one.subject == claim.subject and verdict(record, one, later.at) == "true"
            for one in later.reading.claims
        )
    )
