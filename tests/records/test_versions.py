"""Records of 0.1.0 are scored, reported, shown and counted; what simulates again says why not.

The records were left by 0.1.0 itself: a drill, a team session, a tabletop, a runbook, and a drill
that was killed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.exercise.replay import exercise_of
from sim.journal.encoding import header_of
from sim.journal.file import read_journal
from sim.journal.versions import JOURNAL, REVIEW, SCORECARD, WORLD
from sim.records.record import Record
from sim.surfaces.web.recorded import RecordedSession
from sim.surfaces.web.replay import Replay
from tests import forked
from tests.forked import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("drill", "team", "tabletop", "runbook", "interrupted")
OTHER_WORLD = f"played in version 1 of the world (trainer 0.1.0), and this is version {WORLD}"
REFUSED = dict.fromkeys(NAMES, "this exercise has ended")
REFUSED["interrupted"] = OTHER_WORLD
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "records.md"


def tabletop(folder: Path, *words: str) -> tuple[int, str, str]:
    """The tool's exit code, stdout and stderr."""
    done = forked.run(words, folder, environment())
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_it_is_scored_and_reported(old: Path, name: str) -> None:
    """In every form; the scorecard and the review it had are of today's format or added to."""
    code, told, wrong = tabletop(old, "score", name, "--json")
    assert (code, wrong) == (0, "")
    card = json.loads(told)
    assert card["schema_version"] == SCORECARD
    code, _, wrong = tabletop(old, "report", name, "--form", "html,md,json")
    assert (code, wrong) == (0, "")
    assert card["title"] in (old / name / "report.md").read_text()
    written = Record(old / name).written_scorecard()
    assert written is not None
    # Nobody can say what the reference response would have cost in that world.
    assert written.par is None
    assert written.journal_digest == card["journal_digest"]


@pytest.mark.parametrize("name", NAMES)
def test_its_boards_are_shown_as_recorded(old: Path, name: str) -> None:
    """Every board, at the beginning, in the middle and at the end."""
    entries = read_journal(old / name)
    recorded = RecordedSession(exercise_of(header_of(entries)), entries)
    replay = Replay(recorded, "key")
    for board in replay.boards:
        for at in (0, recorded.length // 2, recorded.length):
            assert replay.moment(at, None, board)["sections"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_not_simulated_again(old: Path, name: str) -> None:
    """The proof and the resumption say so in one line, exit 2, and change nothing."""
    before = {path: path.read_bytes() for path in (old / name).iterdir()}
    for command in ("replay", "resume"):
        code, told, wrong = tabletop(old, command, name)
        assert (code, told) == (2, "")
        assert wrong.count("\n") == 1
        assert (REFUSED[name] if command == "resume" else OTHER_WORLD) in wrong
    assert {path: path.read_bytes() for path in (old / name).iterdir()} == before


def test_they_are_in_trends(old: Path) -> None:
    """All of them, scored anew: marks of 0.1 do not compare with today's."""
    code, told, wrong = tabletop(old, "trends", ".", "--form", "csv")
    assert (code, wrong) == (0, "")
    # The runbook's record is kept apart: nobody trained with it.
    assert "4 records" in told
    rows = (old / "records.csv").read_text(encoding="utf-8-sig").splitlines()
    assert {row.split(",")[0] for row in rows[1:]} == set(NAMES)


def _missing(then: Any, now: Any, where: str) -> Iterator[str]:
    """The fields that are there now and were not then; lists stand for their first."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name, value in now.items():
            if name in then:
                yield from _missing(then[name], value, f"{where}.{name}")
            else:
                yield f"{where}.{name}"
    elif isinstance(then, list) and isinstance(now, list) and then and now:
        yield from _missing(then[0], now[0], f"{where}[]")


@pytest.mark.parametrize("name", NAMES)
def test_what_it_lacks_has_a_meaning_in_the_documentation(old: Path, name: str) -> None:
    """Each field of today that 0.1 did not write is in the table of the reference page."""
    header = header_of(read_journal(old / name))
    exercise = exercise_of(header)
    roles = {f".{role}": ".ROLE" for role in exercise.policy.roles}
    page = PAGE.read_text(encoding="utf-8")
    for part, now in (("scenario", exercise.scenario), ("policy", exercise.policy)):
        for field in _missing(getattr(header, part), now.model_dump(mode="json"), part):
            for role, stand_in in roles.items():
                field = field.replace(f"roles{role}.", f"roles{stand_in}.")  # noqa: PLW2901
            assert f"`{field}`" in page, field


def test_within_one_version_all_of_it_works(today: Path) -> None:
    """Scored, reported, proved, counted."""
    for words in (
        ("score", "today"),
        ("report", "today", "--form", "html,md,json"),
        ("replay", "today"),
        ("trends", ".", "--form", "csv"),
    ):
        code, _, wrong = tabletop(today.parent, *words)
        assert (code, wrong) == (0, ""), words
    header = header_of(read_journal(today))
    assert (header.schema_version, header.world_version) == (JOURNAL, WORLD)
    assert f"format: {REVIEW}\n" in (today / "review.yaml").read_text()


@pytest.mark.parametrize(
    ("file", "old_text", "new_text"),
    [
        ("scorecard.json", f'"schema_version": {SCORECARD}', '"schema_version": 9'),
        ("review.yaml", f"format: {REVIEW}", "format: 9\nnovelty: 1"),
        ("record.json", '"format": 1', '"format": 9, "novelty": 1'),
    ],
)
def test_what_a_newer_version_wrote_is_left_alone(
    today: Path, file: str, old_text: str, new_text: str
) -> None:
    """The report would write over it, or not understand it: one line, exit 2."""
    path = today / file
    newer = path.read_text().replace(old_text, new_text)
    path.write_text(newer)
    code, told, wrong = tabletop(today.parent, "report", "today")
    assert (code, told) == (2, "")
    assert wrong.count("\n") == 1
    assert f"{file}: format 9 is newer than this version of the trainer reads" in wrong
    assert path.read_text() == newer
    _, _, wrong = tabletop(today.parent, "trends", ".")
    # A review has actions only: the record counts, and they are left out by name.
    assert "format 9 is newer" in wrong
    assert ("actions left out" in wrong) == (file == "review.yaml")
