"""What several rooms' tests share: the shipped exercise, small worlds, and the per-request oracle.

Test folders are no packages, so helpers come as fixtures; their types are importable for mypy.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any, Protocol, cast
from zlib import crc32

import hypothesis
import numpy as np
import pytest

from sim.commands.command import Actor, Request
from sim.exercise.exercise import Exercise
from sim.scenario.faults import CALM
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.model import Scenario
from sim.scenario.names import OPERATIONS
from sim.world.files import SHOWS, SILENT, SOUND
from sim.world.requests import (
    CORRUPTED,
    DEFERRED,
    ERROR,
    FAST_FAIL_MS,
    FAST_FAILED,
    NO_SESSION_MS,
    OK,
    QUEUED,
    QUEUED_MS,
    REJECTED,
    REJECTED_MS,
    UNREADABLE,
    WITHHELD,
)
from sim.world.users import failure_chance
from sim.world.workload import CLIENT_TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    import simpy
    from simpy.events import EventPriority

    from sim.commands.command import Response
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from sim.world.breaker import Breaker
    from sim.world.contents import Contents
    from sim.world.kernel import Kernel
    from sim.world.prevailing import Prevailing
    from sim.world.queue import OperationQueue
    from sim.world.requests import RequestLog
    from sim.world.world import UsersFactory

hypothesis.settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ci")

SANDBOX_NEEDED = "TABLETOP_SANDBOX"
"""Set in CI: a machine without a sandbox then fails instead of skipping."""

SHARE = os.environ.get("TABLETOP_SHARE", "1/1")
"""K/N: of the tests marked `one_of_many` the K-th of N parts; all of them where it is unset."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other parts of what is `one_of_many`, by name: they are other commits' turn."""
    number, _, parts = SHARE.partition("/")
    left_out = [
        item
        for item in items
        if item.get_closest_marker("one_of_many")
        and crc32(item.name.encode()) % int(parts) != int(number) - 1
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        others = set(left_out)
        items[:] = [item for item in items if item not in others]


AFTER_THE_WORLD = cast("EventPriority", 2)
"""SimPy priority of arrivals: after every event of the world at the same millisecond."""


class SteppedUsers:
    """The oracle: the users as a plain SimPy model, one process per request, one decision each.

    Shares with `BlockUsers` the drawn workload, the request log and the failure chance, and no
    line of its logic. A request is decided when it arrives and in flight until it is answered, so
    `catch_up` only keeps the books.
    """

    def __init__(  # noqa: PLR0917 - as `block_users` is called
        self,
        log: RequestLog,
        background_ppm: int,
        breaker: Breaker,
        queue: OperationQueue,
        kernel: Kernel,
        contents: Contents,
        prevailing: Prevailing,
    ) -> None:
        self.log = log
        self._contents = contents
        self._prevailing = prevailing
        self.read_only = False
        self.deferring = False
        self.deciding = 0
        self._background_ppm = background_ppm
        self._breaker = breaker
        self._queue = queue
        self._env = kernel.env
        self._decided = 0
        self._env.process(self._source())

    def catch_up(self, now: int) -> None:
        """Publish what was decided before `now`; everything that arrived by then must be."""
        due = int(self.log.workload.at.searchsorted(now))
        assert due <= self._decided, "a request was left undecided"
        self.log.done = due

    def _source(self) -> Generator[simpy.Event, object, None]:
        for request in range(len(self.log.workload)):
            arrival = self._env.event()
            arrival._ok, arrival._value = True, None  # noqa: SLF001 - as simpy.Timeout does
            delay = int(self.log.workload.at[request]) - self._env.now
            self._env.schedule(arrival, priority=AFTER_THE_WORLD, delay=delay)
            yield arrival
            self._env.process(self._request(request))

    def _request(self, request: int) -> Generator[simpy.Event, object, None]:
        self.deciding = request
        outcome, response = self._decide(request)
        if outcome == OK:
            outcome = self._content(request)
        elif self.deferring and not self.read_only and self._refused(request, outcome):
            outcome = DEFERRED if self._queue.offer(np.array([request])) else outcome
        self.log.outcome[request] = outcome
        self.log.response[request] = response
        self._decided = request + 1
        yield self._env.timeout(response)  # in flight until it is answered

    def _decide(self, request: int) -> tuple[int, int]:
        """What becomes of one request: (outcome, response time)."""
        workload, conditions = self.log.workload, self._prevailing.conditions
        operation = OPERATIONS[workload.kind[request]]
        usual = int(workload.latency[request])
        chance = failure_chance(conditions, operation, self._background_ppm)
        unlucky = bool(workload.luck[request] < chance)
        if workload.session[request] < conditions.fail_ppm("session"):
            return ERROR, NO_SESSION_MS
        if operation == "metadata":
            return self._timed(CALM.r2_fail_ms if unlucky else usual, unlucky=unlucky)
        if self.read_only and operation in ("upload", "delete"):
            if self._queue.offer(np.array([request])):
                return QUEUED, QUEUED_MS
            return REJECTED, REJECTED_MS
        now = int(workload.at[request])
        if not self._breaker.admits(now):
            return FAST_FAILED, FAST_FAIL_MS
        self._breaker.begin(now)
        unlucky = unlucky or not conditions.spares(int(workload.file[request]))
        slowed = usual * conditions.r2_slow_percent // 100
        takes = conditions.r2_fail_ms if unlucky else slowed
        outcome, response = self._timed(takes, unlucky=unlucky)
        if outcome == OK:
            self._breaker.succeed(now)
        else:
            self._breaker.fail(now)
        return outcome, response

    def _refused(self, request: int, outcome: int) -> bool:
        """Whether a write got no further than R2's refusal, or the breaker's."""
        workload, conditions = self.log.workload, self._prevailing.conditions
        if OPERATIONS[workload.kind[request]] not in ("upload", "delete"):
            return False
        if workload.session[request] < conditions.fail_ppm("session") or outcome != ERROR:
            return outcome == FAST_FAILED
        operation = OPERATIONS[workload.kind[request]]
        chance = failure_chance(conditions, operation, self._background_ppm)
        by_r2 = self._background_ppm <= workload.luck[request] < chance
        if workload.luck[request] >= self._background_ppm:
            by_r2 = by_r2 or not conditions.spares(int(workload.file[request]))
        return bool(by_r2 and conditions.r2_fail_ms <= CLIENT_TIMEOUT_MS)

    def _content(self, request: int) -> int:
        """What the user really got, or left in the file."""
        workload, files = self.log.workload, self._contents.files
        operation, file = OPERATIONS[workload.kind[request]], int(workload.file[request])
        if operation == "upload":
            spoiled = files.spoils[request] < files.rot_ppm if files.rot_ppm else False
            files.content[file] = files.rot if spoiled else SOUND
            files.present[file] = True
            files.withheld[file] = files.noticed[file] = files.cleared[file] = False
            files.written_at[file] = workload.at[request]
            files.changed()
            return CORRUPTED if spoiled else OK
        if operation != "download":
            return OK
        if not files.present[file]:
            return UNREADABLE
        if files.withheld[file]:
            return WITHHELD
        if files.content[file] == SHOWS:
            if not files.noticed[file]:
                files.notice_one(file)
                self._contents.noticed(request, file)
            return UNREADABLE
        return CORRUPTED if files.content[file] == SILENT else OK

    @staticmethod
    def _timed(takes: int, *, unlucky: bool) -> tuple[int, int]:
        if takes > CLIENT_TIMEOUT_MS:
            return ERROR, CLIENT_TIMEOUT_MS
        return (ERROR if unlucky else OK), takes


@pytest.fixture(scope="session")
def stepped_users() -> UsersFactory:
    """Makes the oracle; goes where `block_users` goes."""
    return SteppedUsers


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """The shipped exercise."""
    return load_scenario(find_scenario("complete-r2-outage"))


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped policy."""
    return load_policy(find_policy("list-cutter"))


@pytest.fixture(scope="session")
def reference(scenario: Scenario) -> ResponderScript:
    """The shipped exercise's reference responder."""
    path = find_reference(scenario)
    assert path is not None
    return load_responder(path)


class MakeScenario(Protocol):
    """Builds a small scenario; keywords are fields of the scenario as YAML would have them."""

    def __call__(self, **fields: Any) -> Scenario: ...


def small_scenario(**fields: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "format": 1,
            "name": "small",
            "title": "Small",
            "summary": "As the test says.",
            "difficulty": 1,
            "starts_at": "2026-03-03T14:00:00Z",
            "horizon": "10m",
            "briefing": "You are on call.",
            "ground_truth": "As the test says.",
            "objectives": [{"id": "any", "text": "Any.", "criterion": "detection"}],
            **fields,
        }
    )


