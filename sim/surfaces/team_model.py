"""How a team works: the reference response done later, and with steps left out.

Turns one script of steps into another. Every draw has a label of its own, so the same team in the
same quarter always does the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.command_set import rows_at
from sim.commands.console import parse_line
from sim.scenario.responder import ResponderScript, Step

if TYPE_CHECKING:
    from sim.world.streams import Streams

_LEAST, _MOST = 0.6, 1.5
"""How much a single wait varies around the team's own pace."""


@dataclass(frozen=True, slots=True)
class TeamModel:
    """How a team works in one quarter.

    Attributes:
        pace: how many times as long as the reference it takes before each step.
        forgets: the chance, 0 to 1, that a step on which nothing else waits is left out.
        talks: the same for messages: pages, posts, broadcasts, the status page.
    """

    pace: float
    forgets: float
    talks: float


def _is_message(step: Step) -> bool:
    path = parse_line(step.do, step.body).path
    return any(row.nature == "tells" for row, _ in rows_at(path.partition("?")[0]))


def _left_out(step: Step, team: TeamModel, luck: float) -> bool:
    """Whether a step is left out; one that others wait for or take values from never is."""
    if step.id is not None or step.keep:
        return False
    return luck < (team.talks if _is_message(step) else team.forgets)


def _slowed(step: Step, team: TeamModel, luck: float) -> int:
    return round(step.wait * team.pace * (_LEAST + (_MOST - _LEAST) * luck))


def _track(steps: tuple[Step, ...], team: TeamModel, streams: Streams, name: str) -> list[Step]:
    """The track; what a step that is left out had waited for, the next one waits for."""
    done: list[Step] = []
    after: str | None = None
    waited = 0
    for number, step in enumerate(steps):
        wait = _slowed(step, team, streams.uniform("habit-wait", name, number))
        if step.after is not None:
            after, waited = step.after, 0
        if _left_out(step, team, streams.uniform("habit-forget", name, number)):
            waited += wait
            continue
        done.append(step.model_copy(update={"wait": wait + waited, "after": after}))
        after, waited = None, 0
    return done


def worked_by(
    script: ResponderScript, team: TeamModel, streams: Streams, actor: str
) -> ResponderScript:
    """The script as this team works it."""
    tracks = {
        name: tuple(_track(steps, team, streams, name)) for name, steps in script.tracks.items()
    }
    kept = {name: steps for name, steps in tracks.items() if steps}
    return ResponderScript(format=1, scenario=script.scenario, actor=actor, tracks=kept)
