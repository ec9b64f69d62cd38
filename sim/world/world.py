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
    Window,
)
from sim.scenario.faults import CALM
from sim.scenario.names import SERVICES, Service
from sim.world.alerts import Alerting, Readings
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
from sim.world.workload import draw_workload

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.bodies import Arrived, Body, BreakerMoved, QueueChanged
    from sim.journal.journal import Journal
    from sim.journal.stored import FilesChanged
    from sim.scenario.faults import Conditions, Fault
    from sim.scenario.model import Scenario
    from sim.scenario.names import Channel
    from sim.scenario.policy import Policy
    from sim.scenario.worker import WorkerSettings
    from sim.world.contents import Contents

    UsersFactory = Callable[[RequestLog, int, Breaker, OperationQueue, Kernel, Contents], Users]

Section = Literal["health", "breaker", "queue", "alerts"]
SECTIONS: tuple[Section, ...] = ("health", "breaker", "queue", "alerts")
"""The parts of the worker's settings."""

WINDOW_MS = 60_000
"""Length of a metric window (METRICS: objectives are judged over one minute)."""


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
        self.after_monitoring: list[Callable[[], None]] = []
        self.seat_of: Callable[[str], str] = lambda _: scenario.player
        self._held: list[tuple[int, int, Body]] = []
        self._catching_up = False
        self._caught_up_at = -1
        self._normal_since = 0
        self._window_start = 0
        self.breaker = Breaker(settings.breaker, self._breaker_moved)
        self.bucket = Bucket(self.breaker)
        self.health = HealthMonitor(settings.health, self.bucket, self.streams, self._emit)
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
            self._emit,
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
        self.alerting = Alerting(
            settings.alerts, policy.alert_channels, self.kernel, self._is_down, self._emit
        )
        self.faults = Faults(
            plan_faults(scenario.faults, self.streams),
            scenario.horizon,
            self.kernel,
            self.streams,
            tell=self._emit,
            begun=self._harm,
            changed=self._conditions_changed,
        )
        self._schedule()

    def _schedule(self) -> None:
        self.kernel.every(lambda: self.worker.health.every, self._probe, first=0)
        self.kernel.every(
            lambda: self.worker.alerts.every,
            self._monitor,
            first=self.worker.alerts.every,
            last=True,
        )
        self.kernel.every(lambda: WINDOW_MS, self._close_window, first=WINDOW_MS)

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

    def finish_window(self) -> None:
        """Close the running window early, at EndEx."""
        if self.now > self._window_start:
            self._close_window()

    # -- what the journal hears --------------------------------------------------------------------

    def _emit(self, body: Body) -> None:
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
        self._emit(message)
        if message.by_responders and message.delivered:
            self.people.word()
        if message.calls_somebody:
            silent = message.undelivered if self.notifications.reachable(message.channel) else ()
            unheard = (*message.unheard, *silent) if message.purpose == "call" else message.unheard
            self.people.reached(message, message.delivered, unheard)

    def _message_arrived(self, message: Message, arrival: Arrived) -> None:
        self._emit(arrival)
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
        self._emit(answer)
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

    def _monitor(self) -> None:
        self.catch_up()
        settings = self.worker.alerts
        now = self.now
        readings = self._readings(now - settings.window, now)
        if not self.bucket.conditions.alerts_blind:
            self.alerting.evaluate(readings)
        # After a restore only what came since counts: the outage before it proves nothing.
        if self._normal_since > now - settings.window:
            readings = self._readings(self._normal_since, now)
        rate = readings.error_percent
        if (
            rate > settings.degrade_percent
            and readings.requests >= settings.min_requests
            and self.modes["R2_STORAGE"] == "normal"
        ):
            self.set_mode("R2_STORAGE", "degraded", "automatic", f"error rate {rate:.0f} %")
        for hook in self.after_monitoring:
            hook()

    def _readings(self, since: int, now: int) -> Readings:
        requests, error_percent, slow = self.log.glance(since, now, self.worker.alerts.response)
        return Readings(
            requests=requests,
            error_percent=error_percent,
            slow=slow,
            queue=self.queue.total,
            breaker=self.breaker.state,
            services={name: record.status for name, record in self.health.services.items()},
            backup_trouble=self.storage.backups.trouble(),
            backup_age_ms=self.storage.backups.known_age_ms(),
            damaged=self.storage.files.alarming(),
        )

    def _close_window(self) -> None:
        self.catch_up()
        now = self.now
        start, self._window_start = self._window_start, now
        p50_ms, p95_ms, p99_ms = self.log.percentiles(start, now)
        bucket = self.storage.files.state()
        self.journal.append(
            now,
            Window(
                start=start,
                end=now,
                operations=self.log.counts(start, now),
                p50_ms=p50_ms,
                p95_ms=p95_ms,
                p99_ms=p99_ms,
                users_touched=self.log.users_touched(),
                queue_pending=self.queue.total,
                queue_completed=self.queue.completed,
                queue_lost=self.queue.lost,
                breaker=self.breaker.state,
                mode=self.modes["R2_STORAGE"],
                channels_down=tuple(sorted(self.bucket.conditions.channels_down)),
                files_damaged=bucket.damaged,
                files_missing=bucket.missing,
                owners_at_risk=bucket.owners,
                backup_age_ms=self.storage.backups.age_ms(),
            ),
        )

    def _queue_may_run(self) -> bool:
        return (
            self.modes["R2_STORAGE"] == "normal"
            and not self.bucket.conditions.queue_stalled
            and self.health.services["R2_STORAGE"].status != "OFFLINE"
        )

    def _is_down(self, channel: Channel) -> bool:
        return channel in self.bucket.conditions.channels_down

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
                self._normal_since = self.now
        self._emit(ModeChanged(service=service, mode=mode, by=by, reason=reason))
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
        self.alerting.settings = worker.alerts
        for section in SECTIONS:
            before = getattr(old, section).model_dump(mode="json")
            after = getattr(worker, section).model_dump(mode="json")
            changed = [name for name in before if before[name] != after[name]]
            if changed:
                self._emit(
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
