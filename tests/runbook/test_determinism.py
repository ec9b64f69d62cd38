"""The same runbook, scenario, seed and profile leave the same bytes; and the record replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.exercise.replay import rebuild

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from tests.runbook.conftest import RunRunbook

W = "https://your-worker.example.com"
TOKEN = "-H 'Authorization: Bearer <admin_token>'"  # noqa: S105 - the documents' placeholder

BOOK = f"""
# Outage

Look at everything first. Then act.

```bash
ack
curl -s {W}/health/status | jq -r .data.overall_status
curl -s {W}/health/events?limit=2&level=error -H 'A: b'
declare "Downloads fail"
for i in {{1..5}}; do echo "$(date) $i"; sleep 20; done > log.txt
```

- then
  ```bash
  until [ "$(curl -s -X POST {W}/health/r2/test {TOKEN} | jq -r .data.success)" = true ]; do
    sleep 30
  done
  curl -s -X POST {W}/health/circuit-breaker/reset {TOKEN} -d '{{"reason": "vendor is back"}}'
  watch -n 30 'curl -s {W}/health/queue/status | jq .data.total_queued'
  cat log.txt; echo $SECONDS; resolve "Over"
  ```
"""


@pytest.mark.parametrize("profile", ["automation", "novice"])
def test_three_runs_are_one(run_runbook: RunRunbook, profile: str) -> None:
    """Journal, transcript and scratch files, byte for byte."""
    runs = [run_runbook(BOOK, profile=profile, seed=5) for _ in range(3)]
    assert all(run.exercise.journal.lines == runs[0].exercise.journal.lines for run in runs)
    assert len({run.transcript.as_json() for run in runs}) == 1
    assert all(run.saved == runs[0].saved for run in runs)
    assert "stray-ampersand" in runs[0].rules


@pytest.mark.slow
def test_a_run_can_be_replayed(run_runbook: RunRunbook) -> None:
    """Its actions alone rebuild its journal, also the waiting at its end."""
    done = run_runbook(BOOK + "\n```bash\nsleep 10m\n```\n", profile="on-call")
    rebuild(done.exercise.journal.entries)


def test_hands_consume_no_draw_of_the_world(run_runbook: RunRunbook, outage: Scenario) -> None:
    """Whoever works, the weather is the same: what happens before anybody acts is equal."""
    runs = [run_runbook(BOOK, profile=profile) for profile in ("automation", "expert", "novice")]
    first = min(call.at for run in runs for call in run.transcript.calls)
    early = [
        [entry.hash for entry in run.exercise.journal.entries if entry.at < first] for run in runs
    ]
    assert early[0] == early[1] == early[2]
    assert outage.horizon == runs[0].exercise.horizon


def test_one_runbook_gives_a_distribution(run_runbook: RunRunbook) -> None:
    """Under ten seeds ten different times from the alert to the end."""
    took = set()
    for seed in range(10):
        run = run_runbook("```bash\nack\nnote done\n```\n", profile="on-call", seed=seed).transcript
        assert run.alert_at is not None
        took.add(run.calls[-1].at - run.alert_at)
    assert len(took) == 10
