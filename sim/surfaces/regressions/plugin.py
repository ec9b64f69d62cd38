"""The pytest plugin: each runbook, scenario and seed of a `*.regressions.yaml` is a test.

Loaded by pytest wherever the trainer is installed, so it imports nothing heavy until there is such
a file. A failing test keeps its record; with --tabletop-summary a Markdown table says how all went.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.errors import TabletopError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.surfaces.regressions.cases import Case

SUFFIX = ".regressions.yaml"
FIGURES = "tabletop_figures"
"""The attribute of a test's report that carries its figures, from worker processes as well."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where records of failing runs and the summary go."""
    group = parser.getgroup("tabletop", "runbook regressions of the tabletop trainer")
    group.addoption(
        "--tabletop-records",
        metavar="DIR",
        default="records/failed",
        help="Keep the record and report of each failing run here.  [records/failed]",
    )
    group.addoption(
        "--tabletop-summary",
        metavar="FILE",
        default=os.environ.get("GITHUB_STEP_SUMMARY"),
        help="Append a Markdown table of all runs here.  [$GITHUB_STEP_SUMMARY]",
    )
    group.addoption(
        "--tabletop-against",
        metavar="REV",
        help="Compare each runbook with what it was at this revision, too.",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> RegressionsFile | None:
    """Take files of regressions, and no others."""
    if not file_path.name.endswith(SUFFIX):
        return None
    return RegressionsFile.from_parent(parent, path=file_path)


class RegressionsFile(pytest.File):
    """A file of regressions."""

    def collect(self) -> Iterator[RegressionItem | AgainstItem]:
        """One test for each case, and for each comparison that was asked for."""
        from sim.surfaces.regressions.cases import load_cases

        try:
            cases = load_cases(self.path)
        except TabletopError as error:
            raise self.CollectError(str(error)) from error
        for case in cases:
            yield RegressionItem.from_parent(self, name=case.name, case=case)
        revision = self.config.getoption("--tabletop-against")
        if revision is None:
            return
        seeds: dict[tuple[str, Path], list[int]] = {}
        for case in cases:
            seeds.setdefault((case.regression, case.scenario), []).append(case.seed)
        for case in cases:
            # Once for each scenario, with all of its seeds.
            own = seeds.pop((case.regression, case.scenario), None)
            if own is not None:
                name = f"{case.regression}[{case.scenario.stem}-against-{revision}]"
                yield AgainstItem.from_parent(
                    self, name=name, case=case, seeds=tuple(own), revision=revision
                )


class Unmet(Exception):  # noqa: N818 - named for what happened
    """An expectation did not hold; carries the whole explanation."""


class RegressionItem(pytest.Item):
    """One runbook against one scenario under one seed."""

    def __init__(self, *, case: Case, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        self.figures: dict[str, str] = {}

    def runtest(self) -> None:
        """Play it and hold it against what is expected."""
        from sim.surfaces.regressions.run import explain, keep, run_case

        outcome = run_case(self.case)
        self.figures = {
            "regression": self.case.regression,
            "scenario": self.case.scenario.stem,
            "seed": str(self.case.seed),
            **outcome.figures,
        }
        # As output, because strict readers of JUnit files allow a test case no properties.
        place = f"{self.case.file.name}:{self.case.line}"
        shown = [f"{name} = {text}" for name, text in {**self.figures, "place": place}.items()]
        self.add_report_section("call", "stdout", "\n".join(shown))
        if outcome.missed:
            folder = Path(self.config.getoption("--tabletop-records"))
            record, problem = keep(outcome, folder)
            text = explain(outcome, record)
            raise Unmet(f"{text}\n{problem}" if problem else text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]  # pytest's own items return text as well
        """The explanation alone; whatever is a defect of the trainer keeps its traceback."""
        if isinstance(excinfo.value, Unmet | TabletopError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The regression's place in its file."""
        return self.path, self.case.line - 1, self.name


class AgainstItem(pytest.Item):
    """One runbook on one scenario, against what it was at a revision."""

    def __init__(self, *, case: Case, seeds: tuple[int, ...], revision: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.case = case
        self.seeds = seeds
        self.revision = revision

    def runtest(self) -> None:
        """Play both on the same nights and compare how long they take to recover."""
        from sim.surfaces.regressions.against import against

        found = against(self.case, self.seeds, self.revision)
        if found.skipped:
            pytest.skip(found.told)
        self.add_report_section("call", "stdout", found.told)
        if found.failed:
            raise Unmet(f"{self.case.runbook.name} against {self.revision}: {found.told}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]  # pytest's own items return text as well
        """The verdict alone; whatever is a defect of the trainer keeps its traceback."""
        if isinstance(excinfo.value, Unmet | TabletopError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The regression's place in its file."""
        return self.path, self.case.line - 1, self.name


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put a regression's figures on its report, for the table."""
    outcome: Any = yield
    if isinstance(item, RegressionItem):
        setattr(outcome.get_result(), FIGURES, item.figures)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Write the Markdown table, in the process that has seen all reports."""
    del exitstatus
    target = config.getoption("--tabletop-summary")
    if not target:
        return
    from sim.surfaces.regressions.summary import Row, table

    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        if getattr(report, "when", "") == "call"
    ]
    rows = [Row(passed=report.passed, **figures) for report in reports if (figures := _of(report))]
    if rows:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(table(rows))


def _of(report: pytest.TestReport) -> dict[str, str]:
    """A test's figures; none for other people's tests."""
    figures: dict[str, str] = getattr(report, FIGURES, {})
    return {name.lower(): text for name, text in figures.items()}
