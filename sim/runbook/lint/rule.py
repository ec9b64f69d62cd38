"""What a rule is: a code that stays, a level, words for people, and a check; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.runbook.lint.reading import Reading
    from sim.runbook.shell.script import Simple

Level = Literal["error", "warning", "limit", "hint"]
"""An error fails on the night, a warning may mislead or harm, a hint is advice. A limit is the
simulation's own: it cannot try what the document says."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place that breaks a rule.

    Attributes:
        line: the document's line.
        problem: what is wrong here and what to do, in one sentence.
        command: the command it stands in; a suppression beside that counts.
    """

    line: int
    problem: str
    command: Simple | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: stable; never given to another rule.
        name: for people.
        says: what it finds, in one sentence.
        about: why it matters and what the rule looks at, for its page.
        bad: a block that breaks it; `good`: one that does the same and breaks no rule.
        check: its check.
        informs: it reports what it reads and blames nothing.
    """

    code: str
    name: str
    level: Level
    says: str
    about: str
    bad: str
    good: str
    check: Callable[[Reading], Iterator[Found]]
    informs: bool = False
