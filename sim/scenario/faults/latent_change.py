"""A change that went in earlier begins to bite: long after it, and not at the place it was made."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Call, Conditions
from sim.scenario.names import Identifier, Service

_CALLS: dict[str, tuple[Call, ...]] = {
    "reads": ("download",),
    "writes": ("upload", "delete"),
    "sessions": ("session",),
}
"""What each share touches. No probe: the monitor asks for what the change left alone."""


class LatentChange(FaultBase):
    """A release from the history makes calls fail; probes pass, so monitoring sees no cause."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["latent_change"] = Field(description="What breaks.")
    release: Identifier = Field(
        description="The release that did it, one of the scenario's `releases`.",
        examples=["rotate-key"],
    )
    reads: float = Field(default=0, ge=0, le=100, description="Share of reads that fail.")
    writes: float = Field(default=0, ge=0, le=100, description="Share of writes that fail.")
    sessions: float = Field(
        default=0, ge=0, le=100, description="Share of users' operations not let in at all."
    )
    error: str = Field(
        default="401 Unauthorized", description="What a call to R2 that fails reports."
    )

    @model_validator(mode="after")
    def _breaks_something(self) -> Self:
        if not (self.reads or self.writes or self.sessions):
            raise ValueError("breaks nothing: give `reads`, `writes` or `sessions` a share")
        return self

    def ill(self) -> Service | None:
        """Storage, or sign-in when nothing but that is touched."""
        return "R2_STORAGE" if self.reads or self.writes else "AUTH_KV"

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        shares = {"reads": self.reads, "writes": self.writes, "sessions": self.sessions}
        return Conditions(
            chances=tuple(
                (call, round(share * 10_000))
                for name, share in shares.items()
                if share
                for call in _CALLS[name]
            ),
            r2_error=self.error if self.reads or self.writes else "",
        )
