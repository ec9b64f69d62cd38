"""What a journal entry can say: one frozen model per kind, joined in a tagged union.

Facts of the world (those about stored files stand in `stored`, how the exercise was run in
`conduct`), actions with their request and response, messages, injects. Times are integer
milliseconds since StartEx and stand on the entry, not here. A reader that folds over `Body` ends
its match in `assert_never`, so a kind that nobody handles fails the type check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, JsonValue
from pydantic_core import core_schema

from sim.command_set import Effect  # noqa: TC001 - pydantic reads it at run time
from sim.journal.base import Instant, JournalModel
from sim.journal.conduct import AnyConduct
from sim.journal.stored import BackupChanged, FilesChanged, ScanChanged
from sim.journal.versions import JOURNAL, WORLD, JournalFormat
from sim.scenario.names import Channel, Operation, Service  # noqa: TC001 - pydantic reads it at run time

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

CALLS_SOMEBODY = frozenset({"page", "call", "broadcast"})
"""Purposes of messages that somebody answers."""

BreakerState = Literal["CLOSED", "OPEN", "HALF_OPEN"]
ServiceStatus = Literal["HEALTHY", "DEGRADED", "OFFLINE"]
ServiceMode = Literal["normal", "degraded"]
ExerciseType = Literal["tabletop", "drill", "functional", "regression"]
EndReason = Literal["settled", "horizon", "closed"]
AlertRule = Literal[
    "error_rate",
    "response_time",
    "queue_size",
    "breaker_open",
    "service_status",
    "backup_failed",
    "backup_age",
    "integrity",
]


class _AsItIs:
    """Takes a JSON value as it stands.

    It comes from a JSON reader or from a model that wrote itself as JSON: looking at each part of
    it again would cost more than the command that it answers.
    """

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Anything at all."""
        return core_schema.any_schema()


Json = Annotated[JsonValue, _AsItIs]
"""A JSON value that is one already."""


class Participant(JournalModel):
    """Somebody who takes part: a name and the role played."""

    name: str
    role: str


class Durations(JournalModel):
    """How an exercise takes what its scenario draws from published outages.

    Attributes:
        take: `drawn` for each seed, or the `median` of what can be drawn.
        within: no vendor's repair is longer than lets all be over in so long, ms.
    """

    take: Literal["drawn", "median"] = "drawn"
    within: Instant | None = None


class Header(JournalModel):
    """The first entry: all that is needed to build the same world again."""

    kind: Literal["header"] = "header"
    schema_version: JournalFormat = JOURNAL
    world_version: int = Field(default=WORLD, ge=1, description="How the world behaves.")
    tool_version: str
    scenario: dict[str, Json] = Field(description="The scenario as its model writes itself.")
    scenario_digest: str
    policy: dict[str, Json] = Field(description="The policy as its model writes itself.")
    policy_digest: str
    seed: int = Field(ge=0, lt=2**63)
    exercise_type: ExerciseType
    durations: Durations | None = Field(
        default=None,
        exclude_if=lambda durations: durations is None,
        description="How durations were taken; worlds before version 4 drew none.",
    )
    participants: tuple[Participant, ...] = Field(max_length=1000)
    coach: dict[str, Json] | None = Field(
        default=None,
        exclude_if=lambda coach: coach is None,
        description="The reference response that hints are taken from; none without a coach.",
    )


class FaultEdge(JournalModel):
    """A fault begins or ends: ground truth, hidden from players."""

    kind: Literal["fault"] = "fault"
    fault: str
    effect: str
    edge: Literal["began", "ended"]
    service: Service | None
    by: Literal["scenario", "vendor", "command", "escalation"]


class BreakerMoved(JournalModel):
    """The circuit breaker in front of R2 changed state.

    Attributes:
        by: "traffic" when calls did it, "operator" when a command did.
        failures: failures in a row it had counted at that instant.
    """

    kind: Literal["breaker"] = "breaker"
    old: BreakerState
    new: BreakerState
    by: Literal["traffic", "operator"]
    reason: str
    failures: int


