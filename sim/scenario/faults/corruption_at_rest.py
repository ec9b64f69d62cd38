"""Files that lie in the bucket are damaged."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import HOUR, Duration
from sim.scenario.faults.base import CONCERN_MEANS, Concern, FaultBase
from sim.scenario.faults.conditions import CALM, PREFIXES, Conditions
from sim.scenario.faults.damage import Damage
from sim.scenario.faults.r2_partial import Prefix
from sim.scenario.names import Service


class CorruptionAtRest(FaultBase):
    """A share of the stored files is damaged, at once or bit by bit; its end mends none of them."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = False
    effect: Literal["corruption_at_rest"] = Field(description="What breaks.")
    percent: float = Field(
        gt=0, le=100, description="Share of the files that are damaged.", examples=[0.6]
    )
    prefixes: tuple[Prefix, ...] = Field(
        default=(),
        max_length=16,
        description="Only files whose key begins with one of these hex digits.",
        examples=[["a"]],
    )
    silent: bool = Field(
        default=True,
        description="Nobody notices when such a file is read; only an integrity scan does.",
    )
    over: Duration = Field(
        default=0, ge=0, le=24 * HOUR, description="Time in which it spreads; 0s: all at once."
    )
    concern: Concern = Field(default="data", description=CONCERN_MEANS)

    def conditions(self) -> Conditions:
        """Calls behave as ever: what is wrong lies in the files."""
        return CALM

    def damage(self) -> Damage:
        """What it does to what is stored."""
        return Damage(
            what="rot",
            share_ppm=round(self.percent * 10_000),
            prefixes=frozenset(PREFIXES.index(prefix) for prefix in self.prefixes),
            shows=not self.silent,
            over_ms=self.over,
        )
