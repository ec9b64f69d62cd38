"""A campaign played to its table: begun or taken up again, chunk by chunk, then written.

Does not know who plays the chunks; `engines` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.campaigns.parts import Parts
from sim.campaigns.table import CSV, PARQUET, write_table
from sim.disk import write_through
from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sim.campaigns.night import NightBatch, PlayedBatch
    from sim.campaigns.resolve import Campaign

    Engine = Callable[[Iterable[NightBatch]], Iterator[PlayedBatch]]

TIMING = "timing.csv"


@dataclass(frozen=True, slots=True)
class RunningCampaign:
    """A campaign in its directory."""

    campaign: Campaign
    parts: Parts

    @classmethod
    def begin(
        cls, campaign: Campaign, folder: Path, asked: Mapping[str, Any], *, resume: bool
    ) -> RunningCampaign:
        """Make the directory, or take up the one that is there.

        Raises:
            Unusable: there is another campaign in it, or none to resume.
        """
        parts = Parts(folder)
        parts.begin(campaign, asked, resume=resume)
        return cls(campaign, parts)

    @property
    def is_written(self) -> bool:
        """Whether the table is there already."""
        return all((self.parts.folder / name).exists() for name in (PARQUET, CSV, TIMING))

    def play(self, engine: Engine, tell: Callable[[int], None]) -> None:
        """Play what was not played yet; `tell` gets the number of nights of each chunk."""
        done = self.parts.done()
        todo = []
        for chunk in self.campaign.chunks():
            if chunk.number in done:
                tell(len(chunk.nights))
            else:
                todo.append(chunk)
        for played in engine(todo):
            self.parts.write(played)
            tell(len(played.rows))

    def write(self) -> None:
        """Write the table and what it took; remove the pieces.

        Raises:
            Unusable: not all of it was played.
        """
        folder = self.parts.folder
        missing = {chunk.number for chunk in self.campaign.chunks()} - self.parts.done()
        if missing:
            raise Unusable(f"{folder}: some runs are missing; continue with --resume")
        rows = (row for chunk in self.parts.read() for row in chunk.rows)
        write_table(folder, self.campaign.rows(rows), self.campaign.columns)
        with write_through(folder / TIMING) as file:
            file.write(b"scenario,seed,responder_digest,seconds,cpu_seconds\r\n")
            nights = self.campaign.distinct()
            for chunk in self.parts.read():
                for wall, cpu in zip(chunk.seconds, chunk.cpu, strict=True):
                    night = next(nights)
                    name = self.campaign.editions[night.edition].value.scenario.name
                    line = f"{name},{night.seed},{night.contestant},{wall:.4f},{cpu:.4f}\r\n"
                    file.write(line.encode())
        self.parts.remove()