class ModeChanged(JournalModel):
    """A service went read-only or back to normal."""

    kind: Literal["mode"] = "mode"
    service: Service
    mode: ServiceMode
    by: Literal["automatic", "operator"]
    reason: str


class HealthChanged(JournalModel):
    """The health monitor changed its mind about a service."""

    kind: Literal["health"] = "health"
    service: Service
    old: ServiceStatus
    new: ServiceStatus
    reason: str


class Alert(JournalModel):
    """A monitoring rule fired, reached (or did not reach) a channel, or cleared.

    `alert` names one firing: the same value from `fired` to `cleared`.
    """

    kind: Literal["alert"] = "alert"
    alert: str
    rule: AlertRule
    service: Service | None
    level: Literal["critical", "warning"]
    state: Literal["fired", "delivered", "undelivered", "cleared"]
    channel: Channel | None = Field(default=None, description="Set on delivered and undelivered.")
    text: str


class QueueChanged(JournalModel):
    """Something about the operation queue that matters afterwards.

    `started`: first operation queued; `full`: first operation turned away; `forced`: a responder
    forced a pass; `lost`: operations FAILED for good; `drained`: nothing is pending any more.
    """

    kind: Literal["queue"] = "queue"
    event: Literal["started", "full", "forced", "lost", "drained"]
    pending: int = Field(description="Pending and processing operations after this.")
    attempted: int = 0
    completed: int = 0
    lost: int = 0
    operations: tuple[str, ...] = Field(default=(), description="The lost ones' ids.")


class KindCounts(JournalModel):
    """What became of users' operations of one kind in a window.

    All outcomes but `refused`, which is a part of `queued`, add up to requests.

    Attributes:
        ok: answered.
        queued: accepted for later (202).
        refused: those of them that R2 or its open breaker refused first. They count in the error
            rate; to their users they are delayed.
        errors: tried on R2 (or D1) and failed.
        fast_failed: turned away by the open breaker.
        rejected: turned away because the queue was full.
        corrupted: a download that was answered with damaged content, or an upload that was stored
            damaged, without anybody noticing.
        withheld: the file is quarantined.
        unreadable: the file is gone, or its damage was noticed when it was read.
    """

    operation: Operation
    requests: int
    ok: int
    queued: int
    errors: int
    fast_failed: int
    rejected: int
    refused: int = 0
    corrupted: int = 0
    withheld: int = 0
    unreadable: int = 0

    @property
    def failed(self) -> int:
        """Operations that ended in an error for the user, as the user sees it."""
        turned_away = self.fast_failed + self.rejected + self.withheld
        return self.errors + turned_away + self.unreadable

    @property
    def in_error_rate(self) -> int:
        """Operations that count in the error rate: failed ones, and refused ones that wait."""
        return self.failed + self.refused


class Window(JournalModel):
    """One window of users' operations, and the state of the worker at its end."""

    kind: Literal["window"] = "window"
    start: Instant
    end: Instant
    operations: tuple[KindCounts, ...]
    p50_ms: int
    p95_ms: int
    p99_ms: int
    users_touched: int = Field(
        description="Different users who had an operation fail or wait, since StartEx."
    )
    queue_pending: int
    queue_completed: int
    queue_lost: int
    breaker: BreakerState
    mode: ServiceMode
    channels_down: tuple[Channel, ...] = ()
    files_damaged: int = Field(default=0, description="Damaged files that users can still reach.")
    files_missing: int = Field(default=0, description="Files that are gone from the bucket.")
    owners_at_risk: int = Field(
        default=0, description="Different users whose files are damaged and reachable, or gone."
    )
    backup_age_ms: int = Field(
        default=0, description="Age of the newest backup from which files come back whole."
    )
    first_harmed_at: Instant | None = Field(
        default=None,
        description="When the first operation arrived that failed, waited, was slow or damaged.",
    )


