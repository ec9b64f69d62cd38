"""Any report in any form: texts stay texts, formulas stay text, figures are the scorecard's."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from reports.after_action import after_action
from reports.document import Figure, Findings, Scored, Table, Tiles
from reports.forms import data, html, markdown, pdf, sheet
from reports.forms.plain import cell, one_line
from reports.forms.plain import markdown as safe
from reports.material import Material, material
from reports.post_incident import post_incident
from reports.review.model import Improvement, Review, Strength
from reports.review.propose import propose
from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reports.document import Block, Report

REPORTS: dict[str, Callable[[Material], Report]] = {
    "after-action": after_action,
    "post-incident": post_incident,
}
SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "script": SCRIPT,
    "attribute": '"><img src=x onerror=alert(1)>',
    "markdown": "[click](http://evil.example) ![x](y) **bold** | a | `b` <b>c</b> # head",
    "formula": "=HYPERLINK(0)",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "turned": "abc\u202edef\u2066ghi",
    "long": "n" * 10_000,
    "emoji": "🔥👩‍🚒 é ü",
    "control": "a\x07b\x1bc",
}


def made(text: str) -> Material:
    """Material in which everything that people write is this text."""
    story = outage().does(15, "declare", text=text).does(16, "assess", severity=1, cause=text)
    story.does(17, "note", text=f"cause {text}").says(18, "page", "technical_lead", text=text)
    story.says(19, "broadcast", "all_users", label="INCIDENT_UPDATE", text=text)
    story.status_page(20, "investigating", text).does(30, "breaker-reset", reason=text)
    entries = story.entries()
    card = score(entries)
    line = (
        Improvement(
            id="ours",
            problem=text,
            action=text,
            category="immediate",
            owner=text[:200],
            success=text[:2000],
        )
        if len(text) <= 2_000
        else None
    )
    review = Review(
        format=1,
        evaluator=text[:200],
        notes=(text,),
        lessons=(text,),
        whys=(text,),
        strengths=(Strength(id="ours", text=text[:2000]),),
        improvements=(line,) if line else (),
    )
    return material(card, entries, review=review, team=text[:200])


def blocks(document: Report) -> Iterator[Block]:
    """Every block."""
    yield from document.opening
    for section in document.sections:
        yield from section.blocks


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize(
    "name",
    [
        name
        if name in ("script", "formula", "markdown")
        else pytest.param(name, marks=pytest.mark.slow)
        for name in HOSTILE
    ],
)
def test_hostile_text_is_text(kind: str, name: str) -> None:
    """Whatever people write: no tag of theirs in HTML, no formula in CSV, no turned direction."""
    text = HOSTILE[name]
    document = REPORTS[kind](made(text))
    page = html.render(document)
    assert "<script" not in page
    assert "<img" not in page
    plain = markdown.render(document)
    kinds = {
        child.type
        for token in MarkdownIt().enable("table").parse(plain)
        for child in token.children or ()
    }
    assert not kinds & {"link_open", "image", "html_inline", "code_inline"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", plain)
    for row in csv.reader(io.StringIO(sheet.render(document))):
        for one in row:
            assert not one.startswith(("=", "+", "-", "@", "\t", "\r")), one[:40]
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", one)
    assert json.loads(data.render(document))["title"] == document.title


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_text_in_pdf(name: str) -> None:
    """The document is laid out; nothing is fetched."""
    assert pdf.render(after_action(made(HOSTILE[name]))).startswith(b"%PDF-")


def test_a_pdf_that_asks_for_something_is_refused() -> None:
    """Nothing outside the document can be reached from it."""
    from reports.forms.pdf import _refuse

    with pytest.raises(ValueError, match="loads nothing"):
        _refuse("file:///etc/passwd")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 12% (a)", "plain words, 12% (a)"),
        ("a | b", "a \\| b"),
        ("*x* _y_ `z`", "\\*x\\* \\_y\\_ \\`z\\`"),
        ("<b>", "\\<b\\>"),
        ("two\nlines", "two lines"),
        ("well-known 1.5 (so).", "well-known 1.5 (so)."),
        ("1. first", "1\\. first"),
        ("- item", "\\- item"),
        ("wow! ![x]", "wow! \\!\\[x\\]"),
    ],
)
def test_markdown_shows_what_was_written(text: str, shown: str) -> None:
    """Markup is escaped, ordinary words are left readable."""
    assert safe(text) == shown


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A quote in front makes it text; the rest stays."""
    assert cell(text) == f"'{one_line(text)}"


