"""The world of one exercise: builds the parts, wires them, and steps them through time.

It is told what to do by commands and by its own events, writes facts to the journal, and knows no
file, no network and no wall clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import (
    Answered,
    ConfigChanged,
    Message,
    ModeChanged,
    ServiceMode,
)
from sim.scenario.faults import CALM
from sim.scenario.names import SERVICES, Service
from sim.world.bench import Bench
from sim.world.breaker import Breaker
from sim.world.bucket import Bucket
from sim.world.catalogue import Catalogue
from sim.world.clock import iso
from sim.world.faults import Faults, plan_faults
from sim.world.health import HealthMonitor
from sim.world.incident import Incident
from sim.world.kernel import Kernel
from sim.world.notifications import Notifications
from sim.world.people import People
from sim.world.queue import OperationQueue
from sim.world.rehearsing import Rehearsal
from sim.world.requests import RequestLog
from sim.world.roster import Roster
from sim.world.storage import Storage
from sim.world.streams import Streams
from sim.world.users import BlockUsers, Users
from sim.world.watch import Watch
from sim.world.workload import draw_workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.bodies import Arrived, Body, BreakerMoved, QueueChanged
    from sim.journal.journal import Journal
    from sim.journal.stored import FilesChanged
    from sim.scenario.faults import Conditions, Fault
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.worker import WorkerSettings
    from sim.world.contents import Contents

    UsersFactory = Callable[[RequestLog, int, Breaker, OperationQueue, Kernel, Contents], Users]

Section = Literal["health", "breaker", "queue", "alerts"]
SECTIONS: tuple[Section, ...] = ("health", "breaker", "queue", "alerts")
"""The parts of the worker's settings."""


def block_users(
    log: RequestLog,
    background_ppm: int,
    breaker: Breaker,
    queue: OperationQueue,
    _: Kernel,
    contents: Contents,
) -> Users:
    """The users as every exercise runs them; the oracle in the tests is made the same way."""
    return BlockUsers(log, background_ppm, breaker, queue, contents)


