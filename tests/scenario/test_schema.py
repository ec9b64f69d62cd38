"""The JSON Schemas match the models, the shipped files and the examples in the models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from sim.scenario.library import shipped_folder
from sim.scenario.schema import (
    policy_schema,
    responder_schema,
    scenario_schema,
    schema_files,
    write_schemas,
)
from sim.scenario.yaml_lines import parse_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = {"": scenario_schema, "policies": policy_schema, "reference": responder_schema}
FOLDERS = {**SCHEMAS, "relived": scenario_schema, "relived/what-they-did": responder_schema}
SHIPPED = [
    (folder, path)
    for folder in FOLDERS
    for path in sorted((shipped_folder() / folder).glob("*.yaml"))
]


@pytest.mark.parametrize("name", schema_files())
def test_the_schema_files_are_current(name: str) -> None:
    stored = (shipped_folder() / "schema" / name).read_text(encoding="utf-8")
    assert stored == schema_files()[name], (
        "run `python -m sim.scenario.schema` and commit the files"
    )


def test_the_files_are_written(tmp_path: Path) -> None:
    write_schemas(tmp_path / "schema")
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "schema").iterdir()}
    assert written == schema_files()


@pytest.mark.parametrize("build", SCHEMAS.values(), ids=SCHEMAS)
def test_each_schema_is_valid_and_names_no_address(build: Any) -> None:
    schema = build()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert str(schema).count("http") == 1
    assert "$id" not in schema


@pytest.mark.parametrize(
    ("folder", "path"), SHIPPED, ids=lambda value: getattr(value, "stem", value)
)
def test_shipped_files_fit_their_schema(folder: str, path: Path) -> None:
    jsonschema.validate(read_yaml(path).data, FOLDERS[folder]())


@pytest.mark.parametrize(
    "wrong", ["horizon: 4", "horizon: 4h x", "format: 2", "difficulty: 9", "playr: x", "name: X"]
)
def test_the_schema_refuses_what_the_model_refuses(wrong: str, minimal: str) -> None:
    data = parse_yaml(minimal, "x.yaml").data | parse_yaml(wrong, "x.yaml").data
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, scenario_schema())


def _properties() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    found = {}
    for build in SCHEMAS.values():
        schema = build()
        for title, part in {schema["title"]: schema, **schema["$defs"]}.items():
            for name, field in part.get("properties", {}).items():
                found[f"{title}.{name}"] = (field, schema["$defs"])
    return found


PROPERTIES = _properties()


@pytest.mark.parametrize("name", PROPERTIES)
def test_every_field_is_described_and_its_examples_are_valid(name: str) -> None:
    field, definitions = PROPERTIES[name]
    assert "description" in field or "$ref" in field, f"describe {name}"
    for value in [*field.get("examples", []), *([field["default"]] if "default" in field else [])]:
        # The schema itself is checked once, above: `jsonschema.validate` would do it each time.
        jsonschema.Draft202012Validator({**field, "$defs": definitions}).validate(value)
