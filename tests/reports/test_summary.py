"""The first page: sentences that say what the sections below show, and a PDF that stays short."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reports.after_action import after_action
from reports.document import Bullets, Figure, Prose, Timeline, TimelineRow
from reports.forms.pdf import MOST_ROWS, for_paper
from reports.material import material
from reports.review.model import Improvement, Review
from reports.review.proven import Later, outage_ms
from reports.row import LogRow
from reports.sections.summary import summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.document import ReportSection
    from scoring.model import Scorecard
    from sim.journal.encoding import Entry


def sentences(section: ReportSection) -> list[str]:
    """The paragraphs."""
    return [one.text for one in section.blocks if isinstance(one, Prose)]


def test_it_says_what_the_card_says(worked: Sequence[Entry], worked_card: Scorecard) -> None:
    """Failed operations, times, what was due, and that nothing compares yet; one picture."""
    page = summary(material(worked_card, worked))
    happened, times, policy, last = sentences(page)
    impact = worked_card.impact
    assert f"{impact.failed:,} of {impact.requests:,} user operations failed" in happened
    assert times.startswith(
        "Counted from the first impact on users, the incident was detected after 1.8 min"
    )
    due = [one.verdict for one in worked_card.obligations if one.kind == "notice"]
    assert f"{due.count('met')} of {len(due)} required message" in policy
    assert last == "There is no earlier exercise of this scenario by people to compare with."
    assert sum(isinstance(one, Figure) for one in page.blocks) == 1


def test_what_never_came_is_said(ignored: Sequence[Entry], ignored_card: Scorecard) -> None:
    times = sentences(summary(material(ignored_card, ignored)))[1]
    assert "never detected" in times
    assert "not everything was back to normal by the end" in times


def test_the_last_exercise_stands_beside_it(
    worked: Sequence[Entry], worked_card: Scorecard
) -> None:
    """Both figures, and which record it was."""
    then = worked_card.model_copy(update={"total": 12.5})
    last = Later("spring", datetime(2026, 3, 1, tzinfo=UTC), then)
    line = sentences(summary(material(worked_card, worked, last=last)))[3]
    assert line.startswith("Last time (spring, 2026-03-01): ")
    assert worked_card.total is not None
    assert f"total 12 then, {worked_card.total:.0f} now" in line
    assert "outages" not in line


def test_nights_of_different_length_are_said_to_be_so(
    worked: Sequence[Entry], worked_card: Scorecard
) -> None:
    """A longer outage is no slower response; a length that is not known is not compared."""
    mine = outage_ms(worked)
    assert mine is not None
    for then, said in ((mine + 660_000, True), (mine + 30_000, False), (None, False)):
        last = Later("spring", datetime(2026, 3, 1, tzinfo=UTC), worked_card, outage_ms=then)
        line = sentences(summary(material(worked_card, worked, last=last)))[3]
        assert ("The outages, which nobody there could end, differed in length" in line) == said


def test_people_and_scripts_are_not_then_and_now(
    worked: Sequence[Entry], worked_card: Scorecard
) -> None:
    """Nor are two scripts; one script's earlier run is."""

    def played(kind: str, *names: str) -> Scorecard:
        return worked_card.model_copy(update={"exercise_type": kind, "participants": names})

    day = datetime(2026, 3, 1, tzinfo=UTC)
    script, people = played("regression", "reference"), played("drill", "Ana")
    book = played("regression", "storage-outage.md")
    for now, then, compared in (
        (people, script, False),
        (script, people, False),
        (book, script, False),
        (book, book, True),
        (people, played("functional", "Bo"), True),
    ):
        line = sentences(summary(material(now, worked, last=Later("mine", day, then))))[3]
        assert (" then, " in line) == compared, (now.participants, then.participants)


def test_another_teams_exercise_is_not_the_last_time(
    worked: Sequence[Entry], worked_card: Scorecard
) -> None:
    """Whoever shares nobody with this team is named as the player."""
    day = datetime(2026, 3, 1, tzinfo=UTC)
    others = worked_card.model_copy(update={"participants": ("Bo",)})
    for last in (
        Later("mine", day, others),
        Later("mine", day, worked_card, "night shift"),
    ):
        line = sentences(summary(material(worked_card, worked, last=last)))[3]
        assert line.startswith("Previous record of this scenario in this directory (mine, "), last


def test_two_that_did_not_recover_compare_in_words(
    ignored: Sequence[Entry], ignored_card: Scorecard
) -> None:
    """Two lower bounds say nothing beside each other."""
    last = Later("mine", datetime(2026, 3, 1, tzinfo=UTC), ignored_card)
    line = sentences(summary(material(ignored_card, ignored, last=last)))[3]
    assert "not recovered either time" in line
    assert "> " not in line


def test_the_most_urgent_three_come_first(worked: Sequence[Entry], worked_card: Scorecard) -> None:
    """Immediate before long-term; what is complete is not to be changed."""

    def plan(name: str, category: str, status: str = "not started") -> Improvement:
        return Improvement.model_validate(
            {"id": name, "problem": f"P {name}", "action": f"A {name}", "category": category,
             "status": status, "owner": "Ann"}
        )  # fmt: skip

    plans = (
        plan("a", "long-term"),
        plan("b", "short-term"),
        plan("c", "immediate"),
        plan("d", "immediate", "complete"),
        plan("e", "short-term"),
    )
    review = Review.model_validate({"format": 1, "improvements": [p.model_dump() for p in plans]})
    page = summary(material(worked_card, worked, review=review))
    (bullets,) = (one for one in page.blocks if isinstance(one, Bullets))
    assert [re.sub(r"\..*", "", line) for line in bullets.items] == ["A c", "A b", "A e"]


def test_what_is_looked_up_comes_last(worked: Sequence[Entry], worked_card: Scorecard) -> None:
    """Annexes after everything that is read; the first section is the summary."""
    report = after_action(material(worked_card, worked))
    flags = [one.annex for one in report.sections]
    assert flags == sorted(flags)
    assert report.sections[0].anchor == "summary"
    assert {"timeline", "criteria"} <= {one.anchor for one in report.sections if one.annex}


def test_a_flood_is_folded_on_paper(worked: Sequence[Entry], worked_card: Scorecard) -> None:
    """Looks go first, then the end; what is left out is counted, and nothing else is touched."""
    report = after_action(material(worked_card, worked))

    def row(number: int, code: str) -> TimelineRow:
        return TimelineRow("0:00", "14:00:00", str(number), LogRow((number,), 0, "a", "b", "action",
                           code=code))  # fmt: skip

    rows = tuple(row(n, "GET /x" if n % 2 else "POST /x") for n in range(2 * MOST_ROWS + 20))
    flood = replace(report.sections[-1], blocks=(Timeline(rows),))
    paper = for_paper(replace(report, sections=(*report.sections[:-1], flood)))
    timeline, said = paper.sections[-1].blocks
    assert isinstance(timeline, Timeline)
    assert isinstance(said, Prose)
    assert len(timeline.rows) == MOST_ROWS
    assert not [one for one in timeline.rows if one.row.code.startswith("GET")]
    assert f"{MOST_ROWS + 10:,} commands that only read, and 10 later rows" in said.text
    assert paper.sections[:-1] == report.sections[:-1]
