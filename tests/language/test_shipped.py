"""What the shipped references tell people is read as it is meant."""

from __future__ import annotations

from pathlib import Path

from tests.language.agreement import agreement, messages
from tests.language.outward import outward_texts

LABELLED = messages(Path(__file__).parent / "shipped.jsonl")
RECALL = 0.9


def test_every_outward_text_of_the_references_is_labelled() -> None:
    """A text that is added or changed needs a label: see LABELS.md for the rules."""
    assert {one["text"] for one in LABELLED} == set(outward_texts())


def test_nothing_is_read_into_the_shipped_texts() -> None:
    """Every claim read is labelled, nearly every labelled one is read, and all fields agree."""
    found = agreement(LABELLED)
    table = "\n".join([str(found), *found.wrong])
    assert found.read_only == 0, table
    assert found.recall >= RECALL, table
    for name in ("next_update", "over", "severity", "eta"):
        assert found.right[name] == found.messages, table
