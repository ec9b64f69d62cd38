"""The guide's forms and the review's agenda: every field there, and true of the exercise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from reports.document import Figure, Pairs, Report, Table
from reports.fishbone import fishbone
from reports.forms import markdown
from reports.incident_forms import incident_forms
from reports.material import material
from reports.post_incident import post_incident
from reports.review.model import Fishbone, Review
from reports.review_agenda import review_agenda
from scoring.score import score
from sim.scenario.incident_id import incident_id
from sim.scenario.policy import Policy
from tests.stories.story import Story, good_response

if TYPE_CHECKING:
    from sim.journal.bodies import ExerciseType

ASKED = {
    "team-alert": (
        "Incident ID", "Detection time", "Severity", "Status", "Summary", "Affected services",
        "User impact", "Estimated users affected", "Current action 1", "Next update",
        "Incident commander",
    ),
    "status-update": (
        "Incident ID", "Time", "Status", "Progress 1", "Current status", "Next actions",
        "ETA for resolution", "Next update",
    ),
    "degradation": (
        "Headline", "Uploads", "Downloads", "Files", "What we are doing", "Estimated resolution",
        "Next update", "Status page", "Support",
    ),
    "restoration": (
        "Headline", "Operations", "Queued operations", "Stability", "Duration",
        "Affected operations", "Data loss", "Apology", "Post-incident report",
    ),
    "action-items": ("Action", "Category", "Owner", "Due date", "Success criteria", "Status"),
}  # fmt: skip
"""The fields of each form as the guide has them, by the form's section."""

REVIEW = Review(
    format=1,
    whys=("The bucket was gone.", "The vendor's region failed."),
    fishbone=Fishbone(people=("Nobody had the pager.",), environment=("One region only.",)),
)


def _made(make: object, review: Review | None = None, story: Story | None = None) -> Report:
    entries = (story or good_response()).entries()
    report = make(material(score(entries), entries, review=review))  # type: ignore[operator]
    assert isinstance(report, Report)
    return report


def _fields(report: Report, anchor: str) -> dict[str, str]:
    section = next(one for one in report.sections if one.anchor == anchor)
    found: dict[str, str] = {}
    for block in section.blocks:
        if isinstance(block, Table):
            found |= {row[0].text: row[1].text for row in block.rows}
        if isinstance(block, Pairs):
            found |= dict(block.pairs)
    return found


@pytest.mark.parametrize("form", ASKED)
def test_a_form_has_every_field_of_the_guide(form: str) -> None:
    """None is left out, none is empty."""
    fields = _fields(_made(incident_forms), form)
    assert [name for name in ASKED[form] if not fields.get(name)] == []


@pytest.mark.parametrize("make", [incident_forms, review_agenda, post_incident])
@pytest.mark.parametrize("kind", ["tabletop", "functional"])
def test_no_record_leaves_a_section_unmade(make: object, kind: ExerciseType) -> None:
    """A discussion without a system, and a night in which nothing broke."""
    story = Story(minutes=30).played_as(kind)
    assert "could not be made" not in markdown.render(_made(make, Review(format=1), story))


def test_an_incident_is_named_by_its_day() -> None:
    """The guide's INC-YYYY-MM-DD-XXX, of the scenario's own clock."""
    assert incident_id(datetime(2026, 3, 3, 14, tzinfo=UTC)) == "INC-2026-03-03-001"
    for make in (incident_forms, review_agenda, post_incident):
        assert "INC-2026-03-03-001" in markdown.render(_made(make)).replace("\\", "")


def test_a_notice_of_restoration_is_not_to_be_sent_before_recovery() -> None:
    """Where service never came back the form says so and has no fields."""
    short = Story()
    report = _made(incident_forms, story=short)
    assert _fields(report, "restoration") == {}


def test_the_post_incident_report_tells_loss_impact_and_causes() -> None:
    """Prose first, then what the guide lists; appendices A to D in order."""
    report = _made(post_incident, REVIEW)
    text = markdown.render(report)
    for heading in ("Business impact", "Contributing factors", "Detection time", "Primary cause"):
        assert f"### {heading}" in text
    assert "People: Nobody had the pager." in text
    impact = _fields(report, "impact")
    assert {"Users affected", "Duration", "Operations affected", "Data loss"} <= impact.keys()
    appendices = [one.title for one in report.sections if one.title.startswith("Appendix")]
    assert [title[9] for title in appendices] == ["A", "B", "C", "D"]
    metrics = next(one for one in report.sections if one.anchor == "metrics")
    table = next(one for one in metrics.blocks if isinstance(one, Table))
    starts = [float(row[0].text.split(":")[0]) for row in table.rows]
    assert starts == sorted(starts)
    assert len(starts) > 1


def test_the_incident_is_told_in_the_order_in_which_it_happened() -> None:
    """What never happened stands at the end."""
    report = _made(post_incident)
    section = next(one for one in report.sections if one.anchor == "instants")
    table = next(one for one in section.blocks if isinstance(one, Table))
    when = [row[1].text for row in table.rows]
    known = [one for one in when if one != "never"]
    assert known == sorted(known)
    assert when[: len(known)] == known


def test_the_agenda_has_the_guides_four_points_with_five_whys_and_a_picture() -> None:
    """Answers stand where the review has them, and there is room for the rest."""
    report = _made(review_agenda, REVIEW)
    assert [one.title[:2] for one in report.sections] == ["1.", "2.", "3.", "4."]
    blocks = report.sections[1].blocks
    whys = next(one for one in blocks if isinstance(one, Table))
    assert [row[1].text for row in whys.rows] == [*REVIEW.whys, *["to be answered"] * 3]
    (picture,) = (one for one in blocks if isinstance(one, Figure))
    assert "Nobody had the pager." in picture.svg
    assert "2 contributing factors" in picture.text


def test_a_fishbone_names_every_category_and_takes_any_text() -> None:
    """Also without factors; formulas and markup are drawn as they are written."""
    bare = fishbone("It broke", Fishbone())
    for category in ("People", "Process", "Technology", "Environment"):
        assert category in bare
    odd = fishbone("$x$", Fishbone(process=(r"$\frac", "<script>", *"abcdef")))
    assert r"$\frac" in odd
    assert "<script>" not in odd
    assert "more in the list" in odd


@pytest.mark.slow
def test_a_policy_with_deciders_and_duties_afterwards_has_its_sections() -> None:
    """Each date is counted from recovery; a person alone is not judged for deciding all."""
    entries = good_response().entries()
    made = material(score(entries), entries)
    added = {
        "deciders": {"severity": ["cto"], "resolve": ["oncall_engineer"]},
        "afterwards": [
            {"id": "review", "title": "review", "by": "cto", "days": 5, "levels": [1]},
            {"id": "note", "title": "note", "by": "cto", "days": 1, "levels": [4]},
        ],
    }
    policy = Policy.model_validate(made.policy.model_dump(mode="json") | added)
    report = post_incident(replace(made, policy=policy))
    sections = {one.anchor: one.blocks for one in report.sections}
    after = next(one for one in sections["afterwards"] if isinstance(one, Table))
    assert [[cell.text for cell in row] for row in after.rows] == [
        ["review", "CTO", "8 March 2026, 14:56 UTC", "open"]
    ]
    decided = next(one for one in sections["deciders"] if isinstance(one, Table))
    assert {row[0].text for row in decided.rows} == {"Severity stated", "Declared over"}
    assert {row[4].text for row in decided.rows} == {"one person in all roles"}
    assert not {"afterwards", "deciders"} & {one.anchor for one in post_incident(made).sections}
