"""Runbooks written in a test, run in the sandbox against a small outage."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import pytest

from sim.errors import NoIsolation
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.runbook.budgets import Budgets
from sim.runbook.document import parse
from sim.runbook.hands import find_profile
from sim.runbook.settings import RunbookSettings
from sim.surfaces.runbook.files import Runbook
from sim.surfaces.runbook.responder import RunbookResponder
from sim.surfaces.runbook.shell import Shell
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.runbook.transcript import BlockRun, Transcript
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario

NEEDED_HERE = "TABLETOP_SANDBOX"
"""Set in CI: a machine without a sandbox then fails instead of skipping."""


@lru_cache(maxsize=1)
def why_no_sandbox() -> str:
    """Why nothing here can keep a runbook inside; "" when something can."""
    try:
        with Shell("probe.md", Budgets(), {}) as shell:
            shell.be_ready()
    except NoIsolation as refusal:
        return str(refusal)
    return ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run left."""

    exercise: Exercise
    transcript: Transcript
    saved: Mapping[str, bytes]

    @property
    def block(self) -> BlockRun:
        """The first block."""
        return self.transcript.blocks[0]

    @property
    def lines(self) -> list[str]:
        """What all blocks printed, by line."""
        return "".join(block.output for block in self.transcript.blocks).splitlines()

    @property
    def rules(self) -> list[str]:
        """The rules of all findings, each once."""
        return sorted({found.rule for found in self.transcript.all_findings})

    @property
    def actions(self) -> list[tuple[str, int]]:
        """Commands in the journal and how they were answered."""
        bodies = [entry.body for entry in self.exercise.journal.entries]
        return [(body.command, body.status) for body in bodies if body.kind == "action"]


class RunRunbook(Protocol):
    """Runs a runbook's text."""

    def __call__(
        self,
        text: str,
        *,
        profile: str = "automation",
        seed: int = 1,
        budgets: Budgets | None = None,
        settings: Mapping[str, Any] | None = None,
        sections: tuple[str, ...] = (),
        scenario: Scenario | None = None,
        real: bool = False,
    ) -> Done: ...


def bash(*blocks: str) -> str:
    """A document of these blocks."""
    return "\n".join(f"```bash\n{block.strip()}\n```\n" for block in blocks)


@pytest.fixture(scope="session")
def outage(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """Four hours; the bucket is gone from minute 2 to minute 7."""
    users = {"requests_per_second": 2.0, "files": 200, "people": 20}
    return small(faults=[bucket_gone], horizon="4h", users=users)


@pytest.fixture(scope="session")
def run_runbook(outage: Scenario, policy: Policy) -> RunRunbook:
    """Runs runbooks; skips where no sandbox can be had."""
    if (why := why_no_sandbox()) and not os.environ.get(NEEDED_HERE):
        pytest.skip(f"no sandbox here: {why}")

    def run(
        text: str,
        *,
        profile: str = "automation",
        seed: int = 1,
        budgets: Budgets | None = None,
        settings: Mapping[str, Any] | None = None,
        sections: tuple[str, ...] = (),
        scenario: Scenario | None = None,
        real: bool = False,
    ) -> Done:
        declared = RunbookSettings.model_validate(settings or {})
        runbook = Runbook(parse(text, "book.md"), declared, "book.bindings.yaml")
        played = scenario or outage
        exercise = Exercise(played, policy, seed)
        with RunbookResponder(
            runbook,
            played,
            find_profile(profile),
            Streams(seed),
            seed=seed,
            budgets=budgets or Budgets(),
            sections=sections,
            real=real,
        ) as responder:
            play(exercise, responder)
        return Done(exercise, responder.transcript, responder.saved)

    return run


@pytest.fixture(scope="session")
def real_tools() -> None:
    """Skips where the real curl or jq is missing."""
    if not (shutil.which("curl") and shutil.which("jq")):
        pytest.skip("needs curl and jq")
