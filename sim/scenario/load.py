"""Scenario, policy and responder files read into their models, or refused with findings.

The only way from YAML into the models. Knows the file's own rules (a file is named like what it
holds) and leaves what fields mean to the models.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import BadFile, Finding
from sim.scenario.explain import explain
from sim.scenario.library import find_moves
from sim.scenario.model import Scenario
from sim.scenario.moves import MovesFile
from sim.scenario.policy import Policy
from sim.scenario.responder import ResponderScript
from sim.scenario.session_plan import SessionPlan
from sim.scenario.spelling import shown
from sim.scenario.yaml_lines import read_yaml

if TYPE_CHECKING:
    from sim.scenario.yaml_lines import YamlFile

_M = TypeVar("_M", bound=BaseModel)


def load_scenario(path: Path) -> Scenario:
    """Read an exercise scenario.

    Raises:
        NotFound: there is no such file.
        BadFile: it is not a valid scenario; carries every finding, in the order of lines.
    """
    return validated(read_yaml(path), Scenario)


def load_policy(path: Path) -> Policy:
    """Read an incident policy.

    Raises:
        NotFound: there is no such file.
        BadFile: it is not a valid policy; carries every finding, in the order of lines.
    """
    return validated(read_yaml(path), Policy)


def load_moves(path: Path) -> MovesFile:
    """Read a scenario's moves.

    Raises:
        NotFound: there is no such file.
        BadFile: it is not valid; carries every finding, in the order of lines.
    """
    return validated(read_yaml(path), MovesFile)


def with_moves(scenario: Scenario, beside: Path | None = None) -> Scenario:
    """The scenario as a tabletop discusses it: with the moves of its own file under `moves/`.

    Moves in the scenario's file come first. One that has neither is returned as it is.

    Args:
        scenario: what is discussed.
        beside: the scenario file; the folder `moves` beside it is looked at first.

    Raises:
        BadFile: the moves cannot be read, or one comes after the scenario's horizon.
    """
    path = find_moves(scenario, beside)
    if scenario.moves or path is None:
        return scenario
    file = read_yaml(path)
    moves = validated(file, MovesFile).moves
    late = tuple(
        file.finding(("moves", index, "at"), f"comes after the horizon of {scenario.name}")
        for index, move in enumerate(moves)
        if move.at >= scenario.horizon
    )
    if late:
        raise BadFile(late)
    return scenario.model_copy(update={"moves": moves})


def load_responder(path: Path) -> ResponderScript:
    """Read a scripted responder.

    Raises:
        NotFound: there is no such file.
        BadFile: it is not a valid script; carries every finding, in the order of lines.
    """
    return validated(read_yaml(path), ResponderScript)


def load_session_plan(path: Path) -> SessionPlan:
    """Read the plan of a session.

    Raises:
        NotFound: there is no such file.
        BadFile: it is not a valid plan; carries every finding, in the order of lines.
    """
    return validated(read_yaml(path), SessionPlan)


def validated(file: YamlFile, model: type[_M]) -> _M:
    """A file's data as its model; types are taken strictly, as the JSON Schemas do.

    Raises:
        BadFile: the data does not fit the model, or the file is not named like what it holds.
    """
    findings: tuple[Finding, ...] = ()
    try:
        # By way of JSON, because only there strict models take lists for tuples and text for dates.
        value = model.model_validate_json(json.dumps(file.data), strict=True)
    except ValidationError as error:
        findings = explain(file, model, error)
        value = None
    # A name that is wrong in itself need not be compared with the file's.
    if not any(finding.field == "name" for finding in findings):
        findings += _misnamed(file, model)
    if value is None or findings:
        raise BadFile(tuple(sorted(findings, key=lambda finding: finding.line or 0)))
    return value


def _misnamed(file: YamlFile, model: type[BaseModel]) -> tuple[Finding, ...]:
    path, name = Path(file.name), file.data.get("name")
    if "name" not in model.model_fields or name == path.stem or name is None:
        return ()
    problem = f"{shown(name)} is not the file's name; write {path.stem!r} or rename the file"
    return (file.finding(("name",), problem),)
