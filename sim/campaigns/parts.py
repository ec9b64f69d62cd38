"""What a campaign has played so far, on disk: a file for each chunk, written whole or not at all.

A campaign that was cut off goes on with the chunks that have no file yet; what is there is what
would have been played again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.campaigns.night import PlayedBatch
from sim.disk import CannotRead, read_file, sweep_parts, write_atomically
from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.campaigns.resolve import Campaign

PLAN = "campaign.json"
FOLDER = "played"
_MOST_BYTES = 1 << 26


@dataclass(frozen=True, slots=True)
class Parts:
    """The played chunks of a campaign.

    Attributes:
        folder: the campaign's directory.
    """

    folder: Path

    def _file(self, number: int) -> Path:
        return self.folder / FOLDER / f"{number:07d}.json"

    def begin(self, campaign: Campaign, asked: Mapping[str, Any], *, resume: bool) -> None:
        """Make the directory, or take up the one that is there.

        Args:
            campaign: what is to be played.
            asked: the plan, for whoever reads the directory.
            resume: go on with the campaign that lies there.

        Raises:
            Unusable: there is another campaign in the directory, or none where there should be.
        """
        found = self._found()
        if resume:
            if found is None:
                raise Unusable(f"{self.folder}: no campaign to resume; leave --resume away")
            if found.get("digest") != campaign.digest:
                raise Unusable(
                    f"{self.folder}: holds another campaign (another plan, another file that it "
                    "names, or another version of the trainer); give another --out"
                )
        elif found is not None:
            raise Unusable(
                f"{self.folder}: already contains a campaign; use --resume, or give another --out"
            )
        (self.folder / FOLDER).mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.folder / FOLDER):
            sweep_parts(folder)
        if found is None:
            told = {"digest": campaign.digest, "nights": len(campaign), "plan": asked}
            write_atomically(self.folder / PLAN, json.dumps(told, indent=2).encode() + b"\n")

    def _found(self) -> dict[str, Any] | None:
        try:
            found = json.loads(read_file(self.folder / PLAN, _MOST_BYTES))
        except FileNotFoundError:
            return None
        except CannotRead:
            raise
        except ValueError:
            raise Unusable(f"{self.folder / PLAN}: is no campaign's file; remove it") from None
        return found if isinstance(found, dict) else {}

    def done(self) -> set[int]:
        """The chunks that were played."""
        names = (path.stem for path in (self.folder / FOLDER).glob("*.json"))
        return {int(name) for name in names if name.isdigit()}

    def write(self, played: PlayedBatch) -> None:
        """Keep a chunk."""
        told = {"rows": played.rows, "seconds": played.seconds, "cpu": played.cpu}
        write_atomically(self._file(played.number), json.dumps(told).encode())

    def read(self) -> Iterator[PlayedBatch]:
        """Every chunk, in order.

        Raises:
            Unusable: a file was changed.
        """
        for number in sorted(self.done()):
            path = self._file(number)
            try:
                told = json.loads(read_file(path, _MOST_BYTES))
                yield PlayedBatch(
                    number, tuple(told["rows"]), tuple(told["seconds"]), tuple(told["cpu"])
                )
            except (ValueError, KeyError, TypeError):
                raise Unusable(
                    f"{path}: is damaged; remove it and continue with --resume"
                ) from None

    def remove(self) -> None:
        """Remove the chunks, once the table holds them."""
        for number in self.done():
            self._file(number).unlink()
        (self.folder / FOLDER).rmdir()