class Action(JournalModel):
    """A command somebody gave, with the answer.

    Attributes:
        command: name in the command set, "" when nothing matched.
        effect: what the command is and does, as its row says; empty when nothing matched. Whether
            it took effect, `status` says.
        arguments: the arguments as the command understood them; empty when they were refused.
        response: the answer's JSON, or None when larger than 4 KiB (then only its digest stays).
        response_digest: SHA-256 of the canonical answer.
    """

    kind: Literal["action"] = "action"
    actor: str
    role: str
    command: str
    effect: tuple[Effect, ...]
    method: str
    host: str
    path: str = Field(description="Path with its query string, as sent.")
    body: str
    arguments: dict[str, Json]
    status: int
    response: Json
    response_digest: str

    @property
    def took_effect(self) -> bool:
        """Whether the command was carried out: an answer in the 200s."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own


class Message(JournalModel):
    """Something said to somebody, with what became of it per recipient.

    Attributes:
        purpose: how it was sent. `chat`: a simulated colleague; `inject`: the MSEL.
        recipients: roles, groups' members or audiences addressed.
        delivered: those it reached. A message that reached nobody meets no obligation.
        undelivered: those it did not reach, as the sender is told.
        delayed: those it is still on its way to; `Arrived` tells when it is there.
        unheard: of those delivered, who did not notice. Ground truth: no answer and no receipt
            shows it, only that nobody answers.
        label: the broadcast's type (INCIDENT_DETECTED) or the status page's state.
        severity: what the sender called it, "" when not said.
    """

    kind: Literal["message"] = "message"
    message: str
    purpose: Literal["page", "post", "broadcast", "status_page", "call", "email", "chat", "inject"]
    sender: str
    sender_role: str
    channel: Channel
    recipients: tuple[str, ...]
    delivered: tuple[str, ...]
    undelivered: tuple[str, ...]
    delayed: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    label: str = ""
    severity: str = ""
    text: str

    @property
    def by_responders(self) -> bool:
        """Whether responders sent it, and not a simulated colleague or the MSEL."""
        return self.purpose not in {"chat", "inject"}

    @property
    def calls_somebody(self) -> bool:
        """Whether its recipients are expected to answer."""
        return self.purpose in CALLS_SOMEBODY


class Arrived(JournalModel):
    """A message that was on its way reached somebody.

    Attributes:
        message: which.
        delivered: whom it reached now; `unheard`: who of them did not notice (ground truth).
    """

    kind: Literal["arrived"] = "arrived"
    message: str
    delivered: tuple[str, ...]
    unheard: tuple[str, ...] = ()


class Answered(JournalModel):
    """A person answered a page or call.

    Attributes:
        instead_of: the role for which this one stands in, because it was called and did not hear.
    """

    kind: Literal["answered"] = "answered"
    role: str
    person: str
    message: str = Field(description="The message that is answered.")
    instead_of: str = ""


class ConfigChanged(JournalModel):
    """A responder changed the worker's settings; only the fields that differ are named.

    Durations are written as in a scenario file: `30s`.
    """

    kind: Literal["config"] = "config"
    section: Literal["health", "breaker", "queue", "alerts"]
    old: dict[str, int | str]
    new: dict[str, int | str]


class InjectSent(JournalModel):
    """A line of the MSEL was carried out; its message follows as an entry of its own."""

    kind: Literal["inject"] = "inject"
    inject: str
    trigger: Literal["time", "condition", "facilitator"]
    contingency: bool


class Ended(JournalModel):
    """EndEx.

    `settled`: resolved and good for the monitoring period; `horizon`: time was up; `closed`: a
    tabletop's discussion was.
    """

    kind: Literal["ended"] = "ended"
    reason: EndReason
    responder_left_at: Instant = Field(description="From then on nobody acted, ms.")


Body = Annotated[
    Header
    | FaultEdge
    | BreakerMoved
    | ModeChanged
    | HealthChanged
    | Alert
    | QueueChanged
    | Window
    | Action
    | Message
    | Arrived
    | Answered
    | ConfigChanged
    | FilesChanged
    | BackupChanged
    | ScanChanged
    | InjectSent
    | AnyConduct
    | Ended,
    Field(discriminator="kind"),
]
"""Any body; a new kind is a model and a name here or in `conduct`; mypy says who must handle it."""
