"""The boards of a session: which sections each shows, made once for all who share a seat.

It knows a source (live or recorded) and the templates; it must not know who has a board open.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sim.surfaces.complaints import cause, complain
from sim.surfaces.web.chart import chart_of
from sim.surfaces.web.guide_templates import GUIDE_TEMPLATES
from sim.surfaces.web.presets import PRESETS
from sim.surfaces.web.render import CHANNEL_NAMES
from sim.surfaces.web.views.channels import news
from sim.surfaces.web.views.discussion import discussion_view
from sim.surfaces.web.views.player import player_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring.model import Scorecard
    from sim.surfaces.web.render import Renderer
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import Source, View
    from sim.surfaces.web.views.channels import News
    from sim.surfaces.web.views.discussion import DiscussionView

LAST_SAID = 3


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
        self.trouble = ""
        self._made: dict[tuple[str, str], tuple[object, dict[str, str]]] = {}
        self._common: tuple[object, dict[str, str]] = (None, {})
        self._news: dict[tuple[str | None, int, int], News] = {}

    def time(self) -> dict[str, object]:
        """What a browser needs to let its clock run by itself."""
        starts = self.source.exercise.scenario.starts_at
        since_midnight = (starts.hour * 60 + starts.minute) * 60 + starts.second
        return {
            "now": self.source.now(),
            "pace": self.source.pace if self.source.state == "running" else 0,
            "starts": since_midnight * 1000,
            "state": self.source.state,
            "box": self.source.box_left(),
        }

    def news(self, view: View, role: str, since: int) -> News:
        """Messages that a board does not have, made once for all who lack the same.

        Args:
            view: an observer's board has no channels; the staff's have all of them.
            role: whose board it is.
            since: the changes that the board has.
        """
        seen = self.source.seen
        upto = len(seen.changes)
        if view == "projector":
            return {"since": since, "upto": upto, "rows": []}
        if view == "player" and self.source.waits_outside(role):
            return {"since": 0, "upto": 0, "rows": []}
        reader = role if view == "player" else None
        if any(known[2] != upto for known in self._news):
            self._news.clear()
        key = (reader, since, upto)
        if key not in self._news:
            self._news[key] = news(seen, self.source.exercise.policy, reader, since)
        return self._news[key]

    def sections(self, view: View, role: str) -> dict[str, str]:
        """The sections that change, by id; the same object while nothing has changed."""
        version = self._version(view)
        known = self._made.get((view, role))
        if known is not None and known[0] == version:
            return known[1]
        make = {
            "player": self._player,
            "facilitator": self._facilitator,
            "evaluator": self._evaluator,
            "projector": self._projector,
        }
        try:
            made = make[view](role)
        except Exception as error:  # noqa: BLE001 - one entry must not take the boards from all
            complain(f"the {view}'s board could not be made anew: {cause(error)}")
            made = {} if known is None else known[1]
        self._made[view, role] = (version, made)
        return made

    def _version(self, view: View) -> object:
        # All that a section is made from must be in here:
        # what is left out would stay on the boards as it was.
        seen = (
            self.source.seen.version,
            self.source.state,
            self.source.pace,
            id(self.card),
            self.trouble,
            self.source.outside,
        )
        if view in {"player", "projector"}:
            return seen
        return (*seen, self.source.truth.version, self.source.obligations_version)

    def _shared(self, role: str) -> dict[str, Any]:
        source = self.source
        view = player_view(source.seen, source.exercise.policy, role)
        points = source.seen.points
        return {
            "card": view.card,
            "services": view.services,
            "log": view.log,
            "view": view,
            "point": points[-1] if points else None,
            "state": self.source.state,
        }

    def _for_all(self, shared: dict[str, Any]) -> dict[str, str]:
        """Sections that are the same for whoever has them; the log is the longest of all."""
        version = self._version("player")
        if self._common[0] != version:
            made = {name: self.render(name, shared) for name in ("incident", "log")}
            if self.render.live:
                made["declaring"] = self.render("declare", shared)
            if not self.source.exercise.is_tabletop:
                chart = chart_of(self.source.seen.points)
                made["monitoring"] = self.render("monitoring", {**shared, "chart": chart})
            self._common = (version, made)
        return self._common[1]

    def _player(self, role: str) -> dict[str, str]:
        if self.source.waits_outside(role):
            return {"outside": self.render("outside", {"role": role}), "calls": ""}
        shared = self._shared(role)
        view = shared["view"]
        calls = {
            "alerts": view.alerts,
            "paged": view.paged,
            "calls": view.calls,
            "answers": view.answers,
        }
        return {
            **self._for_all(shared),
            "calls": self.render("calls", calls) if self.render.live else "",
            "pager": self.render("pager", calls),
            **self._discussion("move", "decisions", choices=self._choices(role)),
            **self._wash(),
        }

    def _choices(self, role: str) -> dict[str, object]:
        """What a decision can do: whom it pages, and whom its words are for."""
        policy = self.source.exercise.policy
        return {
            "pageable": [name for name in policy.roles if name != role],
            "audiences": policy.addressees,
        }

    def _stands(self) -> DiscussionView:
        source = self.source
        return discussion_view(source.seen, source.exercise.moves, self.render.clock)

    def _discussion(
        self, *names: str, steers: bool = False, choices: Mapping[str, object] | None = None
    ) -> dict[str, str]:
        """A tabletop's sections; none in another exercise."""
        source = self.source
        if not source.exercise.is_tabletop:
            return {}
        stands = {
            "discussion": self._stands(),
            "steers": steers,
            **(choices or {}),
        }
        return {name: self.render(name, stands) for name in names}

    def _wash(self) -> dict[str, str]:
        if self.source.seen.ended_at is None:
            return {}
        return {"wash": self.render("wash", {"card": self.card, "trouble": self.trouble})}

    def _staff(self, *, steers: bool) -> dict[str, str]:
        """What facilitator and evaluator see; who steers gets buttons to the MSEL and the moves."""
        source = self.source
        truth, seen = source.truth, source.seen
        scenario = source.exercise.scenario
        shared = self._shared("")
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
                    "worst": scenario.worst_severity,
                    "touched": window.users_touched if window else 0,
                    "damaged": window.files_damaged if window else 0,
                    "missing": window.files_missing if window else 0,
                    "firing": sum(not alert.cleared for alert in seen.alerts.values()),
                    "ground_truth": scenario.ground_truth,
                },
            ),
            "obligations": self.render("obligations", {"due": source.obligations}),
            "remarks": self.render("remarks", {"remarks": truth.remarks}),
            "log": self._for_all(shared)["log"],
            "seats": self.render(
                "seats",
                {
                    "seats": self._seats(),
                    "address": self.address,
                    "outside": source.outside if steers else None,
                    "reached": {*seen.called, scenario.player},
                    "over": seen.ended_at is not None or source.exercise.is_tabletop,
                },
            ),
            "msel": self.render(
                "msel",
                {
                    "lines": truth.msel(),
                    "prompts": truth.prompts(),
                    "over": seen.ended_at is not None,
                    "steers": steers,
                },
            ),
            "steer": self._steer(steers=steers),
            **self._discussion("moves", "decisions", steers=steers),
            **self._wash(),
        }

    def _steer(self, *, steers: bool) -> str:
        """What stays in view of the staff: the clock's button, and what comes next."""
        coming = [line for line in self.source.truth.msel() if line.state in {"waiting", "held"}]
        timed = [line for line in coming if line.due_at is not None]
        values = {
            "state": self.source.state,
            "steers": steers,
            "upcoming": timed[0] if timed else None,
            "waiting": len(coming),
        }
        return self.render("steer", values)

    def _facilitator(self, _: str) -> dict[str, str]:
        staff = self._staff(steers=self.render.live)
        if not self.render.live:
            return staff
        controls = {
            "state": self.source.state,
            "pace": self.source.pace,
            "report": "{report}",
            "projector": "{projector}",
        }
        return {**staff, "clock": self.render("controls", controls)}

    def _evaluator(self, _: str) -> dict[str, str]:
        return {name: html for name, html in self._staff(steers=False).items() if name != "seats"}

    def _projector(self, _: str) -> dict[str, str]:
        shared = self._shared("")
        source = self.source
        seen = source.seen
        said = (one for one in reversed(seen.said.values()) if seen.read_by("", one))
        public = list(islice(said, LAST_SAID))
        stands = self._stands() if source.exercise.is_tabletop else None
        values = {**shared, "messages": public, "discussion": stands}
        return {"projector": self.render("projector", values), **self._wash()}

    def _seats(self) -> list[tuple[str, str, list[str]]]:
        people = self.source.seen.seats
        return [
            (role, code, [name for name, seat in people.items() if seat == role])
            for role, code in self.source.codes
        ]

    # -- what is a person's own, and changes with the state at most -------------------------------

    def own(self, view: View, person: Person) -> dict[str, str]:
        """The sections that are not shared: the head of the board, forms, duties, the console."""
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
            if not self.source.exercise.is_tabletop:
                found["terminal"] = self.render("console", {})
            return found
        scenario = self.source.exercise.scenario
        found["note"] = self.render("remark", {"objectives": scenario.objectives})
        if view == "facilitator":
            found["add"] = self.render("add", {"player": scenario.player, "presets": PRESETS})
            found["dialogs"] = self.render("dialogs", {})
        return found

    def _top(self, view: View, person: Person) -> str:
        policy = self.source.exercise.policy
        big = view == "projector"
        values = {
            "title": self.source.exercise.scenario.title,
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
        return self.render(
            "compose", {"targets": targets, "mailable": mailable, "guide": GUIDE_TEMPLATES}
        )

    def _duties(self, person: Person) -> str:
        """The role's duties as a checklist, the own terminal, the briefing."""
        scenario = self.source.exercise.scenario
        values = {
            "role": person.role,
            "duties": self.source.exercise.policy.roles[person.role].duties,
            "key": f"{scenario.name}-{person.token[:8]}",
            "token": person.token,
            "tabletop": self.source.exercise.is_tabletop,
            "address": self.address,
            "briefing": [line for line in scenario.briefing.split("\n\n") if line],
        }
        return self.render("duties", values)
