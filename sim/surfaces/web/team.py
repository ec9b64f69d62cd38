"""A team's live session: who acts is a person with a seat, and boards are folded as it goes."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from reports.review.hot_wash import HotWash
from sim.commands.command import Actor, Response
from sim.disk import refusal
from sim.errors import ExerciseOver, NotFound, Unusable
from sim.exercise.discussion import beginning
from sim.journal.conduct import ClockChanged, Joined
from sim.journal.talk import LONGEST_TIMER, TimerChanged
from sim.surfaces.complaints import cause, complain
from sim.surfaces.live.paced_clock import LEAST_PACE, MOST_PACE
from sim.surfaces.live.session import LiveSession
from sim.surfaces.web.changed import changed_by
from sim.surfaces.web.move_timer import MoveTimer
from sim.surfaces.web.seats import MOST_PEOPLE, Person, checked_name
from sim.surfaces.web.views.obligations import ObligationsNow, obligations_now
from sim.surfaces.web.views.seen import PlayersView
from sim.surfaces.web.views.take import take_in
from sim.surfaces.web.views.truth import StaffView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.review.hot_wash import WashLine
    from sim.commands.command import CallerRole, Request
    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.journal.file import LiveJournal
    from sim.records.hot_wash import HotWashFile
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
        timer: a tabletop's; a new one that is kept nowhere when left out.
        wash: where the hot wash is written down.

    Attributes:
        report_wanted: the facilitator has asked for a new report.
        closed: the facilitator has closed the hot wash.
    """

    def __init__(
        self,
        exercise: Exercise,
        disk: LiveJournal,
        clock: PacedClock,
        seats: SeatPlan,
        *,
        earlier: Sequence[Entry] = (),
        timer: MoveTimer | None = None,
        wash: HotWashFile | None = None,
    ) -> None:
        self.timer = MoveTimer() if timer is None else timer
        self.wash = wash
        self.report_wanted = False
        self.closed = False
        self.seats = seats
        self.seen = PlayersView(exercise.policy)
        self.truth = StaffView(exercise.scenario, exercise.policy, exercise.journal.header.seed)
        self._obligations: tuple[int, ObligationsNow] = (-1, ObligationsNow())
        self._obligations_kept = False
        for entry in earlier:
            self._take(entry)
        self.timer.go_on()
        super().__init__(exercise, disk, clock, shown=self._take, written=len(earlier))

    def _take(self, entry: Entry) -> None:
        take_in(entry, self.seen, self.truth, self.timer)

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

    @property
    def outside(self) -> frozenset[str]:
        """The roles that the facilitator has set to wait."""
        return self.seats.outside

    def waits_outside(self, role: str) -> bool:
        """Whether the role is to see nothing yet: it was set to wait, and nobody has called it.

        A page, call or mail calls; a post in the team's channel does not.

        After EndEx everybody is in for the hot wash.
        """
        waits = role in self.seats.outside and not self.over
        return waits and role not in self.seen.called

    def wait_outside(self, role: str, *, outside: bool) -> None:
        """Let a role wait until it is called, or let it in; on disk before this returns.

        Raises:
            TabletopError: there is no such role, or it cannot wait.
        """
        if role not in self.exercise.policy.roles:
            raise NotFound("role", role, tuple(self.exercise.policy.roles))
        if outside and self.exercise.is_tabletop:
            raise Unusable("in a tabletop everybody is in the room")
        if outside and role == self.exercise.scenario.player:
            raise Unusable("this role gets the first alert: it cannot wait outside")
        if outside and role in self.seen.called:
            raise Unusable("this role has already been called")
        try:
            self.seats.wait_outside(role, outside=outside)
        except OSError as error:
            raise Unusable(f"the seats could not be saved: {refusal(error)}") from error

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

    @property
    def washed(self) -> HotWash:
        """What was written down after EndEx."""
        return HotWash() if self.wash is None else self.wash.standing

    def write_down(self, line: WashLine) -> None:
        """Write a line of the hot wash down; on disk before this returns.

        Raises:
            Unusable: it cannot be kept; nothing has changed.
        """
        if self.wash is None:
            raise Unusable("this session has no record to write into")
        self.wash.add(line)

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
            raise Unusable(f"there are {MOST_PEOPLE} people here, the most there can be")
        # A name in the journal without a token comes from a session that
        # was cut off in between: its owner may take the seat again.
        known = {person.name: person.role for person in self.seats.people}
        taken = self.exercise.seats.taken().get(cleaned)
        if cleaned in known or (taken is not None and taken != role):
            raise Unusable(f"name: {cleaned!r} already has a seat; choose another name")
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
        if self.waits_outside(person.role):
            text = "nobody has called you in yet; nothing was done"
            return Response(409, {"success": False, "error": text})
        return self.act(request, Actor(person.name, role))

    def begin_move(self, by: str, name: str) -> str:
        """A tabletop goes to a move, and time on to the move's if it is ahead; the move's title.

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
        return known[name].title

    def change_timer(self, by: str, event: str, *, extend_ms: int = 0) -> None:
        """Hold, resume or extend the present move's timer; on disk before this returns.

        Raises:
            TabletopError: it makes no sense now.
        """
        left = self.timer.left()
        if left is None:
            raise Unusable("timer: the present move has no time limit")
        # What was overrun is not taken from what is added.
        left = max(left, 0 if event == "extended" else -LONGEST_TIMER)
        body = {"by": by, "event": event, "left_ms": left + extend_ms, "extended_ms": extend_ms}
        self.enter(TimerChanged.model_validate(body))

    def box_left(self) -> int | None:
        """What is left of the present move's time, ms of real time; None without a limit."""
        return self.timer.left()

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
            raise Unusable("the exercise has already begun")
        if event != "started" and not self.started:
            raise Unusable("the exercise has not begun yet: press StartEx first")
        if self.exercise.is_tabletop and event not in {"started", "skipped"}:
            raise Unusable("a tabletop's time moves only with its moves")
        if event == "paused" and self.clock.paused:
            raise Unusable("the exercise is already paused")
        if event == "resumed" and not self.clock.paused:
            raise Unusable("the exercise is already running")
        if event == "paced" and not LEAST_PACE <= pace <= MOST_PACE:
            raise Unusable(f"pace: between {LEAST_PACE:g} and {MOST_PACE:g}")
        if event == "skipped" and skip_ms <= 0:
            raise Unusable("skip: say how far, like 10m")


class PlayedBy:
    """The session as one player's console acts in it.

    Args:
        session: the team's.
        person: whose console it is.
        note: told what a command has changed.
    """

    def __init__(self, session: TeamSession, person: Person, note: Callable[[str], None]) -> None:
        self._session = session
        self._person = person
        self._note = note

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
        journal = self._session.exercise.journal
        before = len(journal)
        response = self._session.play(self._person, request, actor.role)
        if text := changed_by(journal.since(before)):
            self._note(f"changed: {text}")
        return response
