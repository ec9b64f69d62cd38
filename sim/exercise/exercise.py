"""A world stepped by someone: advance it, act in it, leave it.

The one object every surface drives. Same scenario, policy, seed and time-stamped actions leave the
same journal, however the time in between was cut into steps.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from sim.commands.dispatch import dispatch
from sim.commands.door import cleaned
from sim.errors import ExerciseOver, NotFound, Unusable
from sim.exercise.coach.coach import ReferenceCoach
from sim.exercise.discussion import TabletopDiscussion
from sim.exercise.injects import Injects
from sim.exercise.milestones import Milestones
from sim.exercise.seats import Seating
from sim.exercise.steady_state import SteadyState
from sim.exercise.test_environment import TestEnvironment
from sim.journal.bodies import Durations, Ended, ExerciseType, Header, Participant
from sim.journal.conduct import Decision, InjectChanged, Joined, MoveBegan, Remark
from sim.journal.embedded import coach_of, embedded
from sim.journal.journal import Journal
from sim.journal.talk import TalkEntry
from sim.scenario.agenda import moves_of
from sim.scenario.durations import MINUTE
from sim.scenario.names import TEST_HOST
from sim.world.world import World, block_users

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.commands.command import Actor, Request, Response
    from sim.journal.bodies import EndReason
    from sim.journal.conduct import Conduct
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.moves import Move
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from sim.world.world import UsersFactory


DRAWN = Durations()
"""As campaigns and CI take durations: drawn for each seed."""
MEDIAN = Durations(take="median")
"""As live sessions take them."""


@lru_cache
def tool_version() -> str:
    """The trainer's version, for the header."""
    try:
        return version("tabletop-trainer")
    except PackageNotFoundError:
        return "0+unpackaged"


