"""What a coach answers, and what the world asks of one.

The coach itself is made by the exercise, which knows the reference response; the world only keeps
it where the `hint` command finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint.

    Attributes:
        sees: what the asking role can see and should look at now, a sentence each.
        advice: what that step is and when the role last took it, or when it is due.
        command: that step as a command; what only the responder can know is `…`.
        due: whether the step is to be taken now; False while an expert would wait.
        step: the step's place in the reference, `track.number`; "" when it is none of its steps.
            It is for tests, and reaches no responder.
    """

    sees: tuple[str, ...]
    advice: str
    command: str
    due: bool
    step: str = ""


class Coach(Protocol):
    """Whoever can be asked what an expert would look at now."""

    def hint(self, role: str, now: int) -> Hint:
        """The hint for this role at this instant, ms since StartEx."""
        ...
