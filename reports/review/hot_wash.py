"""The hot wash as frozen values: what everybody wrote down after EndEx, and how it is folded.

One line is one thing that somebody wrote. Lines are only added; one that is taken back is named by
a later line. Knows neither the file (`sim.records.hot_wash`) nor who may write what.
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003 - pydantic reads it at run time
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - pydantic reads it at run time
from typing import Annotated, Literal, assert_never

from pydantic import Field, TypeAdapter, field_validator

from scoring.model import Rating  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.base import FileModel

QUESTIONS: dict[str, str] = {
    "realistic": "The exercise was realistic enough to learn from.",
    "role": "I knew what was expected of me in my role.",
    "difficulty": "The difficulty was right for me.",
    "learned": "I learned something that I will use in a real incident.",
    "prepared": "I feel better prepared for a real incident than before.",
}
"""The feedback form: every question by its id, each answered on `SCALE`. Said here alone."""
SCALE: dict[int, str] = {
    1: "strongly disagree",
    2: "disagree",
    3: "neither",
    4: "agree",
    5: "strongly agree",
}
OPEN_QUESTION = "What should the next exercise change?"
MOST_TEXT = 2_000
MOST_LINES = 2_000
"""Of one hot wash: two hundred people write ten each."""


class _Line(FileModel):
    """What every line says: who wrote it."""

    by: str = Field(max_length=60, description="The writer's name.")
    role: str = Field(default="", max_length=60, description="The writer's seat.")


class WentWell(_Line):
    """Something that went well."""

    kind: Literal["well"] = "well"
    text: str = Field(min_length=1, max_length=MOST_TEXT)


class ToImprove(_Line):
    """Something to improve."""

    kind: Literal["improve"] = "improve"
    text: str = Field(min_length=1, max_length=MOST_TEXT)


class AgreedAction(_Line):
    """An action, for the improvement plan."""

    kind: Literal["action"] = "action"
    text: str = Field(min_length=1, max_length=MOST_TEXT)
    owner: str = Field(min_length=1, max_length=200)
    due: date


class RatedThen(_Line):
    """An evaluator's rating of an objective; the last one counts."""

    kind: Literal["rating"] = "rating"
    objective: str = Field(max_length=63)
    rating: Rating
    text: str = Field(default="", max_length=MOST_TEXT, description="Why.")


class NotedThen(_Line):
    """A note of the facilitator or an evaluator."""

    kind: Literal["note"] = "note"
    objective: str = Field(default="", max_length=63)
    text: str = Field(min_length=1, max_length=MOST_TEXT)


class Feedback(FileModel):
    """One participant's feedback; without a name, and the last one of a participant counts.

    Attributes:
        person: tells one participant from the next; says nothing about who it was.
        answers: 1 to 5 by the question's id.
    """

    kind: Literal["feedback"] = "feedback"
    person: str = Field(pattern="^[0-9a-f]{12}$")
    answers: dict[str, Annotated[int, Field(ge=1, le=5)]]
    text: str = Field(default="", max_length=MOST_TEXT)

    @field_validator("answers")
    @classmethod
    def _are_answers(cls, answers: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(set(answers) - set(QUESTIONS)):
            raise ValueError(f"the form has no question {unknown[0]}")
        return answers


class TakenBack(_Line):
    """A line is taken back, by whoever wrote it or by the facilitator."""

    kind: Literal["taken-back"] = "taken-back"
    line: int = Field(ge=1, description="Its number: the first line after the file's head is 1.")


WashLine = WentWell | ToImprove | AgreedAction | RatedThen | NotedThen | Feedback | TakenBack
"""Anything that can be written down."""
WASH_LINE: TypeAdapter[WashLine] = TypeAdapter(Annotated[WashLine, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class HotWash:
    """A hot wash as it stands; every list by the line's number, in the order of writing.

    Attributes:
        count: how many lines were written, those taken back included.
        ratings: the last of each objective, by the objective.
        feedback: the last of each participant.
    """

    count: int = 0
    well: dict[int, WentWell] = field(default_factory=dict)
    improve: dict[int, ToImprove] = field(default_factory=dict)
    actions: dict[int, AgreedAction] = field(default_factory=dict)
    ratings: dict[str, tuple[int, RatedThen]] = field(default_factory=dict)
    notes: dict[int, NotedThen] = field(default_factory=dict)
    feedback: tuple[Feedback, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was written down."""
        lists = (self.well, self.improve, self.actions, self.ratings, self.notes, self.feedback)
        return any(lists)


def folded(lines: Sequence[WashLine]) -> HotWash:
    """What stands after these lines."""
    gone = {line.line for line in lines if isinstance(line, TakenBack)}
    made = HotWash(count=len(lines))
    feedback: dict[str, Feedback] = {}
    for number, line in enumerate(lines, 1):
        if number in gone:
            continue
        match line:
            case WentWell():
                made.well[number] = line
            case ToImprove():
                made.improve[number] = line
            case AgreedAction():
                made.actions[number] = line
            case RatedThen():
                made.ratings[line.objective] = (number, line)
            case NotedThen():
                made.notes[number] = line
            case Feedback():
                feedback[line.person] = line
            case TakenBack():
                pass
            case _:
                assert_never(line)
    return HotWash(
        count=made.count,
        well=made.well,
        improve=made.improve,
        actions=made.actions,
        ratings=made.ratings,
        notes=made.notes,
        feedback=tuple(feedback.values()),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question of the feedback form was answered.

    Attributes:
        question: its id.
        counts: how many gave each answer, 1 to 5 in this order.
    """

    question: str
    counts: tuple[int, ...]

    @property
    def given(self) -> int:
        """How many answered it."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean answer, 1 to 5; None when nobody gave one."""
        if not self.given:
            return None
        return sum(value * count for value, count in enumerate(self.counts, 1)) / self.given


def answered(feedback: Sequence[Feedback]) -> tuple[Tally, ...]:
    """Every question of the form, in its order, with its answers."""
    return tuple(
        Tally(
            name, tuple(sum(one.answers.get(name) == value for one in feedback) for value in SCALE)
        )
        for name in QUESTIONS
    )
