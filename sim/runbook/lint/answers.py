"""What an answer can hold: JSON Schemas of the command table, and steps into them; pure.

A value is described by the schemas that it may fit; `None` means that nothing is known of it, and
then nothing is said about it either.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.commands.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Schema = Mapping[str, Any]
Shapes = tuple[Schema, ...] | None

NULL: Schema = {"type": "null"}
STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
BOOLEAN: Schema = {"type": "boolean"}

_BY_NAME = {command.name: command for command in COMMANDS}


def answer_of(name: str) -> Shapes:
    """What the command with this name answers when all is well, as a whole."""
    return (_envelope(name),)


@lru_cache(maxsize=256)
def _envelope(name: str) -> Schema:
    command = _BY_NAME[name]
    model = command.answer.model_json_schema(mode="serialization")
    data = _inline(model, model.get("$defs", {}))
    if command.many:
        data = {"type": "array", "items": data}
    text = {"anyOf": [STRING, NULL]}
    properties: dict[str, Any] = {"success": BOOLEAN, "data": data, "message": text, "error": text}
    properties["warnings"] = {"anyOf": [{"type": "array", "items": STRING}, NULL]}
    if command.many:
        numbers = {"type": "object", "additionalProperties": NUMBER}
        properties |= {"total": NUMBER, "counts": {"anyOf": [numbers, NULL]}}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _inline(schema: Any, definitions: Mapping[str, Any], depth: int = 0) -> Any:
    """A schema without references; where it holds itself, anything goes."""
    if isinstance(schema, list):
        return [_inline(part, definitions, depth) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        if depth > 12:  # noqa: PLR2004 - deeper than any answer: one that holds itself
            return {}
        return _inline(definitions[schema["$ref"].rpartition("/")[2]], definitions, depth + 1)
    return {
        key: _inline(value, definitions, depth) for key, value in schema.items() if key != "$defs"
    }


def alternatives(shapes: Iterable[Schema]) -> Iterator[Schema]:
    """The schemas with every `anyOf` taken apart."""
    for shape in shapes:
        choices = shape.get("anyOf") or shape.get("oneOf")
        if choices:
            yield from alternatives(choices)
        else:
            yield shape


def kind_of(shape: Schema) -> str:
    """object, array, string, number, boolean, null; "" when it may be anything."""
    kind = shape.get("type", "")
    if kind == "integer":
        return "number"
    if not kind and isinstance(shape.get("const"), str):
        return "string"
    return kind if isinstance(kind, str) else ""


def can_be_null(shapes: Shapes) -> bool:
    """Whether null is among what it may be."""
    return shapes is not None and any(kind_of(one) == "null" for one in alternatives(shapes))


def names_in(shapes: Iterable[Schema]) -> set[str]:
    """The fields that objects among these have by name."""
    return {name for shape in alternatives(shapes) for name in _names(shape)}


def _names(shape: Schema) -> tuple[str, ...]:
    named = shape.get("propertyNames", {}).get("enum", ())
    return (*shape.get("properties", {}), *named)


def field(shape: Schema, name: str) -> Shapes | str:
    """A field of one of the alternatives, or why there is none."""
    kind = kind_of(shape)
    if kind == "null":
        return (NULL,)
    if kind != "object":
        return kind or None
    properties = shape.get("properties", {})
    if name in properties:
        return (properties[name],)
    others = shape.get("additionalProperties", True)
    allowed = shape.get("propertyNames", {}).get("enum")
    if others is False or (allowed is not None and name not in allowed):
        return kind
    return (others, NULL) if isinstance(others, dict) and others else None


def elements(shapes: Shapes) -> Shapes | str:
    """What `.[]` gives, or the kind of thing that has no elements."""
    if shapes is None:
        return None
    found: list[Schema] = []
    wrong = ""
    for shape in alternatives(shapes):
        kind = kind_of(shape)
        if kind == "array" and isinstance(shape.get("items"), dict):
            found.append(shape["items"])
        elif kind == "object" and shape.get("additionalProperties") is False:
            found.extend(shape.get("properties", {}).values())
        elif kind == "object" and isinstance(shape.get("additionalProperties"), dict):
            found.extend((*shape.get("properties", {}).values(), shape["additionalProperties"]))
        elif kind in ("", "array", "object"):
            return None
        elif kind != "null":
            wrong = kind
    return tuple(found) if found or not wrong else wrong


def spellings(shapes: Shapes, *, raw: bool) -> set[str] | None:
    """Everything that jq can print of it; None when that has no end or is not known."""
    if shapes is None:
        return None
    found: set[str] = set()
    for shape in alternatives(shapes):
        kind = kind_of(shape)
        words: Any = [shape["const"]] if "const" in shape else shape.get("enum")
        if kind == "boolean" and words is None:
            found |= {"true", "false"}
        elif kind == "boolean":
            found |= {str(word).lower() for word in words}
        elif kind == "null":
            found.add("null")
        elif kind == "string" and words is not None:
            found |= {word if raw else f'"{word}"' for word in words}
        else:
            return None
    return found
