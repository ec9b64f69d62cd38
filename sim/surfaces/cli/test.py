"""`tabletop test`: a thin front to pytest and its plugin."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command(
    epilog="""\b
Examples:
  tabletop test
  tabletop test ops/ -n auto --junitxml results.xml
  tabletop test storage.regressions.yaml -k "complete-r2-outage and 7"
  tabletop test ops/ --against main
"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-n", "workers", default="0", metavar="N", help="Processes; `auto`: one per core.")
@click.option("-k", "only", metavar="WORDS", help="Only tests whose names contain these words.")
@click.option("--junitxml", type=click.Path(path_type=Path), help="Write a JUnit file.")
@click.option(
    "--records",
    type=click.Path(path_type=Path),
    default=Path("records/failed"),
    show_default=True,
    help="Keep the record and report of each failing run here.",
)
@click.option(
    "--summary", type=click.Path(path_type=Path), help="Append a Markdown table of all runs."
)
@click.option(
    "--against",
    metavar="REV",
    help="Also compare each runbook with its version at this git revision; the test fails if "
    "recovery takes longer by more than the runbook's margin.",
)
@click.option("-x", "first", is_flag=True, help="Stop at the first failure.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    workers: str,
    only: str | None,
    junitxml: Path | None,
    records: Path,
    summary: Path | None,
    against: str | None,
    first: bool,
) -> None:
    """Run runbooks against scenarios: all regression tests below PATHS (default: those shipped).

    A file of regression tests ends in .regressions.yaml. Exit 0: all passed, 1: some
    failed, 2: nothing could be run.
    """
    import pytest

    from sim.errors import Unusable
    from sim.scenario.library import shipped_folder

    chosen = paths or (shipped_folder() / "regressions",)
    for path in chosen:
        if not os.path.lexists(path):
            raise Unusable(f"{path}: there is no such file or directory")
        if {"[", "]"} & set(str(path)):
            raise Unusable(f"{path}: a path with [ or ] cannot be tested; rename it")
    if not (workers in ("auto", "logical") or workers.isdecimal()):
        raise Unusable(f"-n {workers}: write a number of processes, or auto for one per core")
    if against is not None:
        from sim.campaigns.contestants import check_revision

        first_path = chosen[0]
        check_revision(against, first_path if first_path.is_dir() else first_path.parent)
    arguments = [str(path) for path in chosen]
    # The user's own pytest settings are for the user's own tests.
    arguments += ["-c", os.devnull, f"--rootdir={Path.cwd()}", "-p", "no:cacheprovider", "-q"]
    arguments += ["-p", "no:randomly"]
    # The family that the Jenkins schema describes; a test's figures stand in its output.
    arguments += ["-o", "junit_family=xunit2", "-o", "junit_logging=system-out"]
    arguments += ["--show-capture=no", "--tb=short", f"--tabletop-records={records}"]
    arguments += ["-n", workers] if workers != "0" else []
    arguments += ["-k", only] if only else []
    arguments += [f"--junitxml={junitxml}"] if junitxml else []
    arguments += [f"--tabletop-summary={summary}"] if summary else []
    arguments += [f"--tabletop-against={against}"] if against else []
    # Why a comparison was not made: nothing changed, or the runbook is new.
    arguments += ["-rs"] if against else []
    arguments += ["-x"] if first else []
    code = int(pytest.main(arguments))
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        where = ", ".join(str(path) for path in chosen)
        matching = f" whose name contains {only}" if only else ""
        raise Unusable(
            f"{where}: no test{matching}; a file of regression tests ends in .regressions.yaml"
        )
    ctx.exit(code if code in (0, 1, 130) else 2)
