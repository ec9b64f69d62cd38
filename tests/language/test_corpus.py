"""The reader against labelled messages: claims, promises and the incident's end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.agreement import agreement, by_value, messages

HERE = Path(__file__).parent
PRECISION, RECALL, FIELD = 0.97, 0.90, 0.97
TRAPS_PRECISION, TRAPS_RECALL = 0.95, 0.60


@pytest.mark.parametrize("name", ["given", "own"])
def test_the_reader_agrees_with_the_labels(name: str) -> None:
    """Nearly every claim that is read is labelled, and nearly every labelled one is read."""
    found = agreement(messages(HERE / f"{name}.jsonl"))
    table = "\n".join([str(found), *found.wrong])
    assert found.precision >= PRECISION, table
    assert found.recall >= RECALL, table
    assert found.accuracy("over") >= FIELD, table
    assert found.accuracy("next_update") >= FIELD, table


def test_little_is_read_into_texts_that_are_hard_to_read() -> None:
    """Letters, drafts, drills, logs, other people's English: what is read there is labelled.

    They were written to mislead a reader, so that much is not read; wrongly read is little.
    """
    found = agreement(messages(HERE / "traps.jsonl"))
    table = "\n".join([str(found), *found.wrong])
    assert found.precision >= TRAPS_PRECISION, table
    assert found.recall >= TRAPS_RECALL, table
    assert found.accuracy("over") >= FIELD, table
    assert found.accuracy("next_update") >= FIELD, table


def test_the_corpora_are_large_enough_and_named_apart() -> None:
    """38 given messages and at least 150 others, each with an identifier of its own."""
    given, own, traps = (messages(HERE / f"{name}.jsonl") for name in ("given", "own", "traps"))
    assert len(given) == 38
    assert len(own) >= 150
    ids = [one["id"] for one in (*given, *own, *traps)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("60m", "1h", True, id="an hour"),
        pytest.param("90m", "1h", False, id="longer"),
        pytest.param("14:40", "14:40", True, id="time of day"),
        pytest.param(None, "1h", False, id="none"),
        pytest.param(None, None, True, id="both none"),
    ],
)
def test_times_are_compared_by_value(one: str | None, other: str | None, *, same: bool) -> None:
    """Sixty minutes are an hour."""
    assert (by_value(one) == by_value(other)) is same
