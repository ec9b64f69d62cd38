"""What responders try out in a world: tests of the worker, and the test data. State only.

What is done with it stands in `worker_tests` and `testdata`, which know the world; this does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

TestKind = Literal["circuit_breaker", "load", "health_check"]
Result = Literal["success", "failed"]


@dataclass(frozen=True, slots=True)
class TestRun:
    """A test that was run: when, ms since StartEx, and in a line what came of it."""

    kind: TestKind
    at: int
    passed: bool
    summary: str


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """A test that will run at `at`, ms since StartEx."""

    id: str
    kind: TestKind
    at: int


@dataclass(slots=True)
class WorkerTests:
    """What was tested in a world, and what is scheduled.

    Attributes:
        outages: how many were simulated; `reports`: how many were written.
    """

    runs: list[TestRun] = field(default_factory=list)
    scheduled: list[PlannedTest] = field(default_factory=list)
    outages: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the data was like when somebody took its checksum."""

    checksum: str
    taken_at: int


@dataclass(slots=True)
class TestData:
    """The state of the test data.

    Attributes:
        files: how many of the first files are test data; 0: all files.
        losses: how often data was lost on purpose.
    """

    files: int = 0
    losses: int = 0
    baseline: Baseline | None = None
    result: Result | None = None
    compared_at: int | None = None
