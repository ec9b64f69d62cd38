"""`tabletop repair` cuts a torn end, keeps what it cuts, and never touches what is sound."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from sim.errors import Unusable
from sim.exercise.replay import rebuild
from sim.journal.file import JOURNAL_NAME, read_journal
from sim.records.lock import owned
from sim.records.repair import CUT_NAME, examine
from tests import forked
from tests.forked import environment
from tests.journal.resealed import resealed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lines(today: Path) -> list[bytes]:
    """The lines of a sound journal, each with its newline."""
    return (today / JOURNAL_NAME).read_bytes().splitlines(keepends=True)


def repair(record: Path, *options: str) -> tuple[int, str, str]:
    """The command's exit code, stdout and stderr."""
    done = forked.run(("repair", record.name, *options), record.parent, environment())
    return done.returncode, done.stdout, done.stderr


def _damaged(lines: list[bytes]) -> dict[str, bytes]:
    """Ends as crashes leave them, by name; each behind all lines but the last three."""
    third, second, last = lines[-3:]
    return {
        "half a line": third[: len(third) // 2],
        "zeros": bytes(4096),
        "half a line and zeros": third[:50] + bytes(500),
        "zeros and a newline": bytes(60) + b"\n",
        "one letter of the last line": third.replace(b'"at":', b'"aT":', 1),
        "a broken hash": third[:-80] + b"0" * 64 + third[-16:],
        "not UTF-8": third[:20] + b"\xff\xfe" + third[22:],
        "three lines of nothing": b"\x00\n\x00\n\x00",
        "empty lines": b"\n\n\n",
        "a deep line": b"[" * 100_000,
        "two halves in one": second[:30] + last[:30],
    }


def test_every_torn_end_is_cut_and_kept(today: Path, lines: list[bytes]) -> None:
    """The sound bytes stay, the others are beside them, the rest goes on as a record."""
    path = today / JOURNAL_NAME
    sound = b"".join(lines[:-3])
    for name, end in _damaged(lines).items():
        path.write_bytes(sound + end)
        found = examine(today)
        assert found.lost is not None, name
        assert (found.sound, found.cut, found.lost.line) == (sound, end, len(lines) - 2), name
        kept = found.carry_out()
        assert path.read_bytes() == sound, name
        assert kept is not None
        assert kept.read_bytes() == end, name
        kept.unlink()
    assert len(rebuild(read_journal(today)).journal.entries) >= len(lines) - 3


def test_what_is_lost_is_said(today: Path, lines: list[bytes]) -> None:
    """By lines, bytes and simulated time, first without doing it."""
    path = today / JOURNAL_NAME
    broken = lines[-1].replace(b'"seq":', b'"seq": ')
    path.write_bytes(b"".join(lines[:-1]) + broken)
    before = path.read_bytes()
    code, told, wrong = repair(today, "--dry-run")
    assert (code, wrong, path.read_bytes()) == (0, "", before)
    assert f"today: line {len(lines)} would be cut ({len(broken)} bytes): not in the jour" in told
    at = json.loads(lines[-1])["at"] // 60_000
    assert f"lost    {(9 * 60 + 20 + at) // 60 % 24:02}:{(20 + at) % 60:02}:" in told
    assert f"sound   lines 1 to {len(lines) - 1}, up to " in told
    code, told, wrong = repair(today)
    assert (code, wrong) == (0, "")
    assert "cut (" in told
    assert (today / CUT_NAME).read_bytes() == broken
    code, told, wrong = repair(today)
    assert (code, wrong) == (0, "")
    assert told == f"today: nothing to repair: {len(lines) - 1} lines, all sound\n"
    assert not (today / f"{CUT_NAME}-2").exists()


def test_a_missing_newline_is_added(today: Path, lines: list[bytes]) -> None:
    """The line is sound: nothing is lost."""
    path = today / JOURNAL_NAME
    path.write_bytes(b"".join(lines)[:-1])
    code, told, _ = repair(today)
    assert (code, told) == (0, "today: the last line lacks its end: added; nothing is lost\n")
    assert path.read_bytes() == b"".join(lines)
    assert not (today / CUT_NAME).exists()


def test_damage_in_the_middle_is_cut_only_when_asked(today: Path, lines: list[bytes]) -> None:
    """The message names the line; another line than that one is refused, too."""
    path = today / JOURNAL_NAME
    damaged = b"".join([*lines[:5], b"\x00" * 20 + b"\n", *lines[6:]])
    path.write_bytes(damaged)
    code, told, wrong = repair(today)
    assert (code, told, wrong.count("\n")) == (2, "", 1)
    assert f"today/journal.jsonl:6: not JSON; this is no torn end: {len(lines) - 6} of the" in wrong
    assert wrong.endswith("--at-line 6\n")
    for number in (5, 7):
        code, _, wrong = repair(today, "--at-line", str(number))
        assert (code, wrong.count("\n")) == (2, 1)
        assert "the first damaged line is 6; nothing was cut" in wrong
    assert path.read_bytes() == damaged
    code, told, wrong = repair(today, "--at-line", "6")
    assert (code, wrong) == (0, "")
    assert f"lines 6 to {len(lines)} cut" in told
    assert path.read_bytes() == b"".join(lines[:5])


def test_a_line_of_another_version_is_not_damage(today: Path) -> None:
    """It fits the chain, so it is as it was written; cutting it would lose it."""
    path = today / JOURNAL_NAME
    path.write_text(resealed(path.read_text(), -1, lambda entry: entry["body"].update(kind="new")))
    before = path.read_bytes()
    for options in ((), ("--at-line", "9")):
        code, _, wrong = repair(today, *options)
        assert (code, wrong.count("\n")) == (2, 1)
        assert "the line is as it was written, so there is nothing to cut" in wrong
    assert path.read_bytes() == before


def test_a_damaged_header_cannot_be_repaired(today: Path, lines: list[bytes]) -> None:
    """Nor can an empty journal."""
    path = today / JOURNAL_NAME
    path.write_bytes(lines[0][:-9])
    with pytest.raises(Unusable, match=r"journal\.jsonl:1: .*it cannot be repaired"):
        examine(today)
    path.write_bytes(b"")
    with pytest.raises(Unusable, match="empty"):
        examine(today)


def test_a_record_that_is_played_is_not_repaired(today: Path, lines: list[bytes]) -> None:
    """Its last line may be on its way; nothing is changed."""
    path = today / JOURNAL_NAME
    path.write_bytes(b"".join(lines)[:-9])
    before = path.read_bytes()
    with owned(today, "played"):
        done = [repair(today, *options) for options in ((), ("--dry-run",))]
    for code, _, wrong in done:
        assert code == 2
        assert f"today: is being played by process {os.getpid()} since" in wrong
    assert path.read_bytes() == before


def test_interrupted_it_loses_nothing(
    today: Path, lines: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cut bytes are kept before the journal is replaced; the second time finds them there."""
    path = today / JOURNAL_NAME
    torn = b"".join(lines)[:-9]
    path.write_bytes(torn)
    real = os.replace
    renamed: list[str] = []

    def killed(source: Path, target: Path) -> None:
        if target.name == JOURNAL_NAME:
            raise KeyboardInterrupt
        renamed.append(target.name)
        real(source, target)

    found = examine(today)
    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            found.carry_out()
    assert (path.read_bytes(), renamed) == (torn, [CUT_NAME])
    assert examine(today).carry_out() == today / CUT_NAME
    assert path.read_bytes() + (today / CUT_NAME).read_bytes() == torn