class Exercise:
    """One exercise from StartEx to EndEx.

    Args:
        scenario: what happens.
        policy: the organisation.
        seed: the weather.
        exercise_type: tabletop, drill, functional or regression. In a tabletop nobody touches the
            system: only the incident commands are carried out, and moves and decisions can be
            entered; the other types differ in name only.
        participants: who takes part.
        durations: how what is drawn from published outages is taken. A tabletop takes the median
            in any case: its moves come at times of their own.
        coach: the reference response that hints are taken from; None for an exercise without a
            coach. A tabletop has none.
        header: a record's header instead of a new one, when the record is rebuilt.
        users: makes the users; only tests pass anything else.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        seed: int,
        *,
        exercise_type: ExerciseType = "regression",
        participants: tuple[Participant, ...] = (),
        durations: Durations = DRAWN,
        coach: ResponderScript | None = None,
        header: Header | None = None,
        users: UsersFactory = block_users,
    ) -> None:
        self.scenario = scenario
        self.policy = policy
        self.journal = Journal()
        self.ended = False
        # Nothing was stepped yet: the first action may stand at StartEx itself, 0.
        self._stepped_at = -1
        self._test_environment: TestEnvironment | None = None
        played, under = embedded(scenario), embedded(policy)
        self.journal.append(
            0,
            header
            or Header(
                tool_version=tool_version(),
                scenario=played.data,
                scenario_digest=played.digest,
                policy=under.data,
                policy_digest=under.digest,
                seed=seed,
                exercise_type=exercise_type,
                durations=MEDIAN if exercise_type == "tabletop" else durations,
                participants=tuple(cleaned(one) for one in participants),
                coach=None if coach is None else coach.model_dump(mode="json"),
            ),
        )
        self.seats = Seating(policy, scenario.player, self.journal.header.participants)
        self.world = World(scenario, policy, seed, self.journal, users, seat_of=self.seats.role_of)
        self._coach = self._coached()
        self.milestones = Milestones(policy)
        self.steady_state = SteadyState(self.world)
        self.journal.listen(self.milestones.see)
        self.journal.listen(self.steady_state.see)
        # After the world, which has booked its faults by now: of one millisecond, trouble comes
        # before the inject that speaks of it.
        self._injects = Injects(self.world, self.milestones)
        self.is_tabletop = self.journal.header.exercise_type == "tabletop"
        self.moves = moves_of(scenario, policy) if self.is_tabletop else ()
        self._discussion = TabletopDiscussion(self.moves, policy, self.seats, self.horizon)

    def _coached(self) -> ReferenceCoach | None:
        """The coach that the header asks for, where the `hint` command finds it."""
        script = coach_of(self.journal.header)
        if script is None:
            return None
        coach = ReferenceCoach(script, self.policy, self.scenario.starts_at, self.seats.role_of)
        self.journal.listen(coach.see)
        self.world.coach = coach
        return coach

    @property
    def has_coach(self) -> bool:
        """Whether hints can be asked for."""
        return self._coach is not None

    @property
    def move(self) -> Move | None:
        """The move a tabletop has come to; None before the first one, and in other exercises."""
        return self._discussion.present

    @property
    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self.world.now

    @property
    def horizon(self) -> int:
        """EndEx at the latest, ms."""
        return self.scenario.horizon

    @property
    def next_action_at(self) -> int:
        """The earliest instant an action can have now.

        An action comes before the world's events of its millisecond, so once one of them was
        carried out the next action is a millisecond later.
        """
        return max(self.now, self._stepped_at + 1)

    def advance(self, until: int, stop: Callable[[Entry], bool] | None = None) -> bool:
        """Let the world go on up to `until`, its events at `until` not included.

        Args:
            until: ms since StartEx; the horizon when that is earlier.
            stop: asked about every new journal entry; when it says yes the world stands still
                after the event that caused the entry.

        Returns:
            Whether `stop` said yes.
        """
        until = min(until, self.horizon)
        kernel, seen = self.world.kernel, len(self.journal)
        # Without anybody to ask, the kernel goes the whole way by itself.
        while stop is not None and (upcoming := kernel.step_before(until)) is not None:
            self._stepped_at = upcoming
            if len(self.journal) > seen:
                fresh = self.journal.since(seen)
                seen = len(self.journal)
                # Every entry is shown, also after one that says yes.
                if sum(stop(entry) for entry in fresh):
                    return True
        # `_stepped_at` stays: nothing of the instant where this stops was carried out.
        kernel.run_before(until)
        return False

    def act(self, request: Request, actor: Actor, at: int | None = None) -> Response:
        """Give a command at `at` (now, when that is later or not said) and return the answer.

        Raises:
            ExerciseOver: it is EndEx, or the horizon is reached.
        """
        self.advance(self._instant(at))
        if self.is_tabletop:
            return dispatch(self.world, request, actor, only_people=True)
        if request.host == TEST_HOST:
            return self._act_in_tests(request, actor)
        response = dispatch(self.world, request, actor)
        if self._coach is not None:
            self._coach.answered(response)
        return response

    def enter(self, body: Conduct, at: int | None = None) -> None:
        """Enter how the exercise is run at `at` (now, when that is later or not said).

        A move begins at its own time when that is later still, after everything of that instant:
        its injects and alerts have come. Going back to one moves no time. The entry stands at the
        instant reached.

        Raises:
            ExerciseOver: it is EndEx, or the horizon is reached.
            NotFound: it is about a seat, inject, objective, move, question or role that there is
                not.
            Unusable: it cannot be done now, or not in an exercise of this type; the message says
                why.
        """
        body = cleaned(body)
        when = self._instant(at)
        # Before time moves: what is refused leaves the world where it was.
        self._check(body)
        if isinstance(body, MoveBegan):
            self._through(max(when, self._discussion.begin(body)))
        else:
            self.advance(when)
        self.world.catch_up()
        self.journal.append(self.now, body)
        self._discussion.take(self.journal.last)
        if isinstance(body, Joined):
            self.seats.take(body)
            if body.role in self.policy.roles:
                self.world.roster.seat(body.role, body.name)
        elif isinstance(body, InjectChanged):
            self._injects.change(body)

    def _check(self, body: Conduct) -> None:
        if isinstance(body, Joined):
            self.seats.check(body)
        elif isinstance(body, InjectChanged):
            self._injects.check_change(body)
        elif isinstance(body, MoveBegan | Decision | TalkEntry):
            if not self.is_tabletop:
                what = {MoveBegan: "moves", Decision: "decisions"}.get(type(body), "a discussion")
                kind = self.journal.header.exercise_type
                raise Unusable(f"only a tabletop has {what}; this is a {kind} exercise")
            self._discussion.check(body)
        elif isinstance(body, Remark) and body.objective:
            known = tuple(objective.id for objective in self.scenario.objectives)
            if body.objective not in known:
                raise NotFound("objective", body.objective, known)

    def fire(self, inject: str, at: int | None = None) -> None:
        """The facilitator sends an inject at `at` (now, when that is later or not said).

        Raises:
            ExerciseOver: it is EndEx, or the horizon is reached.
            NotFound: the scenario has no such inject.
            Unusable: the inject had already been sent, or dropped.
        """
        when = self._instant(at)
        # Asked before time moves, and again by `fire`: the inject may come by itself on the way.
        self._injects.check(inject)
        self.advance(when)
        self._injects.fire(inject)

    def _instant(self, at: int | None) -> int:
        when = max(self.next_action_at, at or 0)
        if self.ended or when >= self.horizon:
            raise ExerciseOver(self.now)
        return when

    def _act_in_tests(self, request: Request, actor: Actor) -> Response:
        """Give a command to the test environment; only the action stands in the journal."""
        if self._test_environment is None:
            self._test_environment = TestEnvironment(self.world)
        # As `dispatch` does in production: what users caused before now stands before the action.
        self.world.catch_up()
        response, action = self._test_environment.act(request, actor, self.now)
        self.journal.append(self.now, action)
        return response

    def finish(self) -> None:
        """The responder has left: let the world run until it is steady, or to the horizon.

        Steady means: said to be resolved, and good for the whole monitoring period. A tabletop
        ends at once: with the discussion closed, nobody is left who could owe anything.
        """
        if self.ended:
            return
        left_at = self.next_action_at
        if self.is_tabletop:
            self.advance(left_at)
            self._close()
            self._end("horizon" if self.now >= self.horizon else "closed", left_at)
            return
        wait = self.policy.monitoring_period + MINUTE
        said = "resolved" in self.milestones.reached
        while self.now < self.horizon and not self._is_steady(wait):
            # On a whole minute, and not before it can be: only a responder says `resolved`, and
            # good for so long takes so long.
            missing = max(1, wait - self.steady_state.for_ms()) if said else self.horizon
            self._through(min(self.horizon, -(-(self.now + missing) // MINUTE) * MINUTE))
        self._close()
        self._end("settled" if self._is_steady(wait) else "horizon", left_at)

    def _close(self) -> None:
        """Carry out what is due at this very instant, and close the books."""
        self._through(self.now)
        self.world.watch.finish()

    def _end(self, reason: EndReason, left_at: int) -> None:
        self.ended = True
        self.journal.append(self.now, Ended(reason=reason, responder_left_at=left_at))

    def _is_steady(self, wait: int) -> bool:
        return "resolved" in self.milestones.reached and self.steady_state.for_ms() >= wait

    def _through(self, until: int) -> None:
        """Advance, the events at `until` included."""
        self.advance(until)
        while self.world.kernel.next_at == until:
            self.world.kernel.step()
            self._stepped_at = until
