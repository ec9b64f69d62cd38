"""Durations as people write them: `90s`, `1h30m`, `35m ± 10m`.

Everything below this file counts integer milliseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer
from pydantic.json_schema import JsonSchemaValue, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from sim.scenario.spelling import shown

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = {"h": HOUR, "m": MINUTE, "s": SECOND, "ms": 1}
_PART = r"[0-9]+(\.[0-9]+)?(ms|h|m|s)"
_PARTS = rf"{_PART}( ?{_PART})*"
_LONGEST = 7 * 24 * HOUR

DURATION_PATTERN = rf"^{_PARTS}$"
"""What `parse_duration` accepts, up to seven days; the JSON Schema says the same."""

SPREAD_PATTERN = rf"^{_PARTS}( ?(±|\+/-) ?{_PARTS})?$"
"""What `Spread.parse` accepts, as long as the spread is not the larger part."""


def parse_duration(text: str) -> int:
    """Read `1h30m`, `90s`, `500ms` or `0s` as milliseconds.

    Raises:
        ValueError: the text is not a duration, or is longer than seven days.
    """
    # fullmatch, because Python's `$` lets a line break at the end pass; the anchors are for JSON
    # Schema.
    if not re.fullmatch(DURATION_PATTERN[1:-1], text):
        if not text:
            raise ValueError("missing duration; use e.g. 90s, 35m or 1h30m")
        raise ValueError(f"not a duration: {shown(text)}; write it like 90s, 35m or 1h30m")
    total = sum(
        float(number) * _UNITS[unit]
        for number, unit in re.findall(r"([0-9]+(?:\.[0-9]+)?)(ms|h|m|s)", text)
    )
    if total > _LONGEST:
        raise ValueError(f"longer than seven days: {shown(text)}")
    # Decimals are floats: 1.001 seconds come to 1000.9999999999999 ms.
    return round(total)


def format_duration(ms: int) -> str:
    """Write milliseconds the way `parse_duration` reads them: 5_400_000 is `1h30m`."""
    if ms == 0:
        return "0s"
    parts = []
    rest = ms
    for unit, size in _UNITS.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def spoken(ms: int) -> str:
    """A duration as people read it: `45 s`, `4.5 min`, `15 min`, `4 h`.

    One notation for sentences and tables; `format_duration` is for what is typed into a file or a
    command.
    """
    if ms < MINUTE:
        return f"{ms // SECOND} s"
    if ms >= 2 * HOUR and ms % (HOUR // 2) == 0:
        return f"{ms / HOUR:g} h"
    return f"{ms / MINUTE:.1f}".removesuffix(".0") + " min"


def no_duration(value: object) -> ValueError:
    """What is wrong with a value that is no text at all."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LONGEST:
        return ValueError(f"a duration needs its unit: write {value} as {value}s or {value}m")
    return ValueError("must be a duration like 90s, 35m or 1h30m")


def _duration_ms(value: object) -> int:
    if isinstance(value, str):
        return parse_duration(value)
    raise no_duration(value)


Duration = Annotated[
    int,
    BeforeValidator(_duration_ms),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN, "examples": ["90s", "35m"]}),
]
"""A field that reads `35m` and holds 2_100_000 (milliseconds)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A duration that differs from seed to seed: uniform over centre ± spread, in milliseconds."""

    centre_ms: int
    spread_ms: int = 0

    @property
    def earliest_ms(self) -> int:
        """The smallest value a draw can take."""
        return self.centre_ms - self.spread_ms

    @property
    def latest_ms(self) -> int:
        """The largest value a draw can take."""
        return self.centre_ms + self.spread_ms

    def at(self, uniform: float) -> int:
        """The value at a uniform draw in [0, 1), in milliseconds."""
        # + 1, so that the latest instant can be drawn as well: a draw never reaches 1.
        return self.earliest_ms + int(uniform * (2 * self.spread_ms + 1))

    @classmethod
    def parse(cls, text: str) -> Spread:
        """Read `35m ± 10m` (or `35m +/- 10m`, or plain `35m`).

        Raises:
            ValueError: not a duration, or the spread is larger than the centre.
        """
        first, sign, second = text.replace("+/-", "±").partition("±")
        if "±" in second:
            raise ValueError(f"more than one ± in {shown(text)}")
        centre = parse_duration(first.removesuffix(" ") if sign else first)
        spread = parse_duration(second.removeprefix(" ")) if sign else 0
        if spread > centre:
            raise ValueError(
                f"the spread is larger than the duration in {shown(text)}: it could be negative"
            )
        return cls(centre, spread)

    def __str__(self) -> str:
        centre = format_duration(self.centre_ms)
        return f"{centre} ± {format_duration(self.spread_ms)}" if self.spread_ms else centre

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: type[Any], _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def read(value: object) -> Spread:
            if isinstance(value, Spread):
                return value
            if isinstance(value, str):
                return cls.parse(value)
            raise no_duration(value)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": SPREAD_PATTERN,
            "examples": ["35m ± 10m", "2m"],
        }
