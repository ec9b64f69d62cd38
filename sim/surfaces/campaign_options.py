"""The options of the commands that play many nights, and the plan that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.errors import Unusable, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sim.campaigns.plan import CampaignPlan

_WHAT = (
    click.option(
        "--scenarios",
        metavar="NAMES",
        help="Names or files, comma-separated; `all`: the shipped exercises, `relived`: the "
        "re-enacted ones.  [default: all]",
    ),
    click.option("--seeds", metavar="SEEDS", help="Seeds, such as 1-625 or 1-10,20.  [default: 1]"),
    click.option(
        "--policy",
        "policies",
        metavar="NAMES",
        help="Policies, comma-separated.  [default: the one each scenario names]",
    ),
    click.option(
        "--profile",
        "profiles",
        metavar="NAMES",
        help="Operator speed: automation, expert, on-call, novice, comma-separated.  "
        "[default: automation]",
    ),
    click.option(
        "--pauses",
        metavar="DRAWS",
        help="Random variations of the operator's pauses, such as 0-9: 0 is what `run` uses, "
        "any other number simulates a different person.  [default: 0]",
    ),
    click.option(
        "--median",
        is_flag=True,
        help="Take the median of each published duration.  [default: sampled by seed]",
    ),
    click.option(
        "--within", metavar="TIME", help="Scale all vendor repair times down to fit into this time."
    ),
)
_HOW = (
    click.option(
        "-n",
        "workers",
        type=click.IntRange(1, 512),
        metavar="N",
        help="Number of parallel processes.  [default: one per core]",
    ),
    click.option(
        "--engine",
        type=click.Choice(["joblib", "dask"]),
        default="joblib",
        show_default=True,
        help="Where to run: processes on this machine, or a Dask cluster.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="The Dask scheduler's address, such as tcp://10.0.0.5:8786.",
    ),
)


def night_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which nights are played."""
    for option in reversed(_WHAT):
        command = option(command)
    return command


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Who plays them."""
    for option in reversed(_HOW):
        command = option(command)
    return command


def listed(text: str) -> list[str]:
    """Names with commas between them."""
    return [one.strip() for one in text.split(",") if one.strip()]


def settings_of(texts: Iterable[str]) -> dict[str, list[Any]]:
    """The fields that are set, each with its values.

    Raises:
        Unusable: one is not of that form, or is set twice.
    """
    from sim.campaigns.settings import read_setting

    found: dict[str, list[Any]] = {}
    for text in texts:
        path, values = read_setting(text)
        if path in found:
            raise Unusable(f"--set {text}: {path} is set twice; write its values with commas")
        found[path] = list(values)
    return found


_OPTIONS = {
    "scenarios": "--scenarios", "seeds": "--seeds", "responders": "--responders",
    "policies": "--policy", "profiles": "--profile", "pauses": "--pauses", "within": "--within",
    "set": "--set",
}  # fmt: skip


def plan_of(data: dict[str, Any]) -> CampaignPlan:
    """A plan from what options said, those that were not given left out.

    Raises:
        Unusable: an option's value cannot be used; names the option.
    """
    from pydantic import ValidationError

    from sim.campaigns.plan import CampaignPlan

    try:
        given = {name: value for name, value in data.items() if value not in (None, [], {})}
        return CampaignPlan.model_validate({"format": 1, **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = _OPTIONS.get(str(first["loc"][0]), str(first["loc"][0]))
        told = plain(first["msg"])
        raise Unusable(f"{option} {shown_value(first['input'])}: {told}") from None


def shown_value(value: object) -> str:
    """What was given, as it was typed."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def responders_of(text: str) -> list[dict[str, str]]:
    """`reference,new=ops/storage.md`: who responds, each with a label where one is given."""
    found = []
    for one in listed(text):
        label, sign, use = one.partition("=")
        found.append({"use": use, "label": label} if sign else {"use": one})
    return found


def read_plan(path: Path) -> CampaignPlan:
    """A plan's file.

    Raises:
        NotFound, BadFile: it is not there or not valid.
    """
    from sim.campaigns.plan import CampaignPlan
    from sim.scenario.load import validated
    from sim.scenario.yaml_lines import read_yaml

    return validated(read_yaml(path), CampaignPlan)
