"""A minimal valid scenario and ways to save edited copies of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

MINIMAL = """\
format: 1
name: small
title: Small outage
summary: The bucket goes away for a while.
difficulty: 1
starts_at: 2026-03-03T14:00:00Z
horizon: 1h
briefing: You are on call.
ground_truth: The vendor loses the bucket.
faults:
  - id: gone
    effect: r2_unavailable
    begins: 8m ± 3m
    ends: {by: vendor, after: 15m}
injects:
  - id: tickets
    when: {after: fault, wait: 4m}
    sender: Support desk
    text: What do we tell people?
    expects: Users are told.
objectives:
  - id: inform
    text: Tell the users.
    criterion: communication
    check: [{met: notice, to: all_users}]
"""

RESPONDER = """\
format: 1
scenario: small
tracks:
  people:
    - {do: declare, after: alert, wait: 1m}
    - {do: "page technical_lead 'R2 is gone'"}
    - {do: "status-page investigating 'We are on it'", after: "inject:tickets"}
"""


@pytest.fixture(scope="session")
def minimal() -> str:
    """The text of a scenario with nothing wrong in it."""
    return MINIMAL


@pytest.fixture
def responder() -> str:
    """The text of a responder script for the minimal scenario."""
    return RESPONDER


@pytest.fixture
def policy() -> str:
    """The text of the shipped policy, with a timer at severity 4: lint has no hint for it."""
    from sim.scenario.library import find_policy

    text = find_policy("list-cutter").read_text(encoding="utf-8")
    return text.replace("tell_within: 24h\n", "tell_within: 24h\n    no_progress: 24h\n")


@pytest.fixture
def save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Save text as `small.yaml`, or as the second argument, in a fresh current folder."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "small.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
