"""Colleagues in every shipped scenario: what they say is true when they say it, and to the point.

The truth is read from the journal alone (fault edges, health, mode, breaker, what was said), and
shares no line with what colleagues look at. The MSEL's injects are no colleagues: some are traps.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from sim.commands.command import Actor, Request
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import (
    Action,
    Answered,
    BreakerMoved,
    FaultEdge,
    HealthChanged,
    Message,
    ModeChanged,
)
from sim.scenario.faults import combine
from sim.scenario.faults.conditions import R2_CALLS
from sim.scenario.library import (
    find_policy,
    find_reference,
    find_scenario,
    find_what_they_did,
    playable_names,
    policy_names,
)
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.world.lines import ANSWERS, EVIDENCE, GREETINGS, KINDS
from sim.world.topics import CANNOT_SEE, TOPICS, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.scenario.model import Scenario
    from sim.scenario.names import Operation

MINUTE = 60_000
ME = Actor("tester", "responder")
ROUNDS = (3, 14, 18, 22, 27, 33, 40, 50, 62, 75, 90, 120, 150, 175)
"""When everybody is asked something, minutes: before the trouble, in it, and after most repairs."""
RESTORES = (70, 135)
"""When somebody resets and restores without having tested anything."""

QUESTIONS = (
    "Can you look at the token? Is it your side?",
    "Who has the restore key? How long will it take?",
    "What is the status of the vendor ticket? Which severity is it?",
    "Is R2 down? What about the breaker?",
    "Is it the database? Or the sessions?",
    "Are files lost? Was it a breach?",
    "How many users are affected? Is the queue full?",
    "Was anything deployed? Who else is on?",
    "What does the status page say? Can you help?",
    "What colour is the door?",
)
CLAIMS = ("All fixed.", "Downloads work again.", "Everything is back to normal.")


@dataclass
class Truth:
    """How things are at one instant, from the journal's entries up to it."""

    scenario: Scenario
    on: dict[str, None] = field(default_factory=dict)
    health: dict[str, str] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    breaker: str = "CLOSED"
    severity: int | None = None
    page: str = ""
    answered: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    deployed: bool = False

    def fold(self, body: object) -> None:
        """Take one entry."""
        match body:
            case FaultEdge(edge="began"):
                self.on[body.fault] = None
            case FaultEdge():
                self.on.pop(body.fault)
            case HealthChanged():
                self.health[body.service] = body.new
            case ModeChanged():
                self.modes[body.service] = body.mode
            case BreakerMoved():
                self.breaker = body.new
            case Answered():
                self.answered.add(body.role)
            case Message():
                self._hears(body)
            case Action(took_effect=True, command="assess"):
                self.severity = int(str(body.arguments["severity"]))
            case Action(took_effect=True, command="release-deploy"):
                self.deployed = True
            case _:
                pass  # nothing that colleagues speak of

    def _hears(self, message: Message) -> None:
        if message.calls_somebody:
            self.called.update(message.recipients)
        if message.purpose == "status_page" and message.delivered:
            self.page = message.label

    def now(self) -> Truth:
        """The same, which later entries do not change."""
        return replace(
            self,
            on=dict(self.on),
            health=dict(self.health),
            modes=dict(self.modes),
            answered=set(self.answered),
            called=set(self.called),
        )

    def fails(self, *calls: str) -> bool:
        """Whether faults that are on make any of these calls fail."""
        parts = [one.conditions() for one in self.scenario.faults if one.id in self.on]
        now = combine(tuple(parts))
        return any(chance for call, chance in now.chances if call in calls) or (
            calls == R2_CALLS and bool(now.r2_dead_prefixes)
        )

    def has(self, *effects: str) -> bool:
        """Whether a fault of one of these kinds is on."""
        return any(one.effect in effects for one in self.scenario.faults if one.id in self.on)

    @property
    def r2_hurt(self) -> bool:
        """Whether R2 fails or is slow all the time: what flickers or ramps up may pause."""
        return any(
            one.conditions().hurts_r2
            for one in self.scenario.faults
            if one.id in self.on and not one.flickers and not one.ramp
        )


