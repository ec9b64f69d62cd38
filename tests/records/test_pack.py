"""An evidence pack: whatever byte is changed, in a file or between them, it is found."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import Unusable
from sim.records.pack import SIGNATURE, SUMS, packed, sums_of, unpacked, wrong_sums
from sim.records.signing import COMMENT, new_key, public_key, sign, trusted_comment

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"a.txt": b"one\n", "folder/b.bin": bytes(range(256)), "z": b""}
KEY = new_key()


def whole(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with their sums and a signature."""
    sums = sums_of(files)
    return {**files, SUMS: sums, SIGNATURE: sign(sums, KEY, "for a test")}


def is_found(data: bytes) -> bool:
    """Whether a verification says that something is wrong."""
    try:
        files = unpacked(data)
        if wrong_sums(files):
            return True
        trusted_comment(files[SUMS], files.get(SIGNATURE, b""), public_key(KEY))
    except Unusable:
        return True
    return False


def test_every_single_byte_counts() -> None:
    """Each byte of a small pack, changed in three ways: headers, names, files, sums, signature."""
    data = packed(whole(FILES))
    assert not is_found(data)
    unseen = [
        (at, change)
        for at in range(len(data))
        for change in (1, 0x20, 0xFF)
        if not is_found(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])
    ]
    assert unseen == []


@given(st.binary(min_size=1, max_size=40), st.integers(0, 2000))
def test_what_is_added_or_cut_off_counts(more: bytes, at: int) -> None:
    """Bytes put in anywhere, and an end that is missing."""
    data = packed(whole(FILES))
    at = min(at, len(data))
    assert is_found(data[:at] + more + data[at:])
    assert at == len(data) or is_found(data[:at])


def test_the_same_files_give_the_same_bytes() -> None:
    """In whatever order they come; and they come out as they went in."""
    data = packed(FILES)
    assert packed(dict(reversed(FILES.items()))) == data
    assert unpacked(data) == FILES


@pytest.mark.parametrize("name", ["../up", "/root", "a//b", "a/../b", "with space", "", "a/"])
def test_no_name_leads_elsewhere(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        packed({name: b""})


def test_a_bomb_is_no_pack() -> None:
    """Compressed files are refused before they are read."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 10_000_000)
    with pytest.raises(Unusable, match="compressed"):
        unpacked(into.getvalue())


def test_a_signature_is_of_one_key_and_these_bytes() -> None:
    """Another key, other bytes, another comment: none of them is this signature."""
    signed = sign(b"data", KEY, "a comment")
    assert trusted_comment(b"data", signed, public_key(KEY)) == "a comment"
    for data, signature, key in (
        (b"date", signed, public_key(KEY)),
        (b"data", signed, public_key(new_key())),
        (b"data", signed.replace(b"a comment", b"b comment"), public_key(KEY)),
        (b"data", signed.replace(COMMENT.encode(), b"untrusted comment: x"), public_key(KEY)),
        (b"data", signed + b"\n", public_key(KEY)),
        (b"data", b"", public_key(KEY)),
        (b"data", signed, b"\xff"),
    ):
        with pytest.raises(Unusable, match="not one of this key"):
            trusted_comment(data, signature, key)


def test_what_is_no_key_is_said() -> None:
    with pytest.raises(Unusable, match="not a secret key"):
        sign(b"data", b"nothing of the kind", "")


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not installed")
def test_minisign_verifies_it(tmp_path: Path) -> None:
    """A program that is not ours accepts the signature, and refuses it for other bytes."""
    (tmp_path / "data").write_bytes(b"data")
    (tmp_path / "data.minisig").write_bytes(sign(b"data", KEY, "a comment"))
    (tmp_path / "key.pub").write_bytes(public_key(KEY))
    words = ["minisign", "-V", "-m", "data", "-p", "key.pub"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Trusted comment: a comment" in done.stdout
    (tmp_path / "data").write_bytes(b"date")
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode == 1
