"""The release history of a scenario: what went out before StartEx, harmless or not.

Players read it with `GET /api/releases`; which release broke something is ground truth and stands
with the fault.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration
from sim.scenario.names import Identifier

Environment = Literal["production", "default"]
"""Where a release goes: what users reach, or what a tool takes when nobody says where."""


class Release(FileModel):
    """One release in the history."""

    id: Identifier = Field(description="A name of its own.", examples=["rotate-key"])
    before: Duration = Field(ge=0, description="How long before StartEx.", examples=["35m"])
    what: str = Field(
        min_length=1,
        max_length=200,
        description="What it says of itself.",
        examples=["New access key for the bucket"],
    )
    by: str = Field(default="deploy bot", min_length=1, max_length=80, description="Whose it is.")
    environment: Environment = Field(default="production", description="Where it went.")
