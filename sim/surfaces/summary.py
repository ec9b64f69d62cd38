"""The scorecard in the terminal: the headline, what went wrong, where the report lies."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from sim.legible import in_line
from sim.surfaces.layout import fold, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scoring.corrections import Corrections
    from scoring.model import Scorecard, ScoreFinding
    from sim.journal.encoding import Entry


def print_expected(entries: Sequence[Entry]) -> None:
    """Say which expected actions came; nothing when the scenario has none that can be checked."""
    from sim.exercise.expected import expected_actions

    for action in expected_actions(entries):
        say(f"  inject {action.inject}: {action.words}")


def _so_far(card: Scorecard) -> str:
    """What the figures of a session are worth that has no end yet."""
    from reports.format import wall_clock

    until = wall_clock(card.starts_at, card.ended_at)
    return f"This session has not ended yet (no `ended` in its journal): figures as of {until}."


def print_summary(
    card: Scorecard, record: Path, report: Path | None, corrections: Corrections | None = None
) -> None:
    """Print the scorecard, and how much of it was corrected."""
    from reports.text import MOST_FINDINGS, corrected, headline, ranked_findings, top_findings
    from scoring.facts import UNFINISHED

    on_terminal = sys.stdout.isatty()  # in a pipe, one line is one finding
    rows = headline(card)
    width = max(len(name) for name, _ in rows)
    say(", ".join((card.title, f"seed {card.seed}", *card.participants)), bold=True)
    if card.end_reason == UNFINISHED and not card.ended_at:
        say("  This session has not started: there is nothing to score yet.")
        say(f"  record  {record}")
        return
    if card.end_reason == UNFINISHED:
        say(fold(_so_far(card), lead="  ", indent="  ") if on_terminal else f"  {_so_far(card)}")
    for name, value in rows:
        say(f"  {name:<{width}}  {value}")
    for line in top_findings(card):
        say(fold(line, lead="  ", indent=" " * 4) if on_terminal else f"  {line}")
    if more := ranked_findings(card)[MOST_FINDINGS:]:
        say(f"  {_more(more)}")
    if corrections is not None and (text := corrected(corrections)):
        say(f"  review  {text}")
    say(f"  record  {record}")
    if report is not None:
        say(f"  report  {report}")


def _more(left: Sequence[ScoreFinding]) -> str:
    """How many findings are not printed, and of which kind: mostly good ones."""
    from scoring.verdict import some

    counts = Counter(finding.level for finding in left)
    bad = counts["harm"] + counts["problem"]
    kinds = (
        some(bad, "problem") if bad else "",
        f"{counts['good']} good" if counts["good"] else "",
        some(counts["note"], "note") if counts["note"] else "",
    )
    found = "1 more finding is" if len(left) == 1 else f"{len(left)} more findings are"
    return f"{found} in the report: {in_line([kind for kind in kinds if kind], 'and')}"


def print_ending(card: Scorecard, record: Path) -> None:
    """Print what a player reads last: what went well, how it compares with par, where to read on.

    The findings that `print_summary` prints before it are what to do better.
    """
    from reports.text import beside_par, went_well

    for title, lines in (
        ("Went well", went_well(card)),
        ("Impact on users (par: the reference response)", beside_par(card)),
    ):
        if lines:
            say()
            say(title, bold=True)
        for line in lines:
            say(fold(line, lead="  ", indent=" " * 4))
    say()
    say("To see what was really wrong and what each decision led to, run", bold=True)
    say(f"  tabletop debrief {record}")
