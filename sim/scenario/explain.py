"""Validation errors in an author's words: each becomes one finding at the line that needs work.

Knows pydantic's error types and this format's own team (durations, names); decides nothing
about what is valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from sim.errors import plain
from sim.scenario.durations import format_duration
from sim.scenario.fields import locate
from sim.scenario.names import IDENTIFIER_PATTERN, ROLE_PATTERN
from sim.scenario.responder import UNTIL_PATTERN
from sim.scenario.spelling import guess, shown, split_dotted, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from sim.errors import Finding
    from sim.scenario.fields import Spot
    from sim.scenario.spelling import Where
    from sim.scenario.yaml_lines import Plain, YamlFile

_QUOTED = re.compile(r"'([^']*)'")

_PATTERNS = {
    IDENTIFIER_PATTERN: "lower-case letters, digits and hyphens, beginning with a letter",
    ROLE_PATTERN: "lower-case letters, digits and underscores, beginning with a letter",
    UNTIL_PATTERN: "a condition like `data.success` or `data.total_queued == 0`",
}

_KEY_ERRORS = frozenset({"literal_error", "string_pattern_mismatch"})
"""What a mapping's key can be wrong with; an author's own key may be called `[key]` too."""

_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def explain(file: YamlFile, model: type[BaseModel], error: ValidationError) -> tuple[Finding, ...]:
    """All findings of a failed validation, in the order of their lines."""
    problems = [_problem(file, model, detail) for detail in error.errors(include_url=False)]
    findings = []
    for problem in problems:
        if not any(_follows(problem, other) for other in problems):
            where, text = _TELL.get(problem.kind, _as_is)(problem)
            # A finding is one line, also when the author's value in it has several.
            findings.append(file.finding(where, " ".join(text.splitlines())))
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.line or 0))


@dataclass(frozen=True, slots=True)
class _Problem:
    """One validation error with everything a message can be made of."""

    spot: Spot
    value: Plain
    kind: str
    context: dict[str, Any]
    message: str
    is_key: bool

    @property
    def expected(self) -> list[str]:
        """The words that would have been right, of a literal or a union."""
        listed = self.context.get("expected_tags") or self.context.get("expected") or ""
        return _QUOTED.findall(listed)


def _problem(file: YamlFile, model: type[BaseModel], detail: ErrorDetails) -> _Problem:
    location, kind = detail["loc"], detail["type"]
    is_key = location[-1:] == ("[key]",) and kind in _KEY_ERRORS
    spot = locate(model, location[:-1] if is_key else location)
    return _Problem(
        spot=spot,
        value=_value(file.data, spot.where),
        kind=kind,
        context=detail.get("ctx", {}),
        message=detail["msg"],
        is_key=is_key,
    )


def _follows(problem: _Problem, other: _Problem) -> bool:
    """Whether a problem only follows from another: a misspelt field is also a missing one."""
    here, there = problem.spot.where, other.spot.where
    if problem.kind == "too_short":
        return len(there) > len(here) and there[: len(here)] == here
    if problem.kind == "missing" and other.kind == "extra_forbidden" and here[:-1] == there[:-1]:
        return guess(str(there[-1]), other.spot.known) == here[-1]
    return False


def _value(data: Plain, where: Where) -> Plain:
    for part in where:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _unknown_field(problem: _Problem) -> tuple[Where, str]:
    where = problem.spot.where
    return where, unknown("field", str(where[-1]), problem.spot.known)


def _missing(problem: _Problem) -> tuple[Where, str]:
    where, field = problem.spot.where, problem.spot.field
    example = (
        None if field is None else next(iter(field.examples or get_args(field.annotation)), None)
    )
    name = where[-1]
    if isinstance(example, str | int | list | dict):
        return where, f"missing field; add `{name}: {_as_yaml(example)}`"
    return where, "missing field; add it"


def _missing_tag(problem: _Problem) -> tuple[Where, str]:
    name = problem.context["discriminator"].strip("'")
    return (*problem.spot.where, name), f"missing field; add `{name}:` and what it is"


def _unknown_tag(problem: _Problem) -> tuple[Where, str]:
    name = problem.context["discriminator"].strip("'")
    tag = problem.value.get(name) if isinstance(problem.value, dict) else None
    where = (*problem.spot.where, name)
    if isinstance(tag, str):
        return where, unknown(name, tag, problem.expected)
    return where, f"must be one of {', '.join(sorted(problem.expected))}, not {shown(tag)}"


def _unknown_word(problem: _Problem) -> tuple[Where, str]:
    where, value = problem.spot.where, problem.value
    if problem.is_key:
        return where, unknown("field", str(where[-1]), problem.expected)
    if not isinstance(value, str) or not problem.expected:
        return where, f"must be {problem.context['expected']}, not {shown(value)}"
    return where, unknown(_noun(where), value, problem.expected)


def _noun(where: Where) -> str:
    """What the value at a place is called: `effect`; in a list of `channels`, `channel`."""
    names = [part for part in where if isinstance(part, str)]
    noun = names[-1] if names else "value"
    if noun in {"after", "unless"}:
        return "mark"
    if names[:1] == ["audiences"]:
        return "channel"
    if where and isinstance(where[-1], int):
        noun = noun.removesuffix("s")
    return noun.replace("_", " ")


def _must_be(what: str) -> Callable[[_Problem], tuple[Where, str]]:
    def tell(problem: _Problem) -> tuple[Where, str]:
        value, hint = problem.value, ""
        if value is None:
            return problem.spot.where, f"is empty; it must be {what}"
        if what == "text" and isinstance(value, bool | int | float):
            hint = "; put it in quotes"
        elif "number" in what and isinstance(value, str) and value.isdecimal():
            hint = "; remove the quotes"
        return problem.spot.where, f"must be {what}, not {shown(value)}{hint}"

    return tell


def _out_of_bounds(problem: _Problem) -> tuple[Where, str]:
    side = next(side for side in _BOUNDS if side in problem.context)
    bound = problem.context[side]
    written = problem.value if isinstance(problem.value, str) else shown(problem.value)
    # Durations are written as text, and their bounds count milliseconds.
    limit = format_duration(int(bound)) if isinstance(problem.value, str) else f"{bound:g}"
    return problem.spot.where, f"must be {_BOUNDS[side]} {limit}, not {written}"


def _too_short(problem: _Problem) -> tuple[Where, str]:
    return problem.spot.where, "must not be empty"


def _too_long(problem: _Problem) -> tuple[Where, str]:
    most, length = problem.context["max_length"], len(str(problem.value))
    return problem.spot.where, f"is {length} characters long; at most {most} are allowed"


def _pattern(problem: _Problem) -> tuple[Where, str]:
    meaning = _PATTERNS.get(problem.context["pattern"], problem.context["pattern"])
    where = problem.spot.where
    return where, f"must be {meaning}, not {shown(where[-1] if problem.is_key else problem.value)}"


def _by_validator(problem: _Problem) -> tuple[Where, str]:
    text = problem.message.removeprefix("Value error, ")
    rest, message = split_dotted(text)
    model = problem.spot.model
    if model is not None and rest and rest[0] in model.model_fields:
        return (*problem.spot.where, *rest), message
    return problem.spot.where, text


def _as_is(problem: _Problem) -> tuple[Where, str]:
    return problem.spot.where, plain(problem.message)


def _inside(example: object) -> str:
    """The same between braces, where some signs of plain text mean something."""
    if isinstance(example, str) and re.search(r"[,?]", example):
        return f'"{example}"'
    return _as_yaml(example)


def _as_yaml(example: object) -> str:
    """An example of ours on one line of YAML."""
    if isinstance(example, dict):
        inside = ", ".join(f"{key}: {_inside(value)}" for key, value in example.items())
        return f"{{{inside}}}"
    if isinstance(example, list):
        return f"[{', '.join(_as_yaml(value) for value in example)}]"
    return str(example)


_whole = _must_be("a whole number")
_mapping = _must_be("a mapping of `field: value`")
_list = _must_be("a list")
_instant = _must_be("a date and time with a zone, like 2026-03-03T14:00:00Z")

_TELL: dict[str, Callable[[_Problem], tuple[Where, str]]] = {
    "extra_forbidden": _unknown_field,
    "missing": _missing,
    "union_tag_not_found": _missing_tag,
    "union_tag_invalid": _unknown_tag,
    "literal_error": _unknown_word,
    "string_type": _must_be("text"),
    "int_type": _whole,
    "int_from_float": _whole,
    "float_type": _must_be("a number"),
    "bool_type": _must_be("true or false"),
    "tuple_type": _list,
    "list_type": _list,
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "datetime_type": _instant,
    "datetime_parsing": _instant,
    "datetime_from_date_parsing": _instant,
    "greater_than": _out_of_bounds,
    "greater_than_equal": _out_of_bounds,
    "less_than": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
    "too_short": _too_short,
    "string_too_short": _too_short,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _pattern,
    "value_error": _by_validator,
}