@pytest.fixture(scope="session")
def small() -> MakeScenario:
    """Scenarios of ten minutes on which nothing happens but what the test says."""
    return small_scenario


BUCKET_GONE = {
    "id": "gone",
    "effect": "r2_unavailable",
    "begins": "2m",
    "ends": {"by": "vendor", "after": "5m"},
}


@pytest.fixture(scope="session")
def bucket_gone() -> dict[str, object]:
    """The bucket is away from minute 2 to minute 7."""
    return dict(BUCKET_GONE)


class Player:
    """A hand on an exercise: gives commands by their usual short forms and reads the log."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise

    def get(self, path: str, at: int | None = None) -> Response:
        """Give a GET."""
        return self.exercise.act(Request("GET", path), RESPONDER, at)

    def post(self, path: str, body: str = "", at: int | None = None) -> Response:
        """Give a POST with a raw body."""
        return self.exercise.act(Request("POST", path, body), RESPONDER, at)

    def log(self, *kinds: str) -> list[tuple[int, str]]:
        """What the journal holds of these kinds, short."""
        return short(self.exercise.journal.entries, *kinds)


RESPONDER = Actor("tester", "responder")


@pytest.fixture(scope="session")
def responder() -> Actor:
    """Somebody with the responders' token."""
    return RESPONDER