class World:
    """List Cutter's worker, its users, its people and what befalls them.

    Args:
        scenario: what happens.
        policy: who is who.
        seed: the weather.
        journal: takes the facts; must have its header already.
        users: makes the users; only tests pass anything else.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        seed: int,
        journal: Journal,
        users: UsersFactory = block_users,
    ) -> None:
        settings = scenario.worker
        self.scenario = scenario
        self.worker: WorkerSettings = settings
        self.policy = policy
        self.journal = journal
        self.streams = Streams(seed)
        self.kernel = Kernel()
        self.incident = Incident()
        self.bench = Bench()
        self.rehearsal = Rehearsal()
        self.catalogue = Catalogue(self.streams)
        self.modes: dict[Service, ServiceMode] = dict.fromkeys(SERVICES, "normal")
        self.seat_of: Callable[[str], str] = lambda _: scenario.player
        self._held: list[tuple[int, int, Body]] = []
        self._catching_up = False
        self._caught_up_at = -1
        self.breaker = Breaker(settings.breaker, self._breaker_moved)
        self.bucket = Bucket(self.breaker)
        self.health = HealthMonitor(settings.health, self.bucket, self.streams, self.emit)
        workload = draw_workload(scenario.users, scenario.horizon, self.streams)
        self.queue = OperationQueue(
            settings.queue, workload, self.kernel, self.bucket, self.streams, self._queue_changed
        )
        self.queue.accepting_passes = self._queue_may_run
        self.queue.before_pass = self.catch_up
        log = RequestLog(workload)
        self.storage = Storage(
            scenario,
            log,
            self.kernel,
            self.streams,
            lambda: self.bucket.conditions,
            self.emit,
            self._read_failed,
            self.catch_up,
        )
        self.queue.carried_out = self.storage.queued_done
        self.users = users(
            log,
            scenario.users.background_error_ppm,
            self.breaker,
            self.queue,
            self.kernel,
            self.storage.contents,
        )
        self.users.face(CALM)
        self.roster = Roster(policy, scenario.people, self.streams)
        self.notifications = Notifications(
            policy,
            self.roster,
            self.kernel,
            self.streams,
            lambda: self.bucket.conditions,
            self._message_sent,
            self._message_arrived,
        )
        self.people = People(
            policy,
            scenario.player,
            self.roster,
            self.kernel,
            self.streams,
            self.notifications,
            self._answered,
            lambda: self.incident.resolved_at is not None,
        )
        self.watch = Watch(self)
        self.faults = Faults(
            plan_faults(scenario.faults, self.streams),
            scenario.horizon,
            self.kernel,
            self.streams,
            tell=self.emit,
            begun=self._harm,
            changed=self._conditions_changed,
        )
        self.kernel.every(lambda: self.worker.health.every, self._probe, first=0)
        self.watch.schedule()

    # -- time -----------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self.kernel.now

    @property
    def log(self) -> RequestLog:
        """What became of the users' requests, up to the last `catch_up`."""
        return self.users.log

    def timestamp(self, at: int) -> str:
        """An instant as people read it."""
        return iso(self.scenario.starts_at, at)

    def when(self, at: int | None) -> str | None:
        """The same of an instant that may not have come; None then."""
        return None if at is None else self.timestamp(at)

    def catch_up(self) -> None:
        """Decide what users did before now; every event and command begins with it."""
        now = self.now
        if now == self._caught_up_at:
            return
        self._catching_up = True
        self.users.catch_up(now)
        self._catching_up = False
        self._caught_up_at = now
        if self._held:
            self._held.sort(key=lambda held: held[:2])
            for at, _, body in self._held:
                self.journal.append(at, body)
            self._held.clear()

    # -- what the journal hears --------------------------------------------------------------------

    def emit(self, body: Body) -> None:
        """Tell the journal what happens now."""
        self.catch_up()
        self.journal.append(self.now, body)

    def _breaker_moved(self, at: int, move: BreakerMoved) -> None:
        if self._catching_up:
            self._held.append((at, self.users.deciding, move))
        else:
            self.journal.append(at, move)

    def _queue_changed(self, at: int, request: int | None, change: QueueChanged) -> None:
        if self._catching_up and request is not None:
            self._held.append((at, request, change))
        else:
            self.journal.append(at, change)

    def _read_failed(self, request: int, change: FilesChanged) -> None:
        at = int(self.log.workload.at[request])
        if self._catching_up:
            self._held.append((at, request, change))
        else:
            self.journal.append(at, change)

    def _message_sent(self, message: Message) -> None:
        self.emit(message)
        if message.by_responders and message.delivered:
            self.people.word()
        if message.calls_somebody:
            silent = message.undelivered if self.notifications.reachable(message.channel) else ()
            unheard = (*message.unheard, *silent) if message.purpose == "call" else message.unheard
            self.people.reached(message, message.delivered, unheard)

    def _message_arrived(self, message: Message, arrival: Arrived) -> None:
        self.emit(arrival)
        if message.by_responders:
            self.people.word()
        if message.calls_somebody:
            self.people.reached(message, arrival.delivered, arrival.unheard)

    # -- what happens by itself --------------------------------------------------------------------

    def _conditions_changed(self, conditions: Conditions) -> None:
        self.catch_up()
        was, self.bucket.conditions = self.bucket.conditions, conditions
        self.users.face(conditions)
        self.storage.face(conditions)
        if conditions.breaker_stuck != was.breaker_stuck:
            (self.breaker.stick if conditions.breaker_stuck else self.breaker.unstick)(self.now)
        self.queue.wake()

    def _harm(self, fault: Fault) -> None:
        damage = fault.damage()
        if damage is not None:
            self.catch_up()
            self.storage.harm(damage, fault.id, lambda: self.faults.is_on(fault.id))

    def _answered(self, answer: Answered) -> None:
        self.emit(answer)
        answering = {answer.role, answer.instead_of} - {""}
        for role in sorted(answering):
            names = (name for name, meant in self.policy.aliases.items() if meant == role)
            for name in (role, *names):
                self.faults.joined(name)
            hastens = self.roster.tonight(role).hastens
            if hastens is not None:
                sooner = hastens.sooner_by.at(self.streams.uniform("hastens", role))
                self.faults.hasten(hastens.fault, sooner)

    def _probe(self) -> None:
        self.health.check_all(self.now)

    def _queue_may_run(self) -> bool:
        return (
            self.modes["R2_STORAGE"] == "normal"
            and not self.bucket.conditions.queue_stalled
            and self.health.services["R2_STORAGE"].status != "OFFLINE"
        )

    # -- what commands do --------------------------------------------------------------------------

    def set_mode(
        self, service: Service, mode: ServiceMode, by: Literal["automatic", "operator"], reason: str
    ) -> bool:
        """Make a service read-only or normal; whether that changed anything."""
        self.catch_up()
        if self.modes[service] == mode:
            return False
        self.modes[service] = mode
        if service == "R2_STORAGE":
            self.users.read_only = mode == "degraded"
            if mode == "normal":
                self.watch.back_to_normal()
        self.emit(ModeChanged(service=service, mode=mode, by=by, reason=reason))
        if service == "R2_STORAGE" and mode == "normal":
            self.faults.restored()
        self.queue.wake()
        return True

    def configure(self, worker: WorkerSettings) -> None:
        """Take new settings from now on; what is scheduled already still happens as it was."""
        self.catch_up()
        old, self.worker = self.worker, worker
        self.health.settings = worker.health
        self.breaker.settings = worker.breaker
        self.queue.settings = worker.queue
        self.watch.alerting.settings = worker.alerts
        for section in SECTIONS:
            before = getattr(old, section).model_dump(mode="json")
            after = getattr(worker, section).model_dump(mode="json")
            changed = [name for name in before if before[name] != after[name]]
            if changed:
                self.emit(
                    ConfigChanged(
                        section=section,
                        old={name: before[name] for name in changed},
                        new={name: after[name] for name in changed},
                    )
                )
        self.queue.wake()

    def any_fault(self) -> bool:
        """Whether anything is broken now: ground truth, not for players."""
        return self.faults.any
