"""Every error the tabletop trainer raises on purpose, as one small hierarchy.

Errors carry fields; surfaces word them for people. Anything that is not a `TabletopError`
is a defect in the trainer itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDED = (
    (re.compile(r"^Value error, "), ""),
    (re.compile(r"^Field required$"), "is required"),
    (re.compile(r"^Input should be greater than or equal to (.+)$"), r"must be \1 or more"),
    (re.compile(r"^Input should be less than or equal to (.+)$"), r"must be \1 or less"),
    (re.compile(r"^Input should be greater than (.+)$"), r"must be more than \1"),
    (re.compile(r"^Input should be "), "must be "),
    (re.compile(r"^\w+ should have "), "must have "),
    (re.compile(r"^\w+ should match pattern "), "must match "),
    (re.compile(r"^Extra inputs are not permitted$"), "is not known here"),
)


def plain(message: str) -> str:
    """A validator's message as it follows the name of a field: `must be a valid integer`."""
    for pattern, words in _WORDED:
        message = pattern.sub(words, message)
    return f"{message[:1].lower()}{message[1:]}"


class TabletopError(Exception):
    """Root of the hierarchy; a surface prints it as one line and exits 2."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a file that somebody wrote.

    Attributes:
        file: path as the user named it.
        line: 1-based line, or None when the file as a whole is meant.
        field: dotted path of the field, `faults[0].effect`, or "" for the file.
        problem: what is wrong and what to do, in one sentence.
    """

    file: str
    line: int | None
    field: str
    problem: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return (
            f"{where}: {self.field}: {self.problem}" if self.field else f"{where}: {self.problem}"
        )


class BadFile(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A scenario, policy or responder file that cannot be used; carries every finding in it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


class NotFound(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A named thing that does not exist, with the names that do."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no {kind} named {name!r}")
        self.kind = kind
        self.name = name
        self.known = known


class BadJournal(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A journal line that cannot be read or does not fit the chain.

    Attributes:
        line: 1-based line of the file.
        problem: what is wrong with it.
        journal: the file's path, once whoever knows it has added it.
    """

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.journal = "journal.jsonl"
        self.line = line
        self.problem = problem


class ReplayDiffers(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A replayed world did not reproduce its record; carries the first entry that differs.

    Attributes:
        journal: as for a bad journal.
    """

    def __init__(self, line: int, recorded: str, rebuilt: str) -> None:
        super().__init__(f"line {line}: the replay differs from the record")
        self.journal = "journal.jsonl"
        self.line = line
        self.recorded = recorded
        self.rebuilt = rebuilt


class ExerciseOver(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """An action came after EndEx."""

    def __init__(self, ended_at_ms: int) -> None:
        super().__init__("the exercise is over")
        self.ended_at_ms = ended_at_ms


class Missing(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A system tool or resource that a surface needs is not there; carries the way to get it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what = what
        self.remedy = remedy


class TooNew(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A file of a record whose format is newer than this version of the trainer reads."""

    def __init__(self, what: str, found: int, newest: int) -> None:
        super().__init__(
            f"{what}: format {found} is newer than this version of the trainer reads ({newest}); "
            "use a newer one"
        )
        self.what = what
        self.found = found
        self.newest = newest


class OtherWorld(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A record that was played in another version of the world, and is to be simulated again."""

    def __init__(self, recorded: int, today: int, tool_version: str) -> None:
        super().__init__(
            f"played in version {recorded} of the world (trainer {tool_version[:40]}), and this is "
            f"version {today}: it can be scored, reported and replayed with --open, but not "
            "simulated again"
        )
        self.recorded = recorded
        self.today = today


class Unusable(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """An argument, directory or record that cannot be used as asked; the message says why."""


class Interrupted(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A live exercise was stopped from outside; everything is saved, and it can be gone on with."""

    def __init__(self, record: object, way: str = "tabletop resume {}") -> None:
        super().__init__(f"interrupted; everything is saved. To continue: {way.format(record)}")


class NoIsolation(TabletopError):  # noqa: N818 - named for what happened; the root says it is an error
    """A runbook cannot be run because nothing can keep it inside; carries what was tried.

    Attributes:
        reasons: why each way failed.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
