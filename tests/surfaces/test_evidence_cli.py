"""`tabletop evidence` as people type it: refusals in one line, exit codes, private keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop


@pytest.mark.slow
def test_from_a_record_to_a_verified_pack(tabletop: Tabletop, tmp_path: Path) -> None:
    """Pack, verify, change a byte, and be told; nothing that is there is overwritten."""
    run = ("run", "no-incident", "--responder", "none", "--out", "all/one", "--no-report")
    assert tabletop(*run).returncode == 0
    assert tabletop("evidence", "key", "--out", "e.key").returncode == 0
    assert (tmp_path / "e.key").stat().st_mode & 0o077 == 0
    pack = ("evidence", "all", "--framework", "soc2", "--out", "p.zip", "--sign-with", "e.key")
    assert tabletop(*pack).returncode == 0
    again = tabletop(*pack)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "add --force" in again.stderr
    assert tabletop(*pack, "--force").returncode == 0
    assert tabletop("evidence", "verify", "p.zip", "--key", "e.pub").returncode == 0
    data = (tmp_path / "p.zip").read_bytes()
    (tmp_path / "p.zip").write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    found = tabletop("evidence", "verify", "p.zip", "--key", "e.pub")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("p.zip: ")
    assert tabletop("evidence", "key", "--out", "e.key").returncode == 2


def test_what_cannot_be_packed_is_one_line(tabletop: Tabletop, tmp_path: Path) -> None:
    """No record, no framework, no key, no archive."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("no key")
    for words in (
        ("evidence", "empty", "--framework", "dora", "--out", "p.zip"),
        ("evidence", "empty", "--framework", "none-such", "--out", "p.zip"),
        ("evidence", "missing", "--framework", "dora", "--out", "p.zip"),
        ("evidence", "empty", "--framework", "dora", "--out", "p.zip", "--sign-with", "text"),
    ):
        done = tabletop(*words)
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "p.zip").exists()
    done = tabletop("evidence", "verify", "text")
    assert done.returncode == 1
    assert "not a whole archive" in done.stderr


def test_a_key_is_made_as_a_pair_or_not_at_all(tabletop: Tabletop, tmp_path: Path) -> None:
    """A secret file in the public one's place would be overwritten by it, and lost."""
    done = tabletop("evidence", "key", "--out", "mine.pub")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_no_key_and_no_pack(tabletop: Tabletop, tmp_path: Path) -> None:
    """Reading /dev/zero to its end would never end."""
    zero, text = "/dev/zero", str(tmp_path / "text")
    (tmp_path / "text").write_text("no pack")
    (tmp_path / "all").mkdir()
    for words in (
        ("evidence", "all", "--framework", "dora", "--out", "p.zip", "--sign-with", zero),
        ("evidence", "verify", zero),
    ):
        done = tabletop(*words)
        assert (done.returncode, done.stderr) == (2, "/dev/zero: is a device, not a file\n"), words
    assert tabletop("evidence", "verify", text, "--key", zero).returncode == 1
