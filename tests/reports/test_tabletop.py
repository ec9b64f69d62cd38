"""What a report says of a discussion, of who took part, and of what evaluators entered live."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reports.after_action import after_action
from reports.document import Pairs, Prose, ReportSection, Subheading, Table, Tiles
from reports.forms import markdown
from reports.material import material
from reports.phrases import verdict
from reports.post_incident import post_incident
from reports.review.merge import merge
from reports.review.propose import propose
from reports.text import headline
from scoring.criteria import CRITERIA
from scoring.facts import gather
from scoring.score import score
from sim.journal.conduct import Decision, Joined, MoveBegan, Remark
from sim.journal.talk import AnswerRated, DecisionMarked, PollAnswered, PollAsked, RoomTaken
from sim.scenario.rules.criteria import QUIET_IDS
from tests.reports.page import page
from tests.stories.policy import story_policy
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.document import Report
    from reports.material import Material
    from reports.review.model import Review
    from sim.journal.bodies import ExerciseType
    from sim.journal.encoding import Entry

DAY = date(2026, 3, 3)
OF_SYSTEMS = {"chart", "impact", "times", "metrics", "technical"}


def decides(text: str, *, why: str = "", question: str = "", move: str = "") -> Decision:
    """The players decide, by Ana's mouth."""
    return Decision(
        by="Ana", role="technical_lead", text=text, why=why, question=question, move=move
    )


def rates(objective: str, rating: str, text: str = "", by: str = "Eva") -> Remark:
    """An evaluator rates an objective."""
    return Remark.model_validate(
        {"by": by, "role": "evaluator", "text": text, "objective": objective, "rating": rating}
    )


def noted(text: str, role: str = "evaluator", objective: str = "") -> Remark:
    """A note without a rating."""
    return Remark(by="Eva", role=role, text=text, objective=objective)


def discussed(story: Story | None = None) -> Story:
    """A tabletop of the outage: one move, which asks `severity`, `escalation`, `users` and more."""
    story = (story or outage(70)).played_as("tabletop").leaves(70)
    story.enters(
        0, Joined(name="Ana", role="technical_lead"), Joined(name="Flo", role="facilitator")
    )
    return story.enters(
        15, MoveBegan(by="Flo", move="move-1", title="First signs", time_box=900_000)
    )


def made_of(entries: tuple[Entry, ...], review: Review | None = None) -> Material:
    """The material of a journal."""
    return material(score(entries), entries, review=review)


def section(document: Report, anchor: str) -> ReportSection:
    """The section with this anchor."""
    return next(one for one in document.sections if one.anchor == anchor)


def rows(part: ReportSection, number: int = 0) -> list[tuple[str, ...]]:
    """The texts of a section's table."""
    tables = [block for block in part.blocks if isinstance(block, Table)]
    return [tuple(cell.text for cell in row) for row in tables[number].rows]


def test_the_discussion_is_told_question_by_question() -> None:
    """Decisions stand with their question, who and why; what nobody answered says so."""
    story = discussed().enters(
        20,
        decides("Severity 1", why="All fail", question="severity"),
        decides("No, still 1", question="severity", move="move-1"),
        decides("Leave the breaker alone"),
    )
    part = section(after_action(made_of(story.entries())), "discussion")
    found = [row[1:5] for row in rows(part)]
    assert found[:2] == [
        ("What severity is this, and why?", "Severity 1", "Ana (Technical lead)", "All fail"),
        (
            "What severity is this, and why?",
            "No, still 1",
            "Ana (Technical lead)",
            "no reason given",
        ),
    ]
    assert found[2][:2] == ("Who must know, by when, over which channel?", "nothing was decided")
    assert found[-1][:2] == ("-", "Leave the breaker alone")
    headings = [block.text for block in part.blocks if isinstance(block, Subheading)]
    assert headings == ["First signs (T+15:00, 15 min for it)"]


def test_what_was_decided_outside_and_not_reached_is_told() -> None:
    """Before the first move there are decisions, too; moves that never began are named."""
    story = outage(30).played_as("tabletop").enters(5, decides("Call everybody", why="To be sure"))
    part = section(after_action(made_of(story.entries())), "discussion")
    assert [row[2:5] for row in rows(part)] == [
        ("Call everybody", "Ana (Technical lead)", "To be sure")
    ]
    assert [block.text for block in part.blocks if isinstance(block, Prose)] == [
        "Not reached: First signs."
    ]


