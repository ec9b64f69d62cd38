"""Reports word for word, as Markdown: one of them whole, of the others the sections they are about.

After a change that is meant, write them anew with
`TABLETOP_REWRITE=1 pytest tests/reports/test_golden.py` and read the difference before committing.
"""

from __future__ import annotations

import difflib
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reports.after_action import after_action
from reports.forms import markdown
from reports.material import Material, material
from reports.post_incident import post_incident
from reports.review.model import Fishbone, Improvement, Proof
from reports.review.propose import propose
from reports.review.proven import Later, Players, proven_by, status_of
from scoring.facts import gather
from scoring.score import score
from sim.journal.conduct import Decision, Joined, MoveBegan, Remark
from tests.stories.policy import story_policy
from tests.stories.story import Story, good_response, outage

GOLDEN = Path(__file__).parents[1] / "golden" / "reports"
DAY = date(2026, 3, 3)
MAKE = {"after-action": after_action, "post-incident": post_incident}


def _reset_too_early() -> Story:
    story = outage().acks(15).does(15.5, "declare").does(16, "assess", severity=1, cause="R2")
    story.does(25, "breaker-reset").says(31, "page", "technical_lead")
    return story.status_page(18, "investigating", "Downloads fail. Next update in 20 minutes.")


def _material(story: Story) -> Material:
    """A reviewed exercise; the improvement of its communication was proven later."""
    entries = story.entries()
    par = score(good_response().entries()).impact
    card = score(entries, par=par)
    review = propose(card, story_policy(), DAY, gather(entries).of(Remark)).model_copy(
        update={
            "evaluator": "Ada",
            "lessons": ("Nobody had the pager.",),
            "whys": ("It was in a drawer.", "Nobody had a list."),
            "fishbone": Fishbone(people=("new on call",), technology=("one pager",)),
        }
    )
    later = Later("again", datetime(2026, 4, 3, tzinfo=UTC), score(good_response().entries()))
    return material(card, entries, review=review, later=(later,), day=DAY, team="Night shift")


def _discussed() -> Story:
    story = outage(70).played_as("tabletop").leaves(70)
    story.enters(
        0,
        Joined(name="Ana", role="technical_lead"),
        Joined(name="Flo", role="facilitator"),
        Joined(name="Eva", role="evaluator"),
    )
    story.enters(15, MoveBegan(by="Flo", move="move-1", title="First signs", time_box=900_000))
    story.does(16, "declare").does(17, "assess", severity=2).says(18, "page", "technical_lead")
    story.does(19, "restore", status=403, name="R2_STORAGE")
    decided = {"by": "Ana", "role": "technical_lead"}
    story.enters(
        20,
        Decision(text="Severity 2.", why="Not everybody is hit.", question="severity", **decided),
        Decision(text="Leave the breaker alone.", **decided),
        Remark(by="Eva", role="evaluator", text="Nobody asked for numbers."),
        Remark(by="Eva", role="evaluator", text="Late", objective="see", rating="M"),
        Remark(by="Eva", role="evaluator", text="Fair", objective="see", rating="S"),
    )
    return story


STORIES = {
    "worked": good_response(),
    "reset-too-early": _reset_too_early(),
    "discussed": _discussed(),
}


SECTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("worked", "after-action"): (),
    ("worked", "post-incident"): (
        "Summary",
        "Timeline of the incident",
        "Root cause",
        "Lessons",
        "Appendix C: communication log",
        "Appendix D: technical log",
    ),
    ("reset-too-early", "after-action"): (
        "Improvement plan",
        "Customer impact",
        "Times",
        "Escalation",
        "Communication",
        "Timeline",
    ),
    ("reset-too-early", "post-incident"): ("Summary", "Timeline of the incident", "Root cause"),
    ("discussed", "after-action"): (
        "Discussion",
        "Evaluators' notes",
        "Severity",
        "Timeline",
        "How this was measured",
    ),
    ("discussed", "post-incident"): ("Summary", "Discussion", "Root cause"),
}
"""What is stored of each report, by its headings; of the one without any, everything."""

GROWS = {("worked", "after-action"), ("reset-too-early", "after-action")}
"""What lists the criteria: there a line may come anew, and none may go or change."""

_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")
"""A digest changes with any default of a policy, and says nothing that a reader would miss."""