TRUE_OF: Mapping[str, Callable[[Truth], bool]] = {
    r"R2 is failing|R2 fails with|elevated errors on your bucket": lambda t: (
        t.fails(*R2_CALLS)
        # Storage that is overrun after a return to normal mode fails as well, fault or none.
        or t.has("restore_herd")
    ),
    r"R2 refuses (?:our|the) key|requests are refused|isn't valid": lambda t: t.has(
        "credentials_rejected"
    ),
    r"R2 looks healthy|R2 accepts the key|no errors on your bucket": lambda t: not t.r2_hurt,
    r"only slowly|high response times": lambda t: t.has("r2_slow"),
    r"it's on our side|I won't guess|are on our side": lambda t: any(
        one.ends.by == "vendor" or one.ends.role == "vendor_support"
        for one in t.scenario.faults
        if one.id in t.on and one.conditions().hurts_r2
    ),
    r"D1 is failing|shows D1 failing": lambda t: t.fails("metadata"),
    r"D1 looks healthy": lambda t: not t.fails("metadata"),
    r"AUTH_KV is failing|shows AUTH_KV failing": lambda t: t.fails("session"),
    r"AUTH_KV looks healthy": lambda t: not t.fails("session"),
    r"breaker is open|It's open": lambda t: t.breaker != "CLOSED",
    r"breaker is closed": lambda t: t.breaker == "CLOSED",
    r"We're read-only|we're read-only|still read-only|Keep the worker read-only": lambda t: (
        t.modes.get("R2_STORAGE") == "degraded"
    ),
    r"not read-only": lambda t: t.modes.get("R2_STORAGE") != "degraded",
    r"monitor is green": lambda t: set(t.health.values()) <= {"HEALTHY"},
    r"Nobody has stated a severity": lambda t: t.severity is None,
    r"Nothing is on the status page": lambda t: not t.page,
    r"support desk has answered": lambda t: "vendor_support" in t.answered,
    r"vendor has been called": lambda t: "vendor_support" in t.called - t.answered,
    r"no call to the vendor": lambda t: "vendor_support" not in t.called,
    r"I'm issuing a new one": lambda t: (
        t.has("credentials_rejected") and "security_team" in t.answered
    ),
    r"Nothing in the release log": lambda t: (
        not t.deployed and all(one.before >= 24 * 60 * MINUTE for one in t.scenario.releases)
    ),
}
"""Of what each line speaks, by its own words, and when that is so."""

OPERATIONS_OF: Mapping[str, tuple[Operation, ...] | None] = {
    "requests": None,
    "downloads": ("download",),
    "uploads": ("upload",),
}
_FAILING = 5
"""Requests that fail in percent: the policy's objective."""
_UNTIL = 50
"""Claims of the first minutes, before anybody resets anything."""

BROKEN = {
    "R2": r"R2 is failing|R2 fails|R2 refuses|elevated errors|requests are refused|only slowly|"
    r"high response times",
    "D1": r"D1 is failing|shows D1 failing",
    "AUTH_KV": r"AUTH_KV is failing|shows AUTH_KV failing",
}


@cache
def questioned(name: str) -> Exercise:
    """A whole exercise in which everybody is called, asked everything and told that all is well."""
    scenario = load_scenario(find_scenario(name))
    policy = load_policy(find_policy(scenario.policy))
    exercise = Exercise(scenario, policy, 3)
    roles = [role for role in policy.roles if role != scenario.player]

    def say(at: int, path: str, **body: object) -> None:
        if at < exercise.horizon:
            exercise.act(Request("POST", path, json.dumps(body)), ME, at)

    for number, minute in enumerate(ROUNDS):
        at = minute * MINUTE
        for place, role in enumerate(roles):
            text = QUESTIONS[(number * 3 + place) % len(QUESTIONS)]
            say(at + place * 1000, "/exercise/call", role=role, text=f"Bad. {text}")
        if minute == 33:
            say(at + 20_000, "/exercise/assess", severity=2)
        at += 2 * MINUTE
        claim = CLAIMS[number % len(CLAIMS)]
        say(at, "/exercise/post", channel="slack", text=claim)
        say(
            at + 1,
            "/exercise/status-page",
            state="investigating",
            text=f"{claim} Next update in 5m.",
        )
        say(at + 2, "/exercise/post", channel="in_app", text="We are aware of an issue.")
        say(at + 3, "/exercise/post", channel="slack", text=QUESTIONS[number % len(QUESTIONS)])
        if minute + 8 in (*RESTORES, 70):
            say(at + 8, "/health/circuit-breaker/reset", reason="try")
            say(at + 9, "/health/services/R2_STORAGE/restore", reason="try")
    exercise.advance(exercise.horizon)
    return exercise


@cache
def by_reference(name: str) -> Exercise:
    """The exercise as its reference response plays it."""
    scenario = load_scenario(find_scenario(name))
    exercise = Exercise(scenario, load_policy(find_policy(scenario.policy)), 3)
    reference = find_reference(scenario) or find_what_they_did(scenario)
    assert reference is not None
    play(exercise, Scripted(load_responder(reference)))
    return exercise


PLAYED = pytest.mark.parametrize("played", [questioned, by_reference], ids=["asked", "reference"])
EVERYWHERE = pytest.mark.parametrize("name", playable_names())


def lines(exercise: Exercise) -> list[tuple[int, str, str, Truth]]:
    """What colleagues said: when, who, what, and how things were."""
    truth = Truth(exercise.world.scenario)
    found = []
    for entry in exercise.journal.entries:
        body = entry.body
        if isinstance(body, Message) and body.purpose == "chat" and body.sender_role:
            found.append((entry.at, body.sender_role, body.text, truth.now()))
        truth.fold(body)
    return found