@pytest.mark.parametrize("make", [after_action, post_incident])
def test_a_tabletop_has_no_section_about_the_system(make: Callable[[Material], Report]) -> None:
    """They stand in a drill's report and not in a discussion's."""
    anchors = {one.anchor for one in make(made_of(discussed().entries())).sections}
    drill = {one.anchor for one in make(made_of(outage(70).entries())).sections}
    assert not anchors & OF_SYSTEMS
    assert drill & OF_SYSTEMS
    assert "discussion" in anchors - drill


def test_the_criteria_that_do_not_apply_are_named_once() -> None:
    """Those that a discussion shows are judged, all others left out in one sentence."""
    part = section(after_action(made_of(discussed().entries())), "criteria")
    titles = [getattr(block, "title", "") for block in part.blocks]
    judged = [one.title for one in CRITERIA.values() if one.in_tabletop]
    assert [one for one in titles if one] == judged
    assert judged[:3] == ["Severity assessment", "Escalation", "Communication"]
    said = [block.text for block in part.blocks if isinstance(block, Prose)]
    left_out = ", ".join(
        one.title for one in CRITERIA.values() if not (one.in_tabletop or one.id in QUIET_IDS)
    )
    assert said[0] == f"Not applicable: a tabletop touches no system. Left out: {left_out}."


def test_every_cited_entry_has_its_place_without_a_chart() -> None:
    """What only the chart would show is not cited: no link leads nowhere."""
    entries = discussed().does(16, "declare").does(17, "assess", severity=3).entries()
    html = page(score(entries), entries)
    links = set(re.findall(r'href="#(e\d+)"', html))
    assert links
    assert links <= set(re.findall(r'id="(e\d+)"', html))


def test_the_figures_of_a_discussion() -> None:
    """The lead, the tiles and the terminal's lines have no times and no cost."""
    entries = discussed().does(17, "assess", severity=2).enters(20, decides("Wait")).entries()
    card = score(entries)
    assert verdict(card, gather(entries)) == (
        "1 move, 1 decision; assessed severity 2, the actual worst was severity 1; "
        "escalations and duties on time: 1 of 2."
    )
    tiles = after_action(material(card, entries)).opening[0]
    assert isinstance(tiles, Tiles)
    labels = [tile.label for tile in tiles.tiles]
    assert labels == ["Moves", "Decisions", "Severity", "Escalation", "Total"]
    assert [name for name, _ in headline(card)] == ["Severity", "Escalation", "Total"]


@pytest.mark.parametrize("make", [after_action, post_incident])
def test_the_head_names_the_type_and_everybody(make: Callable[[Material], Report]) -> None:
    """Those who were there at StartEx and those who sat down later, each with the seat."""
    called: dict[ExerciseType, str] = {
        "tabletop": "tabletop",
        "drill": "drill",
        "functional": "functional exercise",
        "regression": "automated run",
    }
    for kind, words in called.items():
        story = good_response().enters(
            3, Joined(name="Ben", role="cto"), Joined(name="Eva", role="evaluator")
        )
        head = make(made_of(story.played_as(kind).entries())).opening[-1]
        assert isinstance(head, Pairs)
        told = dict(head.pairs)
        assert told["Exercise type"] == words
        assert told["Participants"] == "you (On-call engineer), Ben (CTO), Eva (evaluator)"


# -- what evaluators entered -----------------------------------------------------------------------


def evaluated() -> tuple[Entry, ...]:
    """The good response with ratings of both objectives, one of them changed, and notes."""
    return (
        good_response()
        .enters(20, noted("Quick start."), rates("see", "M", "Late"), rates("see", "P", "In time"))
        .enters(
            50, rates("mend", "P", by="Zoe"), noted("Calm.", "facilitator"), noted(" ", "evaluator")
        )
        .enters(60, noted("Reads aloud", objective="mend"))
        .entries()
    )


def test_live_ratings_stand_beside_the_proposed_ones() -> None:
    """Without a review, too: the last one counts, and both can be read."""
    document = after_action(made_of(evaluated()))
    assert [row[:3] for row in rows(section(document, "objectives"))] == [
        ("P", "Notice it.", "performed without challenges; confirmed"),
        ("P", "Mend it.", "performed without challenges; overruled (proposed S)"),
    ]
    assert rows(section(document, "objectives"))[0][3] == "In time"
    told = rows(section(document, "notes"))
    assert [(row[0], row[1], row[3]) for row in told][:3] == [
        ("20:00", "Eva (evaluator)", "-"),
        ("20:00", "Eva (evaluator)", "M"),
        ("20:00", "Eva (evaluator)", "P"),
    ]
    assert [row[4] for row in told] == [
        "Quick start.",
        "Late",
        "In time",
        "performed without challenges",
        "Calm.",
        "-",
        "Reads aloud",
    ]
    head = document.opening[-1]
    assert isinstance(head, Pairs)
    assert dict(head.pairs)["Evaluator"] == "Eva, Zoe"


