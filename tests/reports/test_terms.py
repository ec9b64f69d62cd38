"""A report explains its terms itself: it is one file that is read without a network."""

from __future__ import annotations

import re
from html import unescape

from sim.glossary import term

LINK = re.compile(r'<a class="term" href="#term-([\w-]+)" title="([^"]*)">([^<]*)</a>')
ENTRY = re.compile(r'<div id="term-([\w-]+)"><dt>([^<]*)</dt><dd>([^<]*)</dd></div>')


def test_the_first_place_of_each_term_leads_to_its_entry(worked_html: str) -> None:
    """Each term is linked once, to an entry of the same file with the text that it shows."""
    links, entries = LINK.findall(worked_html), ENTRY.findall(worked_html)
    assert {"startex", "endex", "ttd", "severity"} <= {anchor for anchor, _, _ in links}
    assert sorted(anchor for anchor, _, _ in links) == sorted(anchor for anchor, _, _ in entries)
    assert len(entries) == len({anchor for anchor, _, _ in entries})
    said = {anchor: text for anchor, _, text in entries}
    assert all(said[anchor] == title for anchor, title, _ in links)


def test_an_entry_says_what_the_glossary_says(worked_html: str) -> None:
    """The glossary's own words, without a second wording of the report's."""
    for _, name, text in ENTRY.findall(worked_html):
        assert unescape(text) == term(unescape(name)).plain


def test_what_people_wrote_is_left_alone(worked_html: str) -> None:
    """Messages and the timeline are quoted as they are, without links in them."""
    quotes = re.findall(r"<blockquote>.*?</blockquote>", worked_html, re.DOTALL)
    assert quotes
    assert not any(LINK.search(quote) for quote in quotes)
