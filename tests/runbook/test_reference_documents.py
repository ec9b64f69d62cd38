"""Operations documents of others, run as they stand: TABLETOP_DOCS names their folder.

They are not the project's, so they are not in it; the test prints a table of what was run.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from tests.runbook.conftest import RunRunbook

pytestmark = pytest.mark.slow


def test_they_run_unmodified(
    run_runbook: RunRunbook, scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block is run, twice the same; the table says what each document took."""
    named = os.environ.get("TABLETOP_DOCS")
    if named is None:
        pytest.skip("TABLETOP_DOCS is not set")
    day = scenario.model_copy(update={"horizon": 24 * 3_600_000})
    rows, unknown = [], set()
    for path in sorted(Path(named).glob("*.md")):
        text = path.read_text()
        began = time.perf_counter()
        run = run_runbook(text, scenario=day)
        seconds = time.perf_counter() - began
        blocks = len(run.transcript.blocks)
        answered = sum(1 for call in run.transcript.calls if call.status)
        found = Counter(one.rule for one in run.transcript.all_findings)
        rows.append(f"{path.name:34} {blocks:4} {answered:5} {seconds:6.2f}  {dict(found)}")
        unknown |= {one.text for one in run.transcript.all_findings if one.rule == "unknown-path"}
        assert run.transcript.not_run == ()
        again = run_runbook(text, scenario=day)
        assert again.transcript.as_json() == run.transcript.as_json()
        assert again.exercise.journal.lines == run.exercise.journal.lines
    with capsys.disabled():
        head = "document                           blocks calls seconds findings"
        print("", head, *rows, "unknown paths:", *sorted(unknown), sep="\n")  # noqa: T201 - the table is the point
