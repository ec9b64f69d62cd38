"""The sections of a board that are one person's own: its head, forms, duties, the console."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.incident_id import incident_id
from sim.scenario.names import PRODUCTION_HOST
from sim.surfaces.web.guide_templates import for_incident
from sim.surfaces.web.panels import panels_of
from sim.surfaces.web.presets import PRESETS
from sim.surfaces.web.render import CHANNEL_NAMES
from sim.surfaces.web.titles import title_for

if TYPE_CHECKING:
    from sim.surfaces.web.render import Renderer
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import Source, View


@dataclass(frozen=True, slots=True)
class OwnSections:
    """Makes them; they change with the state of the session at most.

    Attributes:
        source: what is shown.
        render: the templates.
        address: where the session is reached, `http://127.0.0.1:8000`.
        overdue: what earlier exercises asked for and nobody did yet; it leads the briefing.
    """

    source: Source
    render: Renderer
    address: str
    overdue: tuple[str, ...]

    def sections(self, view: View, person: Person) -> dict[str, str]:
        """All of them for a person on a board, by name."""
        found = {"top": self._top(view, person)}
        if view != "projector":
            team = self.source.exercise.policy.team_channel
            names = sorted(CHANNEL_NAMES.items(), key=lambda one: one[0] != team)
            found["channels"] = self.render("channels", {"names": names})
        if view == "player":
            found["duties"] = self._duties(person)
        if not self.render.live or view == "projector":
            return found
        if view == "player" and self.source.waits_outside(person.role):
            del found["channels"]
            return found
        if view == "player":
            found["say"] = self._compose(person.role)
            if self.source.exercise.has_coach:
                found["coach"] = self.render("coach", {})
            if "console" in panels_of(self.source.exercise, person.role):
                found["terminal"] = self.render("console", {"host": PRODUCTION_HOST})
            return found
        scenario = self.source.exercise.scenario
        found["note"] = self.render("remark", {"objectives": scenario.objectives})
        if view == "facilitator":
            found["add"] = self.render("add", {"player": scenario.player, "presets": PRESETS})
            tabletop = self.source.exercise.is_tabletop
            found["dialogs"] = self.render("dialogs", {"tabletop": tabletop})
        return found

    def _top(self, view: View, person: Person) -> str:
        policy = self.source.exercise.policy
        scenario, live = self.source.exercise.scenario, self.render.live
        big = view == "projector"
        values = {
            "title": title_for(view, scenario, over=self.source.state == "over" or not live),
            "state": self.source.state,
            "pace": self.source.pace,
            "big": big,
            "name": "" if big else person.name,
            "sound": view == "player" and self.render.live,
            "seat": "" if big else policy.called(person.role),
        }
        return self.render("top", values)

    def _compose(self, role: str) -> str:
        policy = self.source.exercise.policy
        targets = [*(name for name in policy.roles if name != role), *policy.groups]
        mailable = [*policy.audiences, *policy.groups, *policy.roles]
        guide = for_incident(incident_id(self.source.exercise.scenario.starts_at))
        tabletop = self.source.exercise.is_tabletop
        values = {"targets": targets, "mailable": mailable, "guide": guide, "tabletop": tabletop}
        return self.render("compose", values)

    def _duties(self, person: Person) -> str:
        """The role's duties as a checklist, the own terminal, the briefing."""
        scenario = self.source.exercise.scenario
        values = {
            "role": person.role,
            "duties": self.source.exercise.policy.roles[person.role].duties,
            "key": person.token[:8],
            "token": person.token,
            "terminal": "console" in panels_of(self.source.exercise, person.role),
            "address": self.address,
            "overdue": self.overdue,
            "briefing": [line for line in scenario.briefing.split("\n\n") if line],
        }
        return self.render("duties", values)
