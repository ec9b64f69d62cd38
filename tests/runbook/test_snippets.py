"""Runbooks as other people write them: each is run whole, or refused by a sentence that is true.

The documents are in `snippets`. What is not in the table runs whole and is linted without a fault.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.runbook.lint.check import lint
from sim.runbook.settings import RunbookSettings
from sim.runner.runbook_file import load_runbook
from sim.surfaces.lint_runbook import lint_runbook

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook

SNIPPETS = sorted((Path(__file__).parent / "snippets").glob("*.md"))

# What a run says it cannot do, and the linter's code for the same.
REFUSED = {
    "foreign-host": ("status.example.org is not the worker", "RB110"),
    "wget": ("wget is not in the sandbox; use curl", "RB803"),
    "kubernetes": ("kubectl is not in the sandbox; it works on other machines", "RB803"),
    "over-ssh": ("ssh is not in the sandbox; it works on other machines", "RB803"),
    "python": ("python3 is not in the sandbox; use jq or awk", "RB803"),
    "sudo": ("systemctl is not in the sandbox", "RB803"),
    "looks-for-a-program": ("kubectl is not in the sandbox; it works on other machines", "RB803"),
    "parallel": ("parallel is not in the sandbox; use xargs", "RB803"),
    "tput": ("tput is not in the sandbox; use printf", "RB803"),
    "other-port": ("your-worker.example.com answers at its usual port only", "RB110"),
    "curl-config": ("-K (--config) is known but not simulated", "RB804"),
    "curl-connect-to": ("--connect-to is known but not simulated", "RB804"),
    "curl-next": ("--next is known but not simulated", "RB804"),
    "curl-range": ("-r (--range) is known but not simulated", "RB804"),
    "curl-proxy": ("-x (--proxy) is known but not simulated", "RB804"),
}


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.stem)
def test_each_runs_or_is_refused_by_a_true_sentence(path: Path, run_runbook: RunRunbook) -> None:
    """And what is refused is the simulation's limit, said once, in the run and by the linter."""
    text = path.read_text(encoding="utf-8")
    runbook = load_runbook(path)
    played = run_runbook(text, settings=runbook.settings.model_dump())
    run = played.transcript
    assert played.coverage.problem == ""
    assert run.not_run == ()
    limits = [one.text for one in run.all_findings if one.level == "limit"]
    faults = [one for one in run.all_findings if one.level in ("error", "warning")]
    assert faults == []
    codes = {one.code for one in lint_runbook(path) if one.level != "hint"}
    if path.stem in REFUSED:
        says, code = REFUSED[path.stem]
        assert len(limits) == 1
        assert says in limits[0]
        assert codes == {code}
    else:
        assert limits == []
        assert [block.code for block in run.blocks] == [0] * len(run.blocks)
        assert codes == set()


def test_there_are_a_hundred() -> None:
    """One for each way of writing that somebody was met with."""
    assert len(SNIPPETS) >= 100
    assert {path.stem for path in SNIPPETS} >= set(REFUSED)


def test_a_document_of_commands_that_nobody_sees() -> None:
    """It is named, with its line and why, and would prove nothing."""
    text = "# T\n\n```\nkubectl get pods -A\n```\n"
    assert [(one.line, one.code) for one in lint(text, settings=RunbookSettings())] == [
        (1, "RB801"),
        (4, "RB802"),
    ]
