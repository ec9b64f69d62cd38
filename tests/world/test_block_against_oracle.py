"""The users in blocks leave the same journal, byte for byte, as one process per request.

Random exercises with overlapping faults of every effect, odd settings and a responder who does
harm are played twice, once in blocks and once with the oracle (tests/conftest.py).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.commands.command import Actor, Request
from sim.exercise.exercise import Exercise
from sim.exercise.responders import RecordedResponder, TimedCommand, play
from sim.scenario.faults import FAULTS
from sim.scenario.faults.conditions import PREFIXES
from sim.world.requests import OUTCOMES
from sim.world.world import block_users

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.world.world import UsersFactory
    from tests.conftest import MakeScenario

ACTOR = Actor("tester", "responder")
BODIES: dict[str, object] = {
    "/health/circuit-breaker/reset": {},
    "/health/services/R2_STORAGE/degrade": {"reason": "random"},
    "/health/services/R2_STORAGE/restore": {},
    "/health/services/R2_STORAGE/force-recovery": {},
    "/health/queue/process": {"batch_size": 7},
    "/health/r2/test": {},
    "/health/check": {},
    "/exercise/resolve": {},
    "/api/files/quarantine": {"file_ids": ["file_000001", "file_000003", "file_000006"]},
    "/api/files/unquarantine": {"file_ids": ["file_000003"]},
    "/api/files/integrity-check": {"parallel_checks": 20},
    "/api/files/clear-bucket": {"confirm": True},
    "/api/backup/create": {"type": "emergency"},
    "/api/backup/verify/backup_20260303_130000": {},
    "/api/backup/restore/backup_20260303_130000": {"overwrite_existing": True},
    "/api/backup/restore/backup_20260303_120000": {
        "file_ids": ["file_000001", "file_000002"],
        "verify_after_restore": True,
    },
    "/api/backup/stop": {},
    "/api/list_cutter/upload": {
        "file": {"name": "a.csv", "size": 3, "checksum": f"sha256:{64 * 'a'}"}
    },
    "/api/releases/deploy": {"release": "change", "environment": "production"},
}
"""Commands that change the world, with a body that works."""
LOOKS = (
    "/health/status",
    "/health/metrics?minutes=3",
    "/health/queue/status",
    "/health/queue/operations?limit=20",
    "/health/circuit-breaker/history",
    "/health/events?limit=100",
    "/api/backup/list",
    "/api/files/corruption-report",
    "/api/users/affected",
    "/api/list_cutter/download/file_000001",
    "/api/releases",
)
CALLS = [("POST", path) for path in BODIES] + [("GET", path) for path in LOOKS]
CHANNELS = ["pager", "slack", "email", "in_app", "status_page", "social", "phone"]
CLEARING = ["breaker-reset", "force-recovery", "queue-process", "release-deploy", "restore"]
CHANGE = {"id": "change", "before": "10m", "what": "Something that looked harmless"}
EFFECTS = [
    "r2_errors",
    *sorted(get_args(kind.model_fields["effect"].annotation)[0] for kind in FAULTS),
]
"""Every effect there is, the one with the most settings twice."""
CALLS_TO_R2 = ["delete", "download", "probe", "upload"]


def moves_of(calls: Sequence[tuple[int, int]]) -> list[TimedCommand]:
    """Moves from (instant, index into CALLS)."""
    moves = []
    for at, index in sorted(calls):
        method, path = CALLS[index]
        body = json.dumps(BODIES[path]) if method == "POST" else ""
        moves.append(TimedCommand(at, Request(method, path, body), ACTOR))
    return moves


def random_end(rng: np.random.Generator, horizon_s: int) -> dict[str, Any]:
    """What ends a fault: mostly the vendor, sometimes nobody or the responder."""
    lot = rng.random()
    if lot < 0.15:
        return {"by": "never"}
    if lot < 0.3:
        command = str(rng.choice(CLEARING))
        named = {"release": CHANGE["id"]} if command == "release-deploy" else {}
        return {"by": "command", "command": command, **named}
    return {"by": "vendor", "after": f"{rng.integers(1, horizon_s * 500)}ms"}


def random_fault(  # noqa: C901, PLR0912 - one arm per effect with fields of its own
    rng: np.random.Generator, number: int, horizon_s: int
) -> dict[str, Any]:
    """A fault of any effect, anywhere in the exercise, with or without an end."""
    fault: dict[str, Any] = {
        "id": f"fault-{number}",
        "begins": f"{rng.integers(0, horizon_s * 800)}ms",
        "ends": random_end(rng, horizon_s),
        "effect": str(rng.choice(EFFECTS)),
    }
    if rng.random() < 0.2:
        fault["ramp"] = f"{rng.integers(1, horizon_s * 300)}ms"
    elif rng.random() < 0.2:
        on, off = rng.integers(1_000, 90_000, 2)
        fault["flickers"] = {"on": f"{on}ms", "off": f"{off}ms"}
    if fault["effect"] == "r2_errors":
        fault["percent"] = float(rng.choice([2, 10, 30, 60, 90, 100]))
        fault["operations"] = rng.choice(
            CALLS_TO_R2, int(rng.integers(1, 5)), replace=False
        ).tolist()
    elif fault["effect"] == "latent_change":
        shares = rng.choice([0, 10, 40, 100], 2).tolist()
        fault |= {"release": CHANGE["id"], "reads": shares[0], "writes": shares[1], "sessions": 20}
    elif fault["effect"] == "repair_tool_down":
        fault["commands"] = ["restore", "release-deploy"]
    elif fault["effect"] == "ineffective_fix":
        fault["fault"] = "to-be-fixed"
    elif fault["effect"] == "r2_slow":
        fault["times"] = int(rng.choice([2, 20, 120, 250]))
    elif fault["effect"] in ("r2_timeouts", "database_down", "sessions_down", "restore_herd"):
        fault["percent"] = float(rng.choice([2, 30, 60, 100]))
    elif fault["effect"] == "r2_partial":
        fault["prefixes"] = rng.choice(list(PREFIXES), int(rng.integers(1, 9))).tolist()
    elif fault["effect"] in ("corruption_at_rest", "corruption_on_write", "bucket_emptied"):
        fault["percent"] = float(rng.choice([1, 20, 70, 100]))
        if fault["effect"] != "bucket_emptied":
            fault["silent"] = bool(rng.random() < 0.5)
        if fault["effect"] == "corruption_at_rest" and rng.random() < 0.5:
            fault["over"] = f"{rng.integers(1, horizon_s)}s"
    elif fault["effect"].startswith("channel_"):
        if fault["effect"] == "channel_slow":
            fault["delay"] = f"{rng.integers(30, 600)}s"
        elif fault["effect"] == "channel_lossy":
            fault["percent"] = float(rng.choice([10, 50, 100]))
        fault["channels"] = rng.choice(CHANNELS, int(rng.integers(1, 4)), replace=False).tolist()
    return fault


def random_faults(rng: np.random.Generator, horizon_s: int) -> list[dict[str, Any]]:
    """Some faults; now and then one follows the first, and one is there to be fixed in vain."""
    faults = [random_fault(rng, number, horizon_s) for number in range(rng.integers(0, 5))]
    if len(faults) > 1 and rng.random() < 0.3:
        faults[-1]["follows"] = faults[0]["id"]
    if any(fault["effect"] == "ineffective_fix" for fault in faults):
        ends = {"by": "command", "command": "restore"}
        stuck = {"effect": "breaker_stuck_open", "begins": "1m", "ends": ends}
        faults.append({"id": "to-be-fixed", **stuck})
    return faults


def random_exercise(seed: int, small: MakeScenario) -> tuple[Scenario, list[TimedCommand]]:
    """A scenario and a responder's moves, all drawn from the seed."""
    rng = np.random.default_rng(seed)
    horizon_s = int(rng.integers(600, 1200))
    mix = dict(
        zip(
            ("download", "metadata", "upload", "delete"),
            (rng.random(4) * (1, 1, 2, 1) + 0.01).tolist(),
            strict=True,
        )
    )
    scenario = small(
        horizon=f"{horizon_s}s",
        users={
            "requests_per_second": round(float(0.5 * 40 ** rng.random()), 2),
            "mix": mix,
            "background_error_ppm": int(rng.choice([0, 1_000, 50_000])),
            "files": int(rng.choice([7, 200, 10_000])),
        },
        worker={
            "breaker": {
                "failure_threshold": int(rng.choice([1, 2, 5, 20])),
                "success_threshold": int(rng.integers(1, 4)),
                "open_for": f"{rng.choice([1, 250, 7_000, 60_000])}ms",
            },
            "queue": {
                "max_size": int(rng.choice([1, 3, 30, 1000])),
                "batch_size": int(rng.choice([1, 10, 50])),
                "max_retries": int(rng.integers(0, 4)),
            },
            "alerts": {"degrade_percent": int(rng.choice([10, 10, 60, 100]))},
        },
        releases=[CHANGE],
        faults=random_faults(rng, horizon_s),
    )
    count = int(rng.integers(0, 25))
    # Half of the moves on whole seconds, where the world's own events are.
    instants = np.where(
        rng.random(count) < 0.5,
        rng.integers(0, horizon_s, count) * 1000,
        rng.integers(0, horizon_s * 1000, count),
    )
    calls = rng.integers(0, len(CALLS), count)
    return scenario, moves_of(list(zip(instants.tolist(), calls.tolist(), strict=True)))


