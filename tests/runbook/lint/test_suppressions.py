"""An author decides to live with a finding."""

from __future__ import annotations

import pytest

from sim.runbook.lint.check import lint
from tests.runbook.lint.conftest import URL

WATCH = "watch date"


def codes(text: str) -> list[tuple[int, str]]:
    """What is found in a document."""
    return [(one.line, one.code) for one in lint(text, ignore=("RB801",))]


def block(*lines: str) -> str:
    """A block of these lines."""
    return "\n".join(("```bash", *lines, "```", ""))


@pytest.mark.parametrize(
    "text",
    [
        block(f"{WATCH}  # tabletop: ignore=RB408"),
        block("# tabletop: ignore=RB408", WATCH),
        block("# tabletop: ignore=RB408", "# why", "", WATCH),
        block("# tabletop: ignore=RB408, RB101", f"watch 'curl -s {URL}/x'"),
        block(f"curl -s \\\n  {URL}/x # tabletop: ignore=RB101"),
        block("# tabletop: ignore=RB101", f"curl -s \\\n  {URL}/x"),
        "<!-- tabletop: ignore=RB408 -->\n" + block(WATCH, WATCH),
        "# Title\n\n<!-- tabletop: ignore=RB408 -->\n\nText.\n\n" + block(WATCH) + block(WATCH),
        "<!-- tabletop: ignore=RB408 -->\n\n# Title\n\nText.\n\n" + block(WATCH) + block(WATCH),
        "---\na: b\n---\n<!-- tabletop: ignore=RB408 -->\n# T\nx\n" + block(WATCH),
        "text\n\n- item\n\n  <!-- tabletop: ignore=RB408 -->\n  ```bash\n  watch date\n  ```\n",
        "# T\ntext\n\n<!-- why -->\n<!-- tabletop: ignore=RB408 -->\n<!-- more -->\n"
        + block(WATCH),
    ],
)
def test_a_comment_keeps_findings_back(text: str) -> None:
    """On the line, above it, before a block, at the top of the document."""
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (block("# tabletop: ignore=RB408", "date", WATCH), [(2, "RB901"), (4, "RB408")]),
        (block("date # tabletop: ignore=RB408", WATCH), [(2, "RB901"), (3, "RB408")]),
        (block("# tabletop: ignore=RB101", WATCH), [(2, "RB901"), (3, "RB408")]),
        (block("# tabletop: ignore=RB777", "date"), [(2, "RB902")]),
        (block(f"# tabletop: ignore=RB408,RB101\n{WATCH}"), [(2, "RB901")]),
        (
            "# T\n\ntext\n\n<!-- tabletop: ignore=RB408 -->\n" + block("date") + block(WATCH),
            [(5, "RB901"), (10, "RB408")],
        ),
        (
            "# T\n\ntext\n\n<!-- tabletop: ignore=RB408 -->\n\ntext\n" + block(WATCH),
            [(5, "RB901"), (9, "RB408")],
        ),
    ],
)
def test_a_comment_that_keeps_nothing_back_is_a_hint(
    text: str, found: list[tuple[int, str]]
) -> None:
    """In the wrong place, for the wrong rule, for a rule that does not exist."""
    assert codes(text) == found


def test_selection() -> None:
    """Codes or their beginnings; a comment for a rule that was not asked for is no finding."""
    text = block(WATCH, f"curl -s {URL}/x", "# tabletop: ignore=RB306", "date")
    assert codes(text) == [(2, "RB408"), (3, "RB101"), (4, "RB901")]
    assert [one.code for one in lint(text, select=("RB1",))] == ["RB101"]
    assert [one.code for one in lint(text, ignore=("RB1", "RB306", "RB801"))] == ["RB408"]
