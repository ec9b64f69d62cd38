"""What was not understood of a call that is otherwise carried out: warnings, never refusals.

Runbooks are older or newer than the worker. Fields that it does not know, words that only label,
and numbers beyond their range are taken all the same, and the answer lists them. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import AliasChoices
from pydantic_core import core_schema

from sim.commands.command import Params

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.fields import FieldInfo
    from pydantic.json_schema import JsonSchemaValue

MOST_WARNINGS = 20
MOST_SHOWN = 60
"""Characters of an unknown name or word that a warning repeats."""


@dataclass(frozen=True, slots=True)
class Clamped:
    """The range of a number: what is outside is moved to its end; below 0 is refused.

    Attributes:
        low: the least that is meant; 0 becomes this as well.
        high: the most.
    """

    low: float
    high: float

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Move the number after its type was checked."""
        return core_schema.no_info_after_validator_function(self.moved, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Anything from 0 on is taken; the range stands beside it for the reference page."""
        return {**handler(schema), "minimum": 0, "x-clamped": [self.low, self.high]}

    def moved(self, value: float) -> float:
        """The number within the range.

        Raises:
            ValueError: it is negative, or no finite number.
        """
        if not 0 <= value < inf:
            raise ValueError("must be a number from 0 on")
        # The ends are whole numbers or floats as the field is: a whole number stays one.
        return type(value)(max(self.low, min(value, self.high)))


@dataclass(frozen=True, slots=True)
class Label:
    """A text that only labels: the words that the worker itself uses for it."""

    known: tuple[str, ...]

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Any word is taken; the worker's own are examples."""
        return {**handler(schema), "examples": list(self.known)}

    def knows(self, word: str) -> bool:
        """Whether it is one of the worker's own words, in any case; "" says nothing."""
        return not word or word.casefold() in {one.casefold() for one in self.known}


def in_any_case(params: type[Params], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with every word of a fixed set as the worker spells it: `completed` will do."""
    taken = dict(given)
    for name, words in _words_of(params).items():
        value = taken.get(name)
        if isinstance(value, str):
            taken[name] = words.get(value.casefold(), value)
        elif isinstance(value, (list, tuple)):
            taken[name] = [
                words.get(one.casefold(), one) if isinstance(one, str) else one for one in value
            ]
    return taken


@lru_cache(maxsize=256)
def _words_of(params: type[Params]) -> dict[str, dict[str, str]]:
    """The words of a fixed set that a command takes, by the spelling of each field."""
    return {
        spelling: words
        for name, info in params.model_fields.items()
        if (words := {word.casefold(): word for word in _literals(info.annotation)})
        for spelling in spellings(name, info)
    }


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (word for word in get_args(annotation) if isinstance(word, str))
        return
    for part in get_args(annotation):
        yield from _literals(part)


def warnings_of(params: Params, given: Mapping[str, Any]) -> tuple[str, ...]:
    """What of a call's arguments was not understood as it was written.

    Args:
        params: as they were taken.
        given: as they were sent.
    """
    found: list[str] = []
    for warning in _warnings(params, given, ""):
        if len(found) == MOST_WARNINGS:
            found.append("… and more")
            break
        found.append(warning)
    return tuple(found)


def _warnings(params: Params, given: Mapping[str, Any], within: str) -> Iterator[str]:
    spelled = _fields_of(type(params))
    for spelling, sent in given.items():
        shown = f"{within}{_cut(spelling)}"
        if spelling not in spelled:
            yield f"{shown}: unknown field, ignored"
            continue
        name, info = spelled[spelling]
        yield from _of_value(getattr(params, name), sent, shown, info)


@lru_cache(maxsize=256)
def _fields_of(params: type[Params]) -> dict[str, tuple[str, FieldInfo]]:
    """The fields of a command's arguments by every spelling of each."""
    return {
        spelling: (name, info)
        for name, info in params.model_fields.items()
        for spelling in spellings(name, info)
    }


def _of_value(taken: Any, sent: Any, shown: str, info: FieldInfo) -> Iterator[str]:
    if isinstance(taken, Params):
        if isinstance(sent, dict):
            yield from _warnings(taken, sent, f"{shown}.")
    elif isinstance(taken, tuple) and isinstance(sent, (list, tuple)):
        for index, (one, part) in enumerate(zip(taken, sent, strict=False)):
            if isinstance(one, Params) and isinstance(part, dict):
                yield from _warnings(one, part, f"{shown}.{index}.")
    elif isinstance(taken, (int, float)) and not isinstance(taken, bool):
        if any(isinstance(one, Clamped) for one in _metadata(info)) and float(sent) != taken:
            yield f"{shown}: {_cut(str(sent))} is out of range; {taken:g} is taken"
    elif isinstance(taken, str):
        labels = [one for one in _metadata(info) if isinstance(one, Label)]
        if labels and not labels[0].knows(taken):
            known = ", ".join(labels[0].known)
            yield f"{shown}: {_cut(taken)!r} is kept as a label; the worker's own are {known}"


def spellings(name: str, info: FieldInfo) -> tuple[str, ...]:
    """Every name that a field is sent by."""
    alias = info.validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (str(alias or name),)


def _metadata(info: FieldInfo) -> Iterator[object]:
    """What is said of the field's type, also where it is one of several."""
    yield from info.metadata
    for part in get_args(info.annotation):
        yield from getattr(part, "__metadata__", ())


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
