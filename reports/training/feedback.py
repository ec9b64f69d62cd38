"""What participants and simulated customers said of the exercises, over the quarters; words first.

Participants answer a form after EndEx, without a name. Customers are simulated: their complaints
are counted from the exercise. Opinions are repeated here and not tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.document import Prose, ReportSection, Table, columns, words
from reports.review.hot_wash import OPEN_QUESTION, QUESTIONS, SCALE, answered
from reports.training.figures import NONE, of
from reports.training.names import shown
from reports.training.records import by_quarter
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from reports.document import Block
    from reports.review.hot_wash import Tally
    from reports.training.material import Given, Training

MOST_WISHES = 6
_MOST_WORDS = 300
_NEUTRAL = len(SCALE) // 2


@dataclass(frozen=True, slots=True)
class QuarterFeedback:
    """What was said of the exercises of one quarter.

    Attributes:
        quarter: `2026 Q1`.
        exercises: how many were played; `asked` of them have feedback.
        people: how many participants gave feedback.
        tallies: their answers, question by question.
        wishes: what the next exercise should change, newest first.
        complaints: of simulated customers, all exercises together; None when none counted them.
        counted: exercises whose complaints were counted.
    """

    quarter: str
    exercises: int
    asked: int
    people: int
    tallies: tuple[Tally, ...]
    wishes: tuple[str, ...]
    complaints: int | None
    counted: int

    @property
    def answers(self) -> int:
        """All answers to all questions."""
        return sum(one.given for one in self.tallies)


def agreeing(tally: Tally) -> int:
    """How many agreed, strongly or not."""
    return sum(tally.counts[_NEUTRAL + 1 :])


def disagreeing(tally: Tally) -> int:
    """How many disagreed, strongly or not."""
    return sum(tally.counts[:_NEUTRAL])


def quarter_by_quarter(records: pd.DataFrame, given: Given) -> tuple[QuarterFeedback, ...]:
    """The quarters in which anything was played, oldest first."""
    return tuple(_quarter(quarter, now, given) for quarter, now in by_quarter(records))


def _quarter(quarter: str, now: pd.DataFrame, given: Given) -> QuarterFeedback:
    mine = [given[name] for name in now["record"] if given.get(name)]
    said = [one for several in mine for one in several]
    wishes = [one.text for several in reversed(mine) for one in several if one.text.strip()]
    complaints = now["complaints"].dropna()
    return QuarterFeedback(
        quarter=quarter,
        exercises=len(now),
        asked=len(mine),
        people=len(said),
        tallies=answered(said),
        wishes=tuple(wishes),
        complaints=None if complaints.empty else int(complaints.sum()),
        counted=len(complaints),
    )


def told(quarters: Sequence[QuarterFeedback]) -> str:
    """What participants said, in a few sentences: the newest quarter that has feedback."""
    with_any = [one for one in quarters if one.people]
    if not with_any:
        return (
            "Participants: no feedback yet. The form opens in everybody's browser after EndEx of a "
            "hosted session."
        )
    now = with_any[-1]
    asked = [one for one in now.tallies if one.given]
    who = some(now.people, "participant")
    sentences = [f"Participants: {who} of {some(now.asked, 'exercise')} answered in {now.quarter}."]
    if asked:
        best = max(asked, key=lambda one: agreeing(one) / one.given)
        worst = max(asked, key=lambda one: disagreeing(one) / one.given)
        if agreeing(best):
            sentences.append(f"{of(agreeing(best), best.given)} agree: “{_asked(best)}”")
        if disagreeing(worst):
            sentences.append(f"{of(disagreeing(worst), worst.given)} disagree: “{_asked(worst)}”")
    if len(with_any) > 1:
        before = with_any[-2]
        sentences.append(
            f"Of all answers {_share(now)} agree, after {_share(before)} in {before.quarter}."
        )
    return " ".join(sentences)


def _asked(tally: Tally) -> str:
    return QUESTIONS[tally.question]


def _share(one: QuarterFeedback) -> str:
    return of(sum(map(agreeing, one.tallies)), one.answers)


def complained(quarters: Sequence[QuarterFeedback]) -> str:
    """How much simulated customers complained, in one or two sentences."""
    counted = [one for one in quarters if one.complaints is not None]
    if not counted:
        return "Customers: complaints were not counted in these exercises."
    now = counted[-1]
    sentences = f"Customers, simulated: {_complaints(now)} in {now.quarter}"
    if len(counted) > 1:
        before = counted[-2]
        sentences += f", after {_complaints(before)} in {before.quarter}"
    return (
        f"{sentences}. Different scenarios make different numbers of them: compare quarters only "
        "where the same was played."
    )


def _complaints(one: QuarterFeedback) -> str:
    many = one.complaints or 0
    each = f"{many / one.counted:,.0f} an exercise"
    return f"{some(many, 'complaint')} ({each})"


def section(made: Training) -> tuple[ReportSection, ...]:
    """The section of a report; a person's own page has none: feedback has no names."""
    if made.selection.person is not None:
        return ()
    quarters = quarter_by_quarter(made.records, made.feedback)
    blocks: list[Block] = [Prose(told(quarters)), Prose(complained(quarters)), _table(quarters)]
    if wishes := _wishes(quarters):
        blocks.append(wishes)
    return (ReportSection("feedback", "Feedback", tuple(blocks)),)


def _table(quarters: Sequence[QuarterFeedback]) -> Table:
    rows = tuple(
        (
            words(one.quarter, "strong"),
            words(str(one.exercises), "note"),
            words(str(one.people) if one.people else NONE, "note"),
            words(of(sum(map(agreeing, one.tallies)), one.answers), "note"),
            words(of(sum(map(disagreeing, one.tallies)), one.answers), "note"),
            words("not counted" if one.complaints is None else f"{one.complaints:,}", "note"),
        )
        for one in quarters
    )
    heads = columns(
        "Quarter", "#Exercises", "#Participants", "#Answers that agree", "#That disagree",
        "#Complaints",
    )  # fmt: skip
    return Table("Feedback by quarter", heads, rows)


def _wishes(quarters: Sequence[QuarterFeedback]) -> Table | None:
    """The newest answers to the open question."""
    found = [(one.quarter, wish) for one in reversed(quarters) for wish in one.wishes]
    if not found:
        return None
    rows = tuple(
        (words(quarter, "soft"), words(shown(" ".join(wish.split()), _MOST_WORDS)))
        for quarter, wish in found[:MOST_WISHES]
    )
    return Table(OPEN_QUESTION, columns("Quarter", "In a participant's words"), rows)
