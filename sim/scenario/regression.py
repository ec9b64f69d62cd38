"""Runbook regressions as data: which runbook must bring which scenarios back, under which seeds.

The format of `*.regressions.yaml`. Knows nothing of how a runbook is executed or a record scored.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sim.scenario.base import FileModel
from sim.scenario.names import HostName, Identifier, Place  # noqa: TC001 - pydantic reads it at run time

SUFFIX = ".regressions.yaml"
"""What the name of a file with regressions ends in."""

MOST_SEEDS = 1_000
SEEDS_PATTERN = r"^[0-9]{1,9}(-[0-9]{1,9})?$"


def _seeds(value: object) -> object:
    """Read `1-10` as the seeds from 1 to 10."""
    if isinstance(value, str) and re.fullmatch(SEEDS_PATTERN, value):
        first, _, last = value.partition("-")
        low, high = int(first), int(last or first)
        if high < low:
            raise ValueError(f"{value!r} runs backwards: write the smaller seed first")
        if high - low >= MOST_SEEDS:
            raise ValueError(f"more than {MOST_SEEDS} seeds in {value!r}")
        return tuple(range(low, high + 1))
    if isinstance(value, list | tuple):
        return tuple(value)
    raise ValueError('must be seeds, such as "1-10" or [1, 5, 9]')


def _different(seeds: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(seeds)) != len(seeds):
        raise ValueError("a seed is listed twice")
    return seeds


Seeds = Annotated[
    tuple[Annotated[int, Field(ge=0, lt=2**63)], ...],
    BeforeValidator(_seeds),
    AfterValidator(_different),
    Field(min_length=1, max_length=MOST_SEEDS),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": SEEDS_PATTERN},
                {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1},
            ],
            "examples": ["1-10"],
        }
    ),
]
"""A range, `1-10`, or a list of seeds."""


class Regression(FileModel):
    """One runbook checked against some scenarios: each with each seed is a test."""

    id: Identifier = Field(description="A name of its own.", examples=["storage-outage"])
    runbook: str = Field(
        min_length=1,
        description="The Markdown file, from this file's folder.",
        examples=["../runbooks/storage-outage.md"],
    )
    sections: tuple[str, ...] = Field(
        default=(), description="Headings of the runbook; all of it when left out."
    )
    hosts: dict[HostName, Place] = Field(
        default={},
        description="Names in the runbook that are the worker, beside those that it declares.",
        examples=[{"ops.example.net": "production"}],
    )
    scenarios: tuple[str, ...] = Field(
        min_length=1,
        description="Names of shipped scenarios, or files from this file's folder.",
        examples=[["complete-r2-outage"]],
    )
    seeds: Seeds = Field(default=(1,), description="The weathers.", examples=["1-10"])
    profile: Literal["automation", "expert", "on-call", "novice"] = Field(
        default="automation", description="How fast somebody works it."
    )
    margin: float = Field(
        default=10,
        ge=0,
        lt=1_000,
        description="By how many percent it may take longer to recover than it did at the revision "
        "that `tabletop test --against` names.",
    )
    complete: bool = Field(
        default=False,
        description="Whether every block must be reached and end with exit code 0, too.",
    )
    expect: tuple[str, ...] = Field(
        min_length=1,
        description="What must hold for each: as `tabletop run --expect`.",
        examples=[["TTR<=70m", "adherence>=90", "harm==0"]],
    )


class RegressionFile(FileModel):
    """A file of regressions."""

    format: Literal[1] = Field(description="The version of this format.")
    regressions: tuple[Regression, ...] = Field(min_length=1, description="What is held to what.")
