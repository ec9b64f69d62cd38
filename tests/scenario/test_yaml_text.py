"""What is written for `yaml_lines` reads back as it was, whatever people typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.yaml_lines import parse_yaml
from sim.scenario.yaml_text import block

AWKWARD = st.sampled_from(
    [
        *("word", " ", "  ", "\n", "\n\n", "#", ": ", "- ", "'", '"', "\t", "\\", "yes", "012"),
        *("12:30", "{", "[", "&a", "*b", "!", "%", "|", ">", "~", "null", "= 1+1", "🔥", "東京"),
        *("x" * 120, "\x85", "\u2028", "\u2029"),
    ]
)
TEXTS = st.lists(AWKWARD, min_size=1, max_size=14).map("".join)


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_reads_back(text: str) -> None:
    """Spaces, quotes, signs of YAML, long words and foreign line ends come back as they were."""
    written = block({"text": text, "more": [{"text": text}]})
    assert parse_yaml(written, "x").data == {"text": text, "more": [{"text": text}]}


@pytest.mark.parametrize(
    "text", [f"See  https://status.example.com/{'x' * 100}  now", "one\x85two", "a\u2028b"]
)
def test_what_was_lost_once_is_kept(text: str) -> None:
    """Two spaces beside a long word, and line ends that only YAML 1.1 knows."""
    assert parse_yaml(block({"text": text}), "x").data == {"text": text}


def test_an_ordinary_text_is_folded_for_people() -> None:
    """No line is longer than an editor shows."""
    assert max(map(len, block({"text": "word " * 60 + "end"}).splitlines())) <= 100
