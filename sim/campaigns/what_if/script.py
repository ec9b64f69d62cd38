"""A scripted responder in a fork: it goes on reacting, and some of its commands are not given.

A step that is not given counts as done for the steps that wait for it: the responder forgot it and
knows nothing of that. What a step would have kept of its answer is missing, and so are the commands
that need it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.campaigns.what_if.follow import Skipped
from sim.exercise.responders import NO_ANSWER, Omitted, TimedCommand
from sim.exercise.script import Scripted
from sim.scenario.responder import used_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.commands.command import Request, Response
    from sim.scenario.responder import ResponderScript, Step

ScriptTurn = tuple[int, int, int]
"""A command of a script: number of its track, of its step there, and how often it came before."""
ALL = -1
"""As how often: every time."""


class ForkedScript(Scripted):
    """A script of which some commands are left out or replaced.

    Args:
        script: the script.
        without: the commands that are not given.
        instead: other requests for some.
    """

    def __init__(
        self,
        script: ResponderScript,
        without: frozenset[ScriptTurn] = frozenset(),
        instead: Mapping[ScriptTurn, Request] | None = None,
    ) -> None:
        super().__init__(script)
        self._without = without
        self._instead = instead or {}
        self._lost: set[str] = set()
        self._omits: tuple[ScriptTurn, str] | None = None
        self._elsewhere: dict[ScriptTurn, Response] = {}
        self.given: list[ScriptTurn] = []
        self.skipped: list[tuple[ScriptTurn, str]] = []

    def next_move(self) -> TimedCommand | Omitted | None:
        """The next step, or that it is not done."""
        move = super().next_move()
        if not isinstance(move, TimedCommand):
            return move
        turn, step = self._turn()
        self._omits = None
        if not self._without.isdisjoint({turn, (turn[0], turn[1], ALL)}):
            self._omits = (turn, "")
        elif turn in self._instead:
            return replace(move, request=self._instead[turn])
        elif missing := self._lost.intersection(used_in(step)):
            self._omits = (turn, f"its {min(missing)} would come from a command left out")
        return move if self._omits is None else Omitted(move.at)

    def _turn(self) -> tuple[ScriptTurn, Step]:
        track = self._moving
        number = next(place for place, one in enumerate(self._tracks) if one is track)
        moving = self._tracks[number]
        return (number, moving.index, moving.repeats), moving.steps[moving.index]

    def answered(self, response: Response) -> None:
        """As the script does; a command that is left out was answered nothing."""
        turn, step = self._turn()
        if self._omits is None:
            self.given.append(turn)
            self._lost -= step.keep.keys()
        else:
            if self._omits[1]:
                self.skipped.append(self._omits)
            # A command that is only moved may have been answered by now.
            response = self._elsewhere.get(turn, response)
            if response is NO_ANSWER:
                self._lost |= step.keep.keys()
            if (turn[0], turn[1], ALL) in self._without:
                # The whole step is left out, so nothing of it is repeated.
                self._moving = None
                self._pass_over(step, turn[0])
                return
        super().answered(response)

    def _pass_over(self, step: Step, number: int) -> None:
        if step.id is not None:
            self._reach(step.id, self._now)
        self._go_on(self._tracks[number], self._now)

    def heard(self, turn: ScriptTurn, response: Response) -> None:
        """Take in what a command was answered that is given at another time."""
        self._elsewhere[turn] = response


def skipped_entries(forked: ForkedScript, turns: Mapping[int, ScriptTurn]) -> tuple[Skipped, ...]:
    """What a forked script had to leave out, by the record's sequence numbers."""
    seqs = {turn: seq for seq, turn in turns.items()}
    found = ((seqs.get(turn), why) for turn, why in forked.skipped)
    return tuple(Skipped(seq, why) for seq, why in found if seq is not None)
