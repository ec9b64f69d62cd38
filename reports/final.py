"""A document with every text fit to be shown, which each form asks for before it renders.

What a section puts into a text may come from any record. Drawings are markup made by `reports`:
in them as well, a character that no page can hold is replaced.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

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


@lru_cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a frozen value; none where it is something else. A document has few kinds."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def _part(part: PartT, fit: Callable[[str], str]) -> PartT:
    if isinstance(part, str):
        return cast("PartT", fit(part))
    if isinstance(part, tuple):
        fresh = tuple([_part(one, fit) for one in part])
        same = all(new is old for new, old in zip(fresh, part, strict=True))
        return part if same else cast("PartT", fresh)
    changed = {}
    for name in _names(cast("Any", type(part))):
        old = getattr(part, name)
        if (new := _part(old, fit)) is not old:
            changed[name] = new
    return replace(part, **changed) if changed else part  # type: ignore[type-var]