def assert_the_same(
    scenario: Scenario, policy: Policy, seed: int, moves: list[TimedCommand], oracle: UsersFactory
) -> Exercise:
    """Play it both ways and compare whole journals and every request."""
    both = []
    for users in (block_users, oracle):
        exercise = Exercise(scenario, policy, seed, users=users)
        play(exercise, RecordedResponder(moves))
        both.append(exercise)
    blocks, stepped = both
    assert blocks.journal.lines == stepped.journal.lines
    done = blocks.world.log.done
    assert done == stepped.world.log.done
    for field in ("outcome", "response"):
        ours, theirs = (getattr(exercise.world.log, field)[:done] for exercise in both)
        assert np.array_equal(ours, theirs), field
    return blocks


@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    [0, *(pytest.param(first, marks=pytest.mark.slow) for first in range(20, 200, 20))],
)
def test_two_hundred_random_exercises(
    first: int, small: MakeScenario, policy: Policy, stepped_users: UsersFactory
) -> None:
    """Twenty seeds a case, so that a failure names its neighbourhood."""
    for seed in range(first, first + 20):
        scenario, moves = random_exercise(seed, small)
        assert_the_same(scenario, policy, seed, moves, stepped_users)


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("first", range(200, 1200, 100))
def test_a_thousand_more_random_exercises(
    first: int, small: MakeScenario, policy: Policy, stepped_users: UsersFactory
) -> None:
    """The same, over seeds that the quick proof does not use."""
    for seed in range(first, first + 100):
        scenario, moves = random_exercise(seed, small)
        assert_the_same(scenario, policy, seed, moves, stepped_users)


