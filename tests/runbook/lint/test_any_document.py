"""Any Markdown can be linted."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runbook.lint.check import lint
from sim.runbook.lint.registry import BY_CODE
from sim.scenario.library import shipped_folder
from sim.surfaces.lint_runbook import lint_runbook
from tests.runbook.lint.conftest import URL

LINES = st.sampled_from(
    [
        f"curl -s {URL}/health/status | jq -r .data.overall_status",
        f'X=$(curl -s "{URL}/health/metrics?hours=1&metric=error_rate" | jq .data.error_rate)',
        'if [ "$X" -lt 5 ]; then',
        "fi",
        "while true; do",
        "done",
        f'curl {URL}/api/backup/restore/$ID -d \'{{"file_ids": ["file1"]}}\'',
        "curl -F file=@x -d y -G -T z [1-9] {a,b}",
        "curl http://[::1]:x/ 'http://a b/' ftp://x //",
        "curl https://your-worker.example.com%zz/?%ff=%00&=",
        "jq '.[' | jq --arg a | jq -n '{\"a\": .b}' f",
        "watch -n 1 'curl x",
        "cat <<E | jq .x",
        "E",
        "# tabletop: ignore=RB101, RB9, ,",
        "<!-- tabletop: ignore= -->",
        "```bash",
        "```",
        "- item",
        'page "<x>" [y]',
        "declare",
        "assess --severity",
        'A=(1 $B "${A[@]}") curl ${A[@]}',
        "---",
        "\ufeff\u2028 \x0b é",
    ]
)
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=25).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.booleans())
def test_any_document_can_be_linted(text: str, fenced: bool) -> None:  # noqa: FBT001
    """Every finding has a known rule and a line of the document; nothing is raised."""
    text = f"```bash\n{text}\n```\n" if fenced else text
    for one in lint(text):
        assert one.code in BY_CODE
        assert 1 <= one.line <= text.replace("\r", "\n").count("\n") + 1
        assert one.problem


def test_the_shipped_runbooks_are_clean() -> None:
    """What this project asks of runbooks, its own fulfil: hints at the most."""
    folder = shipped_folder() / "runbooks"
    found = [one for path in sorted(folder.glob("*.md")) for one in lint_runbook(path)]
    assert [one for one in found if one.level != "hint"] == []


KNOWN_FAULTS = ("RB302", "RB407", "RB406", "RB503", "RB403", "RB404", "RB109", "RB502")


def test_the_operations_documents() -> None:
    """Their known faults are found, fast; no call of theirs has an unknown path."""
    folder = os.environ.get("TABLETOP_DOCS")
    if not folder:
        pytest.skip("TABLETOP_DOCS names no folder with operations documents")
    began = time.perf_counter()
    found = [one for path in sorted(Path(folder).glob("*.md")) for one in lint_runbook(path)]
    assert time.perf_counter() - began < 2
    counts = Counter(one.code for one in found)
    assert all(counts[code] for code in KNOWN_FAULTS), counts
    assert not counts["RB101"]
    assert any("ROLLBACK_BACKUP_ID" in one.problem for one in found if one.code == "RB503")
