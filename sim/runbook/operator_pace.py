"""The operator's pace: how long a person takes to react, think, read and type.

Times are lognormal around a median, from a labelled stream of their own: they consume no draw of
the world, and a step takes the same time however the steps around it change.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.errors import NotFound
from sim.scenario.durations import MINUTE, SECOND

if TYPE_CHECKING:
    from sim.world.streams import Streams

LABEL = "hands"
NORMAL = NormalDist()
LONGEST = 60 * MINUTE
"""No single pause is longer; a lognormal has no end of its own."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Medians in ms, and one spread for all.

    Attributes:
        react: from the first alert to opening the runbook.
        think: before each block.
        read_word: for each word of prose above a block.
        type_line: for each command that is typed or pasted.
        read_answer: after each command's answer, once per command.
        sigma: the lognormal's shape: 0.5 means that one in six takes more than 1.65 medians.
    """

    name: str
    react: int
    think: int
    read_word: int
    type_line: int
    read_answer: int
    sigma: float


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("automation", 0, 0, 0, 0, 0, 0.0),
        Profile("expert", 45 * SECOND, 6 * SECOND, 60, 3 * SECOND, 2 * SECOND, 0.35),
        Profile("on-call", 2 * MINUTE, 15 * SECOND, 150, 6 * SECOND, 5 * SECOND, 0.5),
        Profile("novice", 4 * MINUTE, 40 * SECOND, 300, 15 * SECOND, 12 * SECOND, 0.65),
    )
}
"""From a runner in CI to somebody who sees the document for the first time. Reading speeds: 240
words a minute is a practised reader's, so 250 ms a word; experts skim, novices read twice."""


def find_profile(name: str) -> Profile:
    """A profile by name.

    Raises:
        NotFound: no such profile.
    """
    if name not in PROFILES:
        raise NotFound("profile", name, tuple(PROFILES))
    return PROFILES[name]


class OperatorPace:
    """One person's pauses in one run.

    Args:
        profile: who works.
        streams: the seed's streams.
    """

    def __init__(self, profile: Profile, streams: Streams) -> None:
        self.profile = profile
        self._streams = streams

    def react(self) -> int:
        """From the first alert to the first step, ms."""
        return self._draw("react", self.profile.react, 0)

    def begin(self, line: int, words: int) -> int:
        """Before the block at this line, with so many words above it, ms."""
        think = self._draw("think", self.profile.think, line)
        return think + self._draw("read", self.profile.read_word * words, line)

    def type(self, line: int) -> int:
        """Typing or pasting the command at this line, ms."""
        return self._draw("type", self.profile.type_line, line)

    def read(self, line: int) -> int:
        """Reading the answer to the command at this line, ms."""
        return self._draw("answer", self.profile.read_answer, line)

    def _draw(self, what: str, median: int, line: int) -> int:
        if median == 0:
            return 0
        uniform = self._streams.uniform(LABEL, what, line)
        normal = NORMAL.inv_cdf(min(max(uniform, 1e-9), 1 - 1e-9))
        return min(LONGEST, round(median * exp(self.profile.sigma * normal)))
