"""The records of 0.1.0, unpacked, and one of today."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from tests import forked
from tests.forked import environment

GOLDEN = Path(__file__).parents[1] / "golden" / "records_0_1"
NAMES = ("drill", "team", "tabletop", "runbook", "interrupted")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A directory with all five, as 0.1.0 left them."""
    folder = tmp_path / "old"
    for name in NAMES:
        shutil.copytree(GOLDEN / name, folder / name)
        packed = folder / name / "journal.jsonl.gz"
        packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
        packed.unlink()
    return folder


@pytest.fixture(scope="session")
def _played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("played")
    words = (
        "run",
        "breaker-stuck-open",
        "--responder",
        "reference",
        "--seed",
        "7",
        "--out",
        "mine",
    )
    done = forked.run(words, folder, environment())
    assert done.returncode == 0, done.stderr
    return folder / "mine"


@pytest.fixture
def today(_played: Path, tmp_path: Path) -> Path:
    """A finished record of today's version, to be spoilt."""
    return shutil.copytree(_played, tmp_path / "today")
