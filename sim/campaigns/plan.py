"""A campaign as an author writes it: which scenarios, seeds, responders and settings to cross.

The format of a plan's file, which the command line's options fill as well. Names only: what they
stand for is looked up by `resolve`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import HostName, Place  # noqa: TC001 - same
from sim.scenario.spelling import shown

MOST_SEEDS = 1_000_000
_RANGE = r"[0-9]{1,18}(?:-[0-9]{1,18})?"
SEEDS_PATTERN = rf"^{_RANGE}(?:, ?{_RANGE})*$"


def read_seeds(value: object) -> tuple[int, ...]:
    """Read `1-10`, `1-10,20,30-40`, or a list of numbers and such texts.

    Raises:
        ValueError: it is something else, runs backwards, lists a seed twice or too many.
    """
    parts = value if isinstance(value, list | tuple) else [value]
    found: list[int] = []
    for part in parts:
        if isinstance(part, int) and not isinstance(part, bool) and part >= 0:
            found.append(part)
            continue
        if not isinstance(part, str) or not re.fullmatch(SEEDS_PATTERN[1:-1], part):
            raise ValueError('must be seeds, such as "1-10", "1-10,20" or [1, 5, 9]')
        for one in part.split(","):
            first, _, last = one.strip().partition("-")
            low, high = int(first), int(last or first)
            if high < low:
                raise ValueError(f"{one.strip()!r} runs backwards: write the smaller seed first")
            if len(found) + high - low >= MOST_SEEDS:
                raise ValueError(f"more than {MOST_SEEDS:,} seeds")
            found.extend(range(low, high + 1))
    if len(set(found)) != len(found):
        raise ValueError("a seed is listed twice")
    if found and max(found) >= 2**63:
        raise ValueError("a seed is smaller than 2 to the power of 63")
    return tuple(found)


Seeds = Annotated[
    tuple[int, ...],
    BeforeValidator(read_seeds),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": SEEDS_PATTERN},
                {"type": "integer", "minimum": 0},
                {"type": "array", "minItems": 1, "items": {"type": ["integer", "string"]}},
            ],
            "examples": ["1-625"],
        }
    ),
]
"""Ranges and single seeds."""


def _several(value: object) -> object:
    """One value for a list of one; as a tuple, because a strict model takes no list for one."""
    if isinstance(value, list | tuple):
        return tuple(value)
    return (value,) if isinstance(value, str | int | float | dict) else value


def _different(values: tuple[Any, ...]) -> tuple[Any, ...]:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise ValueError(f"{shown(value)} is listed twice")
    return values


Names = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_several),
    AfterValidator(_different),
]
Setting = bool | int | float | str
Values = Annotated[
    tuple[Setting, ...],
    BeforeValidator(_several),
    AfterValidator(_different),
    Field(min_length=1),
]
Profile = Literal["automation", "expert", "on-call", "novice"]


class RespondsWith(FileModel):
    """Who responds."""

    use: str = Field(
        min_length=1,
        description="`reference`, `none`, `what-they-did`, `runbook` (the scenario's own), a "
        "runbook, a responder script, a record, or `git:REV:PATH`.",
        examples=["git:main:ops/storage.md"],
    )
    label: str = Field(
        default="", description="What the table calls it; what it is, when left out."
    )
    sections: tuple[str, ...] = Field(
        default=(), description="Headings of a runbook; all of it when left out."
    )

    hosts: dict[HostName, Place] = Field(
        default={}, description="Names in a runbook that are the worker: production or test."
    )

    @property
    def name(self) -> str:
        """What the table calls it."""
        return self.label or self.use


def _responders(value: object) -> object:
    given = _several(value)
    if not isinstance(given, tuple):
        return given
    return tuple({"use": one} if isinstance(one, str) else one for one in given)


def _apart(values: tuple[RespondsWith, ...]) -> tuple[RespondsWith, ...]:
    names = [one.name for one in values]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"two responders are called {twice!r}: give one a label of its own")
    return values


class CampaignPlan(FileModel):
    """A campaign: every scenario with every seed, responder, policy, profile and setting."""

    format: Literal[1] = Field(description="The version of this format.")
    scenarios: Names = Field(
        default=("all",),
        description="Names or files; `all`: the shipped exercises, `relived`: the re-enacted ones.",
        examples=[["complete-r2-outage", "queue-overflow"]],
    )
    seeds: Seeds = Field(default=(1,), description="The random seeds.")
    responders: Annotated[
        tuple[RespondsWith, ...], BeforeValidator(_responders), AfterValidator(_apart)
    ] = Field(
        default=(RespondsWith(use="reference"),),
        min_length=1,
        description="The responders: names, or mappings with `use`, `label` and `sections`.",
    )
    policies: Names = Field(
        default=(), description="Policies; the one each scenario names when left out."
    )
    profiles: Annotated[
        tuple[Profile, ...], BeforeValidator(_several), AfterValidator(_different)
    ] = Field(default=("automation",), min_length=1, description="How fast a runbook is worked.")
    pauses: Seeds = Field(
        default=(0,),
        description="Random variations of the operator's pauses: 0 is what `run` uses, each "
        "other number simulates a different person in the same incident.",
    )
    set: dict[str, Values] = Field(
        default={},
        description="Fields of the scenario, by their path, with the values to try.",
        examples=[{"worker.breaker.failure_threshold": [3, 5, 20]}],
    )
    take: Literal["drawn", "median"] = Field(
        default="drawn", description="Published durations: drawn for each seed, or their median."
    )
    within: Duration | None = Field(
        default=None, description="Shorten every vendor's repair to fit into this time."
    )
