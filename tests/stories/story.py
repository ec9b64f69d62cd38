"""Journals written by hand: a small language in which a test tells an incident.

For tests that need a record without a world: of the scorer, of reports, of statistics. Minutes in,
sealed entries out. The users' windows are made from a few kinds of
weather; the world's physics are not imitated, so the teller keeps the story plausible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from scoring.facts import Fact
from sim.command_set import ROWS
from sim.journal.bodies import (
    Action,
    Alert,
    Answered,
    Arrived,
    BreakerMoved,
    ConfigChanged,
    Ended,
    FaultEdge,
    Header,
    HealthChanged,
    InjectSent,
    Message,
    ModeChanged,
    Participant,
    QueueChanged,
    Window,
)
from sim.journal.encoding import GENESIS, digest, seal
from sim.journal.stored import BackupChanged, FilesChanged
from tests.stories.policy import story_policy
from tests.stories.setting import MINUTE_MS, inject, minute_of, ms, story_scenario

if TYPE_CHECKING:
    from pydantic import JsonValue

    from sim.command_set import CommandRow
    from sim.journal.bodies import Body, BreakerState, ExerciseType, ServiceMode, ServiceStatus
    from sim.journal.conduct import Conduct
    from sim.journal.encoding import Entry
    from sim.scenario.names import Channel, Service
    from sim.scenario.policy import Policy
    from tests.stories.setting import Weather

PASSED: JsonValue = {"success": True, "data": {"success": True}}
FAILED: JsonValue = {"success": True, "data": {"success": False}}
"""The two answers of an R2 test."""


class Story:
    """Collects what happened, in any order, and seals it as a journal.

    Example:
        >>> story = Story(minutes=60).weather(10, 20, "outage").fault(10, 20)
        >>> story.entries()[-1].body.kind
        'ended'
    """

    def __init__(self, minutes: float = 120, policy: Policy | None = None) -> None:
        self._until = ms(minutes)
        self._policy = story_policy() if policy is None else policy
        self._exercise_type: ExerciseType = "regression"
        self._bodies: list[tuple[int, Body]] = []
        self._weather: dict[int, Weather] = {}
        self._windows: dict[int, dict[str, Any]] = {}
        self._faults: list[Any] = []
        self._injects: dict[str, Any] = {}
        self._taken: list[str] = []
        self._pending: list[tuple[int, int, int]] = []
        self._bucket: list[tuple[int, int, int, int]] = []
        self._backed_up: list[int] = []
        self._left: float | None = None
        self._messages = 0

    def _add(self, minute: float, body: Body) -> Story:
        self._bodies.append((ms(minute), body))
        return self

    def played_as(self, exercise_type: ExerciseType) -> Story:
        """Which type of exercise it is; a regression when nothing is said."""
        self._exercise_type = exercise_type
        return self

    def enters(self, minute: float, *bodies: Conduct) -> Story:
        """How the exercise was run: seats, moves, decisions, remarks."""
        for body in bodies:
            self._add(minute, body)
        return self

    def weather(self, start: int, end: int, kind: Weather) -> Story:
        """What users have from one whole minute up to another."""
        self._weather.update(dict.fromkeys(range(start, end), kind))
        return self

    def window(self, minute: int, **figures: Any) -> Story:
        """Figures of one minute's window, instead of those of its weather."""
        self._windows.setdefault(minute, {}).update(figures)
        return self

    def knows(self, *faults: Any) -> Story:
        """The scenario has these faults, too, as its file would say."""
        self._faults += faults
        return self

    def fault(
        self,
        start: float,
        end: float | None,
        name: str = "bucket",
        effect: str = "r2_unavailable",
        by: Literal["scenario", "vendor", "command", "escalation"] = "scenario",
    ) -> Story:
        """A fault from one minute to another, ended by somebody; `end` None: it stays."""
        service: Service | None = "R2_STORAGE" if effect.startswith("r2_") else None
        if effect == "sessions_down":
            service = "AUTH_KV"
        for minute, edge in ((start, "began"), (end, "ended")):
            if minute is not None:
                self._add(
                    minute,
                    FaultEdge(
                        fault=name,
                        effect=effect,
                        edge="began" if edge == "began" else "ended",
                        service=service,
                        by=by if edge == "ended" else "scenario",
                    ),
                )
        return self

    def breaker(self, minute: float, old: BreakerState, new: BreakerState) -> Story:
        """The breaker moves."""
        body = BreakerMoved(old=old, new=new, by="traffic", reason="told", failures=0)
        return self._add(minute, body)

    def mode(
        self,
        minute: float,
        mode: ServiceMode,
        by: Literal["automatic", "operator"] = "automatic",
        service: Service = "R2_STORAGE",
    ) -> Story:
        """A service goes read-only or back to normal."""
        return self._add(minute, ModeChanged(service=service, mode=mode, by=by, reason="told"))

    def health(self, minute: float, service: Service, new: ServiceStatus) -> Story:
        """The health monitor changes its mind."""
        old: ServiceStatus = "HEALTHY" if new != "HEALTHY" else "OFFLINE"
        return self._add(minute, HealthChanged(service=service, old=old, new=new, reason="told"))

    def alert(
        self,
        minute: float,
        state: Literal["fired", "delivered", "undelivered"] = "delivered",
        name: str = "alert-1",
    ) -> Story:
        """A breaker alert fires, reaches the pager, or does not."""
        body = Alert(
            alert=name,
            rule="breaker_open",
            service="R2_STORAGE",
            level="critical",
            state=state,
            channel="pager",
            text="Circuit breaker opened",
        )
        return self._add(minute, body)

    def queue(
        self,
        minute: float,
        event: Literal["started", "full", "forced", "lost", "drained"],
        pending: int,
        attempted: int = 0,
        lost: int = 0,
    ) -> Story:
        """Something about the queue; windows from here on show its pending and lost operations."""
        self._pending.append((ms(minute), pending, lost))
        return self._add(
            minute, QueueChanged(event=event, pending=pending, attempted=attempted, lost=lost)
        )

    def files(  # noqa: PLR0917 - the columns of a story's line
        self,
        minute: float,
        event: Literal["damaged", "lost", "noticed", "quarantined", "released", "cleared"],
        files: int,
        damaged: int = 0,
        missing: int = 0,
        owners: int = 0,
        *,
        told: bool = True,
    ) -> Story:
        """Something happened to files; windows from here on show what users can run into.

        With `told` False only the windows change, as when users' own uploads mend files.
        """
        self._bucket.append((ms(minute), damaged, missing, owners))
        if not told:
            return self
        body = FilesChanged(
            event=event, by="story", files=files, damaged=damaged, missing=missing, owners=owners
        )
        return self._add(minute, body)

    def backup(
        self,
        minute: float,
        backup: str,
        event: Literal["completed", "failed", "verified", "unsound", "restored", "restore_failed"],
        **counts: int,
    ) -> Story:
        """A step of a backup or restore; a completed one makes windows show its age."""
        if event == "completed":
            self._backed_up.append(ms(minute))
        body = BackupChanged(backup=backup, type="full", event=event, by="operator", **counts)
        return self._add(minute, body)

    def settings(self, minute: float, old: dict[str, int], new: dict[str, int]) -> Story:
        """The alerts' settings are changed."""
        named_old: dict[str, int | str] = {**old}
        named_new: dict[str, int | str] = {**new}
        return self._add(minute, ConfigChanged(section="alerts", old=named_old, new=named_new))

    def does(
        self,
        minute: float,
        command: str | CommandRow,
        status: int = 200,
        response: JsonValue = None,
        **arguments: JsonValue,
    ) -> Story:
        """The responder gives a command of the set, by its name, or one that a test makes up."""
        row = ROWS[command] if isinstance(command, str) else command
        body = Action(
            actor="you",
            role="oncall_engineer",
            command=row.name,
            effect=row.effect,
            method=row.method,
            host="your-worker.example.com",
            path=f"/{row.name}",
            body="",
            arguments=arguments,
            status=status,
            response=response,
            response_digest=digest(response),
        )
        return self._add(minute, body)

    def acks(self, minute: float, *alerts: str, status: int = 200) -> Story:
        """The responder acknowledges; what is taken by then stands in the answer.

        Without names it is the alert of most stories, which is empty the second time.
        """
        if status < 300:
            self._taken += alerts or ("alert-1",)
        taken: list[JsonValue] = [*dict.fromkeys(self._taken)]
        response: JsonValue = {"success": True, "data": {"acknowledged": taken}}
        return self.does(minute, "ack", status, response)

    def alarm(self, minute: float, name: str = "support", *, to: str = "oncall_engineer") -> Story:
        """An inject by which somebody says that something is wrong reaches a role."""
        return self._inject(minute, name, to, alarm=True)

    def chatter(self, minute: float, name: str = "sales", *, to: str = "oncall_engineer") -> Story:
        """An inject that raises no alarm."""
        return self._inject(minute, name, to, alarm=False)

    def _inject(self, minute: float, name: str, to: str, *, alarm: bool) -> Story:
        self._injects[name] = inject(name, alarm=alarm)
        self._add(minute, InjectSent(inject=name, trigger="time", contingency=False))
        return self.says(minute, "inject", to, channel="slack", text="Is it down?", sender=name)

    def answered(self, minute: float, role: str, instead_of: str = "") -> Story:
        """Somebody of this role answers a page or a call."""
        body = Answered(role=role, person=role, message="msg-0001", instead_of=instead_of)
        return self._add(minute, body)

    def looks(self, minute: float, *commands: str) -> Story:
        """The responder gives several commands that only look."""
        for command in commands:
            self.does(minute, command)
        return self

    def says(
        self,
        minute: float,
        purpose: Literal[
            "page", "post", "broadcast", "status_page", "call", "email", "chat", "inject"
        ],
        *to: str,
        text: str = "We are on it.",
        label: str = "",
        severity: str = "",
        channel: Channel = "pager",
        delivered: bool = True,
        unheard: bool = False,
        arrives: float | None = None,
        sender: str = "you",
    ) -> Story:
        """The responder tells somebody something; a `chat` or an `inject` comes from others.

        Args:
            minute: when.
            purpose: how.
            to: whom.
            text: what.
            label: the broadcast's type.
            severity: what the broadcast calls it.
            channel: over what.
            delivered: False: it reaches nobody, and the receipt says so.
            unheard: it is on their devices, and nobody looks.
            arrives: the minute at which it is there, when not at once.
            sender: who, where it is not the responder.
        """
        self._messages += 1
        body = Message(
            message=f"msg-{self._messages:04d}",
            purpose=purpose,
            sender=sender,
            sender_role="oncall_engineer",
            channel="status_page" if purpose == "status_page" else channel,
            recipients=to,
            delivered=to if delivered and arrives is None else (),
            undelivered=() if delivered else to,
            delayed=() if arrives is None else to,
            unheard=to if unheard and arrives is None else (),
            label=label,
            severity=severity,
            text=text,
        )
        if arrives is not None:
            there = Arrived(message=body.message, delivered=to, unheard=to if unheard else ())
            self._add(arrives, there)
        return self._add(minute, body)

    def status_page(self, minute: float, state: str, text: str = "We are on it.") -> Story:
        """The responder moves the status page."""
        return self.says(minute, "status_page", "public", label=state, text=text)

    def leaves(self, minute: float) -> Story:
        """From here on nobody acts."""
        self._left = minute
        return self

    def _window(self, start: int, end: int) -> Fact[Window]:
        weather = self._weather.get(start // MINUTE_MS, "calm")
        before = [entry for entry in sorted(self._pending) if entry[0] <= end]
        seen = [entry for entry in self._bucket if entry[0] <= end]
        bucket = seen[-1] if seen else (0, 0, 0, 0)
        newest = max((at for at in self._backed_up if at <= end), default=0)
        body = Window(
            start=start,
            end=end,
            operations=minute_of(weather),
            p50_ms=120,
            p95_ms=12_000 if weather == "slow" else 400,
            p99_ms=12_500 if weather == "slow" else 900,
            users_touched=0 if not self._weather else 100,
            queue_pending=before[-1][1] if before else 0,
            queue_completed=0,
            queue_lost=sum(lost for _, _, lost in before),
            breaker="CLOSED",
            mode="normal",
            files_damaged=bucket[1],
            files_missing=bucket[2],
            owners_at_risk=bucket[3],
            backup_age_ms=end - newest if self._backed_up else 0,
        )
        figures = self._windows.get(start // MINUTE_MS, {})
        return Fact(0, end, body.model_copy(update=figures))

    def entries(self, *, finished: bool = True) -> tuple[Entry, ...]:
        """The journal: header, everything that was told in order of time, windows, EndEx.

        Args:
            finished: False leaves EndEx away, as when a session is cut off.
        """
        policy = self._policy
        scenario = story_scenario(faults=tuple(self._faults), injects=tuple(self._injects.values()))
        dumped = scenario.model_dump(mode="json"), policy.model_dump(mode="json")
        header = Header(
            tool_version="0",
            scenario=dumped[0],
            scenario_digest=digest(dumped[0]),
            policy=dumped[1],
            policy_digest=digest(dumped[1]),
            seed=1,
            exercise_type=self._exercise_type,
            participants=(Participant(name="you", role="oncall_engineer"),),
        )
        windows = [
            self._window(start, min(start + MINUTE_MS, self._until))
            for start in range(0, self._until, MINUTE_MS)
        ]
        told = [*self._bodies, *((fact.at, fact.body) for fact in windows)]
        timed: list[tuple[int, Body]] = [(0, header), *sorted(told, key=lambda one: one[0])]
        if finished:
            left = self._until if self._left is None else ms(self._left)
            end = Ended(reason="horizon", responder_left_at=left)
            timed.append((self._until, end))
        sealed: list[Entry] = []
        for at, body in timed:
            link = sealed[-1].hash if sealed else GENESIS
            sealed.append(seal(link, len(sealed), at, body)[0])
        return tuple(sealed)


def outage(minutes: float = 120) -> Story:
    """The bucket is gone from minute 12 to 47; the worker degrades itself and nobody acts."""
    return (
        Story(minutes)
        .fault(12, 47)
        .weather(12, 47, "outage")
        .weather(47, round(minutes), "full")
        .breaker(12.2, "CLOSED", "OPEN")
        .mode(13, "degraded")
        .queue(13, "started", 1)
        .queue(40, "full", 1000)
        .alert(14)
        .breaker(48, "OPEN", "CLOSED")
        .leaves(0)
    )


def good_response() -> Story:
    """The same outage, worked by the book."""
    story = outage().weather(40, 50, "queueing").weather(40, 47, "outage").weather(50, 120, "calm")
    story.acks(15).does(15, "declare").does(16, "assess", severity=1, cause="bucket gone")
    story.does(16, "broadcast").says(
        16, "broadcast", "all_stakeholders", label="INCIDENT_DETECTED", text="Files cannot be read."
    )
    story.says(16, "post", channel="slack", text="Downloads fail. Next update in 20 minutes.")
    story.status_page(17, "investigating").looks(17, "health-status", "r2-status", "services")
    story.looks(18, "events", "queue-status", "metrics", "breaker-history", "queue-operations")
    story.looks(19, "backup-stats")
    story.says(20, "page", "technical_lead").status_page(25, "identified")
    story.says(35, "post", channel="slack", text="Downloads still fail. Next update at 14:55.")
    story.says(44, "page", "engineering_manager").does(48.1, "r2-test", response=PASSED)
    story.does(50, "restore", name="R2_STORAGE").mode(50, "normal", "operator")
    story.does(51, "health-check").status_page(51, "monitoring", "Uploads are caught up with.")
    story.queue(56, "drained", 0).looks(60, "queue-status")
    story.does(72, "broadcast").says(
        72, "broadcast", "all_stakeholders", label="SERVICE_RESTORED", text="All is well again."
    )
    return story.status_page(72, "resolved").does(72, "resolve", text="over").leaves(120)
