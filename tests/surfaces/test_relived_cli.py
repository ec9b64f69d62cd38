"""Re-enacted incidents at the command line: listed apart, shown with sources, run as they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop

NIGHT = "r2-2025-03-21"


def test_they_are_listed_after_the_exercises(tabletop: Tabletop) -> None:
    """Under a heading of their own; for programs, each says which incident it re-enacts."""
    listed = tabletop("scenarios").stdout
    exercises, _, relived = listed.partition("Real incidents, re-enacted")
    assert NIGHT not in exercises
    assert NIGHT in relived
    rows = {
        row["name"]: row["relived"] for row in json.loads(tabletop("scenarios", "--json").stdout)
    }
    assert rows[NIGHT] == "Cloudflare R2, 21 March 2025"
    assert rows["complete-r2-outage"] is None


def test_show_names_sources_and_keeps_the_cause(tabletop: Tabletop) -> None:
    """Everybody sees by what the night is compared; what it was, only the facilitator."""
    plain, told = tabletop("show", NIGHT).stdout, tabletop("show", NIGHT, "--facilitator").stdout
    for text in (plain, told):
        assert "https://blog.cloudflare.com/cloudflare-incident-march-21-2025" in text
        assert "Incident declared: 12 min [post-mortem]" in text
    for hidden in ("old key", "gateway-new-key", "Translated:"):
        assert hidden not in plain
        assert hidden in told


@pytest.mark.slow
def test_what_they_did_is_a_responder(tabletop: Tabletop, tmp_path: Path) -> None:
    """Its report has that night beside it, and its record is scored and proved like any other."""
    done = tabletop("run", NIGHT, "--responder", "what-they-did", "--out", "theirs")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The original incident and you" in (tmp_path / "theirs" / "report.html").read_text(
        "utf-8"
    )
    for words in (("score", "theirs"), ("replay", "theirs")):
        again = tabletop(*words)
        assert (again.returncode, again.stderr) == (0, ""), words


def test_who_is_not_there_is_one_line(tabletop: Tabletop) -> None:
    """A re-enacted night has no reference response, and an exercise no real night."""
    for name, responder, says in (
        (NIGHT, "reference", "use --responder what-they-did"),
        ("complete-r2-outage", "what-they-did", "re-enacts no real incident"),
    ):
        done = tabletop("run", name, "--responder", responder)
        assert done.returncode == 2
        assert says in done.stderr
        assert len(done.stderr.splitlines()) == 1
