"""A team's live session: who acts is a person with a seat, and boards are folded as it goes."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import TYPE_CHECKING

from sim.commands.command import Actor, Response
from sim.disk import refusal
from sim.errors import ExerciseOver, NotFound, Unusable
from sim.exercise.discussion import beginning
from sim.journal.conduct import ClockChanged, Joined
from sim.surfaces.complaints import cause, complain
from sim.surfaces.live.paced_clock import LEAST_PACE, MOST_PACE
from sim.surfaces.live.session import LiveSession
from sim.surfaces.web.seats import MOST_PEOPLE, Person, checked_name
from sim.surfaces.web.views.obligations import ObligationsNow, obligations_now
from sim.surfaces.web.views.seen import PlayersView
from sim.surfaces.web.views.take import take_in
from sim.surfaces.web.views.truth import StaffView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.commands.command import CallerRole, Request
    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.journal.file import LiveJournal
    from sim.surfaces.live.paced_clock import PacedClock
    from sim.surfaces.web.seats import SeatPlan
    from sim.surfaces.web.source import State

PERMILLE = 1000
OBLIGATIONS_SECONDS = 0.3
NO_SEAT = "code: no seat has this code; ask the facilitator for the link"


class TeamSession(LiveSession):
    """One world in real time for a team.

    Args:
        exercise: the world, at the instant the clock starts from.
        disk: the record's journal; holds the first `written` entries already.
        clock: simulated time; it stands still until the facilitator starts it.
        seats: who may sit where.
        earlier: the entries that are on disk already, when the session is taken up again.
        wall: real time, in seconds, for a tabletop's time boxes; only tests pass another.
    """

    def __init__(
        self,
        exercise: Exercise,
        disk: LiveJournal,
        clock: PacedClock,
        seats: SeatPlan,
        *,
        earlier: Sequence[Entry] = (),
        wall: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self.box_began = wall()
        self.seats = seats
        self.seen = PlayersView(exercise.policy)
        self.truth = StaffView(exercise.scenario, exercise.policy, exercise.journal.header.seed)
        self._obligations: tuple[int, ObligationsNow] = (-1, ObligationsNow())
        self._obligations_kept = False
        for entry in earlier:
            self._take(entry)
        super().__init__(exercise, disk, clock, shown=self._take, written=len(earlier))

    def _take(self, entry: Entry) -> None:
        take_in(entry, self.seen, self.truth)

    @property
    def started(self) -> bool:
        """Whether StartEx has been called."""
        return self.seen.clock is not None

    @property
    def obligations(self) -> ObligationsNow:
        """What is due: as last worked out while `keep_obligations` runs, else as of now."""
        if not self._obligations_kept:
            version = len(self.exercise.journal)
            if self._obligations[0] != version:
                now = self._worked_out(self.exercise.journal.entries)
                self._obligations = (version, now)
        return self._obligations[1]

    def _worked_out(self, entries: Sequence[Entry]) -> ObligationsNow:
        """The obligations; as they were when an entry keeps them from being worked out."""
        try:
            return obligations_now(entries)
        except Exception as error:  # noqa: BLE001 - one entry must not end the session
            complain(f"the obligations could not be worked out: {cause(error)}")
            return self._obligations[1]

    # -- what boards ask for -----------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where the exercise stands."""
        if self.over:
            return "over"
        if not self.started:
            return "waiting"
        if self.exercise.is_tabletop:
            return "discussing"
        return "paused" if self.clock.paused else "running"

    @property
    def pace(self) -> float:
        """Simulated seconds per second."""
        return self.clock.pace

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Every seat's role with its join code."""
        return [(role, code) for code, role in self.seats.codes.items()]

    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self.clock.now()

    @property
    def obligations_version(self) -> int:
        """Tells one state of the obligations from the next while `keep_obligations` runs."""
        return self._obligations[0] if self._obligations_kept else 0

    async def keep_obligations(self) -> None:
        """Work the obligations out beside the event loop, until cancelled.

        It reads the whole journal: a quarter of a second after 7500 actions, in which nobody
        would be answered. It takes a fiftieth of the time at most, so that whoever acts meets it
        seldom; countdowns run in the browser and do not wait for it.
        """
        self._obligations_kept = True
        loop = asyncio.get_running_loop()
        try:
            while True:
                begun = loop.time()
                version = len(self.exercise.journal)
                if self._obligations[0] != version:
                    entries = self.exercise.journal.entries
                    now = await asyncio.to_thread(self._worked_out, entries)
                    self._obligations = (version, now)
                await asyncio.sleep(max(OBLIGATIONS_SECONDS, 49 * (loop.time() - begun)))
        finally:
            self._obligations_kept = False

    # -- people ------------------------------------------------------------------------------------

    def join(self, code: str, name: str) -> Person:
        """Somebody takes the seat of this code; on disk before this returns.

        Raises:
            TabletopError: no such code, or the name cannot be used.
        """
        role = self.seats.role_of(code)
        if role is None:
            raise Unusable(NO_SEAT)
        cleaned = checked_name(name)
        if len(self.seats.people) >= MOST_PEOPLE:
            raise Unusable(f"there are {MOST_PEOPLE} people here already")
        # A name in the journal without a token comes from a session that
        # was cut off in between: its owner may take the seat again.
        known = {person.name: person.role for person in self.seats.people}
        taken = self.exercise.seats.taken().get(cleaned)
        if cleaned in known or (taken is not None and taken != role):
            raise Unusable(f"name: {cleaned!r} has a seat already; choose another name")
        person = Person(cleaned, role, secrets.token_urlsafe(24))
        # The journal first: a token without its entry would be let in and known to nobody.
        if taken is None:
            self.enter(Joined(name=cleaned, role=role))
        try:
            self.seats.add(person)
        except OSError as error:
            raise Unusable(f"no seat could be given: {refusal(error)}") from error
        return person

    def _player(self, authorization: str | None) -> Person | None:
        """The player whose own token this is."""
        scheme, _, token = (authorization or "").partition(" ")
        person = self.seats.who(token.strip()) if scheme.lower() == "bearer" else None
        return person if person is not None and person.kind == "player" else None

    def listens_to(self, authorization: str | None) -> bool:
        """Only players act by the worker's API."""
        return self._player(authorization) is not None

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """A call of the worker's API by a person's own token, as curl sends it."""
        person = self._player(authorization)
        if person is None:
            text = (
                "a player's token is needed: your board shows it under “Your own terminal”: "
                "-H 'Authorization: Bearer …'"
            )
            return Response(401, {"success": False, "error": text})
        return self.play(person, request)

    def play(self, person: Person, request: Request, role: CallerRole = "responder") -> Response:
        """A player's command, now; on disk before this returns."""
        # A tabletop's clock always stands; from StartEx on people may act there all the same.
        stands = self.clock.paused and not (self.started and self.exercise.is_tabletop)
        if stands and not self.over:
            text = "the exercise is paused" if self.started else "the exercise has not begun yet"
            return Response(409, {"success": False, "error": f"{text}; nothing was done"})
        return self.act(request, Actor(person.name, role))

    def begin_move(self, by: str, name: str) -> str:
        """A tabletop goes on to a move, and time with it; the move's title.

        Raises:
            TabletopError: there is no such move, or it cannot begin now.
        """
        if not self.started:
            raise Unusable("the exercise has not begun yet: press StartEx first")
        known = {move.id: move for move in self.exercise.moves}
        if name not in known:
            raise NotFound("move", name, tuple(known))
        self.enter(beginning(known[name], by))
        self.clock.move_to(self.exercise.now)
        self.box_began = self._wall()
        return known[name].title

    def box_left(self) -> int | None:
        """What is left of the present move's time box, ms of real time; None without one.

        A session that is taken up again gives the move its whole time once more.
        """
        if not self.seen.moves or not (box := self.seen.moves[-1][1].time_box):
            return None
        return box - round((self._wall() - self.box_began) * 1000)

    # -- the clock ---------------------------------------------------------------------------------

    def set_clock(self, by: str, event: str, *, pace: float = 0, skip_ms: int = 0) -> None:
        """StartEx, pause, go on, another pace, or move time on; on disk before this returns.

        Raises:
            TabletopError: it makes no sense now.
        """
        self._check_clock(event, pace, skip_ms)
        clock = self.clock
        # The entry says which pace holds after it, because
        # a resumed session takes its pace from there.
        coming = pace if event == "paced" else clock.pace
        self.enter(
            ClockChanged.model_validate(
                {
                    "by": by,
                    "event": event,
                    "pace_permille": round(coming * PERMILLE),
                    "skipped_ms": skip_ms if event == "skipped" else 0,
                }
            )
        )
        match event:
            case "started" if self.exercise.is_tabletop:
                pass  # time stands within a move
            case "started" | "resumed":
                clock.resume()
            case "paused":
                clock.pause()
            case "paced":
                clock.run_at(pace)
            case _:
                clock.skip(skip_ms)
                self.tick()

    def _check_clock(self, event: str, pace: float, skip_ms: int) -> None:
        if event == "started" and self.started:
            raise Unusable("the exercise has begun already")
        if event != "started" and not self.started:
            raise Unusable("the exercise has not begun yet: press StartEx first")
        if self.exercise.is_tabletop and event not in {"started", "skipped"}:
            raise Unusable("a tabletop's time moves only with its moves")
        if event == "paused" and self.clock.paused:
            raise Unusable("the exercise is paused already")
        if event == "resumed" and not self.clock.paused:
            raise Unusable("the exercise is running already")
        if event == "paced" and not LEAST_PACE <= pace <= MOST_PACE:
            raise Unusable(f"pace: between {LEAST_PACE:g} and {MOST_PACE:g}")
        if event == "skipped" and skip_ms <= 0:
            raise Unusable("skip: say how far, like 10m")


class PlayedBy:
    """The session as one player's console acts in it.

    Args:
        session: the team's.
        person: whose console it is.
    """

    def __init__(self, session: TeamSession, person: Person) -> None:
        self._session = session
        self._person = person

    @property
    def horizon(self) -> int:
        """EndEx at the latest, ms since StartEx."""
        return self._session.exercise.horizon

    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self._session.clock.now()

    async def act(self, request: Request, actor: Actor, at: int) -> Response:  # noqa: ARG002 - now
        """The player's command; on disk before this returns.

        Raises:
            ExerciseOver: it is EndEx.
        """
        if self._session.over:
            raise ExerciseOver(self._session.exercise.now)
        return self._session.play(self._person, request, actor.role)
