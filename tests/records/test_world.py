"""The world's version is raised when the world changes: a kept record of this one tells.

The record carries its scenario and policy, so that only the world and the commands' answers count.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from sim.errors import OtherWorld, ReplayDiffers
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.exercise.responders import play
from sim.journal.encoding import read_lines
from sim.surfaces.arguments import choose, reference_for

KEPT = Path(__file__).parents[1] / "golden" / "this-world.jsonl.gz"
ADVICE = (
    "the same actions leave another journal than in the kept record: raise WORLD in "
    "sim/journal/versions.py (once between two releases), then write the record anew with "
    "TABLETOP_REWRITE=1"
)


def _written() -> bytes:
    """The reference response to the complete outage, in today's world."""
    chosen = choose("complete-r2-outage")
    reference = reference_for(chosen)
    assert reference is not None
    exercise = Exercise(chosen.scenario, chosen.policy, 7)
    play(exercise, reference)
    text = "".join(f"{line}\n" for line in exercise.journal.lines)
    return gzip.compress(text.encode(), mtime=0)


def test_the_same_actions_leave_the_same_journal() -> None:
    """Or the world has another version now, and older records are not simulated again."""
    if os.environ.get("TABLETOP_REWRITE"):
        KEPT.write_bytes(_written())
    lines = gzip.decompress(KEPT.read_bytes()).decode().splitlines()
    entries = read_lines(lines)
    try:
        rebuilt = rebuild(entries)
    except (OtherWorld, ReplayDiffers) as error:
        raise AssertionError(ADVICE) from error
    assert rebuilt.journal.lines == lines
