"""A short outage written by hand, entry by entry, and the card the scorer gives it.

Sixty minutes: the bucket is gone from 5:10 to 20:00, the breaker tries and fails, one alert comes,
and the responder, if there is one, does the little that shows in a report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pytest

from scoring.score import score
from sim.command_set import ROWS
from sim.journal.bodies import (
    Action,
    Alert,
    Answered,
    BreakerMoved,
    Ended,
    FaultEdge,
    Header,
    HealthChanged,
    InjectSent,
    KindCounts,
    Message,
    ModeChanged,
    Participant,
    QueueChanged,
    Window,
)
from sim.journal.encoding import digest
from sim.journal.journal import Journal
from sim.scenario.library import find_policy, find_scenario
from sim.scenario.load import load_policy, load_scenario
from sim.scenario.policy import Policy
from tests.reports.page import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scoring.model import Scorecard
    from sim.journal.bodies import Body, BreakerState
    from sim.journal.encoding import Entry

SECOND = 1_000
MINUTE = 60 * SECOND
_FAILS, _WORKS, _QUEUES = range(5, 21), 100, 10
_REPAIRED = 20
Moment = tuple[int, "Body"]


def _header() -> Header:
    scenario = load_scenario(find_scenario("complete-r2-outage")).model_dump(mode="json")
    policy = load_policy(find_policy("list-cutter")).model_dump(mode="json")
    return Header(
        tool_version="test",
        scenario=scenario,
        scenario_digest=digest(scenario),
        policy=policy,
        policy_digest=digest(policy),
        seed=7,
        exercise_type="drill",
        participants=(Participant(name="Ada", role="oncall_engineer"),),
    )


def _window(minute: int, end: int, *, repaired: bool) -> Moment:
    bad = minute in _FAILS
    pending = 0 if minute < _FAILS[0] or (repaired and not bad) else _QUEUES
    counts = KindCounts(
        operation="download",
        requests=_WORKS,
        ok=0 if bad else _WORKS,
        queued=0,
        errors=_WORKS if bad else 0,
        fast_failed=0,
        rejected=0,
    )
    body = Window(
        start=minute * MINUTE,
        end=end,
        operations=(counts,),
        p50_ms=20,
        p95_ms=120,
        p99_ms=300,
        users_touched=40 if minute >= _FAILS[0] else 0,
        queue_pending=pending,
        queue_completed=0,
        queue_lost=0,
        breaker="OPEN" if bad else "CLOSED",
        mode="degraded" if pending else "normal",
    )
    return end, body


def _moved(at: int, old: BreakerState, new: BreakerState, why: str) -> Moment:
    return at, BreakerMoved(old=old, new=new, by="traffic", reason=why, failures=5)


def _breaker() -> Iterator[Moment]:
    yield _moved(5 * MINUTE + 12 * SECOND, "CLOSED", "OPEN", "5 failures in a row")
    for minute in range(6, _REPAIRED):
        at = minute * MINUTE + 12 * SECOND
        yield _moved(at, "OPEN", "HALF_OPEN", "open period elapsed, trial call")
        yield _moved(at, "HALF_OPEN", "OPEN", "trial call failed")
    at = _REPAIRED * MINUTE + 12 * SECOND
    yield _moved(at, "OPEN", "HALF_OPEN", "open period elapsed, trial call")
    yield _moved(at + SECOND, "HALF_OPEN", "CLOSED", "2 trial calls succeeded")


def _fault(at: int, edge: Literal["began", "ended"]) -> Moment:
    by: Literal["scenario", "vendor"] = "scenario" if edge == "began" else "vendor"
    return at, FaultEdge(
        fault="bucket-unreachable", effect="r2_unavailable", edge=edge, service="R2_STORAGE", by=by
    )


def _world() -> Iterator[Moment]:
    yield _fault(5 * MINUTE + 10 * SECOND, "began")
    yield from _breaker()
    at = 6 * MINUTE
    yield (
        at,
        HealthChanged(service="R2_STORAGE", old="HEALTHY", new="OFFLINE", reason="probe failed"),
    )
    for state, after, channel in (
        ("fired", 0, None),
        ("delivered", 20, "pager"),
        ("undelivered", 20, "slack"),
    ):
        alert = {"alert": "alert-001", "rule": "error_rate", "service": None, "level": "critical"}
        yield (
            at + after * SECOND,
            Alert.model_validate({**alert, "state": state, "channel": channel, "text": "errors"}),
        )
    yield at, ModeChanged(service="R2_STORAGE", mode="degraded", by="automatic", reason="errors")
    yield at + SECOND, QueueChanged(event="started", pending=1)
    yield 9 * MINUTE, InjectSent(inject="support-tickets", trigger="condition", contingency=False)
    yield 9 * MINUTE, _said("Support desk", "inject", "We have eleven tickets.", label="")
    yield _fault(_REPAIRED * MINUTE, "ended")


def _said(
    sender: str,
    purpose: Literal["page", "broadcast", "chat", "inject", "status_page"],
    text: str,
    *,
    label: str,
    to: str = "oncall_engineer",
) -> Message:
    return Message(
        message="msg",
        purpose=purpose,
        sender=sender,
        sender_role="",
        channel="slack",
        recipients=(to,),
        delivered=(to,),
        undelivered=(),
        label=label,
        text=text,
    )


def did(command: str, path: str, *, method: str = "POST", status: int = 200) -> Action:
    """A command of Ada's."""
    return Action(
        actor="Ada",
        role="responder",
        command=command,
        effect=ROWS[command].effect,
        method=method,
        host="your-worker.example.com",
        path=path,
        body="",
        arguments={"alert": ""} if command == "ack" else {},
        status=status,
        response={"message": "done"},
        response_digest="0" * 64,
    )


