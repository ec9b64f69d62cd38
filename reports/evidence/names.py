"""Which frameworks there are: one file each in `controls/`. Light, for a command's help."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def controls() -> Traversable:
    """The folder of the frameworks' files."""
    return files("reports.evidence").joinpath("controls")


def framework_names() -> tuple[str, ...]:
    """The frameworks, by name."""
    names = (one.name for one in controls().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))
