"""`tabletop commands`."""

from __future__ import annotations

import json

import click

from sim.surfaces.layout import say, say_json


@click.command(epilog="Example: tabletop commands --openapi > worker.openapi.json")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--openapi", is_flag=True, help="The OpenAPI document.")
def command(*, as_json: bool, openapi: bool) -> None:
    """List the worker's endpoints and the incident commands."""
    from sim.commands.console import usage
    from sim.commands.table import COMMANDS
    from sim.scenario.names import TEST_HOST

    if openapi:
        from sim.surfaces.http.app import make_app
        from sim.surfaces.http.openapi import NoBackend

        say_json(json.dumps(make_app(NoBackend()).openapi(), indent=2))
        return
    if as_json:
        rows = [
            {
                "name": entry.name,
                "method": entry.method,
                "path": entry.path,
                "access": entry.access,
                "summary": entry.summary,
            }
            for entry in COMMANDS
        ]
        say_json(json.dumps(rows, indent=2))
        return
    say("Endpoints, for curl at https://your-worker.example.com", bold=True)
    for entry in COMMANDS:
        if entry.console is None:
            lock = {"open": " ", "test": "+"}.get(entry.access, "*")
            say(f"  {entry.method:<4} {entry.path:<40}{lock} {entry.summary}")
    say("  * needs -H 'Authorization: Bearer <admin_token>', literally")
    say(f"  + only at https://{TEST_HOST}, with <test_token>\n")
    say("Incident commands, as you type them", bold=True)
    for entry in COMMANDS:
        if entry.console is not None:
            only = " Only with --coach." if entry.row.nature == "asks" else ""
            say(f"  {usage(entry):<50} {entry.summary}{only}")
