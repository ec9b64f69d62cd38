"""Reports are made whatever the record holds: a bad entry costs its row, a bad section itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reports.after_action import after_action
from reports.document import Prose, ReportSection
from reports.forms import data, html, markdown, pdf, sheet
from reports.material import Material, material
from reports.post_incident import post_incident
from reports.sections import judged
from scoring.score import score
from sim.journal.bodies import Action, Message
from tests.stories.story import outage
from tests.well_formed import errors_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.document import Report
    from sim.journal.encoding import Entry

BODIES = {
    "half a character": '{"reason":"\\ud800"}',
    "raw half a character": '{"reason":"\ud800"}',
    "three thousand brackets": "[" * 3_000,
    "a hundred thousand objects": '{"a":' * 100_000,
    "a huge number": '{"reason":' + "9" * 9_000 + "}",
    "escapes": '{"reason":"\\u001b[2J\\u0000\\u009b"}',
    "raw escapes": "\x1b]0;mine\x07\x00\x9b2J",
}
FORMS = (html.render, markdown.render, data.render, sheet.render)


def entries_with(body: str) -> Sequence[Entry]:
    """A worked outage in which every action was asked for with this body, as 0.1 wrote it."""
    entries = outage().does(15, "declare", text="x").does(30, "breaker-reset").entries()
    return [
        replace(entry, body=entry.body.model_copy(update={"body": body, "path": f"/x{body[:20]}"}))
        if isinstance(entry.body, Action)
        else entry
        for entry in entries
    ]


def made_of(entries: Sequence[Entry]) -> Material:
    """Material without a review."""
    return material(score(entries), entries)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("report", [after_action, post_incident])
def test_any_body_of_an_old_record(body: str, report: Callable[[Material], Report]) -> None:
    """Every form is made, can be encoded, and holds nothing that a terminal obeys."""
    document = report(made_of(entries_with(body)))
    for render in FORMS:
        text = render(document)
        assert not set(text.encode().decode()) & {"\x1b", "\x07", "\x00", "\x9b"}
    assert errors_of(html.render(document)) == []


@pytest.mark.slow
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_any_body_of_an_old_record_in_pdf(body: str) -> None:
    """Also where the page is laid out."""
    assert pdf.render(after_action(made_of(entries_with(body)))).startswith(b"%PDF-")


@pytest.mark.slow
def test_a_row_that_cannot_be_drawn_costs_that_row() -> None:
    """Its place names the journal's line; the rows before and after are what they were."""
    entries = outage().says(18, "page", "technical_lead", text="join").does(20, "ack").entries()
    whole = made_of(entries).rows
    bad = next(one for one in entries if isinstance(one.body, Message))
    assert isinstance(bad.body, Message)
    broken = [
        replace(one, body=bad.body.model_copy(update={"purpose": "whistle"})) if one is bad else one
        for one in entries
    ]
    card = score(entries)
    rows = material(card, broken).rows
    gap = [row for row in rows if row.who == "Report"]
    assert [row.what for row in gap] == [f"1 entry could not be shown: line {bad.seq + 1}"]
    assert [row for row in rows if row.at != bad.at] == [row for row in whole if row.at != bad.at]
    for report in (after_action, post_incident):
        for render in FORMS:
            assert f"line {bad.seq + 1}" in render(report(material(card, broken)))


def test_a_section_that_fails_costs_that_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so in its place; all others are as they would be without it."""

    def objectives(_: Material) -> ReportSection:
        raise RecursionError("maximum recursion depth exceeded")

    entries = outage().entries()
    whole = after_action(made_of(entries))
    monkeypatch.setattr(judged, "objectives", objectives)
    part = after_action(made_of(entries))
    at = next(n for n, one in enumerate(whole.sections) if one.anchor == "objectives")
    failed = part.sections[at]
    assert (failed.anchor, failed.title) == ("failed-objectives", "Objectives")
    assert failed.blocks == (
        Prose(
            "This section could not be made (RecursionError: maximum recursion depth exceeded). "
            "The others are complete.",
            "problem",
        ),
    )
    assert part.sections[:at] + part.sections[at + 1 :] == (
        whole.sections[:at] + whole.sections[at + 1 :]
    )
    assert json.loads(data.render(part))["sections"][at]["anchor"] == "failed-objectives"
