"""The page of mutants: as the table makes it, all reasons there, and true when replayed."""

from __future__ import annotations

import pytest

from tests.mutants.rows import WHY
from tests.mutants.table import PAGE, RUNBOOKS, page, play, read, score_of

ENOUGH = 80
AGAIN = 5
"""So many mutants of each sample are played again."""


def test_the_page_is_the_table() -> None:
    """docs/explanation/what-regressions-catch.md shows what was played."""
    stale = "the page is stale: run python -m tests.mutants.table --write"
    assert PAGE.read_text(encoding="utf-8") == page(read()), stale


@pytest.mark.parametrize("runbook", RUNBOOKS)
def test_the_regressions_of_a_shipped_runbook_catch_four_of_five(runbook: str) -> None:
    """Of the mistakes that make it do something else."""
    score = score_of(one for one in read() if one.runbook == runbook)
    assert score is not None
    assert score >= ENOUGH


def test_every_survivor_is_explained_and_nothing_else_is() -> None:
    """A reason for each, and none for what is caught by now."""
    survived = {one.key for one in read() if one.fate == "survived"}
    assert survived == set(WHY)


def test_every_equivalent_has_a_reason() -> None:
    """What nobody can catch is told one by one."""
    rows = [one for one in read() if one.fate in ("looks", "same")]
    assert [one.key for one in rows if not one.why] == []


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("runbook", RUNBOOKS)
def test_what_the_page_says_is_so(runbook: str) -> None:
    """Some of each sample, drawn by its seed, come to the same end when they are played again."""
    kept = {one.key: one.fate for one in read()}
    played = {one.key: one.fate for one in play(runbook, AGAIN)}
    assert len(played) == AGAIN
    assert {key: kept[key] for key in played} == played
