"""Which nights are a side of a comparison: `nights@responder=new,policy=list-cutter`.

Reads campaigns' tables and finds one night for each scenario and seed, or says what to choose by.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports.campaign.variants import SETTING, axes, variants
from reports.campaign.versus import EXERCISE, Side
from sim.campaigns.table import PARQUET, read_table
from sim.errors import Unusable

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 8


@dataclass(frozen=True, slots=True)
class SideAsked:
    """A side as it was asked for.

    Attributes:
        place: what comes before the `@`.
        wanted: by column, what a night must be to belong to it.
    """

    text: str
    place: str
    wanted: dict[str, str]


def read_side(text: str) -> SideAsked:
    """Read `nights@responder=new`; without an `@`, all nights of it.

    Raises:
        Unusable: what follows the `@` is not of that form.
    """
    place, sign, chosen = text.rpartition("@")
    if not sign or Path(text).exists():
        return SideAsked(text, text, {})
    values = {}
    for one in chosen.split(","):
        column, equals, value = one.partition("=")
        if not equals:
            raise Unusable(f"{text}: write {place}@COLUMN=VALUE, such as {place}@responder=new")
        values[column.strip()] = value.strip()
    return SideAsked(text, place, values)


def is_campaign(place: str) -> bool:
    """Whether a directory holds a campaign's table."""
    return (Path(place) / PARQUET).is_file()


def side_of(asked: SideAsked, nights: pd.DataFrame, name: str = "") -> Side:
    """The chosen nights of a table.

    Args:
        asked: how they were asked for.
        nights: the whole table.
        name: what to call the side; what tells its nights from the table's others, when empty.

    Raises:
        Unusable: nothing is chosen, or several nights of one scenario and seed are.
    """
    own = nights
    for column, value in asked.wanted.items():
        key = column if column in own else f"{SETTING}{column}"
        if key not in own:
            known = ", ".join(one.removeprefix(SETTING) for one in ("scenario", *axes(nights)))
            raise Unusable(f"{asked.text}: there is no column {column!r}; choose by {known}")
        own = own[own[key].astype("string") == value]
        if own.empty:
            found = ", ".join(sorted(map(str, nights[key].dropna().unique()))[:_NAMED])
            raise Unusable(f"{asked.text}: no run has {column} {value!r}; there is: {found}")
    own = own[own["failed"].isna()]
    if own.empty:
        raise Unusable(f"{asked.text}: no run in it was played to its end")
    if own.duplicated(EXERCISE).any():
        if len(variants(own)) == 1:
            names = own.loc[own.duplicated(EXERCISE), "scenario"].unique()
            raise Unusable(
                f"{asked.text}: has several scenarios of one name ({', '.join(names[:_NAMED])}); "
                "give them different names, and play the campaign again"
            )
        told = "; ".join(label for label, _ in variants(own)[:_NAMED])
        raise Unusable(
            f"{asked.text}: has several runs of one scenario and seed ({told}); choose one with "
            f"{asked.place}@responder=NAME, or by another column"
        )
    return Side(name or _name(asked, nights, own), own)


def _name(asked: SideAsked, nights: pd.DataFrame, own: pd.DataFrame) -> str:
    if asked.wanted:
        return ", ".join(asked.wanted.values())
    names = variants(own)
    return names[0][0] if len(variants(nights)) > 1 else Path(asked.place).name or asked.place


def table_of(place: str) -> pd.DataFrame:
    """A campaign's table.

    Raises:
        Unusable: it cannot be read.
    """
    try:
        return read_table(Path(place))
    except (OSError, ValueError) as error:
        first = next(iter(str(error).splitlines()), "")
        raise Unusable(f"{Path(place) / PARQUET}: cannot be read ({first})") from None
