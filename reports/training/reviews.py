"""The regular review of trends as a document: weekly, monthly, quarterly and annual.

Each looks back over its own period and ahead to the next review. What it asks of the people who
meet is a short agenda; what they need for it is on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from reports.attempt import sections
from reports.document import Bullets, Pairs, Prose, Report, ReportSection
from reports.training import tables
from reports.training.calendar import after_months
from reports.training.changes import changes
from reports.training.document import (
    advice_section,
    calendar_section,
    changes_section,
    figures_section,
    title,
)
from reports.training.figures import mean_time_words, resolved_words
from reports.training.names import shown
from reports.training.records import by_edition
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from reports.actions.model import PlannedAction
    from reports.training.material import Training

Rhythm = Literal["weekly", "monthly", "quarterly", "annual"]
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
_MONTHS: dict[Rhythm, int] = {"monthly": 1, "quarterly": 3, "annual": 12}
_AGENDA: dict[Rhythm, tuple[str, ...]] = {
    "weekly": (
        "Go through each exercise of the week: what was noticed late, what was said late.",
        "Decide on every overdue action: do it, give it a new date, or drop it, with the reason.",
    ),
    "monthly": (
        "Look for what comes back: the same weak spot in several exercises is not chance.",
        "Go through the procedures that were used, and note what could not be followed.",
        "Plan the practices that are due before the next review.",
    ),
    "quarterly": (
        "Change the procedures by what was learned; say who changes which, and by when.",
        "Play one exercise again after each change, to see that it helped.",
        "Check that what changed is a change, and not chance.",
    ),
    "annual": (
        "Take the whole process apart: roles, escalation matrix, channels, templates, tools.",
        "Compare the calendar with what was played, and change the policy where nobody kept it.",
        "Set the aims for next year, each with the figure that will show it.",
    ),
}
_BACK: dict[Rhythm, str] = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "three months",
    "annual": "year",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review looks at.

    Attributes:
        made: everything up to its last day.
        rhythm: which review.
        since, until: the first and the last day of its period.
        following: the day of the next one.
        now, before: the records of people in this period and in the one before it.
    """

    made: Training
    rhythm: Rhythm
    since: date
    until: date
    following: date
    now: pd.DataFrame
    before: pd.DataFrame


def _back(day: date, rhythm: Rhythm, times: int) -> date:
    """The day so many periods earlier, or later when negative."""
    if rhythm == "weekly":
        return day - timedelta(days=7 * times)
    return after_months(day, -times * _MONTHS[rhythm])


def reviewed(made: Training, rhythm: Rhythm) -> Reviewed:
    """The period that ends on the report's day, and the one before it."""
    records, until = made.records, made.today
    start, earlier = _back(until, rhythm, 1), _back(until, rhythm, 2)
    upto = records[records["day"] <= until] if not records.empty else records
    now = upto[upto["day"] > start] if not upto.empty else upto
    before = upto[(upto["day"] > earlier) & (upto["day"] <= start)] if not upto.empty else upto
    return Reviewed(
        made=replace(made, records=upto, changes=() if upto.empty else changes(upto)),
        rhythm=rhythm,
        since=start + timedelta(days=1),
        until=until,
        following=_back(until, rhythm, -1),
        now=now,
        before=before,
    )


def _lead(review: Reviewed) -> str:
    made, now = review.made, review.now
    played = (
        f"{some(len(now), 'exercise')} in the last {_BACK[review.rhythm]}, "
        f"{resolved_words(now)} resolved"
        if not now.empty
        else f"No exercise with people in the last {_BACK[review.rhythm]}"
    )
    due = len(_due(review))
    actions = len(_soon(review))
    return (
        f"{played}. Due until the next review on {review.following.isoformat()}: "
        f"{some(due, 'practice')}, {some(actions, 'improvement action')}, "
        f"{len(made.overdue)} of them overdue."
    )


def _due(review: Reviewed) -> list[str]:
    return [
        f"{one.practice.title}: {one.standing}, due on {one.on.isoformat()}."
        for one in review.made.due
        if one.on <= review.following
    ]


def _soon(review: Reviewed) -> tuple[PlannedAction, ...]:
    return tuple(
        one
        for one in review.made.actions
        if one.improvement.due is not None and one.improvement.due <= review.following
    )


def _what_is_due(review: Reviewed) -> ReportSection:
    due = _due(review)
    until = review.following.isoformat()
    practices = Bullets(tuple(due)) if due else Prose(f"No practice is due until {until}.")
    found = _soon(review)
    blocks = (practices, tables.actions(found, review.until))
    return ReportSection("due", f"Due until {until}", blocks, "Due")


def _agenda(review: Reviewed) -> ReportSection:
    return ReportSection("agenda", "Agenda", (Bullets(_AGENDA[review.rhythm]),))


def _compared(now: pd.DataFrame, before: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Figures of this period, with those of the one before in brackets."""

    def beside(told: str, earlier: str) -> str:
        return told if before.empty else f"{told} (before: {earlier})"

    yield "Exercises", beside(str(len(now)), str(len(before)))
    yield "Resolved", beside(resolved_words(now), resolved_words(before))
    for name, measure in (("MTTD", "TTD"), ("MTTR", "TTR")):
        yield name, beside(mean_time_words(now, measure), mean_time_words(before, measure))
    for name, column in (
        ("Bad minutes, mean", "bad_minutes"),
        ("Timeliness", "timeliness"),
        ("Clarity", "clarity"),
    ):
        yield name, beside(_mean(now, column), _mean(before, column))
    yield "Complaints", beside(_sum(now, "complaints"), _sum(before, "complaints"))


def _mean(records: pd.DataFrame, column: str) -> str:
    values = records[column].dropna()
    return "not scored" if values.empty else f"{float(values.mean()):.0f}"


def _sum(records: pd.DataFrame, column: str) -> str:
    values = records[column].dropna()
    return "not counted" if values.empty else f"{int(values.sum()):,}"


def _period(review: Reviewed) -> ReportSection:
    name = f"{review.since.isoformat()} to {review.until.isoformat()}"
    if review.now.empty:
        told = Prose("Nothing was played in this period, so there is nothing to look back on.")
        return ReportSection("period", name, (told,), "Period")
    blocks = (
        Pairs(tuple(_compared(review.now, review.before))),
        Prose(
            "Periods differ in what was played: such figures are a reason to look, no proof.",
            "soft",
        ),
        tables.groups("Scenarios", "Scenario", by_edition(review.now), interval=False),
        tables.every_record(review.now),
    )
    return ReportSection("period", name, blocks, "Period")


def _trends(review: Reviewed) -> Sequence[ReportSection]:
    """A week shows no trend; a month asks what to practise, and longer ones what changed."""
    made = review.made
    if made.records.empty or review.rhythm == "weekly":
        return ()
    if review.rhythm == "monthly":
        return (advice_section(made), figures_section(made))
    return (
        changes_section(made),
        figures_section(made),
        advice_section(made),
        calendar_section(made),
    )


def review_document(made: Training, rhythm: Rhythm) -> Report:
    """The review of the period that ends on the report's day."""
    review = reviewed(made, rhythm)
    return Report(
        kind=f"{rhythm.capitalize()} review",
        title=shown(f"{title(made.selection)}, {review.until.isoformat()}", 80),
        lead=_lead(review),
        opening=(),
        sections=sections(review, _what_is_due, _agenda, _period, _trends),
    )
