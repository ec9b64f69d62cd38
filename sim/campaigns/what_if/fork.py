"""A record played again with changes: the journal that would have been written.

Knows how whoever responded goes on: a script reacts as scripts do; anything else is a recording,
whose commands keep their distance from what they answered. Plays; judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import exp
from typing import TYPE_CHECKING

from sim.campaigns.settings import with_settings
from sim.campaigns.what_if.changes import NOTHING
from sim.campaigns.what_if.course import course_of
from sim.campaigns.what_if.follow import Follower, NeverCameError, NonsenseError, Skipped
from sim.campaigns.what_if.script import ALL, ForkedScript, skipped_entries
from sim.errors import NotFound, TabletopError, Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.responders import TimedCommand, play
from sim.journal.bodies import Action, Ended
from sim.journal.embedded import policy_of, scenario_of
from sim.journal.encoding import digest, header_of
from sim.journal.versions import check_world
from sim.runbook.operator_pace import NORMAL, find_profile
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.campaigns.what_if.changes import AddedCommand, Changes
    from sim.campaigns.what_if.course import Course
    from sim.campaigns.what_if.script import ScriptTurn
    from sim.commands.command import Actor, Response
    from sim.exercise.responders import NextMove, Responder
    from sim.journal.bodies import Header
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript

MOST_PASSES = 60
"""So often a fork is played again because something waited for did not come; then nobody waits."""
LABEL = "what-if"
"""The stream of the think times that are drawn anew for a person's record."""
SIGMA = find_profile("on-call").sigma
"""How much they spread: as the pauses of somebody on call do."""
_SURE = 1e-9


