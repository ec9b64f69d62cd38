"""The world of one exercise: builds the parts, wires them, and steps them through time.

It is told what to do by commands and by its own events, writes facts to the journal, and knows no
file, no network and no wall clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import (
    Answered,
    ConfigChanged,
    Durations,
    Message,
    ModeChanged,
    ServiceMode,
    ServiceStatus,
)
from sim.scenario.names import SERVICES, Service
from sim.world.breaker import Breaker
from sim.world.bucket import Bucket
from sim.world.catalogue import Catalogue
from sim.world.faults import Faults, plan_faults
from sim.world.health import HealthMonitor
from sim.world.incident import Incident
from sim.world.kernel import Kernel
from sim.world.lengths import Lengths
from sim.world.notifications import Notifications
from sim.world.onlooker import Onlooker
from sim.world.people import People
from sim.world.prevailing import Prevailing
from sim.world.queue import OperationQueue
from sim.world.recorder import Recorder
from sim.world.releases import Releases
from sim.world.requests import RequestLog
from sim.world.roster import TeamRoster
from sim.world.storage import Storage
from sim.world.streams import Streams
from sim.world.timestamps import iso
from sim.world.trials import TestData, WorkerTests
from sim.world.users import BlockUsers
from sim.world.watch import Watch
from sim.world.workload import workload_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.bodies import Arrived, Body
    from sim.journal.journal import Journal
    from sim.scenario.faults import Conditions, Fault
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.worker import WorkerSettings
    from sim.world.coaching import Coach
    from sim.world.contents import Contents
    from sim.world.onlooker import Outlook
    from sim.world.users import UserTraffic

    UsersFactory = Callable[
        [RequestLog, int, Breaker, OperationQueue, Kernel, Contents, Prevailing], UserTraffic
    ]

Section = Literal["health", "breaker", "queue", "alerts"]
CALM_FOR_MS = 60_000
"""A queue that waits for storage runs no pass before R2 has refused no write for this long."""

SECTIONS: tuple[Section, ...] = ("health", "breaker", "queue", "alerts")
"""The parts of the worker's settings."""


def _noticed(delivered: tuple[str, ...], unheard: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in delivered if name not in unheard)


def block_users(  # noqa: PLR0917 - what either way of carrying them needs
    log: RequestLog,
    background_ppm: int,
    breaker: Breaker,
    queue: OperationQueue,
    _: Kernel,
    contents: Contents,
    prevailing: Prevailing,
) -> UserTraffic:
    """The users as every exercise runs them; the oracle in the tests is made the same way."""
    return BlockUsers(log, background_ppm, breaker, queue, prevailing, contents)