def test_a_fresh_review_takes_them_in() -> None:
    """Ratings as confirmed with their words as the reason, all other words as notes."""
    entries = evaluated()
    review = propose(score(entries), story_policy(), DAY, gather(entries).of(Remark))
    assert [(one.id, one.proposed, one.confirmed, one.reason) for one in review.objectives] == [
        ("see", "P", "P", "In time"),
        ("mend", "S", "P", ""),
    ]
    assert review.evaluator == "Eva, Zoe"
    assert review.notes == (
        "20:00 Eva: Quick start.",
        "20:00 Eva on see: Late",
        "50:00 Eva: Calm.",
        "60:00 Eva on mend: Reads aloud",
    )


def test_what_people_edited_stands_against_the_journal() -> None:
    """A rating taken back stays so, and a note is told once however often it is built."""
    entries = evaluated()
    fresh = propose(score(entries), story_policy(), DAY, gather(entries).of(Remark))
    taken_back = fresh.objectives[1].model_copy(update={"confirmed": None})
    edited = fresh.model_copy(
        update={
            "objectives": (fresh.objectives[0], taken_back),
            "notes": (*fresh.notes, "Talked over afterwards."),
            "evaluator": "Zoe",
        }
    )
    review = merge(edited, fresh)
    assert review == edited
    document = after_action(made_of(entries, review))
    assert rows(section(document, "objectives"))[1][2] == (
        "performed with some challenges; proposed"
    )
    texts = [str(block) for block in section(document, "notes").blocks]
    assert sum(text.count("Talked over afterwards.") for text in texts) == 1
    assert sum(text.count("Quick start.") for text in texts) == 1


def test_without_notes_there_is_no_section_for_them() -> None:
    """Nothing is said of what nobody wrote."""
    anchors = [one.anchor for one in after_action(made_of(good_response().entries())).sections]
    assert "notes" not in anchors


def test_a_room_that_nobody_was_in_was_asked_nothing() -> None:
    """Only room A had people while the move was discussed: of room B nothing is said."""
    story = discussed()
    story.enters(20, RoomTaken(by="Flo", name="Ana", room="A"))
    story.enters(21, decides("Severity 2", question="severity").model_copy(update={"room": "A"}))
    part = markdown.render(after_action(made_of(story.entries())))
    assert "nothing was decided in room A" in part
    assert "in room B" not in part
    story.enters(22, RoomTaken(by="Flo", name="Ben", room="B"))
    part = markdown.render(after_action(made_of(story.entries())))
    assert "nothing was decided in room B" in part


def test_ratings_finals_rooms_and_polls_are_told() -> None:
    """The final decision with options and dissent, each room's answer, ratings, shows of hands."""
    story = discussed()
    story.enters(20, decides("Severity 2", question="severity").model_copy(update={"room": "A"}))
    weighed = {"room": "B", "options": "Wait", "dissent": "Ben: it is 2", "scribe": "Flo"}
    story.enters(21, decides("Severity 1", question="severity").model_copy(update=weighed))
    seqs = [one.seq for one in story.entries() if isinstance(one.body, Decision)]
    story.enters(22, *(DecisionMarked(by="Flo", decision=seq) for seq in seqs))
    asked = {"by": "Eva", "move": "move-1", "question": "severity"}
    for rating in ("U", "S"):
        story.enters(23, AnswerRated.model_validate({**asked, "rating": rating, "room": "A"}))
    story.enters(24, PollAsked(by="Flo", text="Is it over?", choices=("Yes", "No")))
    for choice in (0, 1):
        story.enters(25, PollAnswered(by="Ana", role="technical_lead", choice=choice))
    text = markdown.render(after_action(made_of(story.entries())))
    part = text[text.index("## Discussion") :]
    for said in (
        "room A",
        "room B; written down by Flo",
        "the final decision on this question",
        "options considered: Wait",
        "dissent: Ben: it is 2",
        "How the answers were rated:",
        "(room A)",
        "nothing was decided in room A",
        "Shows of hands",
    ):
        assert said in part, said
    assert re.search(r"Is it over\?.*\| Yes \| 0 \|", part)
    assert re.search(r"\| No \| 1 \| Ana \|", part)
    # Of two ratings the last one counts.
    assert re.search(r"\(room A\) \| S \| Eva \|", part)
    assert not re.search(r"\(room A\) \| U \|", part)
