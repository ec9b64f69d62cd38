"""A record's debrief: plays par, and the night again without each decision, and has it written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.surfaces.par import par_night
from sim.surfaces.progress import advancing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.debrief.material import Debriefed, LeftOut, PlayedNight
    from reports.material import Material
    from scoring.corrections import Corrections
    from scoring.ground import Ground
    from sim.journal.encoding import Entry

MOST_PLAYED = 60
"""Nights without a decision that are played for one record: a few seconds."""


def _came(entries: Sequence[Entry], ground: Ground) -> dict[str, tuple[str, int | None]]:
    """What became of expected actions; none of those that nobody was asked for."""
    from sim.exercise.expected import expected_actions

    return {
        one.inject: (one.words, one.reached_at)
        for one in expected_actions(entries)
        if ground.discussed(one.due_at)
    }


def _decisions(entries: Sequence[Entry]) -> list[int]:
    """The commands that can have changed the night; of a flood, evenly spread ones."""
    from reports.debrief.said import decides
    from sim.journal.bodies import Action

    found = [one.seq for one in entries if isinstance(one.body, Action) and decides(one.body)]
    step = max(1, -(-len(found) // MOST_PLAYED))
    return found[::step]


def _given(entries: Sequence[Entry]) -> list[tuple[int, str, str, str]]:
    """The commands of a night, as they were given."""
    from sim.journal.bodies import Action

    return [
        (one.at, one.body.method, one.body.path, one.body.body)
        for one in entries
        if isinstance(one.body, Action)
    ]


def _without(entries: Sequence[Entry], seq: int, until: int) -> LeftOut:
    """The same night with one command never given, up to the same instant."""
    from reports.debrief.material import LeftOut
    from scoring.ground import ground_of
    from scoring.impact import cost
    from sim.exercise.replay import exercise_of
    from sim.exercise.responders import RecordedResponder, play
    from sim.journal.encoding import header_of

    exercise = exercise_of(header_of(entries))
    play(exercise, RecordedResponder.of(entries, frozenset({seq})), stay_until=until)
    ground = ground_of(exercise.journal.entries)
    recovered = ground.instants.recover.at
    late = recovered is not None and recovered > until
    return LeftOut(seq, cost(ground.facts, ground.truth, until), None if late else recovered)


def _night(
    entries: Sequence[Entry],
    until: int,
    corrections: Corrections | None,
    tick: Callable[[], None],
    *,
    again: bool,
) -> PlayedNight:
    from reports.debrief.material import PlayedNight
    from scoring.ground import ground_of
    from scoring.impact import cost

    ground = ground_of(entries, corrections=corrections)
    left_out = []
    for seq in _decisions(entries) if again else ():
        left_out.append(_without(entries, seq, until))
        tick()
    return PlayedNight(
        ground, cost(ground.facts, ground.truth, until), _came(entries, ground), tuple(left_out)
    )


def debriefed(made: Material) -> Debriefed:
    """What a record's debrief is made from: par, and the nights without a decision, are played."""
    from reports.debrief.material import Debriefed
    from scoring.tabletop import touches_system
    from sim.journal.embedded import policy_of, scenario_of
    from sim.journal.encoding import header_of
    from sim.journal.versions import WORLD
    from sim.surfaces.arguments import chosen_of

    entries = made.entries
    header, until = header_of(entries), entries[-1].at
    same_world, played = header.world_version == WORLD, touches_system(header.exercise_type)
    why = ""
    if not same_world:
        why = (
            f"This record was played in version {header.world_version} of the world, and today's "
            f"is {WORLD}: its run cannot be played again, with par or without a decision."
        )
    par_entries = None
    if same_world and played:
        par_entries = par_night(chosen_of(scenario_of(header), policy_of(header)), header, until)
        if par_entries is not None and _given(par_entries) == _given(entries):
            par_entries = None  # the record is par: nothing can be learnt from its own copy
    nights = [entries] if par_entries is None else [entries, par_entries]
    again = same_world and played
    total = sum(len(_decisions(one)) for one in nights) if again else 0
    with advancing("playing the run without each decision", total) as tick:
        mine = _night(entries, until, made.corrections, tick, again=again)
        par = None
        if par_entries is not None:
            par = _night(par_entries, until, None, tick, again=again)
    return Debriefed(made, mine, par, why)
