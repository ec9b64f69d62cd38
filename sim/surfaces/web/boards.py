"""The boards of a session: which sections each shows, made once for all who share a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.surfaces.web.views.discussion import discussion_view
from sim.surfaces.web.views.player import player_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.model import Scorecard
    from sim.surfaces.web.render import Renderer
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import Source, State, View

LAST_SAID = 4
MOST_POINTS = 240


class Boards:
    """Makes sections of HTML from a session, or from a moment of a recorded one.

    Args:
        source: what is shown.
        render: the templates.
        address: where the session is reached, `http://127.0.0.1:8000`.
    """

    def __init__(self, source: Source, render: Renderer, address: str) -> None:
        self.source = source
        self.render = render
        self.address = address
        self.card: Scorecard | None = None
        self._made: dict[tuple[str, str], tuple[object, dict[str, str]]] = {}
        self._common: tuple[object, dict[str, str]] = (None, {})

    @property
    def state(self) -> State:
        """Where the exercise stands."""
        return self.source.state

    def time(self) -> dict[str, object]:
        """What a browser needs to let its clock run by itself."""
        starts = self.source.scenario.starts_at
        since_midnight = (starts.hour * 60 + starts.minute) * 60 + starts.second
        return {
            "now": self.source.now(),
            "pace": self.source.pace if self.state == "running" else 0,
            "starts": since_midnight * 1000,
            "state": self.state,
            "box": self.source.box_left(),
        }

    def sections(self, view: View, role: str) -> dict[str, str]:
        """The sections that change, by id; the same object while nothing has changed."""
        version = self._version(view)
        known = self._made.get((view, role))
        if known is not None and known[0] == version:
            return known[1]
        made = self._builders()[view](role)
        self._made[view, role] = (version, made)
        return made

    def _version(self, view: View) -> object:
        seen = (self.source.seen.version, self.state, self.source.pace, id(self.card))
        if view in {"player", "projector"}:
            return seen
        return (*seen, self.source.truth.version, self.source.obligations_version)

    def _builders(self) -> dict[View, Callable[[str], dict[str, str]]]:
        return {
            "player": self._player,
            "facilitator": self._facilitator,
            "evaluator": self._evaluator,
            "projector": self._projector,
        }

    def _shared(self, role: str) -> dict[str, Any]:
        source = self.source
        view = player_view(source.seen, source.policy, role)
        points = source.seen.points
        return {
            "card": view.card,
            "services": view.services,
            "log": view.log,
            "view": view,
            "point": points[-1] if points else None,
            "state": self.state,
        }

    def _for_all(self, shared: dict[str, Any]) -> dict[str, str]:
        """Sections that are the same for whoever has them; the log is the longest of all."""
        version = self._version("player")
        if self._common[0] != version:
            made = {name: self.render(name, shared) for name in ("incident", "log", "figures")}
            self._common = (version, made)
        return self._common[1]

    def _player(self, role: str) -> dict[str, str]:
        shared = self._shared(role)
        view = shared["view"]
        pager = {"alerts": view.alerts, "calls": view.calls, "unanswered": view.unanswered}
        return {
            **self._for_all(shared),
            "pager": self.render("pager", pager),
            "channels": self.render("channels", {"channels": view.channels}),
            **self._discussion("move", "decisions"),
            **self._wash(),
        }

    def _discussion(self, *names: str, steers: bool = False) -> dict[str, str]:
        """A tabletop's sections; none in another exercise."""
        source = self.source
        if not source.is_tabletop:
            return {}
        stands = {"discussion": discussion_view(source.seen, source.moves), "steers": steers}
        return {name: self.render(name, stands) for name in names}

    def _wash(self) -> dict[str, str]:
        if not self.source.ended:
            return {}
        return {"wash": self.render("wash", {"card": self.card})}

    def _staff(self, *, steers: bool) -> dict[str, str]:
        """What facilitator and evaluator see; who steers gets buttons to the MSEL and the moves."""
        source = self.source
        truth, seen = source.truth, source.seen
        shared = self._shared(source.scenario.player)
        window = truth.window
        return {
            "truth": self.render(
                "truth",
                {
                    **shared,
                    "faults": truth.faults,
                    "over": truth.over,
                    "breaker": truth.breaker,
                    "severity": source.obligations.severity,
                    "worst": source.scenario.worst_severity,
                    "touched": window.users_touched if window else 0,
                    "damaged": window.files_damaged if window else 0,
                    "missing": window.files_missing if window else 0,
                    "firing": sum(not alert.cleared for alert in seen.alerts.values()),
                    "ground_truth": source.scenario.ground_truth,
                },
            ),
            "obligations": self.render("obligations", {"due": source.obligations}),
            "remarks": self.render("remarks", {"remarks": truth.remarks}),
            "log": self._for_all(shared)["log"],
            "channels": self.render("channels", {"channels": shared["view"].channels}),
            "seats": self.render("seats", {"seats": self._seats(), "address": self.address}),
            "msel": self.render(
                "msel",
                {
                    "lines": truth.msel(),
                    "prompts": truth.prompts(),
                    "over": source.ended,
                    "steers": steers,
                },
            ),
            **self._discussion("moves", "decisions", steers=steers),
            **self._wash(),
        }

    def _facilitator(self, _: str) -> dict[str, str]:
        controls = {
            "state": self.state,
            "pace": self.source.pace,
            "report": "{report}",
            "projector": "{projector}",
        }
        staff = self._staff(steers=self.render.live)
        return {**staff, "clock": self.render("controls", controls)}

    def _evaluator(self, _: str) -> dict[str, str]:
        return {name: html for name, html in self._staff(steers=False).items() if name != "seats"}

    def _projector(self, _: str) -> dict[str, str]:
        shared = self._shared("")
        public = [
            said
            for said in reversed(self.source.seen.said.values())
            if self.source.seen.read_by("", said)
        ]
        source = self.source
        stands = discussion_view(source.seen, source.moves) if source.is_tabletop else None
        values = {**shared, "messages": public[:LAST_SAID], "discussion": stands}
        return {"projector": self.render("projector", values)}

    def _seats(self) -> list[tuple[str, str, list[str]]]:
        people = self.source.seen.seats
        return [
            (role, code, [name for name, seat in people.items() if seat == role])
            for role, code in self.source.codes
        ]

    # -- what does not change ----------------------------------------------------------------------

    def top(self, person: Person, view: View) -> str:
        """The head of a board."""
        policy = self.source.policy
        seat = policy.called(person.role) if person.role in policy.roles else person.role
        values = {
            "title": self.source.scenario.title,
            "state": self.state,
            "pace": self.source.pace,
            "big": view == "projector",
            "name": "" if view == "projector" else person.name,
            "seat": "" if view == "projector" else seat,
        }
        return self.render("top", values)

    def compose(self, role: str) -> str:
        """The form to say something."""
        policy = self.source.policy
        targets = [*(name for name in policy.roles if name != role), *policy.groups]
        mailable = [*policy.audiences, *policy.groups, *policy.roles]
        return self.render("compose", {"targets": targets, "mailable": mailable})

    def duties(self, person: Person) -> str:
        """The role's duties as a checklist, the own terminal, the briefing."""
        source = self.source
        values = {
            "role": person.role,
            "duties": source.policy.roles[person.role].duties,
            "key": f"{source.scenario.name}-{person.token[:8]}",
            "token": person.token,
            "tabletop": source.is_tabletop,
            "address": self.address,
            "briefing": [line for line in source.scenario.briefing.split("\n\n") if line],
        }
        return self.render("duties", values)

    def chart(self) -> dict[str, Any]:
        """ECharts options of what monitoring shows."""
        points = self.source.seen.points[-MOST_POINTS:]
        times = [self.render.clock(point.at) for point in points]
        return {
            "animation": False,
            "aria": {"enabled": True},
            "grid": {"left": 46, "right": 56, "top": 34, "bottom": 26},
            "legend": {"top": 0, "textStyle": {"color": "#7a8794"}},
            "tooltip": {"trigger": "axis"},
            "xAxis": {"type": "category", "data": times},
            "yAxis": [
                {"type": "value", "name": "%", "min": 0, "max": 100},
                {"type": "value", "name": "ms", "min": 0, "splitLine": {"show": False}},
            ],
            "series": [
                {
                    "name": "failing, %",
                    "type": "line",
                    "showSymbol": False,
                    "areaStyle": {"opacity": 0.15},
                    "color": "#d9534f",
                    "data": [point.failed for point in points],
                },
                {
                    "name": "95th percentile, ms",
                    "type": "line",
                    "showSymbol": False,
                    "yAxisIndex": 1,
                    "color": "#3b82c4",
                    "data": [point.p95_ms for point in points],
                },
            ],
        }