@dataclass(frozen=True, slots=True)
class ForkSource:
    """A record, ready to be forked: everything that a process elsewhere needs.

    Attributes:
        course: what was done in it, each thing with what it answered.
        script: what whoever responded goes by; None for a recording.
        turns: by sequence number, which command of the script that is.
        actor: who gives commands that are added.
    """

    header: Header
    scenario: Scenario
    policy: Policy
    course: Course
    actor: Actor | None
    script: ResponderScript | None = None
    turns: Mapping[int, ScriptTurn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForkedNight:
    """What a fork came to.

    Attributes:
        entries, lines: its journal.
        skipped: commands of the record that made no sense any more.
        refused: commands that worked in the record and were refused here.
        unreached: commands for which the exercise was over too soon, by sequence number.
        alone: commands that were given although what they answered did not come.
    """

    entries: tuple[Entry, ...]
    lines: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    refused: tuple[Skipped, ...] = ()
    unreached: tuple[int, ...] = ()
    alone: tuple[int, ...] = ()


class WithAdded:
    """A responder who also gives some commands at instants of their own.

    Args:
        responder: who responds.
        added: what comes beside, in order of time; first, of one instant.
        actor: who gives it.
        heard: takes the answer to a command that is moved.
    """

    def __init__(
        self,
        responder: Follower | ForkedScript,
        added: Iterable[AddedCommand],
        actor: Actor,
        turns: Mapping[int, ScriptTurn],
    ) -> None:
        self._inner = responder
        self._added = sorted(added, key=lambda one: one.at)
        self._actor = actor
        self._turns = turns
        self._mine = False

    def next_move(self) -> NextMove | None:
        """Whichever comes first."""
        move = None if self._inner.finished() else self._inner.next_move()
        self._mine = bool(self._added) and (move is None or self._added[0].at <= move.at)
        if not self._mine:
            return move
        return TimedCommand(self._added[0].at, self._added[0].request, self._actor)

    def finished(self) -> bool:
        """Whether both are through."""
        return not self._added and self._inner.finished()

    def leaves_at(self) -> int:
        """As the responder does."""
        return self._inner.leaves_at()

    def notice(self, entry: Entry) -> bool:
        """The responder sees everything."""
        return self._inner.notice(entry)

    def answered(self, response: Response) -> None:
        """To whoever gave the command."""
        if not self._mine:
            self._inner.answered(response)
            return
        moved = self._added.pop(0).moved
        if moved is None:
            return
        if isinstance(self._inner, Follower):
            self._inner.heard(moved, response)
        elif moved in self._turns:
            self._inner.heard(self._turns[moved], response)


def source_of(entries: Sequence[Entry], script: ResponderScript | None = None) -> ForkSource:
    """Make a record ready.

    Args:
        entries: its journal.
        script: what its responder may have gone by: used when it leaves the very same journal.

    Raises:
        OtherWorld: it was played in another version of the world.
        Unusable: it has not ended, or is a tabletop.
    """
    header = header_of(entries)
    check_world(header.world_version, header.tool_version)
    if header.exercise_type == "tabletop":
        raise Unusable("a tabletop touches no system, so there is nothing to play again")
    if not isinstance(entries[-1].body, Ended):
        raise Unusable("the exercise has not ended: finish it first with tabletop resume")
    course = course_of(entries)
    first = next((one.move for one in course.steps if isinstance(one.move, TimedCommand)), None)
    source = ForkSource(
        header,
        scenario_of(header),
        policy_of(header),
        course,
        None if first is None else first.actor,
    )
    turns = None if script is None else _turns(source, script, entries)
    return source if turns is None else replace(source, script=script, turns=turns)


def _turns(
    source: ForkSource, script: ResponderScript, entries: Sequence[Entry]
) -> dict[int, ScriptTurn] | None:
    """Which command of the script each entry is; None when the script leaves another journal."""
    try:
        responder = ForkedScript(script)
        exercise = _exercise(source, {}, 0)
        play(exercise, responder)
    except TabletopError:
        return None
    if exercise.journal.digest != entries[-1].hash:
        return None
    seqs = [one.seq for one in entries if isinstance(one.body, Action)]
    return dict(zip(seqs, responder.given, strict=True))


def _exercise(
    source: ForkSource, settings: Mapping[str, bool | int | float | str], draw: int
) -> Exercise:
    header, scenario = source.header, source.scenario
    if settings:
        scenario = with_settings(scenario, settings)
        data = scenario.model_dump(mode="json")
        header = header.model_copy(update={"scenario": data, "scenario_digest": digest(data)})
    if draw and source.script is not None:
        header = header.model_copy(update={"seed": (header.seed + draw) % 2**63})
    return Exercise(scenario, source.policy, header.seed, header=header)


def paced(seed: int, draw: int, seq: int, ms: int) -> int:
    """How long a pause of the record is in a draw, ms; in draw 0 as long as it was."""
    if not draw or not ms:
        return ms
    uniform = Streams(seed).uniform(LABEL, draw, seq)
    return round(ms * exp(SIGMA * NORMAL.inv_cdf(min(max(uniform, _SURE), 1 - _SURE))))


def forked(
    source: ForkSource,
    changes: Changes = NOTHING,
    *,
    draw: int = 0,
    stay_until: int = 0,
    whole_steps: bool = False,
    alone: frozenset[int] = frozenset(),
) -> ForkedNight:
    """Play a record with changes.

    Args:
        source: the record.
        changes: what is done otherwise.
        draw: 0 is the record's own; each other is the same responder in another seed, or for a
            recording the same seed with think times drawn anew.
        stay_until: ms since StartEx; EndEx does not come sooner.
        whole_steps: a command of a script that is left out is left out each time it comes.
        alone: commands of a recording that do not wait for what they answered.

    Raises:
        Unusable: it cannot be played with these settings.
    """
    if source.script is not None:
        return _scripted(source, source.script, changes, draw, stay_until, whole_steps=whole_steps)
    return _followed(source, changes, draw, stay_until, alone)


def _responder(source: ForkSource, inner: Follower | ForkedScript, changes: Changes) -> Responder:
    if not changes.added:
        return inner
    if source.actor is None:
        raise Unusable("nobody gave a command in this record, so nobody can give another one")
    return WithAdded(inner, changes.added, source.actor, source.turns)


def _scripted(
    source: ForkSource,
    script: ResponderScript,
    changes: Changes,
    draw: int,
    stay_until: int,
    *,
    whole_steps: bool,
) -> ForkedNight:
    without = [source.turns[seq] for seq in changes.without]
    if whole_steps:
        without = [(track, step, ALL) for track, step, _ in without]
    instead = {source.turns[seq]: request for seq, request in changes.instead.items()}
    inner = ForkedScript(script, frozenset(without), instead)
    exercise = _exercise(source, changes.settings, draw)
    play(exercise, _responder(source, inner, changes), stay_until=stay_until)
    skipped = skipped_entries(inner, source.turns)
    return ForkedNight(exercise.journal.entries, tuple(exercise.journal.lines), skipped)


def _followed(
    source: ForkSource, changes: Changes, draw: int, stay_until: int, alone: frozenset[int]
) -> ForkedNight:
    senseless: dict[int, str] = {}
    in_vain = alone
    passes = 0
    # Each pass but the last finds one more step that waits in vain or makes no sense.
    while True:
        passes += 1
        if passes > MOST_PASSES:
            in_vain = frozenset(step.seq for step in source.course.steps)
        try:
            exercise, inner = _pass(
                source, changes, draw, stay_until, alone=in_vain, senseless=senseless
            )
        except NeverCameError as error:
            in_vain |= {error.seq}
        except NonsenseError as error:
            senseless[error.seq] = error.why
        else:
            vain = inner.in_vain(exercise.horizon)
            if not vain:
                known = frozenset() if passes > MOST_PASSES else in_vain
                return _night(exercise, inner, changes, known)
            in_vain |= vain


def _pass(
    source: ForkSource,
    changes: Changes,
    draw: int,
    stay_until: int,
    *,
    alone: frozenset[int],
    senseless: Mapping[int, str],
) -> tuple[Exercise, Follower]:
    """Play it once, with what is known by now about what never comes.

    Raises:
        NeverCameError, NonsenseError: there is more of that.
    """
    inner = Follower(
        source.course,
        without=changes.without,
        instead=changes.instead,
        pace=lambda seq, ms: paced(source.header.seed, draw, seq, ms),
        alone=alone,
        senseless=senseless,
    )
    exercise = _exercise(source, changes.settings, draw)
    exercise.journal.listen(inner.see)
    try:
        play(exercise, _responder(source, inner, changes), stay_until=stay_until)
    except (Unusable, NotFound) as error:
        # What the facilitator did cannot be done here: an inject has been sent already.
        step = inner.conducting
        if step is None or step.seq in senseless:
            raise
        raise NonsenseError(step.seq, str(error)) from None
    return exercise, inner


def _night(
    exercise: Exercise, inner: Follower, changes: Changes, alone: frozenset[int]
) -> ForkedNight:
    return ForkedNight(
        exercise.journal.entries,
        tuple(exercise.journal.lines),
        tuple(sorted(inner.skipped, key=lambda one: one.seq)),
        tuple(inner.refused),
        tuple(step.seq for step in inner.waiting if step.seq not in changes.without),
        tuple(sorted(alone - changes.without)),
    )