def numbers(value: Any) -> Iterator[float]:
    """Every number of a scorecard, and how times and counts are written from it."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from numbers(one)
    elif isinstance(value, list):
        yield float(len(value))
        for one in value:
            yield from numbers(one)
    elif isinstance(value, str):
        yield from (
            float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", value)
        )


def known(card: Any) -> set[float]:
    """The scorecard's numbers in every way a report writes them: minutes, counts, percent."""
    values = set(numbers(card.model_dump(mode="json")))
    impact, par = card.impact.model_dump(), card.par.model_dump()
    values |= {round(abs(impact[name] - par[name]), 1) for name in par}
    values |= {float(span.end - span.start) for span in card.truth}
    found: set[float] = set()
    for value in values:
        minutes, seconds = divmod(round(value / 1000), 60)
        found |= {value, round(value, 1), float(round(value)), float(minutes), float(seconds)}
        found |= {round(value / 60_000, 1), float(round(value / 60_000))}
    return found


@pytest.mark.parametrize("story", [good_response(), outage()], ids=["worked", "ignored"])
def test_every_number_is_the_scorecards(story: Story) -> None:
    """Tiles, tables, criteria and findings show nothing that is not in scorecard.json."""
    entries = story.entries()
    card = score(entries, par=score(good_response().entries()).impact)
    allowed = known(card)
    stray: set[str] = set()
    for block in blocks(after_action(material(card, entries))):
        texts: list[str] = []
        if isinstance(block, Tiles):
            texts = [f"{tile.value} {tile.note}" for tile in block.tiles]
        elif isinstance(block, Table):
            texts = [one.text for row in block.rows for one in row]
        elif isinstance(block, Findings):
            texts = [row.text for row in block.rows]
        elif isinstance(block, Scored):
            texts = [block.points, block.weight, block.why, *(row.text for row in block.findings)]
        for text in texts:
            for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text):
                if float(number.replace(",", "")) not in allowed:
                    stray.add(f"{number} in {text!r}")
    assert stray == set()


@pytest.mark.slow
@pytest.mark.parametrize("kind", REPORTS)
def test_every_finding_links_to_its_place(kind: str) -> None:
    """Each piece of evidence shown has an anchor in the page, once."""
    entries = good_response().entries()
    document = REPORTS[kind](material(score(entries), entries))
    page = html.render(document)
    links, anchors = set(re.findall(r'href="#(e\d+)"', page)), re.findall(r'id="(e\d+)"', page)
    assert links
    assert links <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_drawings_have_ids_of_their_own() -> None:
    """Several drawings fit into one page: no id twice."""
    entries = outage().entries()
    card = score(entries, par=score(good_response().entries()).impact)
    document = after_action(material(card, entries))
    assert sum(isinstance(block, Figure) for block in blocks(document)) == 4
    ids = re.findall(r'\bid="([^"]+)"', html.render(document))
    assert len(ids) == len(set(ids))


def test_a_review_is_in_every_form() -> None:
    """What people wrote is found in HTML, Markdown, CSV and JSON."""
    entries = outage().entries()
    card = score(entries)
    review = propose(card, story_policy(), date(2026, 3, 3))
    document = after_action(material(card, entries, review=review))
    action = review.improvements[0].action
    for text in (html.render(document), markdown.render(document), sheet.render(document)):
        assert action.split(";")[0] in text
