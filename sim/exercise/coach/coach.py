"""The coach of an exercise: asked by a role, it answers with one hint.

The reference response says which step is next; what the hint says about the situation is quoted
from what the asking role has seen. It knows no fault: neither the world's state nor the scenario's
ground truth is within its reach.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sim.command_set import COMMAND_SET
from sim.exercise.coach.form import WORKER, Form
from sim.exercise.coach.same import target_of
from sim.exercise.coach.sight import RoleSights
from sim.exercise.coach.tracks import Tracks
from sim.journal.bodies import Action
from sim.journal.encoding import canonical
from sim.scenario.durations import MINUTE
from sim.scenario.names import PRODUCTION_HOST
from sim.world.coaching import Hint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    from sim.commands.command import Response
    from sim.exercise.coach.sight import Sight
    from sim.exercise.coach.tracks import Upcoming
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript

_FRESH = 15 * MINUTE
"""A message is worth a look for so long, ms."""
_MOST_QUOTED = 140
_WAIT = "Nothing new is due for now: give what is running its time, then take this step at {}."
_WATCH = "Nothing that has reached you asks for another step yet. Keep watching the service."


class ReferenceCoach:
    """Answers with the first step of the reference that is due and that nobody has taken.

    Args:
        script: the reference response.
        policy: the organisation.
        starts_at: StartEx, for the clock times in hints.
        role_of: which role a name plays.
    """

    def __init__(
        self,
        script: ResponderScript,
        policy: Policy,
        starts_at: datetime,
        role_of: Callable[[str], str],
    ) -> None:
        self._policy = policy
        self._starts_at = starts_at
        self._role_of = role_of
        self._tracks = Tracks(script, policy)
        self._sights = RoleSights(policy)
        self._did: dict[tuple[str, str, str], int] = {}
        self._action: tuple[int, Action] | None = None

    def see(self, entry: Entry) -> None:
        """Take in one journal entry."""
        if isinstance(entry.body, Action):
            self._action = (entry.at, entry.body)
        else:
            self._sights.see(entry)

    def answered(self, response: Response) -> None:
        """Take in the whole answer to the command that was journaled last."""
        if self._action is None:
            return
        at, action = self._action
        self._action = None
        if action.host != PRODUCTION_HOST or "asks" in action.effect:
            return
        role = self._role_of(action.actor)
        self._sights.of(role).text.append(f"{action.path} {action.body} {canonical(response.body)}")
        if not action.took_effect or not action.effect:
            return
        self._did[role, action.command, target_of(action.arguments)] = at
        self._tracks.acted(action, response, at, self._sights.reached, alarmed=self._sights.alarmed)

    def hint(self, role: str, now: int) -> Hint:
        """The hint for this role at this instant, ms since StartEx."""
        sight = self._sights.of(role)
        upcoming = self._tracks.upcoming(sight.signs.get, alarmed=self._sights.alarmed)
        sees = self._news(sight, now)
        if not upcoming:
            return Hint(sees, _WATCH, f"curl {WORKER}{COMMAND_SET[0].path}", due=False)
        first = upcoming[0]
        command = Form(self._policy, sight, self._tracks.kept).of(first.wanted)
        if first.due > now:
            return Hint(sees, _WAIT.format(self._clock(first.due)), command, due=False)
        advice = f"{self._summary(first)} {self._before(role, first)}"
        return Hint(sees, advice, command, due=True, step=first.place)

    @property
    def kept(self) -> Mapping[str, Any]:
        """What the team's commands have found, by the reference's names."""
        return self._tracks.kept

    @property
    def has_more(self) -> bool:
        """Whether the reference has steps that nobody has taken."""
        return self._tracks.has_more

    def _news(self, sight: Sight, now: int) -> tuple[str, ...]:
        lines = []
        if sight.alerts:
            at, alert = list(sight.alerts.values())[-1]
            lines.append(
                f"{self._clock(at)} {alert.alert} ({alert.level}): {_quoted(alert.text)}. "
                "It is still firing."
            )
        if sight.message is not None and now - sight.message[0] <= _FRESH:
            at, message = sight.message
            lines.append(f"{self._clock(at)} {message.sender}: {_quoted(message.text)}")
        return tuple(lines)

    def _before(self, role: str, upcoming: Upcoming) -> str:
        command = upcoming.wanted.command
        name, nature = ("", "") if command is None else (command.name, command.row.nature)
        before = self._did.get((role, name, target_of(upcoming.wanted.body)))
        looked = nature in {"looks", "tests"}
        if before is not None:
            return f"You last {'looked there' if looked else 'did this'} at {self._clock(before)}."
        return f"You have not {'looked there' if looked else 'done this'} yet."

    @staticmethod
    def _summary(upcoming: Upcoming) -> str:
        command = upcoming.wanted.command
        return "" if command is None else command.summary

    def _clock(self, at: int) -> str:
        return f"{self._starts_at + timedelta(milliseconds=at):%H:%M}"


def _quoted(text: str) -> str:
    """A text in quotation marks, cut between words where it gets long."""
    line = " ".join(text.split())
    if len(line) > _MOST_QUOTED:
        line = f"{line[:_MOST_QUOTED].rsplit(' ', 1)[0]} …"
    return f"“{line.rstrip('.')}”"
