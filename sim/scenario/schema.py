"""JSON Schemas of the five file formats, for editors and other tools; generated, never edited.

`python -m sim.scenario.schema` writes them to `scenarios/schema/`, where the first line of a
shipped file points, and the table of faults in `scenarios/README.md`. Knows the models and nothing
of single files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.scenario.durations import DURATION_PATTERN, format_duration
from sim.scenario.fault_table import write_fault_table
from sim.scenario.library import shipped_folder
from sim.scenario.model import Scenario
from sim.scenario.moves import MovesFile
from sim.scenario.policy import Policy
from sim.scenario.published import DURATION_OR_LIKE_PATTERN
from sim.scenario.regression import RegressionFile
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> Schema:
    """The schema of `scenarios/*.yaml`."""
    return _schema(Scenario, "Exercise scenario")


def policy_schema() -> Schema:
    """The schema of `scenarios/policies/*.yaml`."""
    return _schema(Policy, "Incident policy")


def responder_schema() -> Schema:
    """The schema of `scenarios/reference/*.yaml`."""
    return _schema(ResponderScript, "Scripted responder")


def regressions_schema() -> Schema:
    """The schema of `*.regressions.yaml`."""
    return _schema(RegressionFile, "Runbook regressions")


def moves_schema() -> Schema:
    """The schema of `scenarios/moves/*.yaml`."""
    return _schema(MovesFile, "Moves of a tabletop")


def schema_files() -> dict[str, str]:
    """Every schema file by name, as the text it must hold."""
    schemas = {
        "scenario.schema.json": scenario_schema(),
        "policy.schema.json": policy_schema(),
        "responder.schema.json": responder_schema(),
        "regressions.schema.json": regressions_schema(),
        "moves.schema.json": moves_schema(),
    }
    return {
        name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }


def write_schemas(folder: Path) -> None:
    """Write every schema file into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")


def _schema(model: type[BaseModel], title: str) -> Schema:
    generated: Schema = _as_written(model.model_json_schema())
    return {"$schema": DRAFT, **generated, "title": title}


_DURATIONS = (DURATION_PATTERN, DURATION_OR_LIKE_PATTERN)


def _as_written(part: Any) -> Any:
    """The same schema with default durations as people write them (`90s`), not in milliseconds."""
    if isinstance(part, list):
        return [_as_written(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    whole = {name: _as_written(entry) for name, entry in part.items()}
    if whole.get("pattern") in _DURATIONS and isinstance(whole.get("default"), int):
        whole["default"] = format_duration(whole["default"])
    return whole


if __name__ == "__main__":
    write_schemas(shipped_folder() / "schema")
    write_fault_table(shipped_folder() / "README.md")
