"""Frameworks as data: their controls, each with one line of ours and what could show it.

A framework is one file in `controls/`; a control names what shows it by the names of
`reports.evidence.shown`.
"""

from __future__ import annotations

import yaml
from pydantic import BaseModel, ConfigDict

from reports.evidence.names import controls, framework_names
from reports.evidence.shown import KINDS
from sim.errors import Unusable


class Control(BaseModel):
    """A control: the framework's id, what it asks in one line of ours, what could show it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    line: str
    shows: tuple[str, ...]


class Framework(BaseModel):
    """A framework.

    Attributes:
        source: the document that the ids are from.
        note: against what the ids and topics were checked, and against what they were not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    source: str
    note: str
    controls: tuple[Control, ...]


def framework(name: str) -> Framework:
    """A framework by name.

    Raises:
        Unusable: there is none of that name.
    """
    if name not in framework_names():
        raise Unusable(f"no framework {name}: choose from {', '.join(framework_names())}")
    text = controls().joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    found = Framework.model_validate(yaml.safe_load(text))
    unknown = {one for control in found.controls for one in control.shows} - set(KINDS)
    if unknown:
        raise ValueError(f"{name}.yaml: nothing is called {', '.join(sorted(unknown))}")
    return found
