"""Part of the bucket is gone: every call for some key prefixes fails."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import SECOND, Duration
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import PREFIXES, Conditions
from sim.scenario.names import Service

Prefix = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"]


class R2Partial(FaultBase):
    """Calls for files whose key begins with one of the prefixes fail; all others succeed."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["r2_partial"] = Field(description="What breaks.")
    prefixes: tuple[Prefix, ...] = Field(
        min_length=1, max_length=16, description="First hex digits of the keys.", examples=[["a"]]
    )
    gives_up_after: Duration = Field(
        default=SECOND, ge=0, le=30 * SECOND, description="How long a failing call takes."
    )
    error: str = Field(default="503 SlowDown", description="What a failing call reports.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            r2_dead_prefixes=frozenset(PREFIXES.index(prefix) for prefix in self.prefixes),
            r2_fail_ms=self.gives_up_after,
            r2_error=self.error,
        )
