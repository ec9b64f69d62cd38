"""`tabletop scenarios`."""

from __future__ import annotations

import json

import click

from sim.surfaces.layout import say, say_json


@click.command(epilog="Example: tabletop scenarios --json")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(*, as_json: bool) -> None:
    """List the scenarios."""
    from sim.scenario.durations import format_duration, spoken
    from sim.scenario.library import find_scenario, playable_names
    from sim.scenario.load import load_scenario

    found = [load_scenario(find_scenario(name)) for name in playable_names()]
    if as_json:
        rows = [
            {
                "name": entry.name,
                "title": entry.title,
                "summary": entry.summary,
                "difficulty": entry.difficulty,
                "horizon": format_duration(entry.horizon),
                "relived": entry.relived.incident if entry.relived else None,
            }
            for entry in found
        ]
        say_json(json.dumps(rows, indent=2))
        return
    width = max(len(entry.name) for entry in found)
    for index, entry in enumerate(found):
        if entry.relived and not (index and found[index - 1].relived):
            say("\nReal incidents, re-enacted, with what the original responders did", bold=True)
        stars = "*" * entry.difficulty + "." * (5 - entry.difficulty)
        horizon = spoken(entry.horizon)
        say(f"{entry.name:<{width}}  {stars}  {horizon:>5}  {entry.summary}")
    say(
        "\nStars: difficulty, from 1 to 5. Times: how long each can run at most, in simulated time."
    )
