"""The Markdown summary of a run of regressions: a line a runbook and scenario, failures by name.

Pure: rows in, text out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One test, its figures as text."""

    regression: str
    scenario: str
    seed: str
    ttd: str
    ttm: str
    ttr: str
    adherence: str
    total: str
    passed: bool


def cell_of(text: str) -> str:
    """A text that cannot break out of its cell."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _line(cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(map(cell_of, cells))} |\n"


def table(rows: Sequence[Row]) -> str:
    """The summary, with the failed ones below."""
    passed = sum(row.passed for row in rows)
    text = [f"## Runbook regressions: {passed} of {len(rows)} passed\n\n"]
    text.append(_line(("", "runbook regression", "scenario", "passed", "seeds that failed")))
    text.append("|---|---|---|---|---|\n")
    groups = dict.fromkeys((row.regression, row.scenario) for row in rows)
    for regression, scenario in groups:
        own = [row for row in rows if (row.regression, row.scenario) == (regression, scenario)]
        bad = sorted((row.seed for row in own if not row.passed), key=int)
        mark = "❌" if bad else "✅"
        count = f"{len(own) - len(bad)} of {len(own)}"
        text.append(_line((mark, regression, scenario, count, ", ".join(bad))))
    failed = [row for row in rows if not row.passed]
    if failed:
        text.append("\n### What failed\n\n")
        text.append(_line(("test", "TTD", "TTM", "TTR", "adherence", "total")))
        text.append("|---|---|---|---|---|---|\n")
        text += [
            _line(
                (
                    f"{row.regression}[{row.scenario}-{row.seed}]",
                    row.ttd,
                    row.ttm,
                    row.ttr,
                    row.adherence,
                    row.total,
                )
            )
            for row in failed
        ]
    return "".join(text) + "\n"
