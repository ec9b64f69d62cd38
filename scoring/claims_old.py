"""What messages say: placeholders left in, claims that the world contradicts, the page's order.

Reads the words of responders' messages beside the truth of that moment. Timeliness is not its
business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from scoring import messages
from scoring.spans import covering
from scoring.truth import download_failures
from sim.scenario.names import STATUS_PAGE_ORDER, StatusPageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground
    from sim.journal.bodies import Message

_PLACEHOLDER = re.compile(
    r"\[[A-Za-z][^\[\]\n]{0,60}\](?!\()"  # [Time], but not a Markdown link
    r"|<(?!https?:|mailto:|[@#!/])[A-Za-z][^<>\n]{0,60}>"  # <time>, but not a link or a mention
    r"|\bHH:MM\b|\bYYYY-MM-DD\b|\{\{[^}]*\}\}"
    r"|\$\([^)]*\)|\$\{?[A-Z][A-Z_]+\}?"  # a shell expression that was quoted away
)
_DOWNLOADS_FINE = re.compile(
    r"\bdownloads?\s+(?:(?!(?:not|no|but|are|is|were|fail\w*)\b)\w+\s+){0,4}?(?:"
    r"(?:remains?|are|is|still|stays?|continues?(?:\s+to\s+be)?)\s+(?:still\s+|fully\s+)?"
    r"(?:available|working|unaffected|normal|fine|possible)"
    r"|(?:still|continues?\s+to)\s+works?|works?\s+normally"
    r"|(?:are|is)\s+not\s+(?:affected|impacted)|(?:aren't|isn't)\s+affected)\b",
    re.IGNORECASE,
)
_ALL_WELL = re.compile(
    r"\b(?:fully\s+(?:restored|operational|recovered)"
    r"|all\s+(?:systems|services)\s+(?:are\s+)?(?:fully\s+|now\s+)*(?:operational|restored|normal)"
    r"|(?:everything|(?:the|our|all)\s+services?)\s+(?:is|are)\s+back\s+to\s+normal)\b",
    re.IGNORECASE,
)
_FILES_SAFE = re.compile(
    r"\b(?:(?:your|all|customer|user|existing)\s+(?:files?|data|lists)\s+(?:are|is|remains?)\s+"
    r"(?:all\s+|still\s+|completely\s+)?(?:safe|intact|not\s+affected|unaffected)"
    r"|no\s+(?:files?|data)\s+(?:is|are|was|were|has\s+been|have\s+been)\s+"
    r"(?:lost|damaged|affected|corrupted))\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|until|once|when|as soon as|before|not(?: yet)?|if)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with what was said.

    Attributes:
        kind: `placeholder` left in, `contradiction` of the world, `order` of the status page,
            `incomplete` by the policy's template.
        text: one sentence with the words in question.
        at: when it was said, ms since StartEx.
        evidence: the message, and what contradicts it.
    """

    kind: Literal["placeholder", "contradiction", "order", "incomplete"]
    text: str
    at: int
    evidence: tuple[int, ...]


def placeholder_in(text: str) -> str:
    """The first placeholder that was left in a text; "" when there is none."""
    match = _PLACEHOLDER.search(text)
    return match[0] if match else ""


def _claimed(pattern: re.Pattern[str], text: str) -> str:
    """The first match that the clause before it does not put off to later or deny."""
    for match in pattern.finditer(text):
        clause = re.split(r"[.!?\n;]", text[: match.start()])[-1]
        if not _FUTURE.search(clause):
            return match[0]
    return ""


def claims_downloads_work(text: str) -> str:
    """The words that say downloads work; "" when none do, or only for later."""
    return _claimed(_DOWNLOADS_FINE, text)


def claims_all_well(text: str) -> str:
    """The words that say everything works again; "" when none do, or only for later."""
    return _claimed(_ALL_WELL, text)


def claims_files_safe(text: str) -> str:
    """The words that say files are safe; "" when none do, or only for later."""
    return _claimed(_FILES_SAFE, text)


def _placeholder(fact: Fact[Message]) -> Iterator[Flaw]:
    left = placeholder_in(fact.body.text)
    if left:
        text = f'The placeholder "{left}" was left in a {fact.body.purpose.replace("_", " ")}.'
        yield Flaw("placeholder", text, fact.at, (fact.seq,))


def _downloads(ground: Ground, fact: Fact[Message]) -> Iterator[Flaw]:
    words = claims_downloads_work(fact.body.text)
    window = ground.facts.window_at(fact.at)
    if not words or window is None:
        return
    failed, objectives = download_failures(window.body), ground.policy.objectives
    if failed.whole >= objectives.min_requests and failed.percent > objectives.error_percent:
        text = f'"{words}" was said while {failed.percent:.0f} % of downloads failed.'
        yield Flaw("contradiction", text, fact.at, (fact.seq, window.seq))


def _files_safe(ground: Ground, fact: Fact[Message]) -> Iterator[Flaw]:
    words = claims_files_safe(fact.body.text)
    window = ground.facts.window_at(fact.at)
    if not words or window is None:
        return
    harmed = window.body.files_damaged + window.body.files_missing
    if harmed:
        text = f'"{words}" was said while {harmed} files were damaged or gone.'
        yield Flaw("contradiction", text, fact.at, (fact.seq, window.seq))


def _all_well(ground: Ground, fact: Fact[Message]) -> Iterator[Flaw]:
    words = claims_all_well(fact.body.text)
    standing = covering(ground.blocked, fact.at)
    if words and standing:
        text = f'"{words}" was said while {standing[0].what}.'
        yield Flaw("contradiction", text, fact.at, (fact.seq, standing[0].evidence[0]))


def _order(ground: Ground, since: int) -> Iterator[Flaw]:
    """Steps back and steps skipped; after a false `resolved` a step back is only honest."""
    before: Fact[Message] | None = None
    for fact in messages.received(ground.facts, since):
        if fact.body.purpose != "status_page":
            continue
        if fact.body.label not in get_args(StatusPageState):
            continue
        states: tuple[str, ...] = STATUS_PAGE_ORDER
        new = states.index(fact.body.label)
        # Before its first state the page stands one step in front of `investigating`.
        old = -1 if before is None else states.index(before.body.label)
        corrected = before is not None and before.body.label == "resolved" and new < old
        seqs = (fact.seq,) if before is None else (before.seq, fact.seq)
        if new > old + 1:
            skipped = ", ".join(states[old + 1 : new])
            text = f"The status page went to {fact.body.label} without {skipped}."
            yield Flaw("order", text, fact.at, seqs)
        elif new < old and not corrected:
            text = f"The status page went back from {states[old]} to {fact.body.label}."
            yield Flaw("order", text, fact.at, seqs)
        before = fact


def flaws(ground: Ground) -> tuple[Flaw, ...]:
    """Everything wrong with what the responders said, from the first fault on, in order."""
    since = ground.facts.began_at
    found = list(_order(ground, since))
    seen: set[tuple[int, str]] = set()
    told: dict[str, int] = {}
    for fact in messages.received(ground.facts, since):
        for flaw in (
            *_placeholder(fact),
            *_downloads(ground, fact),
            *_files_safe(ground, fact),
            *_all_well(ground, fact),
        ):
            # One text sent to several recipients is one flaw, also when it arrives bit by bit.
            first = told.setdefault(fact.body.message, fact.at)
            if first == fact.at and (flaw.at, flaw.text) not in seen:
                seen.add((flaw.at, flaw.text))
                found.append(flaw)
    return tuple(sorted(found, key=lambda flaw: (flaw.at, flaw.evidence)))
