"""Everything that can be said about a file before it is played, more than its model can say.

Looks across files: a scenario names a policy, a reference responder names a scenario. Reads
files and changes nothing. What is merely unusual is a hint; the rest must be repaired.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Literal

from sim.command_set import rows_that
from sim.errors import BadFile, Finding, NotFound
from sim.scenario.inject import inject_of
from sim.scenario.left_open import PLACEHOLDER, UNFINISHED, left_open
from sim.scenario.library import (
    RELIVED,
    WHAT_THEY_DID,
    find_policy,
    find_scenario,
    playable_names,
)
from sim.scenario.lint_objectives import lint_objectives
from sim.scenario.lint_policy import HINT, WARNING, lint_policy
from sim.scenario.lint_relived import lint_relived
from sim.scenario.load import load_policy, load_scenario, validated
from sim.scenario.model import Scenario
from sim.scenario.moves import MovesFile
from sim.scenario.policy import Policy
from sim.scenario.regression import RegressionFile
from sim.scenario.responder import ResponderScript
from sim.scenario.spelling import unknown
from sim.scenario.yaml_lines import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from pydantic import BaseModel

    from sim.scenario.inject import Inject
    from sim.scenario.left_open import Said
    from sim.scenario.moves import Move
    from sim.scenario.spelling import Where
    from sim.scenario.yaml_lines import YamlFile

Level = Literal["error", "warning", "hint"]
_MARKS: tuple[tuple[Level, str], ...] = (("warning", WARNING), ("hint", HINT))
_CALL_ROLE = frozenset(row.name for row in rows_that("calls_role"))


def lint_file(path: Path, commands: Collection[str] = ()) -> tuple[Finding, ...]:
    """All findings of a scenario, policy, responder, moves or regressions file, in order of lines.

    Which of them it is, its top-level fields say.

    Args:
        path: the file.
        commands: the names of all commands; a policy or scenario that names another is told so.
            None given, none checked.

    Raises:
        NotFound: there is no such file.
    """
    try:
        file = read_yaml(path)
        said = _check(file, path, commands)
    except BadFile as error:
        return error.findings
    findings = (file.finding(where, problem) for where, problem in said)
    return tuple(sorted(findings, key=lambda finding: finding.line or 0))


def is_hint(finding: Finding) -> bool:
    """Whether a finding of `lint_file` is advice; the file can be played as it is."""
    return level_of(finding)[0] == "hint"


def level_of(finding: Finding) -> tuple[Level, str]:
    """How grave a finding is, and what it says without that word."""
    for level, mark in _MARKS:
        if finding.problem.startswith(mark):
            return level, finding.problem.removeprefix(mark)
    return "error", finding.problem


def _check(file: YamlFile, path: Path, commands: Collection[str]) -> list[Said]:
    kind = kind_of(file)
    if kind is Scenario:
        return list(_scenario(validated(file, Scenario), path, commands))
    if kind is Policy:
        return list(lint_policy(validated(file, Policy), commands))
    if kind is RegressionFile:
        validated(file, RegressionFile)
        return []
    if kind is MovesFile:
        return list(_moves(validated(file, MovesFile), path))
    return list(_responder(validated(file, ResponderScript), path))


def kind_of(file: YamlFile) -> type[BaseModel]:
    """The format that shares most top-level fields with the file."""
    kinds: tuple[type[BaseModel], ...] = (
        Scenario,
        Policy,
        ResponderScript,
        RegressionFile,
        MovesFile,
    )
    shared = [len(kind.model_fields.keys() & file.data.keys()) for kind in kinds]
    if max(shared) == 0:
        problem = "is no scenario, policy, responder, moves or regressions; see scenarios/README.md"
        raise BadFile((Finding(file.name, 1, "", problem),))
    return kinds[shared.index(max(shared))]


def _scenario(scenario: Scenario, path: Path, commands: Collection[str]) -> Iterator[Said]:
    policy: Policy | None = None
    try:
        policy = load_policy(find_policy(scenario.policy, path))
    except NotFound as error:
        yield ("policy",), unknown("policy", error.name, error.known)
    except BadFile as error:
        yield ("policy",), f"cannot be used: {error.findings[0]}"
    else:
        yield from _its_policy(scenario, policy)
    yield from lint_objectives(scenario, policy, commands)
    for index, inject in enumerate(scenario.injects):
        for where, problem in _inject(inject, scenario):
            yield ("injects", index, *where), problem
    for index in _in_a_circle(scenario):
        yield ("injects", index, "when", "after"), "waits in a circle, so this is never sent"
    for index, move in enumerate(scenario.moves):
        yield from _move(("moves", index), move)
    yield from _unfinished(scenario)
    yield from lint_relived(scenario, expected=path.parent.name == RELIVED)


def _its_policy(scenario: Scenario, policy: Policy) -> Iterator[Said]:
    """Whom the scenario names, checked against its policy."""
    if scenario.player not in policy.roles:
        yield ("player",), unknown("role", scenario.player, policy.roles)
    for role in scenario.people:
        if role not in policy.roles:
            yield ("people", role), unknown("role", role, policy.roles)
    known = (*policy.roles, *policy.groups)
    for index, inject in enumerate(scenario.injects):
        if inject.to is not None and inject.to not in known:
            yield ("injects", index, "to"), unknown("role", inject.to, known)


def _inject(inject: Inject, scenario: Scenario) -> Iterator[Said]:
    when = inject.when
    if when is not None:
        if not scenario.faults and when.after == "fault":
            yield ("when", "after"), "is never reached: there are no faults; add one or use `at`"
        if when.after == "repaired" and all(fault.ends.by == "never" for fault in scenario.faults):
            yield ("when", "after"), "is never reached: no fault ever ends"
        if when.unless == when.after:
            yield ("when", "unless"), "is what it waits for, so this is never sent; remove it"
        if when.wait >= scenario.horizon:
            yield ("when", "wait"), "is longer than the horizon, so this is never sent"
    if not inject.expects:
        yield (), f"{HINT}has no `expects`; say what players should do about it"


def _move(place: Where, move: Move) -> Iterator[Said]:
    for name in ("title", "situation"):
        yield from left_open((*place, name), getattr(move, name), PLACEHOLDER)
    for index, question in enumerate(move.questions):
        where = (*place, "questions", index)
        for name in ("text", "asks"):
            yield from left_open((*where, name), getattr(question, name), PLACEHOLDER)
        if not question.asks:
            yield where, f"{HINT}has no `asks`; say what good answers contain"


def _in_a_circle(scenario: Scenario) -> Iterator[int]:
    """The injects that wait, over however many others, for themselves."""
    after = {
        inject.id: None if inject.when is None else inject_of(inject.when.after)
        for inject in scenario.injects
    }
    for index, inject in enumerate(scenario.injects):
        name = after[inject.id]
        for _ in scenario.injects:
            if name is None or name == inject.id:
                break
            name = after[name]
        if name == inject.id:
            yield index


def _unfinished(scenario: Scenario) -> Iterator[Said]:
    """Texts that somebody meant to come back to."""
    for name in ("title", "summary", "briefing", "ground_truth"):
        yield from left_open((name,), getattr(scenario, name), UNFINISHED)
    for index, inject in enumerate(scenario.injects):
        for name in ("sender", "text", "expects"):
            yield from left_open(("injects", index, name), getattr(inject, name), PLACEHOLDER)
    for index, objective in enumerate(scenario.objectives):
        yield from left_open(("objectives", index, "text"), objective.text, PLACEHOLDER)


def _moves(file: MovesFile, path: Path) -> Iterator[Said]:
    if file.scenario != path.stem:
        problem = "is not the file's name; write"
        yield ("scenario",), f"{file.scenario!r} {problem} {path.stem!r} or rename the file"
    for index, move in enumerate(file.moves):
        yield from _move(("moves", index), move)
    try:
        scenario = load_scenario(scenario_of(file, path))
    except NotFound as error:
        yield ("scenario",), unknown("scenario", error.name, error.known)
        return
    except BadFile as error:
        yield ("scenario",), f"cannot be used: {error.findings[0]}"
        return
    if scenario.moves:
        yield ("moves",), f"are not used: {scenario.name} has moves in its own file"
    for index, move in enumerate(file.moves):
        if move.at >= scenario.horizon:
            yield ("moves", index, "at"), f"comes after the horizon of {scenario.name}"


def _responder(script: ResponderScript, path: Path) -> Iterator[Said]:
    if path.parent.name in {"reference", WHAT_THEY_DID} and script.scenario != path.stem:
        problem = "is not the file's name; write"
        yield ("scenario",), f"{script.scenario!r} {problem} {path.stem!r} or rename the file"
    try:
        beside = scenario_of(script, path)
        scenario = load_scenario(beside)
    except NotFound as error:
        yield ("scenario",), unknown("scenario", error.name, error.known)
        return
    except BadFile as error:
        yield ("scenario",), f"cannot be used: {error.findings[0]}"
        return
    try:
        policy = load_policy(find_policy(scenario.policy, beside))
        roles, names = tuple(policy.roles), (*policy.roles, *policy.groups)
    except (NotFound, BadFile):
        roles = names = ()
    for track, steps in script.tracks.items():
        for index, step in enumerate(steps):
            place = ("tracks", track, index)
            yield from _waits(place, step.after or "", scenario, roles)
            yield from _whom(place, step.do, names)


def scenario_of(script: ResponderScript | MovesFile, path: Path) -> Path:
    """The scenario's file: beside the script's folder, beside the script, or shipped."""
    folders = (path.parent.parent, path.parent)
    for folder in folders:
        found = folder / f"{script.scenario}.yaml"
        if found.is_file() and found.resolve() != path.resolve():
            return found
    try:
        return find_scenario(script.scenario)
    except NotFound:
        known = playable_names()
        raise NotFound("scenario", script.scenario, known) from None


def _waits(place: Where, after: str, scenario: Scenario, roles: Collection[str]) -> Iterator[Said]:
    name = inject_of(after)
    injects = {inject.id: inject for inject in scenario.injects}
    if name is None:
        return
    if name not in injects:
        yield (*place, "after"), unknown("inject", name, injects)
    elif injects[name].to in roles and injects[name].to != scenario.player:
        yield (*place, "after"), f"{name!r} is sent to {injects[name].to}, not to the player"


def _whom(place: Where, line: str, names: tuple[str, ...]) -> Iterator[Said]:
    """The role or group of roles that a `page` or `call` line names."""
    try:
        words = shlex.split(line)
    except ValueError:
        yield (*place, "do"), "a quote is opened and not closed"
        return
    if not names or not words or words[0] not in _CALL_ROLE:
        return
    if len(words) == 1:
        yield (*place, "do"), f"`{words[0]}` needs a role, such as {names[0]}"
    elif words[1] not in names:
        yield (*place, "do"), unknown("role", words[1], names)
