"""What one kill did, and how many of a kind are counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found after one kill -9.

    Attributes:
        acknowledged: actions that had been answered since the kill before.
        lost: answered actions that the journal does not hold.
        torn: whether the journal's last line was cut off.
        problem: anything else that is not as it should be; "" when all is.
    """

    acknowledged: int = 0
    lost: int = 0
    torn: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Kills added up."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, one: Outcome) -> Count:
        """A single kill."""
        problems = (one.problem,) if one.problem else ()
        return cls(1, one.acknowledged, one.lost, int(one.torn), problems)

    def __add__(self, other: Count) -> Count:
        return Count(
            self.kills + other.kills,
            self.acknowledged + other.acknowledged,
            self.lost + other.lost,
            self.torn + other.torn,
            self.problems + other.problems,
        )
