"""Shared by the reader's tests: each of them reads afresh, whatever others have read before."""

from __future__ import annotations

import pytest

from sim.language.read import read


@pytest.fixture(autouse=True)
def _read_afresh() -> None:
    read.cache_clear()
