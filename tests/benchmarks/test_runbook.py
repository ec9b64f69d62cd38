"""What a runbook costs over the bare world: sandbox, blocks, and forty commands."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from sim.errors import NoIsolation
from sim.exercise.exercise import Exercise
from sim.exercise.responders import RecordedResponder, play
from sim.runbook.budgets import Budgets
from sim.runbook.document import parse
from sim.runbook.operator_pace import find_profile
from sim.runbook.settings import RunbookSettings
from sim.runner.responder import RunbookResponder
from sim.runner.runbook_file import Runbook
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

pytestmark = pytest.mark.slow

ROUNDS = 15
MOST_TIMES = 4.0
"""Of forty starts of bash, the least that forty commands could cost if each were a program. One was
measured on a quiet machine, two beside much other work."""

W = "https://your-worker.example.com"
BLOCK = "\n".join(
    [
        f"curl -s {W}/health/status",
        f"curl -s {W}/health/r2/status -H 'Authorization: Bearer <admin_token>'",
        f"curl -s {W}/health/queue/status | jq -r .data.total_queued",
        f"curl -s -X POST {W}/health/r2/test -H 'Authorization: Bearer <admin_token>' -d '{{}}'",
        'echo "$(date): looked"',
        "sleep 30",
        f'curl -s "{W}/health/events?limit=5"',
        'note "looked again"',
        f"curl -s -o state.json {W}/health/services",
    ]
)
BOOK = "\n".join(f"## Step {number}\n\n```bash\n{BLOCK}\n```\n" for number in range(4))
COMMANDS = 40
"""Four blocks; in each six curls, and one each of jq, date, sleep and note."""


def test_forty_commands(
    scenario: Scenario, policy: Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over the same actions in a bare world, at best: a few times forty starts of bash."""
    runbook = Runbook(parse(BOOK), RunbookSettings(), "")
    bare, whole, starts, calls = [], [], [], 0
    entries: tuple[Entry, ...] = ()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        exercise = Exercise(scenario, policy, 1)
        try:
            with RunbookResponder(
                runbook,
                scenario,
                find_profile("automation"),
                Streams(1),
                seed=1,
                budgets=Budgets(),
            ) as responder:
                play(exercise, responder)
        except NoIsolation as refusal:
            pytest.skip(f"no sandbox here: {refusal}")
        whole.append((time.perf_counter() - began) * 1000)
        calls = len(responder.transcript.calls)
        entries = tuple(exercise.journal.entries)
        began = time.perf_counter()
        world = Exercise(scenario, policy, 1)
        play(world, RecordedResponder.of(entries))
        bare.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        for _ in range(COMMANDS):
            subprocess.run(["bash", "-c", ":"], check=True)
        starts.append((time.perf_counter() - began) * 1000)
    over = min(whole) - min(bare)
    with capsys.disabled():
        print(  # noqa: T201 - the figure is the point
            f"\nrunbook {min(whole):.0f} ms, bare world {min(bare):.0f} ms, over {over:.0f} ms: "
            f"{over / min(starts):.2f} times {COMMANDS} starts of bash, of {MOST_TIMES}"
        )
    assert calls == 4 * 7
    assert over <= min(starts) * MOST_TIMES
