"""Par: what the reference response costs under the same seed, for the scorecard to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.model import Impact
    from sim.journal.bodies import Header
    from sim.surfaces.arguments import Chosen


def par_for(chosen: Chosen, header: Header, until: int) -> Impact | None:
    """What the reference response costs in the same world; None without a reference.

    Args:
        chosen: the scenario and its policy.
        header: of the exercise that it is compared with, for the seed and how durations were taken.
        until: EndEx of the exercise that it is compared with, ms since StartEx; both cover it.
    """
    from scoring.impact import impact_until
    from sim.exercise.exercise import DRAWN, Exercise
    from sim.exercise.responders import play
    from sim.surfaces.arguments import reference_for

    reference = reference_for(chosen)
    if reference is None:
        return None
    durations = header.durations or DRAWN
    exercise = Exercise(chosen.scenario, chosen.policy, header.seed, durations=durations)
    play(exercise, reference, stay_until=until)
    return impact_until(exercise.journal.entries, until)
