"""The boards of a session: which sections each shows, made once for all who share a seat.

It knows a source (live or recorded) and the templates; it must not know who has a board open.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from scoring.obligations.updates import promised
from sim.journal.conduct import OBSERVER
from sim.journal.talk import ROOMS
from sim.surfaces.complaints import cause, complain
from sim.surfaces.web.after_end import AfterEnd
from sim.surfaces.web.chart import chart_of
from sim.surfaces.web.own_sections import OwnSections
from sim.surfaces.web.panels import panels_of
from sim.surfaces.web.views.channels import news
from sim.surfaces.web.views.discussion import discussion_view
from sim.surfaces.web.views.moments import BY_HAND
from sim.surfaces.web.views.player import player_view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring.model import Scorecard
    from sim.journal.talk import Room
    from sim.surfaces.web.render import Renderer
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.source import Source, View
    from sim.surfaces.web.views.channels import News
    from sim.surfaces.web.views.discussion import DiscussionView

LAST_SAID = 2


class Boards:
    """Makes sections of HTML from a session, or from a moment of a recorded one.

    Args:
        source: what is shown.
        render: the templates.
        address: where the session is reached, `http://127.0.0.1:8000`.
        overdue: what earlier exercises asked for and nobody did yet; it leads the briefing.

    Attributes:
        built: how many lines of the hot wash the report has; None without a report.
        building: the report is being rebuilt.
    """

    def __init__(
        self, source: Source, render: Renderer, address: str, overdue: Sequence[str] = ()
    ) -> None:
        self.source = source
        self.render = render
        self.address = address
        self.card: Scorecard | None = None
        self.trouble = ""
        self.built: int | None = None
        self.building = False
        self._own = OwnSections(source, render, address, tuple(overdue))
        self._after_end = AfterEnd(source, render)
        self._made: dict[tuple[str, str, Room], tuple[object, dict[str, str]]] = {}
        self._common: dict[Room, tuple[object, dict[str, str]]] = {}
        self._news: dict[tuple[str | None, int, int, Room], News] = {}

    def time(self) -> dict[str, object]:
        """What a browser needs to let its clock run by itself."""
        starts = self.source.exercise.scenario.starts_at
        since_midnight = (starts.hour * 60 + starts.minute) * 60 + starts.second
        return {
            "now": self.source.now(),
            "pace": self.source.pace if self.source.state == "running" else 0,
            "starts": since_midnight * 1000,
            "state": self.source.state,
            "box": None if self.source.state == "over" else self.source.box_left(),
            "held": self.source.seen.talk.held,
        }

    def news(self, view: View, role: str, since: int, room: Room = "") -> News:
        """Messages that a board does not have, made once for all who lack the same.

        Args:
            view: an observer's board has no channels; the staff's have all of them.
            role: whose board it is.
            since: the changes that the board has.
            room: a tabletop's room, whose board does not show what the other says.
        """
        seen = self.source.seen
        upto = len(seen.changes)
        if view == "projector":
            return {"since": since, "upto": upto, "rows": []}
        if view == "player" and self.source.waits_outside(role):
            return {"since": 0, "upto": 0, "rows": []}
        reader = role if view == "player" else None
        room = room if view == "player" else ""
        if any(known[2] != upto for known in self._news):
            self._news.clear()
        key = (reader, since, upto, room)
        if key not in self._news:
            self._news[key] = news(seen, self.source.exercise.policy, reader, since, room)
        return self._news[key]

    def sections(self, view: View, role: str, room: Room = "") -> dict[str, str]:
        """The sections that change, by id; the same object while nothing has changed.

        Args:
            view: which board.
            role: whose it is.
            room: a tabletop's room, whose board does not show what the other decides.
        """
        version = self._version(view)
        known = self._made.get((view, role, room))
        if known is not None and known[0] == version:
            return known[1]
        make = {
            "player": self._player,
            "facilitator": self._facilitator,
            "evaluator": self._evaluator,
            "projector": self._projector,
        }
        try:
            made = make[view](role, room)
            if self._after_end.holds:
                reported = self.built is not None
                made = self._after_end.sections(view, made, self.card, reported=reported)
        except Exception as error:  # noqa: BLE001 - one entry must not take the boards from all
            complain(f"the {view}'s board could not be made anew: {cause(error)}")
            made = {} if known is None else known[1]
        self._made[view, role, room] = (version, made)
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
            self.source.washed.count,
            self.built,
            self.building,
        )
        if view in {"player", "projector"}:
            return seen
        return (*seen, self.source.truth.version, self.source.obligations_version)

    def _shared(self, role: str, room: Room = "") -> dict[str, Any]:
        source = self.source
        view = player_view(source.seen, source.exercise.policy, role)
        points = source.seen.points
        everything = not room or source.seen.ended_at is not None
        card = view.card
        due = None
        if card.promised and card.resolved_at is None:
            starts_at = source.exercise.scenario.starts_at
            due = promised(card.promised, card.promised_at, starts_at)
        return {
            "card": card,
            "promised": due,
            "services": view.services,
            "log": [one for one in view.log if everything or one.room in {"", room}],
            "view": view,
            "point": points[-1] if points else None,
            "state": self.source.state,
        }

    def _for_all(self, shared: dict[str, Any], room: Room = "") -> dict[str, str]:
        """Sections that are the same for whoever has them; the log is the longest of all."""
        version = self._version("player")
        if room not in self._common or self._common[room][0] != version:
            made = {
                "incident": self.render("incident", shared),
                "log": self.render("log", {**shared, "private": self.source.seen.ended_at is None}),
            }
            if self.render.live:
                made["declaring"] = self.render("declare", shared)
            if not self.source.exercise.is_tabletop:
                chart = chart_of(self.source.seen.points)
                made["monitoring"] = self.render("monitoring", {**shared, "chart": chart})
            self._common[room] = (version, made)
        return self._common[room][1]

    def _player(self, role: str, room: Room) -> dict[str, str]:
        if self.source.waits_outside(role):
            return {"outside": self.render("outside", {"role": role}), "calls": ""}
        shared = self._shared(role, room)
        view = shared["view"]
        common = dict(self._for_all(shared, room))
        if "monitoring" not in panels_of(self.source.exercise, role):
            common.pop("monitoring", None)
        calls = {
            "alerts": view.alerts,
            "paged": view.paged,
            "calls": view.calls,
            "answers": view.answers,
            "discussed_until": self.source.seen.talk.discussed_until,
        }
        return {
            **common,
            "calls": self.render("calls", calls) if self.render.live else "",
            "pager": self.render("pager", calls),
            **self._discussion("poll", "move", "decisions", room=room, choices=self._choices(role)),
            **self._wash(),
        }

    def _choices(self, role: str) -> dict[str, object]:
        """What a decision can do: whom it pages, and whom its words are for."""
        policy = self.source.exercise.policy
        return {
            "pageable": [name for name in policy.roles if name != role],
            "audiences": policy.addressees,
        }

    def _stands(self, room: Room = "") -> DiscussionView:
        source = self.source
        return discussion_view(source.seen, source.exercise.moves, self.render.clock, room)

    def _discussion(
        self,
        *names: str,
        staff: bool = False,
        steers: bool = False,
        room: Room = "",
        choices: Mapping[str, object] | None = None,
    ) -> dict[str, str]:
        """A tabletop's sections; none in another exercise."""
        source = self.source
        if not source.exercise.is_tabletop:
            return {}
        over = source.seen.ended_at is not None
        stands = {
            "discussion": self._stands(room),
            "staff": staff,
            "steers": steers,
            "over": over,
            "acts": self.render.live and not over,
            "begun": source.state != "waiting",
            "room": room,
            "ratings": source.truth.ratings if staff else {},
            "rooms": ROOMS,
            **(choices or {}),
        }
        return {name: self.render(name, stands) for name in names}

    def _talk(self, *, steers: bool) -> dict[str, str]:
        """What the staff have of a discussion: moves and ratings, polls, rooms, the scribe."""
        writes = self.render.live and self.source.seen.ended_at is None
        names = ["moves", "poll", "decisions"]
        names += ["scribe"] if writes else []
        names += ["rooms"] if steers and writes else []
        policy = self.source.exercise.policy
        choices = {
            "pageable": list(policy.roles),
            "audiences": policy.addressees,
            "people": [
                (name, role, self.source.seen.talk.room_of(name))
                for name, role in self.source.seen.seats.items()
                if role in policy.roles or role == OBSERVER
            ],
        }
        return self._discussion(*names, staff=True, steers=steers, choices=choices)

    def _wash(self) -> dict[str, str]:
        if self.source.seen.ended_at is None:
            return {}
        missed = self._stands().missed if self.source.exercise.is_tabletop else ()
        values = {
            "card": self.card,
            "trouble": self.trouble,
            "missed": missed,
            "left_at": self.source.seen.left_at,
            "tabletop": self.source.exercise.is_tabletop,
        }
        return {"wash": self.render("wash", values)}

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
                    "acknowledged": sum(
                        bool(alert.acknowledged) and not alert.cleared
                        for alert in seen.alerts.values()
                    ),
                    "ground_truth": scenario.ground_truth,
                },
            ),
            "obligations": self.render(
                "obligations", {"due": source.obligations, "state": source.state}
            ),
            "remarks": self.render("remarks", {"remarks": truth.remarks}),
            "log": self.render("log", {**shared, "private": False}),
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
                    "by_hand": BY_HAND,
                },
            ),
            "steer": self._steer(steers=steers),
            **self._talk(steers=steers),
            **self._wash(),
        }

    def _steer(self, *, steers: bool, closes: bool = False) -> str:
        """What stays in view of the staff: the clock's button, what comes next, how to close."""
        coming = [line for line in self.source.truth.msel() if line.state in {"waiting", "held"}]
        timed = [line for line in coming if line.due_at is not None]
        values = {
            "state": self.source.state,
            "steers": steers,
            "closes": closes,
            "upcoming": timed[0] if timed else None,
            "waiting": len(coming),
        }
        return self.render("steer", values)

    def _facilitator(self, _: str, __: Room) -> dict[str, str]:
        over = self.source.seen.ended_at is not None
        staff = self._staff(steers=self.render.live and not over)
        if not self.render.live:
            return staff
        controls = {
            "state": self.source.state,
            "pace": self.source.pace,
            "report": "{report}",
            **self._reported(),
            "projector": "{projector}",
            "missed": self._stands().missed if self.source.exercise.is_tabletop else (),
            "tabletop": self.source.exercise.is_tabletop,
        }
        steer = self._steer(steers=True, closes=True) if over else staff["steer"]
        return {**staff, "clock": self.render("controls", controls), "steer": steer}

    def _reported(self) -> dict[str, object]:
        """How the report stands against the hot wash."""
        wash, built = self.source.washed, self.built
        seats = self.source.seen.seats.values()
        return {
            "built": built,
            "building": self.building,
            "fresh": 0 if built is None else wash.count - built,
            "feedback": len(wash.feedback),
            "expected": sum(role != OBSERVER for role in seats),
        }

    def _evaluator(self, _: str, __: Room) -> dict[str, str]:
        return {name: html for name, html in self._staff(steers=False).items() if name != "seats"}

    def _projector(self, _: str, room: Room) -> dict[str, str]:
        shared = self._shared("")
        source = self.source
        seen = source.seen
        said = (one for one in reversed(seen.said.values()) if seen.read_by("", one, room))
        public = list(islice(said, LAST_SAID))
        stands = self._stands(room) if source.exercise.is_tabletop else None
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
        found = self._own.sections(view, person)
        return self._after_end.own(view, found) if self._after_end.holds else found
