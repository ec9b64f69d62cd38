"""The scorecard in the terminal: the headline, what went wrong, where the report lies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.surfaces.layout import fold, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scoring.corrections import Corrections
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry


def print_expected(entries: Sequence[Entry]) -> None:
    """Say which expected actions came; nothing when the scenario has none that can be checked."""
    from sim.exercise.expected import expected_actions

    for action in expected_actions(entries):
        say(f"  inject {action.inject}: {action.words}")


def print_summary(
    card: Scorecard, record: Path, report: Path | None, corrections: Corrections | None = None
) -> None:
    """Print the scorecard, and how much of it was corrected."""
    from reports.text import MOST_FINDINGS, corrected, headline, ranked_findings, top_findings

    rows = headline(card)
    width = max(len(name) for name, _ in rows)
    say(f"{card.title}, seed {card.seed}, {', '.join(card.participants)}", bold=True)
    for name, value in rows:
        say(f"  {name:<{width}}  {value}")
    on_terminal = sys.stdout.isatty()  # in a pipe, one line is one finding
    for line in top_findings(card):
        say(fold(line, lead="  ", indent=" " * 4) if on_terminal else f"  {line}")
    if (more := len(ranked_findings(card)) - MOST_FINDINGS) > 0:
        say(f"  … and {more} more in the report")
    if corrections is not None and (text := corrected(corrections)):
        say(f"  review  {text}")
    say(f"  record  {record}")
    if report is not None:
        say(f"  report  {report}")
