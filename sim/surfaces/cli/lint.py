"""`tabletop lint`."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(epilog="Example: tabletop lint scenarios/*.yaml scenarios/policies/*.yaml")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check scenarios, policies and reference responders; hints do not fail the check."""
    from sim.scenario.lint import is_hint, lint_file

    findings = [finding for file in files for finding in lint_file(file)]
    if as_json:
        rows = [
            {
                "file": finding.file,
                "line": finding.line,
                "field": finding.field,
                "problem": finding.problem,
                "hint": is_hint(finding),
            }
            for finding in findings
        ]
        click.echo(json.dumps(rows, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        if not findings:
            click.echo(f"{len(files)} file{'s' if len(files) > 1 else ''}, nothing to say")
    ctx.exit(1 if any(not is_hint(finding) for finding in findings) else 0)
