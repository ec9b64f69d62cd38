"""How long a run waits: loops whose rounds are counted, coprocesses, the exercise's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.durations import HOUR

if TYPE_CHECKING:
    from tests.runbook.conftest import RunRunbook


def test_a_counted_loop_may_take_longer_than_a_block(run_runbook: RunRunbook) -> None:
    """The budget is for waits that nobody has counted; what is below goes on."""
    book = "```bash\nfor i in {1..15}; do sleep 600; done\necho through\n```\n```bash\nack\n```\n"
    run = run_runbook(book).transcript
    assert run.blocks[0].output == "through\n"
    assert run.blocks[0].ended - run.blocks[0].began > 2 * HOUR
    assert run.findings == []


def test_an_uncounted_wait_has_the_budget(run_runbook: RunRunbook) -> None:
    """Ctrl-C after two hours, and the block below is run."""
    book = "```bash\nuntil false_; do sleep 600; done\necho through\n```\n```bash\nack\n```\n"
    run = run_runbook(book.replace("false_", "[ -e there ]")).transcript
    assert "time-budget" in [one.rule for one in run.blocks[0].findings]
    assert len(run.blocks) == 2


def test_a_coprocess_does_not_stall(run_runbook: RunRunbook) -> None:
    """Nobody waits for its end: it waits for what the block writes to it."""
    book = """```bash
ack
coproc W { while read -r line; do echo "got $line"; done; }
echo hi >&"${W[1]}"; read -r back <&"${W[0]}"; echo "$back"
```
"""
    [block] = run_runbook(book).transcript.blocks
    assert (block.code, block.output.endswith("got hi\n")) == (0, True)
    assert "wall-clock" not in [one.rule for one in block.findings]
