"""What linting a runbook costs: three times the blocks, three times the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.runbook.shell.reader import read_script
from sim.surfaces.lint_runbook import lint_runbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.conftest import BestOf, Show

pytestmark = pytest.mark.slow

STEP = """## Step {at}

Look at the status and go on.

```bash
STATUS_{at}=$(curl -sf https://your-worker.example.com/health/status | jq -r .success)
if [ "$STATUS_{at}" = true ]; then echo "step {at}"; fi
```

"""
FEW, MANY = 1_000, 3_000


def test_lint_is_linear_in_the_length(tmp_path: Path, best_of: BestOf, show: Show) -> None:
    """3,000 blocks cost less than four times what 1,000 cost, and nothing is found in them."""

    def cost(blocks: int) -> float:
        path = tmp_path / f"{blocks}.md"
        path.write_text("# T\n\n" + "".join(STEP.format(at=at) for at in range(blocks)))

        def linted() -> None:
            read_script.cache_clear()
            assert lint_runbook(path) == []

        return best_of(3, linted)

    few, many = cost(FEW), cost(MANY)
    show(f"{FEW:,} blocks: {few:,.0f} ms", f"{MANY:,} blocks: {many:,.0f} ms")
    assert many <= 4 * few
