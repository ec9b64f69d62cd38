"""Regressions read from their file and checked against what they name: one case a test.

Reads files; plays nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.expect import parse_expectation
from sim.disk import is_file
from sim.errors import BadFile, NotFound, Unusable
from sim.runbook.operator_pace import find_profile
from sim.scenario.library import find_scenario, shipped_folder
from sim.scenario.load import validated
from sim.scenario.regression import SUFFIX, RegressionFile
from sim.scenario.spelling import unknown
from sim.scenario.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scoring.expect import Expectation
    from sim.errors import Finding
    from sim.scenario.names import Place
    from sim.scenario.regression import Regression
    from sim.scenario.yaml_lines import YamlFile


@dataclass(frozen=True, slots=True)
class Case:
    """One runbook against one scenario under one seed.

    Attributes:
        file: the regression's file; `line`: where it stands there.
        runbook: the Markdown file.
        scenario: the scenario's file.
        complete: whether every block must be reached and end well.
        hosts: names in the runbook that are the worker.
        margin: by how many percent it may take longer than at an earlier revision.
    """

    regression: str
    file: Path
    line: int
    runbook: Path
    sections: tuple[str, ...]
    scenario: Path
    seed: int
    profile: str
    complete: bool
    hosts: Mapping[str, Place]
    expect: tuple[Expectation, ...]
    margin: float

    @property
    def name(self) -> str:
        """`storage-outage[complete-r2-outage-7]`, as pytest shows it."""
        return f"{self.regression}[{self.scenario.stem}-{self.seed}]"

    @property
    def group(self) -> str:
        """`storage-outage[complete-r2-outage]`: what all its seeds have in common."""
        return f"{self.regression}[{self.scenario.stem}]"


def load_cases(path: Path) -> tuple[Case, ...]:
    """Every case of a file, in its order.

    Raises:
        NotFound: there is no such file.
        BadFile: it is not valid, or names a runbook, scenario or expectation that there is not.
    """
    file = read_yaml(path)
    whole = validated(file, RegressionFile)
    findings: list[Finding] = []
    cases: list[Case] = []
    seen: set[str] = set()
    for index, regression in enumerate(whole.regressions):
        if regression.id in seen:
            findings.append(
                file.finding(("regressions", index, "id"), f"{regression.id!r} is used twice")
            )
        seen.add(regression.id)
        try:
            cases += _cases_of(file, path, index, regression)
        except BadFile as error:
            findings += error.findings
    if findings:
        raise BadFile(tuple(sorted(findings, key=lambda finding: finding.line or 0)))
    return tuple(cases)


def shipped_runbook(scenario: Path) -> tuple[Path, tuple[str, ...]]:
    """The runbook, and its sections, that the shipped regressions hold against a scenario.

    Raises:
        NotFound: none is; carries the scenarios that have one.
    """
    folder = shipped_folder() / "regressions"
    found: dict[str, tuple[Path, tuple[str, ...]]] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        for case in load_cases(path):
            found.setdefault(case.scenario.stem, (case.runbook.resolve(), case.sections))
    if scenario.stem not in found:
        raise NotFound("runbook for the scenario", scenario.stem, tuple(sorted(found)))
    return found[scenario.stem]


def single_case(  # noqa: PLR0917 - the options of a run
    runbook: Path,
    scenario: str,
    expect: Sequence[str],
    profile: str,
    hosts: Mapping[str, Place],
    seed: int,
) -> Case:
    """A case from the command line.

    Raises:
        NotFound: there is no such scenario or profile.
        Unusable: an expectation is none.
    """
    find_profile(profile)
    return Case(
        regression=runbook.stem,
        file=runbook,
        line=1,
        runbook=runbook,
        sections=(),
        scenario=find_scenario(scenario),
        seed=seed,
        profile=profile,
        complete=False,
        hosts=hosts,
        expect=tuple(parse_expectation(text) for text in expect),
        margin=10,
    )


def _cases_of(file: YamlFile, path: Path, index: int, regression: Regression) -> Iterator[Case]:
    place = ("regressions", index)
    findings: list[Finding] = []
    runbook = path.parent / regression.runbook
    if not is_file(runbook):
        problem = f"there is no file {regression.runbook!r} from here; name a Markdown file"
        findings.append(file.finding((*place, "runbook"), problem))
    scenarios: list[Path] = []
    for number, name in enumerate(regression.scenarios):
        try:
            local = name.endswith((".yaml", ".yml"))
            scenarios.append(find_scenario(str(path.parent / name) if local else name))
        except NotFound as error:
            problem = unknown("scenario", error.name, error.known)
            findings.append(file.finding((*place, "scenarios", number), problem))
    expect: list[Expectation] = []
    for number, text in enumerate(regression.expect):
        try:
            expect.append(parse_expectation(text))
        except Unusable as error:
            problem = str(error).removeprefix("--expect ")
            findings.append(file.finding((*place, "expect", number), problem))
    if findings:
        raise BadFile(tuple(findings))
    line = file.finding(place, "").line or 1
    for scenario in scenarios:
        for seed in regression.seeds:
            yield Case(
                regression=regression.id,
                file=path,
                line=line,
                runbook=runbook,
                sections=regression.sections,
                scenario=scenario,
                seed=seed,
                profile=regression.profile,
                complete=regression.complete,
                hosts=regression.hosts,
                expect=tuple(expect),
                margin=regression.margin,
            )
