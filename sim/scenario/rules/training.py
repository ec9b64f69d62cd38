"""The training calendar: what is practised how often, by whom."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import FileModel
from sim.scenario.names import Identifier, Role  # noqa: TC001 - pydantic reads it at run time

Every = Literal["month", "quarter", "half_year", "year"]


class Practice(FileModel):
    """One recurring exercise."""

    id: Identifier = Field(description="A name of its own.", examples=["quarterly-outage"])
    title: str = Field(min_length=1, max_length=80, description="What people call it.")
    every: Every = Field(description="How often.")
    scenarios: tuple[Identifier, ...] = Field(
        default=(), description="Which scenarios count; left out: any."
    )
    exercise: Literal["tabletop", "drill", "functional", "regression"] = Field(
        default="drill", description="The type of exercise that counts."
    )
    roles: tuple[Role, ...] = Field(default=(), description="Participants.")
