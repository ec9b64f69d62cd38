"""Claims that a sender states outright: `--says downloads=failing,uploads=delayed --next 20m`.

They are written into the delivered message as its last line, in one fixed form, and read back from
there. The words of the text are read all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

from sim.language.model import SUBJECTS, Claim, State, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = "In short: "
_LINE = re.compile(r"(?:^|\n)In short: (?P<parts>[a-z0-9:,; ]+)\.\s*\Z")
_WHEN = re.compile(r"(?:[1-9]\d{0,3}[mh]|(?:[01]\d|2[0-3]):[0-5]\d)\Z")
_NEXT = re.compile(r"next update (?:in|at) (?P<when>\S+)\Z")
_OVER = "the incident is over"


class StatedError(ValueError):
    """What is stated cannot be: the text says what is wrong and what would do."""


def when(text: str) -> str:
    """A time as it is stated: `20m`, `2h` or `14:40`.

    Raises:
        StatedError: it is none of these.
    """
    if not _WHEN.match(text):
        raise StatedError(f"'{text}' is not a time: write 20m, 2h or 14:40.")
    return text


def unknown_subject(subject: str) -> StatedError:
    """What to say of a subject that there is not, with the one that is meant where it is close."""
    near = get_close_matches(subject, SUBJECTS, n=1)
    hint = f", did you mean '{near[0]}'?" if near else ";"
    return StatedError(f"unknown subject '{subject}'{hint} write one of {', '.join(SUBJECTS)}.")


def unknown_state(subject: Subject, state: str) -> StatedError:
    """What to say of a state that the subject cannot have."""
    known = ", ".join(f"'{one}'" for one in states_of(subject))
    return StatedError(f"unknown state '{state}' for {subject}: must be one of {known}.")


def claims_of(text: str) -> tuple[tuple[Subject, State], ...]:
    """`downloads=failing,uploads=delayed` as claims, in this order.

    Raises:
        StatedError: an unknown subject or state, or one that does not go with the other.
    """
    found: dict[Subject, State] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        subject, _, state = (piece.strip() for piece in part.partition("="))
        if subject not in SUBJECTS:
            raise unknown_subject(subject)
        if state not in states_of(subject):
            raise unknown_state(subject, state)
        if found.setdefault(subject, state) != state:
            raise StatedError(f"{subject} is stated twice: {found[subject]} and {state}.")
    if not found:
        raise StatedError("Nothing is stated: write for example downloads=failing,uploads=delayed.")
    return tuple(found.items())


def states_of(subject: Subject) -> tuple[State, ...]:
    """The states that can be said of a subject."""
    files: tuple[State, ...] = ("safe", "at_risk", "unknown")
    if subject == "files":
        return files
    return tuple(one for one in get_args(State) if one not in {"safe", "at_risk"})


def line(
    claims: Iterable[tuple[Subject, State]], *, next_update: str = "", over: bool = False
) -> str:
    """The last line of a message that states this; "" when nothing is stated.

    `In short: downloads failing, files at risk; next update in 20m; the incident is over.`
    """
    parts = [", ".join(f"{subject} {state}".replace("_", " ") for subject, state in claims)]
    if next_update:
        parts.append(f"next update {'at' if ':' in next_update else 'in'} {next_update}")
    if over:
        parts.append(_OVER)
    said = "; ".join(filter(None, parts))
    return f"{_PREFIX}{said}." if said else ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the last line of a message states.

    Attributes:
        text: the message without that line.
        claims: what is stated, each quoted as it stands in the line.
        next_update: `20m`, `2h` or `14:40`; None without.
        over: whether it states that the incident is over.
    """

    text: str
    claims: tuple[Claim, ...] = ()
    next_update: str | None = None
    over: bool = False


_CLAIMS: dict[str, tuple[Subject, State]] = {
    f"{subject} {state}".replace("_", " "): (subject, state)
    for subject in SUBJECTS
    for state in states_of(subject)
}


def split(text: str) -> Stated:
    """A message's own words apart from what its last line states; a broken line is words."""
    match = _LINE.search(text)
    if match is None:
        return Stated(text)
    claims: list[Claim] = []
    next_update: str | None = None
    over = False
    for part in re.split(r"[,;] ", match["parts"]):
        promised = _NEXT.match(part)
        if part == _OVER:
            over = True
        elif part in _CLAIMS:
            claims.append(Claim(*_CLAIMS[part], part))
        elif promised and _WHEN.match(promised["when"]):
            next_update = promised["when"]
        else:
            return Stated(text)
    return Stated(text[: match.start()], tuple(claims), next_update, over)


def implied_severity_counts(*, assessed: bool) -> bool:
    """Whether a severity that a text implies changes what stands: not once one was assessed."""
    return not assessed