class World:
    """List Cutter's worker, its users, its people and what befalls them.

    Args:
        scenario: what happens.
        policy: who is who.
        seed: fixes everything random.
        journal: takes the facts; must have its header already.
        users: makes the users; only tests pass anything else.
        is_test_environment: it is the quiet one beside an exercise's world.
        seat_of: which role a name plays; the scenario's player when nothing else is said.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        seed: int,
        journal: Journal,
        users: UsersFactory = block_users,
        *,
        seat_of: Callable[[str], str] | None = None,
        is_test_environment: bool = False,
    ) -> None:
        self.is_test_environment = is_test_environment
        self.scenario = scenario
        self.policy = policy
        self.journal = journal
        self.seat_of = seat_of or (lambda _: scenario.player)
        self.coach: Coach | None = None
        self.streams = streams = Streams(seed)
        self.kernel = kernel = Kernel()
        self.prevailing = prevailing = Prevailing()
        self.recorder = recorder = Recorder(journal, kernel)

        # What people have done and tried so far.
        self.incident = Incident()
        self.worker_tests = WorkerTests()
        self.test_data = TestData()
        self.catalogue = Catalogue(streams)
        self.releases = Releases(scenario)

        # The worker, and the users in front of it.
        lengths = Lengths(streams, journal.header.durations or Durations())
        self.worker: WorkerSettings = lengths.worker(scenario.worker)
        self.modes: dict[Service, ServiceMode] = dict.fromkeys(SERVICES, "normal")
        self._degraded_for: dict[Service, str] = {}
        log = RequestLog(workload_of(scenario.users, scenario.horizon, streams))
        self.storage = Storage(scenario, log, kernel, streams, prevailing, recorder)
        self.breaker = Breaker(self.worker.breaker, recorder.breaker_moved)
        self.bucket = Bucket(self.breaker, prevailing)
        self.health = HealthMonitor(
            self.worker.health, self.bucket, prevailing, streams, recorder.emit
        )
        self.queue = OperationQueue(
            self.worker.queue,
            log.workload,
            kernel,
            self.bucket,
            streams,
            recorder,
            self._queue_may_run,
            self._queue_ticks,
            self.storage.queued_done,
        )
        background, contents = scenario.users.background_error_ppm, self.storage.contents
        self.users = users(log, background, self.breaker, self.queue, kernel, contents, prevailing)
        recorder.follow(self.users)
        self.watch = Watch(
            self.worker.alerts,
            policy.alert_channels,
            kernel,
            prevailing,
            recorder,
            log,
            policy.objectives.p95,
            self.breaker,
            self.queue,
            self.health,
            self.storage,
            self.modes,
            lambda reason: self.set_mode("R2_STORAGE", "degraded", "automatic", reason),
        )

        # The people, and what reaches them.
        self.roster = TeamRoster(policy, scenario.people, streams)
        self.notifications = Notifications(
            policy,
            self.roster,
            kernel,
            streams,
            prevailing,
            self._message_sent,
            self._message_arrived,
        )
        self.people = People(
            policy,
            scenario.player,
            self.roster,
            kernel,
            streams,
            self.notifications,
            self._answered,
            lambda: self.incident.resolved_at is not None,
            scenario.starts_at,
            self._look,
            lambda name: self.faults.is_on(name),  # noqa: PLW0108 - faults are planned below
        )
        self._onlooker = Onlooker(
            policy,
            kernel,
            prevailing,
            self.health,
            self.breaker,
            self.queue,
            self.modes,
            self.incident,
            self.releases,
            self.storage.backups,
            log,
            lambda: self.faults.on,
        )

        # What befalls them all. Faults are booked here, before anything on a rhythm begins: of one
        # millisecond, they come first.
        self.faults = Faults(
            plan_faults(scenario.faults, streams, lengths),
            scenario.horizon,
            kernel,
            lengths,
            prevailing,
            tell=recorder.emit,
            begun=self._harm,
            changed=self.apply,
        )
        kernel.every(lambda: self.worker.health.every, self._probe, first=0)
        self.watch.schedule()

    # -- time -----------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self.kernel.now

    @property
    def conditions(self) -> Conditions:
        """What prevails now: ground truth, not for players."""
        return self.prevailing.conditions

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
        self.recorder.catch_up()

    def emit(self, body: Body) -> None:
        """Tell the journal what happens now."""
        self.recorder.emit(body)

    # -- what messages bring about -----------------------------------------------------------------

    def _message_sent(self, message: Message) -> None:
        self.emit(message)
        if message.by_responders and message.delivered:
            self.people.word(message, _noticed(message.delivered, message.unheard))
        if message.calls_somebody:
            # A call that nobody picks up counts as tried in vain. On a dead line it never rang.
            silent = message.undelivered if self.notifications.reachable(message.channel) else ()
            unheard = (*message.unheard, *silent) if message.purpose == "call" else message.unheard
            self.people.reached(message, message.delivered, unheard)

    def _message_arrived(self, message: Message, arrival: Arrived) -> None:
        self.emit(arrival)
        if message.by_responders:
            self.people.word(message, _noticed(arrival.delivered, arrival.unheard))
        if message.calls_somebody:
            self.people.reached(message, arrival.delivered, arrival.unheard)

    # -- what happens by itself --------------------------------------------------------------------

    def apply(self, conditions: Conditions) -> None:
        """From now on these conditions prevail; parts read them when they need them."""
        self.catch_up()  # what users did before now met the old ones
        stuck = conditions.breaker_stuck
        # Only when that changed: another fault coming or going must not begin the waiting time
        # anew.
        if stuck != self.prevailing.conditions.breaker_stuck:
            (self.breaker.stick if stuck else self.breaker.unstick)(self.now)
        self.prevailing.conditions = conditions
        if conditions.hurts_r2 or conditions.breaker_stuck:
            self.users.deferring = True
        # A stall may be over by this, and passes that stopped for it do not start again by
        # themselves.
        self.queue.wake()

    def _look(self) -> Outlook:
        """What colleagues can say truly now."""
        self.catch_up()
        names = tuple(self.roster.name(role) for role in self.people.joined)
        return self._onlooker.look(self.people.called, names)

    def _harm(self, fault: Fault) -> None:
        self.people.fault_began(fault.id)
        damage = fault.damage()
        if damage is not None:
            self.catch_up()
            self.storage.harm(damage, fault.id, lambda: self.faults.is_on(fault.id))

    def _answered(self, answer: Answered) -> None:
        self.emit(answer)
        answering = {answer.role, answer.instead_of} - {""}
        # Sorted, because a set's order differs from process to process and the journal must not.
        for role in sorted(answering):
            # A fault may name the role it waits for by an alias.
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
        if self.conditions.queue_stalled:
            return False
        usable = self.health.services["R2_STORAGE"].status != "OFFLINE"
        # What R2 refuses now it would refuse again: each try would burn a retry.
        usable = usable and not self.log.refused(self.now - CALM_FOR_MS, self.now)
        normal = self.modes["R2_STORAGE"] == "normal"
        return (normal and usable) or not self.worker.queue.waits_for_storage

    def _queue_ticks(self) -> bool:
        normal = self.modes["R2_STORAGE"] == "normal"
        # Users are decided late, so what they queue must find the passes' rhythm running: who
        # looks, and when, would show in it otherwise.
        if self.users.deferring and normal and self._calm_again():
            self.users.deferring = False
        if normal:
            return bool(self.queue.pending) or self.users.deferring
        return not self.worker.queue.waits_for_storage

    def _calm_again(self) -> bool:
        """Whether R2 has no fault and its breaker is closed: nothing is refused any more."""
        troubled = self.conditions.hurts_r2 or self.conditions.breaker_stuck
        return not troubled and self.breaker.state == "CLOSED"

    # -- what commands do --------------------------------------------------------------------------

    def status_of(self, service: Service) -> ServiceStatus:
        """How a service reads: in degraded mode never better than DEGRADED."""
        found = self.health.services[service].status
        return "DEGRADED" if found == "HEALTHY" and self.modes[service] == "degraded" else found

    def overall_status(self) -> ServiceStatus:
        """HEALTHY when all services are, OFFLINE when all are, else DEGRADED."""
        statuses = {self.status_of(name) for name in SERVICES}
        return statuses.pop() if len(statuses) == 1 else "DEGRADED"

    def degraded_for(self, service: Service) -> str | None:
        """Why a service is in degraded mode; None when it is not."""
        return self._degraded_for.get(service)

    def set_mode(
        self, service: Service, mode: ServiceMode, by: Literal["automatic", "operator"], reason: str
    ) -> bool:
        """Make a service read-only or normal; whether that changed anything."""
        self.catch_up()
        if self.modes[service] == mode:
            return False
        self.modes[service] = mode
        if mode == "degraded":
            self._degraded_for[service] = reason
        else:
            self._degraded_for.pop(service, None)
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
        """Take new settings from now on.

        What is scheduled already still happens as it was, but for the queue's passes.
        """
        self.catch_up()
        old, self.worker = self.worker, worker
        self.health.settings = worker.health
        self.breaker.settings = worker.breaker
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
        self.queue.configure(worker.queue)

    def any_fault(self) -> bool:
        """Whether anything is broken now: ground truth, not for players."""
        return self.faults.any
