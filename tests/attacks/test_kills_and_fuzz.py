"""A few kills of each kind, a few inputs for each reader; `make crash` and `make fuzz` do more."""

from __future__ import annotations

import pytest

from tests.attacks.crash.__main__ import shoot
from tests.attacks.crash.kinds import KINDS
from tests.attacks.figures import PAGE, replaced
from tests.attacks.fuzz.__main__ import fuzz
from tests.attacks.fuzz.targets import TARGETS

KILLS = 3
INPUTS = 25
SEED = 7


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_nothing_acknowledged_is_lost(name: str) -> None:
    """Killed at random instants, taken up again, ended, and played again by a fresh world."""
    _, count = shoot((name, KILLS, SEED))
    assert (count.kills, count.lost, count.problems) == (KILLS, 0, ())


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_spoiled_input_ends_as_documented(name: str) -> None:
    """An exit code or an answer, and nothing that is raised."""
    _, tried = fuzz((name, INPUTS, SEED))
    assert (tried.problem, tried.outcomes.total() >= INPUTS) == ("", True)


@pytest.mark.parametrize("part", ["crash", "fuzz"])
def test_the_page_holds_figures_without_findings(part: str) -> None:
    """What the last whole run wrote: a table, and nothing lost or found in it."""
    page = PAGE.read_text(encoding="utf-8")
    written = page.partition(f"<!-- {part}:begin -->")[2].partition(f"<!-- {part}:end -->")[0]
    rows = [line.strip("| ").split(" | ") for line in written.splitlines() if line[:1] == "|"]
    assert len(rows) > 2
    assert {row[-1] for row in rows[2:]} == {"0"}
    assert replaced(page, part, written.strip("\n")) == page
