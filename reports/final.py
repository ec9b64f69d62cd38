"""A document with every text fit to be shown, which each form asks for before it renders.

What a section puts into a text may come from any record. Drawings are markup made by `reports`:
in them as well, a character that no page can hold is replaced.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from sim.legible import shown

if TYPE_CHECKING:
    from reports.document import Report

PartT = TypeVar("PartT")


def final(document: Report) -> Report:
    """The document; the same object where every text was fit already."""
    return _part(document)


def _part(part: PartT) -> PartT:
    if isinstance(part, str):
        return cast("PartT", shown(part))
    if isinstance(part, tuple):
        fresh = tuple(_part(one) for one in part)
        same = all(new is old for new, old in zip(fresh, part, strict=True))
        return part if same else cast("PartT", fresh)
    if is_dataclass(part) and not isinstance(part, type):
        values = {one.name: getattr(part, one.name) for one in fields(part)}
        changed = {name: new for name, old in values.items() if (new := _part(old)) is not old}
        return replace(part, **changed) if changed else part
    return part
