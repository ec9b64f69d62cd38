"""The reports of campaigns and comparisons as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.disk import write_atomically
from sim.surfaces.progress import stage
from sim.surfaces.reports import rendered

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sim.campaigns.resolve import Campaign


def _about(campaign: Campaign) -> list[tuple[str, str]]:
    """What was crossed."""
    seen: dict[str, dict[str, None]] = {}
    for cell in campaign.cells:
        for column, value in cell.labels.items():
            if value is not None and not column.endswith(("digest", "edition")):
                seen.setdefault(column, {})[str(value)] = None
    seeds = campaign.seeds
    told = {name: ", ".join(values) for name, values in seen.items()}
    first_to_last = f"{len(seeds):,}, from {min(seeds)} to {max(seeds)}"
    names = {"scenario": "Scenarios", "responder": "Responders", "policy": "Policies",
             "profile": "Profiles", "pauses": "Draws of pauses"}  # fmt: skip
    pairs = [(names.get(name, name.removeprefix("set.")), text) for name, text in told.items()]
    taken = "drawn for each seed" if campaign.durations.take == "drawn" else "their medians"
    return [*pairs, ("Seeds", first_to_last), ("Published durations", taken)]


def write_report(path: Path, nights: pd.DataFrame, campaign: Campaign) -> Path:
    """Write a campaign's report; its path."""
    with stage("drawing the report"):
        from reports.campaign.document import document, played_nights

        made = document(played_nights(nights, _about(campaign)))
        write_atomically(path, rendered(made, "html"))
    return path
