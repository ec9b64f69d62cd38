"""Fields of a scenario set to other values: `worker.breaker.failure_threshold=20`.

Pure: a scenario and values in, another scenario out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import BadFile, Unusable, plain
from sim.scenario.model import Scenario
from sim.scenario.spelling import unknown
from sim.scenario.yaml_lines import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.campaigns.plan import Setting

_FIXED = ("name", "format", "policy")
"""What makes another scenario of it, or is an axis of its own."""


def read_setting(text: str) -> tuple[str, tuple[Setting, ...]]:
    """Read `worker.breaker.failure_threshold=3,5,20`.

    Raises:
        Unusable: it is not of that form.
    """
    path, sign, values = text.partition("=")
    if not sign or not path.strip() or not values.strip():
        raise Unusable(f"--set {text}: write FIELD=VALUE, with commas between several values")
    return path.strip(), tuple(_value(text, one.strip()) for one in values.split(","))


def _value(text: str, written: str) -> Setting:
    try:
        read = parse_yaml(f"value: {written}", "--set").data["value"]
    except BadFile as error:
        raise Unusable(f"--set {text}: {error.findings[0].problem}") from None
    if not isinstance(read, str | int | float | bool):
        raise Unusable(f"--set {text}: {written!r} is not one number or text")
    return read


def with_settings(scenario: Scenario, values: Mapping[str, Setting]) -> Scenario:
    """The scenario with these fields set.

    Raises:
        Unusable: it has no such field, or the scenario is not valid with the value.
    """
    if not values:
        return scenario
    data = scenario.model_dump(mode="json")
    for path, value in values.items():
        _put(data, path, value)
    try:
        return Scenario.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        told = ", ".join(f"{path}={value}" for path, value in values.items())
        raise Unusable(f"--set {told}: {scenario.name}: {where}: {plain(first['msg'])}") from None


def _put(data: Any, path: str, value: Setting) -> None:
    *steps, last = path.split(".")
    if not steps and last in _FIXED:
        raise Unusable(f"--set {path}: cannot be set; choose other --scenarios or --policies")
    place = data
    for step in steps:
        place = place[_key(place, step, path)]
    key = _key(place, last, path)
    if isinstance(place[key], dict | list):
        raise Unusable(f"--set {path}: holds several fields; name one of them")
    place[key] = value


def _key(place: Any, step: str, path: str) -> Any:
    """The key or position that a step of the path names; entries of a list go by their id."""
    known: Sequence[str]
    if isinstance(place, list):
        ids = [str(one.get("id", "")) if isinstance(one, dict) else "" for one in place]
        if step in ids:
            return ids.index(step)
        if step.isdigit() and int(step) < len(place):
            return int(step)
        known = [one or str(number) for number, one in enumerate(ids)]
    elif isinstance(place, dict):
        if step in place:
            return step
        known = list(place)
    else:
        raise Unusable(f"--set {path}: {step!r} is inside a single value")
    raise Unusable(f"--set {path}: {unknown('field', step, tuple(known))}")