@EVERYWHERE
@PLAYED
def test_nothing_is_said_that_the_world_contradicts(
    name: str, played: Callable[[str], Exercise]
) -> None:
    """Each line holds at the instant at which it is said."""
    said = lines(played(name))
    wrong = [
        (at // 1000, role, text)
        for at, role, text, truth in said
        for words, holds in TRUE_OF.items()
        if re.search(words, _own(text)) and not holds(truth)
    ]
    assert not wrong


@EVERYWHERE
@PLAYED
def test_no_part_is_called_broken_that_the_scenario_leaves_alone(
    name: str, played: Callable[[str], Exercise]
) -> None:
    """No line about R2 while the database is down, and none about the database while R2 is."""
    exercise = played(name)
    faults = exercise.world.scenario.faults
    spared = set(BROKEN)
    for fault in faults:
        conditions = fault.conditions()
        if conditions.hurts_r2 or conditions.herd_ppm:
            spared.discard("R2")
        if conditions.fail_ppm("metadata"):
            spared.discard("D1")
        if conditions.fail_ppm("session"):
            spared.discard("AUTH_KV")
    said = [_own(text) for _, _, text, _ in lines(exercise)]
    assert not [
        (part, one) for part in sorted(spared) for one in said if re.search(BROKEN[part], one)
    ]


@EVERYWHERE
@PLAYED
def test_figures_are_those_of_the_last_minute(name: str, played: Callable[[str], Exercise]) -> None:
    """A share of failed requests is the one that the log has for the minute before."""
    exercise = played(name)
    log = exercise.world.log
    wrong = [
        (at, text)
        for at, _, text, _ in lines(exercise)
        for found, of in re.findall(r"(\d+) % of (requests|downloads|uploads) failed", text)
        if found != f"{log.error_percent(at - MINUTE, at, OPERATIONS_OF[of]):.0f}"
    ]
    assert not wrong


@EVERYWHERE
def test_what_somebody_finds_out_is_so(name: str) -> None:
    """An insight names its fault, and is said only while that is on."""
    scenario = load_scenario(find_scenario(name))
    about = {one.insight.text: one.insight.about for one in scenario.people.values() if one.insight}
    assert None not in about.values(), "each names the fault that it is about"
    said = [(text, truth) for _, _, text, truth in lines(questioned(name)) if text in about]
    assert [text for text, truth in said if about[text] not in truth.on] == []
    assert len(said) == len(about)


@EVERYWHERE
def test_who_is_asked_answers(name: str) -> None:
    """Everybody called in replies to what they are asked, if only that they cannot see it."""
    exercise = questioned(name)
    silent = set(exercise.world.people.joined)
    greeted: set[str] = set()
    for _, role, _, _ in lines(exercise):
        if role in greeted:
            silent.discard(role)
        greeted.add(role)
    assert not silent
    assert len(exercise.world.people.joined) > 3


@EVERYWHERE
def test_the_untrue_is_contradicted_and_the_true_is_not(name: str) -> None:
    """A colleague told that all is well objects, quoting it, while requests fail; never before."""
    exercise = questioned(name)
    log, objections = exercise.world.log, 0
    for at, _, text, truth in lines(exercise):
        if re.search(r'^"(?:All fixed|Downloads work again|Everything is back to normal)"', text):
            downloads = log.error_percent(at - MINUTE, at, ("download",)) >= _FAILING
            failing = log.error_percent(at - MINUTE, at) >= _FAILING or "still takes" in text
            read_only = truth.modes.get("R2_STORAGE") == "degraded"
            assert downloads if text.startswith('"Downloads') else failing or read_only
            objections += 1
    claimed = [(minute + 2) * MINUTE for minute in ROUNDS if minute < _UNTIL]
    harmed = [at for at in claimed if log.error_percent(at, at + MINUTE) >= 2 * _FAILING]
    assert objections >= bool(harmed)
    assert not objections or exercise.world.scenario.faults


def _own(text: str) -> str:
    """A line without what it quotes."""
    return re.sub(r'"[^"]*"', "", text)


def test_every_role_of_a_policy_sees_something_of_its_own() -> None:
    """No shipped role falls under operations only because the table was not told of it."""
    known = {"operations_team", "operations_manager", "scribe", "deputy"}
    roles = {role for name in policy_names() for role in load_policy(find_policy(name)).roles}
    assert roles - set(KINDS) == known
    assert not set(KINDS) - roles


def test_lines_are_written_for_people() -> None:
    """Each is a sentence with its blanks spelt as figures that exist; a row ends where it can."""
    rows = [row for by_kind in ANSWERS.values() for row in by_kind.values()]
    rows += [*GREETINGS.values(), *EVIDENCE.values()]
    figures = questioned("no-incident").world._look().figures  # noqa: SLF001 - the blanks' only home
    for row in rows:
        for line in row:
            assert line.text.format_map(figures)
        texts = [line.when for line in row]
        assert len(set(texts)) == len(texts), "two lines for the same facts"
    assert set(UNSEEN) == {None, *TOPICS}
    assert CANNOT_SEE.format(what=UNSEEN[None]) == "I can't see that from here."
