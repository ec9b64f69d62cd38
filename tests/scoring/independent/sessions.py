"""Random sessions: a shipped scenario, a policy, and a responder who does anything at any time.

Some act at once and some late, some only look, some end with a repair in the right order. A tenth
of what they do is refused: unknown names, missing arguments, no token, the wrong host.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from scoring.corrections import Corrections
from sim.commands.command import Actor, Request
from sim.commands.console import parse_line
from sim.errors import ExerciseOver
from sim.exercise.exercise import Exercise
from sim.journal.bodies import Message
from sim.journal.conduct import Decision
from sim.language.model import SUBJECTS
from sim.language.read import read
from sim.language.stated import line, states_of
from sim.scenario.check import Condition
from sim.scenario.durations import HOUR, MINUTE
from sim.scenario.library import find_policy, find_scenario, scenario_names
from sim.scenario.load import load_policy, load_scenario
from sim.scenario.names import SERVICES, STATUS_PAGE_ORDER, TEST_HOST
from sim.scenario.policy import Policy
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scoring.model import Rating
    from sim.journal.bodies import ExerciseType
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario

A_TENTH, A_FIFTH, SOME_OF_THEM, MOST_OF_THEM = 0.1, 0.2, 0.3, 0.6

TRUE_OR_FALSE = (
    "Downloads are slow at the moment. Uploads work.",
    "Downloads and uploads fail for all users. Next update in 20 minutes.",
    "Uploads are delayed; downloads work normally.",
    "The service is down. Severity 1.",
    "The service works normally.",
    "Everything works again. We are sorry for the trouble.",
    "The incident is over; downloads and uploads work.",
    "Your files are safe.",
    "Some files are damaged. We are working on it. Next update at 15:30.",
    "Sign-in fails for some users.",
    "We do not know yet whether files are affected.",
    "It is not yet clear whether downloads are affected.",
    "Nothing has changed since the last update. Next update in 30 minutes.",
    "Severity 2: uploads fail since [time].",
    "Severity 3 now. Uploads are delayed.",
    "asap!!! @here",
)
"""What is said of the service, whatever is so."""
NEXT = ("", "", "20m", "5m", "1h", "14:30")
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"reached": "detect", "within": "5m", "after": "alert"},
    {"reached": "declared", "within": "5m", "after": "alert"},
    {"reached": "evidence preserved"},
    {"reached": "severity assessed", "within": "10m"},
    {"reached": "recover", "within": "60m", "after": "impact"},
    {"reached": "mitigate", "within": "30m", "after": "fault"},
    {"reached": "ack", "within": "5m", "after": "startex"},
    {"reached": "resolve", "within": "30m", "after": "recover"},
    {"reached": "R2 test passed", "within": "20m", "after": "detect"},
    {"reached": "queue drained"},
    {"looked": ["events", "health-status"], "before": ["breaker-reset", "restore", "degrade"]},
    {"looked": ["integrity-check", "verify-all", "backup-verify"]},
    {"told": "technical_lead", "within": "15m"},
    {"told": "vendor_support", "within": "30m", "after": "impact"},
    {"claimed": ["downloads=failing"], "to": "all_users", "within": "30m"},
    {"claimed": ["downloads=failing", "uploads=failing"], "within": "60m"},
    {"claimed": ["service=works"], "to": "status_page", "within": "30m", "after": "recover"},
    {"claimed": ["files=at_risk"], "to": "cto"},
    {"met": "escalation"},
    {"met": "duty"},
    {"met": "notice"},
    {"met": "notice", "to": "all_users"},
    {"met": "update"},
    {"severity": "right"},
    {"step": "check which services are affected"},
    {"step": "record the cause"},
    {"absent": ["false_resolve", "untruth"]},
    {"absent": ["harm", "lost"]},
    {"absent": ["needless_act"]},
)
"""What objectives can ask for."""

WORDS = (
    "Downloads fail. Next update in 20 minutes.",
    "Everybody please join.",
    "The cause is the vendor, we think.",
    "Because of this we wait.",
    "Please look at your pager.",
)
LOOKS = (
    "GET /health/status",
    "GET /health/r2/status",
    "GET /health/services",
    "GET /health/services/R2_STORAGE",
    "GET /health/events?limit=20",
    "GET /health/queue/status",
    "GET /health/queue/operations",
    "GET /health/metrics?minutes=15",
    "GET /health/circuit-breaker/history",
    "GET /api/backup/stats",
    "GET /api/users/affected",
    "POST /health/check",
    "POST /health/r2/test",
    "POST /api/files/test-operations",
    "POST /api/files/test-user-operations",
    "roster",
    "receipts",
)
POSTED = ("slack", "in_app", "email", "social")
CALLING = ("page", "page", "call", "email")
BROADCASTS = (
    "SERVICE_OUTAGE",
    "INCIDENT_DETECTED",
    "INCIDENT_UPDATE",
    "SERVICE_DEGRADED",
    "SERVICE_RESTORED",
)
RATINGS: tuple[Rating, ...] = ("P", "S", "M", "U")
SEVERITIES = ("INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL")
RESPONDER, STRANGER = Actor("random", "responder"), Actor("stranger", "nobody")
REFUSED = (
    Request("GET", "/health/nothing"),
    Request("POST", "/exercise/declare"),
    Request("POST", "/exercise/assess", '{"severity": 9}'),
    Request("POST", "/health/services/NOTHING/degrade", '{"reason": "why not"}'),
    Request("POST", "/exercise/page", '{"role": "nobody", "text": "Hello?"}'),
    Request("POST", "/api/backup/verify/backup_none"),
)


@cache
def _scenario(name: str) -> Scenario:
    return load_scenario(find_scenario(name))


KNOWN_POLICIES = ("incident-command", "list-cutter")
"""What the slow scorer knows the rules of. It has no office hours, rhythms for one audience, whole
matrices at once, handovers or duties afterwards: tests/scoring/test_other_policies.py has those."""


@cache
def shipped_policy(name: str) -> Policy:
    """A policy that comes with the trainer."""
    return load_policy(find_policy(name))


@cache
def _with_a_pager() -> Policy:
    """A policy with both timers, which no shipped one has: standstill, and alerts left alone."""
    data = shipped_policy("list-cutter").model_dump(mode="json")
    for severity in data["severities"]:
        severity["unacknowledged"] = "10m"
    for level in data["levels"]:
        level["within"] = "20m"
    return Policy.model_validate(data)


@dataclass(slots=True)
class Someone:
    """A responder with dice."""

    exercise: Exercise
    dice: np.random.Generator

    def one_of(self, things: Sequence[str]) -> str:
        """Any of them, each as likely."""
        return things[int(self.dice.integers(len(things)))]

    def gives(self, request: Request, actor: Actor = RESPONDER, at: int | None = None) -> Any:
        """Give a command, and return the data of the answer."""
        return self.exercise.act(request, actor, at).body.get("data")

    def says(self, line: str, body: dict[str, Any] | None = None) -> Any:
        """Give a command as it is typed."""
        return self.gives(parse_line(line, body))

    def words(self) -> str:
        """What one might say: something that can be checked or not, outright or not."""
        text = self.one_of((*WORDS, *TRUE_OR_FALSE, *TRUE_OR_FALSE))
        if self.dice.random() < A_FIFTH:
            subjects = [one for one in SUBJECTS if self.dice.random() < SOME_OF_THEM]
            claims = [(one, states_of(one)) for one in subjects]
            text = "\n".join(
                filter(
                    None,
                    (
                        text,
                        line(
                            [
                                (subject, states[int(self.dice.integers(len(states)))])
                                for subject, states in claims
                            ],
                            next_update=self.one_of(NEXT),
                            over=self.dice.random() < A_TENTH,
                        ),
                    ),
                )
            )
        return text

    def acts(self, at: int, *, only_looks: bool) -> None:
        """Do something at this instant."""
        self.exercise.advance(max(at, self.exercise.next_action_at))
        if only_looks:
            self.says(self.one_of(LOOKS))
            return
        acts: list[tuple[float, Callable[[], object]]] = [
            (6, lambda: self.says(self.one_of(LOOKS))),
            (1.5, lambda: self.says("ack")),
            (0.7, lambda: self.says("POST /exercise/declare", {"text": self.words()})),
            (1, self._assesses),
            (6, self._calls_somebody),
            (3, self._tells_many),
            (1.5, self._touches_the_worker),
            (0.7, self._touches_what_is_stored),
            (1, lambda: self.says("POST /exercise/note", {"text": self.words()})),
            (1, lambda: self.says("answer")),
            (0.3, lambda: self.says('resolve "It is over."')),
            (1.5, self._is_refused),
        ]
        if self.exercise.is_tabletop:
            acts.append((12, self._decides))
        weights = np.array([weight for weight, _ in acts])
        acts[int(self.dice.choice(len(acts), p=weights / weights.sum()))][1]()

    def _assesses(self) -> None:
        cause = self.one_of(("", ' --cause "the vendor"'))
        self.says(f"assess --severity {self.dice.integers(1, 5)}{cause}")

    def _calls_somebody(self) -> None:
        policy = self.exercise.policy
        names = (*policy.roles, *policy.roles, *policy.groups, *policy.aliases)
        how = self.one_of(CALLING)
        whom = "to" if how == "email" else "role"
        self.says(f"POST /exercise/{how}", {whom: self.one_of(names), "text": self.words()})

    def _decides(self) -> None:
        policy, dice = self.exercise.policy, self.dice
        audiences = (*policy.groups, *policy.audiences, STATUS_PAGE, PUBLIC)
        speaks, calls = dice.random() < MOST_OF_THEM, dice.random() < MOST_OF_THEM
        levels = [one.level for one in policy.severities]
        decision = Decision(
            by="random",
            role=self.one_of(tuple(policy.roles)),
            text=self.words(),
            severity=int(dice.choice(levels)) if dice.random() < SOME_OF_THEM else None,
            told=(self.one_of(tuple(policy.roles)),) if calls else (),
            audience=self.one_of(audiences) if speaks else "",
            says=self.words() if speaks else "",
        )
        later = self.exercise.now + int(dice.integers(0, HOUR))
        does_something = bool(decision.severity or decision.told or decision.says)
        if dice.random() < SOME_OF_THEM and does_something and later < self.exercise.horizon:
            decision = decision.model_copy(update={"done_at": later})
        self.exercise.enter(decision)

    def _tells_many(self) -> None:
        policy, text = self.exercise.policy, self.words()
        names = (*policy.roles, *policy.groups, *policy.audiences, *policy.audiences)
        broadcast = {
            "type": self.one_of(BROADCASTS),
            "message": text,
            "severity": self.one_of(SEVERITIES),
        }
        self.one_of_these(
            lambda: self.says(
                "POST /exercise/post", {"channel": self.one_of(POSTED), "text": text}
            ),
            lambda: self.says(
                "POST /exercise/status-page",
                {"state": self.one_of(STATUS_PAGE_ORDER), "text": text},
            ),
            lambda: self.says(
                "POST /health/notifications/broadcast", {**broadcast, "target": self.one_of(names)}
            ),
            lambda: self.says(
                "POST /health/notifications/targeted",
                {**broadcast, "recipients": [self.one_of(names), self.one_of(names)]},
            ),
        )

    def one_of_these(self, *acts: Callable[[], object]) -> None:
        """Do any of them, each as likely."""
        acts[int(self.dice.integers(len(acts)))]()

    def _touches_the_worker(self) -> None:
        service = self.one_of((*SERVICES, "R2_STORAGE"))
        why = {"reason": "it may help"}
        self.one_of_these(
            lambda: self.says("POST /health/circuit-breaker/reset", why),
            lambda: self.says(f"POST /health/services/{service}/degrade", why),
            lambda: self.says(f"POST /health/services/{service}/restore", why),
            lambda: self.says(f"POST /health/services/{service}/force-recovery", why),
            lambda: self.says("POST /health/queue/process", {"batch_size": 50}),
            lambda: self.says("POST /health/queue/config", {"batch_size": 20}),
            lambda: self.says("POST /health/config", {"alerts": {"queue": 400}}),
        )

    def _touches_what_is_stored(self) -> None:
        backups = [one["id"] for one in self.says("GET /api/backup/list?limit=5") or ()]
        backup = self.one_of(backups) if backups else "backup_none"
        files = (self.says("GET /api/files/corruption-report") or {}).get("file_ids") or []
        files = files or [f"file_{self.dice.integers(10_000):06d}"]
        self.one_of_these(
            lambda: self.says("POST /api/backup/create", {"type": "emergency"}),
            lambda: self.says(f"POST /api/backup/verify/{backup}"),
            lambda: self.says(f"POST /api/backup/verify/{backup}"),
            lambda: self.says(f"POST /api/backup/restore/{backup}", {"overwrite_existing": True}),
            lambda: self.says("POST /api/files/verify-all", {}),
            lambda: self.says("POST /api/files/verify-restored", {"file_ids": files}),
            lambda: self.says("POST /api/files/quarantine", {"file_ids": files}),
            lambda: self.says("POST /api/files/unquarantine", {"file_ids": files}),
        )

    def _is_refused(self) -> None:
        request = REFUSED[int(self.dice.integers(len(REFUSED)))]
        self.one_of_these(
            lambda: self.gives(request),
            lambda: self.gives(request),
            lambda: self.gives(parse_line('declare "I have no token"'), STRANGER),
            lambda: self.gives(
                Request("POST", "/exercise/ack", "{}", TEST_HOST), Actor("t", "test")
            ),
        )

    def repairs(self) -> None:
        """Bring everything back in the order of the procedure, a minute or so a step."""
        steps: list[tuple[str, dict[str, Any] | None]] = [
            ("POST /health/r2/test", None),
            ("POST /health/circuit-breaker/reset", {}),
        ]
        steps += [(f"POST /health/services/{name}/restore", {}) for name in SERVICES]
        steps += [("POST /health/check", None), ('resolve "It is over."', None)]
        for request, body in steps:
            self.exercise.advance(self.exercise.now + int(self.dice.integers(5_000, MINUTE)))
            self.says(request, body)


def _with_checks(scenario: Scenario, dice: np.random.Generator) -> Scenario:
    """The scenario, with a few conditions drawn for each of its objectives."""
    objectives = []
    for objective in scenario.objectives:
        picked = dice.integers(len(CONDITIONS), size=int(dice.integers(0, 4)))
        check = tuple(Condition.model_validate(CONDITIONS[int(index)]) for index in picked)
        objectives.append(objective.model_copy(update={"check": check}))
    return scenario.model_copy(update={"objectives": tuple(objectives)})


def _corrected(
    entries: Sequence[Entry], scenario: Scenario, dice: np.random.Generator
) -> Corrections:
    """What an evaluator might correct: how words are read, decisions not confirmed, ratings."""
    messages = [one.seq for one in entries if isinstance(one.body, Message | Decision)]
    decisions = [one.seq for one in entries if isinstance(one.body, Decision)]
    texts = [*WORDS, *TRUE_OR_FALSE]
    return Corrections(
        readings={
            seq: read(texts[int(dice.integers(len(texts)))])
            for seq in messages
            if dice.random() < SOME_OF_THEM
        },
        rejected=frozenset(seq for seq in decisions if dice.random() < SOME_OF_THEM),
        ratings={
            one.id: RATINGS[int(dice.integers(len(RATINGS)))]
            for one in scenario.objectives
            if dice.random() < SOME_OF_THEM
        },
    )


class Session(NamedTuple):
    """A journal, and what an evaluator corrected."""

    entries: Sequence[Entry]
    corrections: Corrections


def play_session(number: int) -> Session:
    """The session of this number; the same number is always the same session."""
    dice = np.random.default_rng(number)
    names = scenario_names()
    policies = (*map(shipped_policy, KNOWN_POLICIES), _with_a_pager())
    scenario = _with_checks(_scenario(names[number % len(names)]), dice)
    policy = policies[number // len(names) % len(policies)]
    kind: ExerciseType = "tabletop" if dice.random() < A_FIFTH else "regression"
    exercise = Exercise(scenario, policy, number, exercise_type=kind)
    someone = Someone(exercise, dice)
    begins = int(dice.choice([0, 5, 10, 20, 60])) * MINUTE
    lasts = int(dice.choice([20 * MINUTE, HOUR, 2 * HOUR, scenario.horizon]))
    instants = np.sort(begins + dice.integers(0, lasts, int(dice.integers(0, 60))))
    only_looks, ends_well = dice.random() < A_TENTH, dice.random() < MOST_OF_THEM
    try:
        for at in instants:
            # A fifth of the acts come on a whole minute, where windows end and alerts fall due.
            on_the_minute = dice.random() < A_FIFTH
            instant = int(at) // MINUTE * MINUTE if on_the_minute else int(at)
            someone.acts(instant, only_looks=only_looks)
        if ends_well and not only_looks:
            exercise.advance(exercise.now + int(dice.integers(0, HOUR)))
            someone.repairs()
    except ExerciseOver:
        pass
    exercise.finish()
    entries = exercise.journal.entries
    corrections = _corrected(entries, scenario, dice) if dice.random() < A_FIFTH else Corrections()
    return Session(entries, corrections)