class StartExercise(Protocol):
    """Starts an exercise on a scenario and puts a hand on it."""

    def __call__(self, scenario: Scenario, seed: int = 1) -> Player: ...


@pytest.fixture(scope="session")
def start(policy: Policy) -> StartExercise:
    """Starts exercises under the shipped policy."""

    def begin(scenario: Scenario, seed: int = 1) -> Player:
        return Player(Exercise(scenario, policy, seed))

    return begin


def short(entries: Iterable[Entry], *kinds: str) -> list[tuple[int, str]]:
    """Entries of these kinds as (time, what), the form tests compare."""
    return [(entry.at, _what(entry)) for entry in entries if entry.body.kind in kinds]


def _what(entry: Entry) -> str:  # noqa: C901, PLR0911, PLR0912 - one spelling per kind
    body = entry.body
    match body.kind:
        case "fault":
            return f"{body.fault} {body.edge}"
        case "breaker":
            return f"{body.old} -> {body.new} by {body.by}"
        case "mode":
            return f"{body.service} {body.mode} {body.by}"
        case "health":
            return f"{body.service} {body.old} -> {body.new}"
        case "alert":
            channel = f" {body.channel}" if body.channel else ""
            return f"{body.rule} {body.state}{channel}"
        case "queue":
            return f"{body.event} {body.pending}"
        case "files":
            return f"{body.event} {body.files} by {body.by}"
        case "backup":
            return f"{body.backup} {body.event} by {body.by}"
        case "scan":
            return f"{body.scan} {body.event} {body.corrupted} {body.missing}"
        case "config":
            return f"{body.section} {body.old} -> {body.new}"
        case "action":
            return f"{body.command} {body.status}"
        case "message":
            return f"{body.purpose} {body.channel} to {','.join(body.delivered) or 'nobody'}"
        case "arrived":
            return f"{body.message} reaches {','.join(body.delivered)}"
        case "answered":
            instead = f" instead of {body.instead_of}" if body.instead_of else ""
            return f"{body.role} answers {body.message}{instead}"
        case "inject":
            return f"{body.inject} {body.trigger}"
        case "timer" | "marked" | "rated" | "poll" | "vote" | "poll_closed" | "room":
            return f"{body.kind} by {body.by}"
        case "joined" | "clock" | "msel" | "remark" | "move" | "decision":
            return str(body.kind)
        case "window" | "header" | "ended":
            return str(body.kind)


class Short(Protocol):
    """The form of `short`."""

    def __call__(self, entries: Iterable[Entry], *kinds: str) -> list[tuple[int, str]]: ...


@pytest.fixture(scope="session", name="short")
def short_fixture() -> Short:
    """Entries as (time, what)."""
    return short


@pytest.fixture(scope="session")
def needs_shell() -> None:
    """Skips where a drill could not start."""
    missing = [name for name in ("bash", "curl", "jq", "watch") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"a drill needs {', '.join(missing)}")


@pytest.fixture(scope="session")
def sandbox() -> None:
    """Skips where nothing can keep a runbook inside; in CI, which has a sandbox, that fails."""
    from sim.errors import NoIsolation
    from sim.runbook.budgets import Budgets
    from sim.runner.shell import Shell

    try:
        with Shell("probe.md", Budgets(), {}) as shell:
            shell.be_ready()
    except NoIsolation as refusal:
        if os.environ.get(SANDBOX_NEEDED):
            raise
        pytest.skip(f"no sandbox here: {refusal}")
