"""The glossary explains what reports, boards and pages say, and they lead to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.glossary import TERMS, FirstUses, term
from sim.surfaces.glossary_page import PAGE, page

ROOT = Path(__file__).parents[2]
MOST_SENTENCES = 3
PAGES = (
    ROOT / "README.md",
    ROOT / "scenarios" / "README.md",
    *(one for one in sorted(ROOT.glob("docs/**/*.md")) if one != PAGE),
)
SHOWN = (
    *sorted(ROOT.glob("sim/surfaces/web/templates/*.j2")),
    *sorted(ROOT.glob("reports/**/*.j2")),
    *sorted(ROOT.glob("reports/**/*.py")),
    *sorted(ROOT.glob("scoring/**/*.py")),
    *sorted(ROOT.glob("sim/surfaces/web/*.py")),
)
OUR_OWN = (
    "Adherence",
    "Censored",
    "Criterion",
    "Deputy",
    "Duty",
    "Edition",
    "EndEx",
    "Evaluator",
    "Facilitator",
    "First sign",
    "Ground truth",
    "Hot wash",
    "Impact",
    "Inject",
    "Journal",
    "MSEL",
    "Move",
    "Obligation",
    "P, S, M, U",
    "Page",
    "Par",
    "Policy",
    "Reference response",
    "Scorecard",
    "Seat",
    "Seed",
    "StartEx",
    "TTA",
    "TTD",
    "TTM",
    "TTR",
    "Tabletop",
    "Update",
)
"""What reports and boards say that a newcomer may not know."""

FENCED = re.compile(r"^```.*?^```$|`[^`\n]*`|^#[^\n]*$|^<!--.*?-->", re.MULTILINE | re.DOTALL)


def test_the_page_is_made_from_the_terms() -> None:
    """docs/glossary.md says what `sim.glossary` says."""
    stale = "docs/glossary.md is not up to date: run python -m sim.surfaces.glossary_page"
    assert PAGE.read_text(encoding="utf-8") == page(), stale


@pytest.mark.parametrize("one", TERMS, ids=lambda one: one.name)
def test_a_term_is_explained_briefly(one: object) -> None:
    """Each in a few sentences, in plain text, found by its own name, and no name twice."""
    found = next(each for each in TERMS if each is one)
    assert len(re.findall(r"[.](?=\s|$)", found.text)) in range(1, MOST_SENTENCES + 1)
    assert not re.search(r"[<>&`\[\]]", found.text)
    assert re.search(found.pattern, found.name.partition(",")[0] + " ") or found.written
    assert [each.name for each in TERMS].count(found.name) == 1


@pytest.mark.parametrize("name", OUR_OWN)
def test_what_reports_and_boards_say_is_explained(name: str) -> None:
    """Each of their terms has an entry, and is still what they say."""
    pattern = re.compile(term(name).pattern, re.IGNORECASE)
    assert any(pattern.search(one.read_text(encoding="utf-8")) for one in SHOWN)


def test_each_term_is_on_some_page() -> None:
    """A term that no page of the documentation uses would be linked from nowhere."""
    linked: set[str] = set()
    for one in PAGES:
        uses = FirstUses()
        uses.split(FENCED.sub("", one.read_text(encoding="utf-8")))
        linked |= {found.name for found in uses.used}
    assert {one.name for one in TERMS} - linked == set()


def test_readme_leads_to_the_glossary() -> None:
    """Terms in README are links to their entries, which exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"docs/glossary\.md#([\w-]+)", text))
    assert {"msel", "ground-truth", "journal", "seed", "runbook"} <= linked
    assert linked - {"the-clocks"} <= {one.anchor for one in TERMS}


@given(
    st.lists(
        st.lists(
            st.sampled_from(("par", "a", "status page", "page", "MSEL", "Escalation matrix", "of")),
        ).map(" ".join),
    )
)
def test_only_the_first_place_is_explained(texts: list[str]) -> None:
    """Of the texts of a page nothing is lost, and each term is set off where it comes first."""
    uses = FirstUses()
    pieces = [uses.split(text) for text in texts]
    assert ["".join(piece for piece, _ in split) for split in pieces] == texts
    marked = [one.name for split in pieces for _, one in split if one]
    assert len(marked) == len(set(marked))
    assert set(marked) == {one.name for one in uses.used}


def test_the_longer_term_counts() -> None:
    """Where one term is a part of another, the whole one is meant."""
    pieces = FirstUses().split("The severity matrix and the severity")
    assert [(text, one.name) for text, one in pieces if one] == [
        ("severity matrix", "Severity matrix"),
        ("severity", "Severity"),
    ]
