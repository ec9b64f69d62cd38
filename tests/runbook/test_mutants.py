"""What is done to a runbook's steps, waits and checks, line by line."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from sim.runbook.document import parse
from sim.runbook.mutants import mutants_of
from sim.runner.runbook_file import load_runbook
from sim.scenario.library import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path

RUNBOOKS = sorted((shipped_folder() / "runbooks").glob("*.md"))
TEXT = """\
# A runbook

```bash
ack
X=1
declare "it \\
  is down"
if ((X == 1)); then
  sleep 60
fi
```
"""


def _changed() -> dict[str, str]:
    document = parse(TEXT)
    return {one.name: one.changed for one in mutants_of(document, document.blocks)}


def test_each_step_wait_and_check_is_changed_in_its_own_way() -> None:
    """Steps are left out, late, twice, exchanged; waits left out; checks hold always or never."""
    changed = _changed()
    assert set(changed) == {
        "dropped 4",
        "delayed 4",
        "repeated 4",
        "swapped 4 and 6",
        "dropped 6",
        "delayed 6",
        "repeated 6",
        "always 8",
        "never 8",
        "no wait 9",
    }
    rest = 'X=1\ndeclare "it \\\n  is down"\nif ((X == 1)); then\n  sleep 60\nfi'
    assert changed["dropped 4"] == f":\n{rest}"
    assert changed["repeated 4"] == f"ack\nack\n{rest}"
    late = "if [[ -z ${late_4-} ]]; then late_4=1; sleep 900; fi; ack"
    assert changed["delayed 4"] == f"{late}\n{rest}"
    assert changed["swapped 4 and 6"].startswith('declare "it \\\n  is down"\nX=1\nack\nif')
    assert changed["never 8"].endswith("if false; then\n  sleep 60\nfi")
    assert changed["no wait 9"].endswith("then\n  :\nfi")


def test_what_is_left_alone_keeps_its_line() -> None:
    """A step of two lines that is left out leaves as many behind."""
    assert _changed()["dropped 6"] == "ack\nX=1\n:\n\nif ((X == 1)); then\n  sleep 60\nfi"


@pytest.mark.slow
@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_every_mutant_of_a_shipped_runbook_is_bash(path: Path) -> None:
    """Bash itself reads each of them, and no two are the same."""
    document = load_runbook(path).document
    mutants = mutants_of(document, document.blocks)
    assert len({(one.block, one.changed) for one in mutants}) == len(mutants) > 50
    # One process for all of them: each is the body of a function.
    bodies = "\n".join(f"f{at}() {{\n{one.changed}\n}}" for at, one in enumerate(mutants))
    done = subprocess.run(["bash", "-n"], input=bodies, capture_output=True, text=True, check=False)
    assert done.stderr == ""
