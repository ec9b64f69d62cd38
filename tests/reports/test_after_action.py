"""The report as a page: complete, self-contained, escaped, the same every time."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from reports.cites import all_evidence
from scoring.score import score
from tests.reports.page import page, unlinked

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry

_VOID = {"meta", "br", "hr", "img", "link", "input"}


class _Page(HTMLParser):
    """Collects what a page links to, its ids and its text; checks that tags are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in _VOID:
            self._open.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in {"href", "src", "xlink:href"} and value:
                self.links.append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_every_piece_of_evidence_has_a_place_to_land(
    worked_html: str, worked_card: Scorecard
) -> None:
    """Whatever the scorecard cites, collapsed rows and windows too, has one anchor."""
    ids = _Page(worked_html).ids
    missing = {f"e{seq}" for seq in all_evidence(worked_card)} - set(ids)
    assert not missing
    assert len(all_evidence(worked_card)) > 5
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", ["worked_html", "ignored_html"])
def test_the_page_needs_nothing_from_outside(page: str, request: pytest.FixtureRequest) -> None:
    """Links stay inside the page and hit; nothing is loaded, nothing runs."""
    html: str = request.getfixturevalue(page)
    parsed = _Page(html)
    assert all(link.startswith("#") for link in parsed.links)
    assert {link[1:] for link in parsed.links} <= set(parsed.ids)
    assert not {"script", "link", "img", "iframe", "object"} & set(parsed.tags)
    assert all(target.startswith("#") for target in re.findall(r"url\(\s*['\"]?([^)]*)\)", html))
    assert "@import" not in html


def test_same_journal_and_card_same_bytes(
    worked: tuple[Entry, ...], worked_card: Scorecard, worked_html: str
) -> None:
    """A report can be compared byte for byte."""
    assert page(worked_card, worked) == worked_html


@pytest.mark.slow
def test_what_people_say_is_text_and_never_markup(story: type) -> None:
    """A message cannot run in the reader's browser."""
    entries = story(text="<script>alert('gone')</script> & more").entries()
    html = page(score(entries), entries)
    assert "<script" not in html
    assert "<script>alert('gone')</script> & more" in _Page(html).text


def test_what_did_not_happen_is_shown_as_censored(ignored_html: str) -> None:
    """Four times, four lower bounds, and words beside them."""
    text = _Page(ignored_html).text
    assert text.count("> 54 min") >= 3
    assert "Did not happen before EndEx." in text


def test_the_page_says_who_what_and_under_which_rules(worked_html: str) -> None:
    """A report found in a drawer says which exercise it is about."""
    text = _Page(worked_html).text
    for words in ("Complete R2 outage", "Seed 7", "drill", "Ada", "3 March 2026, 14:00 UTC"):
        assert words in text
    assert "list-cutter (" in text


def test_par_is_shown_only_when_there_is_one(
    worked: tuple[Entry, ...], worked_card: Scorecard, worked_html: str
) -> None:
    """With a reference each figure is compared in words; without, no empty columns."""
    assert "than par" not in worked_html
    par = worked_card.impact.model_copy(update={"failed": worked_card.impact.failed - 11})
    html = page(worked_card.model_copy(update={"par": par}), worked)
    assert "11 more than par" in html
    assert "equal to par" in html


def test_verdicts_are_words_and_symbols_not_colours_alone(ignored_html: str) -> None:
    """Without colour, a missed obligation still reads as missed."""
    assert "✗ missed" in _Page(ignored_html).text


def test_an_unjudged_criterion_says_so(worked: tuple[Entry, ...], worked_card: Scorecard) -> None:
    """No score is not a score of zero."""
    first = worked_card.criteria[0].model_copy(update={"score": None})
    rated = worked_card.objectives[0].model_copy(update={"rating": None})
    card = worked_card.model_copy(
        update={
            "criteria": (first, *worked_card.criteria[1:]),
            "objectives": (rated,),
            "total": None,
            "obligations": (),
        }
    )
    text = _Page(page(card, worked)).text
    assert "not scored" in text
    assert "No escalation or duty was required." in text


def test_a_session_that_was_cut_off_can_be_read(worked: tuple[Entry, ...]) -> None:
    """Only the header was written: there is still a report."""
    entries = worked[:1]
    assert "Users felt no impact." in unlinked(page(score(entries), entries))


def test_drawing_and_templates_are_loaded_only_to_render() -> None:
    """Whoever only wants the plain lines, or the help, does not wait for matplotlib."""
    code = (
        "import sys, reports.after_action, reports.text; "
        "sys.exit(bool({'matplotlib', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
