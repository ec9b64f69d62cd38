"""The moves of a tabletop as frozen data: where the discussion stands, and what it is asked.

What an author writes, in the scenario's own file or in one of the same name under `moves/`. The
moves of a scenario that has neither are derived in `sim.scenario.agenda`.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import MINUTE, Duration
from sim.scenario.names import Identifier

TIME_BOX = 15 * MINUTE
"""How long a move is discussed when nothing else is said, ms."""

_UNNAMED = "q"


class Question(FileModel):
    """Something the players of a tabletop have to answer."""

    id: Identifier = Field(
        default=_UNNAMED,
        description="A name of its own within the move; `q1`, `q2` and so on when left out.",
        examples=["severity"],
    )
    text: str = Field(
        min_length=1,
        max_length=500,
        description="The question.",
        examples=["What severity is this, and why?"],
    )
    asks: str = Field(
        default="",
        max_length=2_000,
        description="What good answers contain; facilitators only.",
        examples=["Severity 1: every download fails."],
    )

    @property
    def about_severity(self) -> bool:
        """Whether it asks for a severity: its form has the choice beside the answer."""
        return "severity" in self.id or "severity" in self.text.lower()


def _numbered(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """The questions, each with a name: those without one have their number."""
    return tuple(
        one.model_copy(update={"id": f"{_UNNAMED}{number}"}) if one.id == _UNNAMED else one
        for number, one in enumerate(questions, start=1)
    )


class Move(FileModel):
    """One stretch of a tabletop: the time it moves on to, and what is discussed there."""

    id: Identifier = Field(description="A name of its own.", examples=["first-signs"])
    title: str = Field(
        min_length=1, max_length=80, description="What people call it.", examples=["First signs"]
    )
    at: Duration = Field(
        ge=0,
        description="The simulated time that the discussion moves on to, from StartEx; what comes "
        "up to then has come.",
        examples=["18m"],
    )
    time_box: Duration = Field(
        default=TIME_BOX, ge=0, description="Time for the discussion; 0s for no limit."
    )
    situation: str = Field(
        default="", max_length=2_000, description="What players read as it begins."
    )
    questions: Annotated[tuple[Question, ...], AfterValidator(_numbered)] = Field(
        min_length=1,
        description="What players have to answer.",
        examples=[[{"text": "What severity is this, and why?"}]],
    )

    @model_validator(mode="after")
    def _no_question_twice(self) -> Self:
        seen: set[str] = set()
        for index, question in enumerate(self.questions):
            if question.id in seen:
                raise ValueError(f"questions[{index}].id: {question.id!r} is used twice")
            seen.add(question.id)
        return self


def check_order(moves: Sequence[Move]) -> None:
    """See that moves follow one another and that none has another's name.

    Raises:
        ValueError: they do not; names the field.
    """
    before, seen = 0, set[str]()
    for index, move in enumerate(moves):
        if move.id in seen:
            raise ValueError(f"moves[{index}].id: {move.id!r} is used twice")
        if move.at < before:
            raise ValueError(f"moves[{index}].at: comes before the move above it")
        before = move.at
        seen.add(move.id)


class MovesFile(FileModel):
    """What a tabletop of a scenario discusses, in a file of its own.

    A drill or a run of the scenario does not read it: its words can change without making
    another edition of the exercise.
    """

    format: Literal[1] = Field(description="The version of this format.")
    scenario: Identifier = Field(
        description="The scenario that is discussed: the file's name.",
        examples=["partial-degradation"],
    )
    moves: tuple[Move, ...] = Field(
        min_length=1,
        description="What is discussed, in order of time.",
        examples=[
            [
                {
                    "id": "first-signs",
                    "title": "First signs",
                    "at": "18m",
                    "questions": [{"text": "What severity is this?"}],
                }
            ]
        ],
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.moves)
        return self
