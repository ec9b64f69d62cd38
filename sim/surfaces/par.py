"""Par: the reference response under the same seed, for scorecard and debrief to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.model import Impact
    from sim.journal.bodies import Header
    from sim.journal.encoding import Entry
    from sim.surfaces.arguments import Chosen


def par_night(chosen: Chosen, header: Header, until: int) -> Sequence[Entry] | None:
    """The reference response's journal in the same world; None without a reference.

    Args:
        chosen: the scenario and its policy.
        header: of the exercise that it is compared with, for the seed and how durations were taken.
        until: EndEx of the exercise that it is compared with, ms since StartEx; both cover it.
    """
    from sim.exercise.exercise import DRAWN, Exercise
    from sim.exercise.responders import play
    from sim.surfaces.arguments import reference_for

    reference = reference_for(chosen)
    if reference is None:
        return None
    durations = header.durations or DRAWN
    exercise = Exercise(chosen.scenario, chosen.policy, header.seed, durations=durations)
    play(exercise, reference, stay_until=until)
    return exercise.journal.entries


def par_for(chosen: Chosen, header: Header, until: int) -> Impact | None:
    """What the reference response costs in the same world; None without a reference.

    Args:
        chosen: the scenario and its policy.
        header: of the exercise that it is compared with, for the seed and how durations were taken.
        until: EndEx of the exercise that it is compared with, ms since StartEx; both cover it.
    """
    from scoring.impact import impact_until

    entries = par_night(chosen, header, until)
    return None if entries is None else impact_until(entries, until)
