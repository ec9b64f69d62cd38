"""Durations like those of published outages: `like total from 15m to 2h45m`.

A log-normal distribution fitted to the published figures of one kind, cut off on both sides. What
was fitted is in `scenarios/data/fits.csv`; this is the only reader of that file.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated

from pydantic import PlainSerializer, PlainValidator
from pydantic.json_schema import WithJsonSchema

from sim.scenario.durations import (
    DURATION_PATTERN,
    MINUTE,
    SECOND,
    SPREAD_PATTERN,
    Spread,
    format_duration,
    no_duration,
    parse_duration,
)
from sim.scenario.spelling import shown, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEAST_SHARE = 0.01
"""Bounds that leave less of the distribution than this are a slip."""

_PARTS = DURATION_PATTERN[1:-1]
_LIKE = re.compile(rf"like (?P<kind>\S+) from (?P<first>{_PARTS}) to (?P<last>{_PARTS})")

LIKE_PATTERN = rf"^like [a-z_]+ from {_PARTS} to {_PARTS}$"
"""What `LikePublished.parse` accepts, as far as a pattern can say it."""


def _or_like(pattern: str) -> str:
    return f"^({pattern[1:-1]}|{LIKE_PATTERN[1:-1]})$"


DURATION_OR_LIKE_PATTERN = _or_like(DURATION_PATTERN)
"""A duration, or like published ones."""

OUTAGES = ("total", "partial", "latency", "credentials")
"""The kinds of outages that a vendor's repair can be like."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A log-normal distribution of durations.

    Attributes:
        median_ms: its median.
        sd_of_ln: standard deviation of the natural logarithm.
    """

    median_ms: float
    sd_of_ln: float

    def share_up_to(self, ms: float) -> float:
        """How much of it is not longer than this: 0 to 1."""
        if ms <= 0:
            return 0.0
        return NormalDist().cdf(math.log(ms / self.median_ms) / self.sd_of_ln)

    def at_share(self, share: float) -> float:
        """The duration up to which so much of it lies, more than 0 and less than 1; ms."""
        return self.median_ms * math.exp(self.sd_of_ln * NormalDist().inv_cdf(share))


@lru_cache
def fits() -> Mapping[str, Fit]:
    """The fitted distributions by kind."""
    text = files("scenarios").joinpath("data", "fits.csv").read_text(encoding="utf-8")
    return {
        row["kind"]: Fit(float(row["median_minutes"]) * MINUTE, float(row["sd_of_ln"]))
        for row in csv.DictReader(text.splitlines())
    }


@dataclass(frozen=True, slots=True)
class LikePublished:
    """A duration drawn like the published ones of a kind, between two bounds, in milliseconds."""

    kind: str
    earliest_ms: int
    latest_ms: int

    @property
    def fit(self) -> Fit:
        """The distribution that is cut off."""
        return fits()[self.kind]

    @property
    def shorter(self) -> float:
        """The share of the fitted distribution that is cut off below: 0 to 1."""
        return self.fit.share_up_to(self.earliest_ms)

    @property
    def longer(self) -> float:
        """The share of the fitted distribution that is cut off above: 0 to 1."""
        return 1 - self.fit.share_up_to(self.latest_ms)

    @property
    def median_ms(self) -> int:
        """What half of the draws are shorter than: what a live session takes."""
        return self.at(0.5)

    def share_up_to(self, ms: float) -> float:
        """How much of what can be drawn is not longer than this: 0 to 1."""
        found = (self.fit.share_up_to(ms) - self.shorter) / (1 - self.longer - self.shorter)
        return min(1.0, max(0.0, found))

    def at(self, uniform: float) -> int:
        """The value at a uniform draw in [0, 1): whole seconds, in milliseconds."""
        share = self.shorter + uniform * (1 - self.longer - self.shorter)
        if not 0 < share < 1:
            return self.earliest_ms if share <= 0 else self.latest_ms
        # Whole seconds, so that the last bit of a logarithm, which differs from machine to machine,
        # does not show in a journal.
        seconds = round(self.fit.at_share(share) / SECOND)
        return min(self.latest_ms, max(self.earliest_ms, seconds * SECOND))

    @classmethod
    def parse(cls, text: str) -> LikePublished:
        """Read `like total from 15m to 2h45m`.

        Raises:
            ValueError: it is written otherwise, no such kind was fitted, or the bounds leave
                nothing to draw.
        """
        found = _LIKE.fullmatch(text)
        if found is None:
            raise ValueError(
                f"not a duration: {shown(text)}; write it like `like total from 15m to 2h45m`"
            )
        kind = found["kind"]
        if kind not in fits():
            raise ValueError(unknown("kind of published duration", kind, sorted(fits())))
        like = cls(kind, parse_duration(found["first"]), parse_duration(found["last"]))
        if like.earliest_ms >= like.latest_ms:
            raise ValueError(f"the first bound is not below the second in {shown(text)}")
        if 1 - like.shorter - like.longer < _LEAST_SHARE:
            raise ValueError(
                f"less than 1% of the published durations lie between the bounds of {shown(text)}"
            )
        return like

    def __str__(self) -> str:
        first, last = format_duration(self.earliest_ms), format_duration(self.latest_ms)
        return f"like {self.kind} from {first} to {last}"


DrawnDuration = Spread | LikePublished


def _read(value: object) -> DrawnDuration:
    if isinstance(value, Spread | LikePublished):
        return value
    if isinstance(value, str):
        return LikePublished.parse(value) if value.startswith("like") else Spread.parse(value)
    raise no_duration(value)


def _like(value: object, *kinds: str) -> DrawnDuration:
    read = _read(value)
    if isinstance(read, LikePublished) and read.kind not in kinds:
        raise ValueError(f"cannot be like {read.kind} here, only like {' or '.join(kinds)}")
    return read


def _like_outage(value: object) -> DrawnDuration:
    return _like(value, *OUTAGES)


def _like_alert(value: object) -> int | LikePublished:
    read = _like(value, "alert")
    return read if isinstance(read, LikePublished) else _fixed(read)


def _like_residual(value: object) -> int | LikePublished:
    read = _like(value, "residual")
    return read if isinstance(read, LikePublished) else _fixed(read)


def _fixed(read: Spread) -> int:
    if read.spread_ms:
        raise ValueError("takes no ±: write one duration, or `like …`")
    return read.centre_ms


def _written(value: int | DrawnDuration) -> str:
    return format_duration(value) if isinstance(value, int) else str(value)


def _schema(pattern: str, examples: list[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": examples})


_SERIALIZER = PlainSerializer(_written, return_type=str)

Repair = Annotated[
    DrawnDuration,
    PlainValidator(_like_outage),
    _SERIALIZER,
    _schema(_or_like(SPREAD_PATTERN), ["35m ± 10m", "like total from 15m to 2h45m"]),
]
"""A field that reads `35m ± 10m`, or like the outages of a kind."""

AlertDelay = Annotated[
    int | LikePublished,
    PlainValidator(_like_alert),
    _SERIALIZER,
    _schema(DURATION_OR_LIKE_PATTERN, ["20s", "like alert from 2m to 12m"]),
]
"""A field that reads `20s` as milliseconds, or like the published delays of alerts."""

Aftermath = Annotated[
    int | LikePublished,
    PlainValidator(_like_residual),
    _SERIALIZER,
    _schema(DURATION_OR_LIKE_PATTERN, ["10m", "like residual from 10m to 1h"]),
]
"""A field that reads `10m` as milliseconds, or like the published residual troubles."""
