"""One night with its expectations: did they hold? What a search plays in every worker process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scoring.effort import effort_of
from scoring.expect import FLAGS, MEASURED
from scoring.score import score
from sim.campaigns.night import TURN, NightSpec, garbage_kept, play_night, versions
from sim.errors import Unusable

if TYPE_CHECKING:
    from scoring.effort import Effort
    from scoring.expect import Expectation
    from scoring.model import Scorecard
    from sim.campaigns.contestants import Contestant
    from sim.campaigns.night import Edition
    from sim.journal.bodies import Durations


@dataclass(frozen=True, slots=True)
class Attempt:
    """A night to be played.

    Attributes:
        number: its place among those that are asked for together.
    """

    number: int
    edition: Edition
    contestant: Contestant
    seed: int
    profile: str
    expect: tuple[Expectation, ...]
    durations: Durations
    made_by: tuple[str, int] = field(default_factory=versions)


@dataclass(frozen=True, slots=True)
class TriedNight:
    """What failed, with what was found instead; "" when everything held."""

    number: int
    missed: str


def try_night(attempt: Attempt) -> TriedNight:
    """Play it.

    Raises:
        Unusable: this process has another version of the trainer.
        NoIsolation: nothing here can keep a runbook inside.
    """
    if attempt.made_by != versions():
        raise Unusable("a worker process has another version of the trainer")
    night = NightSpec("it", attempt.contestant.digest, attempt.seed, attempt.profile)
    with TURN, garbage_kept():
        exercise, problem = play_night(
            attempt.edition, attempt.contestant, night, attempt.durations
        )
        entries = exercise.journal.entries
        card, effort = score(entries), effort_of(entries)
    missed = [
        f"{one.text}: {one.found(card, effort)}"
        for one in attempt.expect
        if _applies(one, card, effort) and not one.holds(card, effort)
    ]
    return TriedNight(attempt.number, problem or "; ".join(missed))


def _applies(wish: Expectation, card: Scorecard, effort: Effort) -> bool:
    """Whether a night can fail it: where nothing is harmed, there is nothing to recover from."""
    if wish.name in FLAGS:
        return card.instant("impact").at is not None
    censored = wish.name in MEASURED and card.measure(wish.name).censored
    return censored or wish.value(card, effort) is not None