def _cut(text: str, headings: tuple[str, ...]) -> str:
    """The sections of these headings; a report without any of them is whole."""
    _, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    named = {section.splitlines()[0].removeprefix("## "): section for section in sections}
    return "".join(named[heading] for heading in headings) or text


@pytest.mark.parametrize(("name", "kind"), SECTIONS)
def test_a_report_says_what_it_said(name: str, kind: str) -> None:
    """Every heading, row and sentence of what is stored."""
    whole = markdown.render(MAKE[kind](_material(STORIES[name])))
    found = _cut(whole, SECTIONS[name, kind])
    path = GOLDEN / f"{name}-{kind}.md"
    if os.environ.get("TABLETOP_REWRITE"):
        path.write_text(found, encoding="utf-8")
    stored = path.read_text(encoding="utf-8")
    if (name, kind) not in GROWS:
        assert found == stored
    else:
        told, known = (_DIGEST.sub("…", text).splitlines() for text in (found, stored))
        assert [line for line in difflib.ndiff(known, told) if line.startswith("- ")] == []


def _improvement(scenario: str, *expect: str) -> Improvement:
    proof = Proof(scenario=scenario, expect=expect)
    return Improvement(id="x", problem="p", action="a", category="immediate", proof=proof)


PEOPLE = Players("drill", ("Ana",), "Night shift")
NO_TEAM = Players("functional", ("Bo",))
DAY_SHIFT = Players("drill", ("Ana",), "Day shift")
REFERENCE = Players("regression", ("reference",))
RUNBOOK = Players("regression", ("storage-outage.md",))
OTHER_RUNBOOK = Players("regression", ("backup-failure.md",))


@pytest.mark.parametrize(
    ("reviewed", "later", "by", "proven"),
    [
        (PEOPLE, PEOPLE, None, True),
        (PEOPLE, NO_TEAM, None, True),
        (PEOPLE, DAY_SHIFT, None, False),
        (PEOPLE, REFERENCE, None, False),
        (PEOPLE, RUNBOOK, None, False),
        (PEOPLE, RUNBOOK, "regression", True),
        (PEOPLE, REFERENCE, "regression", False),
        (PEOPLE, NO_TEAM, "regression", False),
        (RUNBOOK, RUNBOOK, None, True),
        (RUNBOOK, OTHER_RUNBOOK, None, False),
        (RUNBOOK, REFERENCE, None, False),
        (RUNBOOK, PEOPLE, None, False),
        (RUNBOOK, PEOPLE, "people", True),
        (REFERENCE, REFERENCE, None, True),
    ],
)
def test_only_who_is_to_improve_can_prove_it(
    reviewed: Players, later: Players, by: str | None, *, proven: bool
) -> None:
    """A script proves nothing about people, nor people or another script about a runbook."""
    card = score(good_response().entries()).model_copy(
        update={"exercise_type": later.exercise_type, "participants": later.names}
    )
    proof = Proof.model_validate({"scenario": "story", "expect": ("TTR<=70m",), "by": by})
    wanted = _improvement("story", "TTR<=70m").model_copy(update={"proof": proof})
    record = Later("again", datetime(2026, 4, 3, tzinfo=UTC), card, later.team)
    found = proven_by(wanted, reviewed, [record])
    assert (found is not None) == proven
    assert status_of(wanted, found) == ("complete" if proven else "not started")


def test_a_later_record_proves_what_it_meets() -> None:
    """The first later one of the scenario that meets every condition; none else."""
    good, none = score(good_response().entries()), score(outage().entries())
    days = [datetime(2026, 4, day, tzinfo=UTC) for day in (1, 2, 3)]
    later = (
        Later("third", days[2], good),
        Later("first", days[0], none),
        Later("second", days[1], good),
    )
    us = later[0].players
    proven = proven_by(_improvement("story", "TTR<=70m", "adherence>=90"), us, later)
    assert proven is not None
    assert proven.name == "second"
    assert proven_by(_improvement("story", "TTR<=1m"), us, later) is None
    assert proven_by(_improvement("another", "TTR<=70m"), us, later) is None
    assert proven_by(_improvement("story", "TTR<=70m"), us, later[1:2]) is None
    bare = _improvement("story", "TTR<=70m").model_copy(update={"proof": None})
    assert proven_by(bare, us, later) is None
