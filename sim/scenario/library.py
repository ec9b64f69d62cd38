"""Where scenarios, policies and reference responders are found: beside a file, or shipped.

Answers with paths and reads nothing; an author's own file always wins over a shipped one.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NotFound
from sim.scenario.yaml_lines import missing_file

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


RELIVED = "relived"
"""The folder of the scenarios that re-enact public incidents."""

WHAT_THEY_DID = "what-they-did"
"""What the responders of the real night did: a responder's name, and the folder of the files."""


def shipped_folder() -> Path:
    """The folder of the scenarios that come with the trainer."""
    return Path(str(files("scenarios")))


def scenario_names() -> tuple[str, ...]:
    """The shipped scenarios, in alphabetical order."""
    return _names_in(shipped_folder())


def relived_names() -> tuple[str, ...]:
    """The shipped scenarios that re-enact public incidents, in alphabetical order.

    They are not among `scenario_names`: those have a reference response and are tuned to bands of
    marks; these hold to published facts, and what-they-did is what they are compared with.
    """
    return _names_in(shipped_folder() / RELIVED)


def playable_names() -> tuple[str, ...]:
    """All shipped scenarios: the exercises, then the re-enacted incidents."""
    return (*scenario_names(), *relived_names())


def shipped_file(name: str) -> Path:
    """Where a shipped scenario's file is, or would be."""
    folder = shipped_folder()
    return (folder / RELIVED if name in relived_names() else folder) / f"{name}.yaml"


def find_scenario(name_or_path: str) -> Path:
    """The file of a shipped scenario (`complete-r2-outage`) or of an author's (`mine/x.yaml`).

    Whatever holds a path separator or ends in `.yaml` is a path.

    Raises:
        NotFound: no such scenario or file; carries the shipped names or the files beside it.
    """
    if "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        path = Path(name_or_path)
        if not os.path.lexists(path):
            raise missing_file(path)
        return path
    known = playable_names()
    if name_or_path not in known:
        raise NotFound("scenario", name_or_path, known)
    return shipped_file(name_or_path)


def policy_names() -> tuple[str, ...]:
    """The policies that come with the trainer, in order of name."""
    return _names_in(shipped_folder() / "policies")


def find_policy(name_or_path: str, beside: Path | None = None) -> Path:
    """The file of a policy.

    Args:
        name_or_path: the policy's name, as in a scenario's `policy`, or a file.
        beside: the scenario file; the folder `policies` beside it is looked at first.

    Raises:
        NotFound: no such policy; carries the names that can be found from here.
    """
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") and os.path.lexists(path):
        return path
    folders = _folders("policies", beside)
    for folder in folders:
        if name_or_path in _names_in(folder):
            return folder / f"{name_or_path}.yaml"
    known = sorted({known for folder in folders for known in _names_in(folder)})
    raise NotFound("policy", name_or_path, tuple(known))


def find_reference(scenario: Scenario, beside: Path | None = None) -> Path | None:
    """The reference responder of a scenario, or None when nobody has written one.

    Args:
        scenario: the scenario it answers.
        beside: the scenario file; the folder `reference` beside it is looked at first.
    """
    return _responder("reference", scenario, beside)


def find_what_they_did(scenario: Scenario, beside: Path | None = None) -> Path | None:
    """What the responders of the real night did, as a responder; None when nobody wrote it down.

    Args:
        scenario: the scenario it answers.
        beside: the scenario file; the folder `what-they-did` beside it is looked at first.
    """
    return _responder(WHAT_THEY_DID, scenario, beside or shipped_file(scenario.name))


def find_moves(scenario: Scenario, beside: Path | None = None) -> Path | None:
    """The file of a scenario's moves, or None when nobody has written one.

    Args:
        scenario: what is discussed.
        beside: the scenario file; the folder `moves` beside it is looked at first.
    """
    return _responder("moves", scenario, beside)


def _responder(kind: str, scenario: Scenario, beside: Path | None) -> Path | None:
    for folder in _folders(kind, beside):
        if scenario.name in _names_in(folder):
            return folder / f"{scenario.name}.yaml"
    return None


def _folders(kind: str, beside: Path | None) -> tuple[Path, ...]:
    shipped = shipped_folder() / kind
    return (shipped,) if beside is None else (beside.parent / kind, shipped)


def _names_in(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(path.stem for path in folder.glob("*.yaml") if path.is_file()))
    except OSError:
        return ()
