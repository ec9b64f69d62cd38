"""What the nights of a campaign differ in beside scenario and seed: a name for each variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from reports.training.names import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTING = "set."
_AXES = ("responder", "policy", "profile", "pauses")

Variant = tuple[str, pd.DataFrame]
"""A name and its nights."""


def axes(nights: pd.DataFrame) -> list[str]:
    """The columns in which the nights of one scenario and seed may differ."""
    return [name for name in nights if name in _AXES or name.startswith(SETTING)]


def _varying(nights: pd.DataFrame) -> list[str]:
    """Those in which they do; of a policy, only where one scenario has several."""
    several = [name for name in axes(nights) if name != "policy" and nights[name].nunique() > 1]  # noqa: PD101 - counted once
    if nights.groupby("scenario")["policy"].nunique().max() > 1:
        several.append("policy")
    return several


def _name(values: Mapping[str, object]) -> str:
    told = []
    for column, value in values.items():
        if value is pd.NA or value is None or value == "":
            continue
        if column.startswith(SETTING):
            told.append(f"{column.rpartition('.')[2]} {value}")
        elif column == "pauses":
            told.append(f"pauses {value}")
        else:
            told.append(str(value))
    return shown(", ".join(told))


def variants(nights: pd.DataFrame) -> list[Variant]:
    """The nights by what they differ in, in the order in which the table has them."""
    several = _varying(nights)
    if not several:
        return [(_name({"responder": nights["responder"].iloc[0]}), nights)]
    groups = nights.groupby(several, sort=False, dropna=False)
    return [(_name(dict(zip(several, key, strict=True))), own) for key, own in groups]


def scenarios(nights: pd.DataFrame) -> list[Variant]:
    """The nights of each scenario, in order of name."""
    return list(nights.groupby("scenario"))