def _responder(text: str) -> Iterator[Moment]:
    yield 7 * MINUTE, did("ack", "/exercise/ack")
    for look in range(3):
        yield (
            7 * MINUTE + (10 + look) * SECOND,
            did("health-status", "/health/status", method="GET"),
        )
    yield 8 * MINUTE, did("page", "/exercise/page")
    yield 8 * MINUTE, _said("Ada", "page", text, label="", to="technical_lead")
    yield (
        10 * MINUTE,
        Answered(role="technical_lead", person="Priya Raman", message="msg"),
    )
    yield 10 * MINUTE, _said("Priya Raman", "chat", "I'm on.", label="")
    yield 12 * MINUTE, did("force-recovery", "/health/force", status=403)
    yield 22 * MINUTE, did("restore", "/health/services/R2_STORAGE/restore")
    yield (
        22 * MINUTE,
        ModeChanged(service="R2_STORAGE", mode="normal", by="operator", reason="R2 answers"),
    )


def write_entries(moments: list[Moment]) -> tuple[Entry, ...]:
    """A journal of these moments, in order of time."""
    journal = Journal()
    for at, body in sorted(moments, key=lambda moment: moment[0]):
        journal.append(at, body)
    return journal.entries


@dataclass(frozen=True, slots=True)
class Story:
    """The outage: with a responder or without, ending when asked."""

    text: str = "R2 is not responding. Please join."
    responder: bool = True
    minutes: int = 60
    more: list[Moment] = field(default_factory=list)

    def entries(self) -> tuple[Entry, ...]:
        """The journal."""
        moments: list[Moment] = [(0, _header()), *_world()]
        if self.responder:
            moments += _responder(self.text)
        for minute in range(self.minutes):
            moments.append(_window(minute, (minute + 1) * MINUTE, repaired=self.responder))
        moments += self.more
        ended = Ended(reason="horizon", responder_left_at=22 * MINUTE)
        return write_entries([*moments, (self.minutes * MINUTE, ended)])


@pytest.fixture(scope="session")
def story() -> type[Story]:
    """Writes the journal of the outage."""
    return Story


@pytest.fixture(scope="session")
def worked() -> tuple[Entry, ...]:
    """The journal of the outage with a responder."""
    return Story().entries()


@pytest.fixture(scope="session")
def ignored() -> tuple[Entry, ...]:
    """The journal of the outage that nobody worked."""
    return Story(responder=False).entries()


@pytest.fixture(scope="session")
def worked_card(worked: tuple[Entry, ...]) -> Scorecard:
    """The scorecard of the outage with a responder."""
    return score(worked)


@pytest.fixture(scope="session")
def ignored_card(ignored: tuple[Entry, ...]) -> Scorecard:
    """The scorecard of the outage that nobody worked."""
    return score(ignored)


@pytest.fixture(scope="session")
def policy(worked: tuple[Entry, ...]) -> Policy:
    """The policy of both."""
    header = worked[0].body
    assert isinstance(header, Header)
    return Policy.model_validate(header.policy)


@pytest.fixture(scope="session")
def worked_html(worked: tuple[Entry, ...], worked_card: Scorecard) -> str:
    """The report of the outage with a responder."""
    return page(worked_card, worked)


@pytest.fixture(scope="session")
def ignored_html(ignored: tuple[Entry, ...], ignored_card: Scorecard) -> str:
    """The report of the outage that nobody worked."""
    return page(ignored_card, ignored)


@pytest.fixture(scope="session")
def act() -> Callable[..., Action]:
    """Makes one command of the responder's."""
    return did
