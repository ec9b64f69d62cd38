"""Runbooks written in a test, run in the sandbox against a small outage."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.runbook.budgets import Budgets
from sim.runbook.document import parse
from sim.runbook.hosts import Hosts
from sim.runbook.operator_pace import find_profile
from sim.runbook.settings import RunbookSettings
from sim.runner.responder import RunbookResponder
from sim.runner.runbook_file import Runbook
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sim.runbook.coverage import Coverage
    from sim.runbook.transcript import BlockRun, Transcript
    from sim.runner.shell import SandboxWorker
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario


@dataclass(frozen=True, slots=True)
class Done:
    """What a run left."""

    exercise: Exercise
    transcript: Transcript
    saved: Mapping[str, bytes]
    coverage: Coverage

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
        worker: SandboxWorker | None = None,
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
def run_runbook(sandbox: None, outage: Scenario, policy: Policy) -> RunRunbook:
    """Runs runbooks; skips where no sandbox can be had."""
    del sandbox

    def run(
        text: str,
        *,
        profile: str = "automation",
        seed: int = 1,
        budgets: Budgets | None = None,
        settings: Mapping[str, Any] | None = None,
        sections: tuple[str, ...] = (),
        scenario: Scenario | None = None,
        worker: SandboxWorker | None = None,
    ) -> Done:
        declared = RunbookSettings.model_validate(settings or {})
        document = parse(text, "book.md", Hosts(declared.hosts))
        runbook = Runbook(document, declared, "book.bindings.yaml")
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
            worker=worker,
        ) as responder:
            play(exercise, responder)
        return Done(exercise, responder.transcript, responder.saved, responder.coverage)

    return run


@pytest.fixture(scope="session")
def real_tools() -> None:
    """Skips where the real curl or jq is missing."""
    if not (shutil.which("curl") and shutil.which("jq")):
        pytest.skip("needs curl and jq")
