"""A document with every text fit to be shown, which each form asks for before it renders.

What a section puts into a text may come from any record. Drawings are markup made by `reports`:
in them as well, a character that no page can hold is replaced.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from sim.legible import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.document import Report

PartT = TypeVar("PartT")


def final(document: Report, fit: Callable[[str], str] = shown) -> Report:
    """The document; the same object where every text was fit already.

    Args:
        document: as the sections made it.
        fit: makes a text fit: `shown` for people, `visible` for programs.
    """
    return _part(document, fit)


def _part(part: PartT, fit: Callable[[str], str]) -> PartT:
    if isinstance(part, str):
        return cast("PartT", fit(part))
    if isinstance(part, tuple):
        fresh = tuple(_part(one, fit) for one in part)
        same = all(new is old for new, old in zip(fresh, part, strict=True))
        return part if same else cast("PartT", fresh)
    if is_dataclass(part) and not isinstance(part, type):
        values = {one.name: getattr(part, one.name) for one in fields(part)}
        changed = {name: new for name, old in values.items() if (new := _part(old, fit)) is not old}
        return replace(part, **changed) if changed else part
    return part
