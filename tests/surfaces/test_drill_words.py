"""What a drill says of its length, of messages, of broadcasts, and of an end without `resolve`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command_set import typed
from sim.surfaces import shell
from sim.surfaces.drill import briefing, help_text, unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.exercise.exercise import Exercise


def test_the_briefing_says_how_long_it_lasts_and_what_is_understood(
    middle: Callable[[], Exercise], tmp_path: Path
) -> None:
    """It names the latest end of the exercise, and promises nothing of a page without a claim."""
    text = " ".join(briefing(middle(), tmp_path, 1).split())
    assert "The exercise lasts 4 h at most, until 18:00 UTC." in text
    assert "If nothing about the service was understood in a message to a single role" in text


def test_help_and_the_shell_name_the_endpoint_of_broadcasts() -> None:
    """Reports speak of broadcasts, and nobody can type the word: it is called with curl."""
    assert typed("broadcast") in " ".join(help_text().split())
    done = subprocess.run(
        ["bash", "-c", "broadcast INCIDENT_DETECTED"],
        env={
            **os.environ,
            "BASH_ENV": str(Path(shell.__file__).parent / "functions.sh"),
            "TABLETOP_BROADCAST": typed("broadcast"),
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 127
    assert typed("broadcast") in done.stderr


def test_who_stayed_to_the_end_did_not_leave(middle: Callable[[], Exercise]) -> None:
    """Without `resolve` it is said who stopped: the player, or the exercise."""
    early, late = middle(), middle()
    late.advance(late.horizon)
    for one in (early, late):
        one.finish()
    assert unresolved(early).startswith("You left without `resolve`")
    assert unresolved(late) == (
        "The exercise ended without `resolve`; anything not done by the end counts as missed."
    )
