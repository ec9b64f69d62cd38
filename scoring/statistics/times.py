"""One time out of one record: where it was played, how long it took, whether it ended.

Knows neither the scorecard it comes from nor what is done with many of them.
"""

from __future__ import annotations

from typing import NamedTuple


class Observation(NamedTuple):
    """A measure of one record: a tuple, because thousands are sorted and looked up again.

    Attributes:
        scenario: the scenario's name; records of one scenario resemble each other.
        seed: which weather it was played in.
        ms: the time; when censored, the time up to EndEx, a lower bound.
        censored: what was waited for did not happen before EndEx.
        scenario_digest: which edition of the scenario; "" when it is not known.
    """

    scenario: str
    seed: int
    ms: int
    censored: bool = False
    scenario_digest: str = ""