@pytest.mark.slow
def test_the_random_exercises_are_not_tame(small: MakeScenario, policy: Policy) -> None:
    """Every kind of outcome and of entry occurs, so that equality means something."""
    outcomes: set[int] = set()
    kinds: set[str] = set()
    for seed in range(100):
        scenario, moves = random_exercise(seed, small)
        exercise = Exercise(scenario, policy, seed)
        play(exercise, RecordedResponder(moves))
        outcomes |= set(exercise.world.log.outcome.tolist())
        for entry in exercise.journal.entries:
            body = entry.body
            match body.kind:
                case "queue":
                    kinds.add(body.event)
                case "files" | "backup" | "scan":
                    kinds.add(f"{body.kind} {body.event}")
                case "breaker":
                    kinds.add(f"{body.old} {body.new} {body.by}")
                case _:
                    kinds.add(body.kind)
    assert outcomes - {-1} == {*range(OUTCOMES)}
    assert kinds >= {
        "started",
        "full",
        "forced",
        "lost",
        "drained",
        "CLOSED OPEN traffic",
        "OPEN HALF_OPEN traffic",
        "HALF_OPEN OPEN traffic",
        "HALF_OPEN CLOSED traffic",
        "OPEN CLOSED operator",
        "mode",
        "health",
        "alert",
        "fault",
        "files damaged",
        "files lost",
        "files noticed",
        "files quarantined",
        "files cleared",
        "backup completed",
        "backup verified",
        "backup restored",
        "backup restore_failed",
        "scan completed",
    }


@pytest.mark.slow
@settings(max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    rate=st.sampled_from([0.5, 2.0, 8.0]),
    threshold=st.integers(1, 6),
    queue=st.integers(1, 40),
    faults=st.lists(
        st.tuples(
            st.sampled_from([5.0, 40.0, 100.0]),
            st.integers(0, 599),
            st.integers(1, 400),
        ),
        max_size=3,
    ),
    calls=st.lists(
        st.tuples(st.integers(0, 599).map(lambda s: s * 1000), st.integers(0, len(CALLS) - 1)),
        max_size=12,
    ),
)
def test_any_exercise(  # noqa: PLR0917 - hypothesis passes them by name
    small: MakeScenario,
    policy: Policy,
    stepped_users: UsersFactory,
    seed: int,
    rate: float,
    threshold: int,
    queue: int,
    faults: list[tuple[float, int, int]],
    calls: list[tuple[int, int]],
) -> None:
    """The same for exercises hypothesis thinks of; it shrinks what it finds."""
    scenario = small(
        users={"requests_per_second": rate},
        worker={
            "breaker": {"failure_threshold": threshold, "open_for": "20s"},
            "queue": {"max_size": queue},
        },
        faults=[
            {
                "id": f"fault-{number}",
                "effect": "r2_errors",
                "percent": percent,
                "begins": f"{begins}s",
                "ends": {"by": "vendor", "after": f"{after}s"},
            }
            for number, (percent, begins, after) in enumerate(faults)
        ],
    )
    assert_the_same(scenario, policy, seed, moves_of(calls), stepped_users)
