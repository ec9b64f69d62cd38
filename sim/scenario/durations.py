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

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = {"h": HOUR, "m": MINUTE, "s": SECOND, "ms": 1}
_PART = r"\d+(?:\.\d+)?(?:ms|h|m|s)"
_DURATION = re.compile(rf"^(?:{_PART}\s*)+$")
_SPREAD = re.compile(r"\s*(?:±|\+/-)\s*")
_LONGEST = 7 * 24 * HOUR

DURATION_PATTERN = rf"^({_PART} ?)+$"
SPREAD_PATTERN = rf"^({_PART} ?)+((±|\+/-) ?({_PART} ?)+)?$"


def parse_duration(text: str) -> int:
    """Read `1h30m`, `90s`, `500ms` or `0s` as milliseconds.

    Raises:
        ValueError: the text is not a duration, or is longer than seven days.
    """
    cleaned = text.strip()
    if not _DURATION.match(cleaned):
        raise ValueError(f"not a duration: {text!r}; write it like 90s, 35m or 1h30m")
    total = sum(
        float(number) * _UNITS[unit]
        for number, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|h|m|s)", cleaned)
    )
    if total > _LONGEST:
        raise ValueError(f"longer than seven days: {text!r}")
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


def _duration_ms(value: object) -> int:
    if isinstance(value, str):
        return parse_duration(value)
    raise ValueError(f"a duration needs its unit: write {value!r} as {value}s or {value}m")


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
        return self.earliest_ms + int(uniform * (2 * self.spread_ms + 1))

    @classmethod
    def parse(cls, text: str) -> Spread:
        """Read `35m ± 10m` (or `35m +/- 10m`, or plain `35m`).

        Raises:
            ValueError: not a duration, or the spread is larger than the centre.
        """
        parts = _SPREAD.split(text)
        if len(parts) > 2:  # noqa: PLR2004 - a centre and a spread
            raise ValueError(f"more than one ± in {text!r}")
        centre = parse_duration(parts[0])
        spread = parse_duration(parts[1]) if len(parts) > 1 else 0
        if spread > centre:
            raise ValueError(f"the spread is larger than the duration in {text!r}: it could be negative")
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
            raise ValueError(f"a duration needs its unit: write {value!r} as {value}s or {value}m")

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
