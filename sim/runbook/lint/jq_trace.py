"""A jq program followed over what an answer can hold: fields that are never there; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.runbook.lint.answers import (
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    alternatives,
    elements,
    kind_of,
    names_in,
    spellings,
)
from sim.runbook.lint.answers import (
    field as field_of,
)
from sim.scenario.spelling import guess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.runbook.lint.answers import Schema, Shapes
    from sim.runbook.lint.jq_program import Node, Value

_STRINGS = """
tostring ascii_downcase ascii_upcase join ltrimstr rtrimstr todate todateiso8601 strftime
type gsub sub implode @text @json @csv @tsv @sh @html @uri @base64 @base64d
"""
_NUMBERS = """
length tonumber floor ceil round fabs sqrt now fromdate fromdateiso8601 mktime index
rindex utf8bytelength
"""
_BOOLEANS = """
not has in contains inside startswith endswith test any all isnan isvalid
"""
_SAME = """
sort sort_by reverse unique unique_by del select recurse_down debug values nulls
"""
_ONE = frozenset(["first", "last", "min", "max", "min_by", "max_by"])
_PER_ELEMENT = """
sort_by unique_by min_by max_by group_by any all map map_values
"""
_OVER_INPUT = """
select first last limit error has contains inside startswith endswith test match capture split
join ltrimstr rtrimstr sub gsub del path in index range strftime tostring isvalid
"""
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Miss:
    """A step that leads nowhere.

    Attributes:
        path: the path as far as it goes, with the wrong step last.
        problem: what is wrong with it.
    """

    path: str
    problem: str


@dataclass(frozen=True, slots=True)
class Never:
    """A comparison with a word that is never there."""

    path: str
    word: str
    known: tuple[str, ...]


@dataclass(slots=True)
class Tracer:
    """Follows one program."""

    misses: list[Miss] = field(default_factory=list)
    nevers: list[Never] = field(default_factory=list)

    def run(  # noqa: PLR0911 - one return a kind
        self, node: Node, given: Shapes, known: Mapping[str, Shapes]
    ) -> Shapes:
        """What a part of the program makes of its input."""
        match node.kind:
            case "identity":
                return given
            case "field":
                return self._field(node, self.run(node.parts[0], given, known))
            case "each":
                return self._elements(node, self.run(node.parts[0], given, known))
            case "index":
                self.run(node.parts[1], given, known)
                base = self.run(node.parts[0], given, known)
                return self._index(node, base)
            case "slice":
                for part in node.parts[1:]:
                    self.run(part, given, known)
                return self.run(node.parts[0], given, known)
            case "pipe":
                return self.run(node.parts[1], self.run(node.parts[0], given, known), known)
            case "bind":
                value = self.run(node.parts[0], given, known)
                return self.run(node.parts[1], given, {**known, node.name: value})
            case _:
                return self._other(node, given, known)

    def _other(  # noqa: PLR0911 - same
        self, node: Node, given: Shapes, known: Mapping[str, Shapes]
    ) -> Shapes:
        match node.kind:
            case "alternative":
                return self._alternative(node, given, known)
            case "comma" | "if" | "combine" | "compare" | "text" | "object" | "array":
                return self._made(node, given, known)
            case "literal":
                return _literal(node.value)
            case "try":
                # `?` and `try` are for what may not be there: what is missed inside is no mistake.
                inner = Tracer()
                return inner.run(node.parts[0], given, known)
            case "variable":
                return known.get(node.name)
            case "call":
                return self._call(node, given, known)
            case _:
                return None

    def _made(  # noqa: PLR0911 - same
        self, node: Node, given: Shapes, known: Mapping[str, Shapes]
    ) -> Shapes:
        parts = [self.run(part, given, known) for part in node.parts]
        match node.kind:
            case "comma":
                return _either(parts)
            case "if":
                # The first part is the condition, whose value is not the result.
                return _either(parts[1:])
            case "compare":
                self._compare(node, parts)
                return (BOOLEAN,)
            case "combine" if node.name in ("and", "or", "<", "<=", ">", ">="):
                return (BOOLEAN,)
            case "combine":
                return _sum(parts) if node.name in "+-*/%" else None
            case "text":
                return (STRING,)
            case "array":
                return (
                    ({"type": "array", "items": {"anyOf": list(parts[0])}},)
                    if (parts and parts[0] is not None)
                    else None
                )
            case _:
                return self._object(node, parts)

    @staticmethod
    def _object(node: Node, parts: list[Shapes]) -> Shapes:
        names = node.name.split("\0")
        if "*" in names:
            return None
        properties: dict[str, Schema] = {
            name: {} if part is None else {"anyOf": list(part)}
            for name, part in zip(names, parts, strict=True)
        }
        return ({"type": "object", "properties": properties, "additionalProperties": False},)

    def _alternative(self, node: Node, given: Shapes, known: Mapping[str, Shapes]) -> Shapes:
        """`a // b`: what `a` lacks counts only when `b` is no other place to look."""
        first, second = Tracer(), Tracer()
        left = first.run(node.parts[0], given, known)
        right = second.run(node.parts[1], given, known)
        self.nevers += [*first.nevers, *second.nevers]
        elsewhere = node.parts[1].kind in ("field", "index", "pipe", "alternative")
        if not (elsewhere and not second.misses):
            self.misses += first.misses
        if elsewhere and first.misses:
            self.misses += second.misses
        if left is None or right is None:
            return None
        return (*(one for one in alternatives(left) if kind_of(one) != "null"), *right)

    def _field(self, node: Node, base: Shapes) -> Shapes:
        if base is None:
            return None
        found: list[Schema] = []
        wrong = ""
        unknown = False
        for shape in alternatives(base):
            inside = field_of(shape, node.name)
            if inside is None:
                unknown = True
            elif isinstance(inside, str):
                wrong = wrong or inside
            else:
                found.extend(inside)
        if unknown:
            return None
        # A field that one alternative has is there; null has every field, and so proves nothing.
        if wrong and all(kind_of(one) == "null" for one in found):
            self.misses.append(Miss(path_of(node), _no_field(node.name, base, wrong)))
            return None
        return tuple(found) + ((NULL,) if wrong == "object" else ())

    def _elements(self, node: Node, base: Shapes) -> Shapes:
        found = elements(base)
        if isinstance(found, str):
            self.misses.append(Miss(path_of(node), f"{_article(found)} has no elements"))
            return None
        return found

    def _index(self, node: Node, base: Shapes) -> Shapes:
        if base is not None:
            kinds = {kind_of(one) for one in alternatives(base)} - {"null"}
            number = isinstance(node.parts[1].value, (int, float))
            if number and kinds == {"object"}:
                self.misses.append(Miss(path_of(node), "an object has no first or last"))
                return None
        found = elements(base)
        return None if found is None or isinstance(found, str) else (*found, NULL)

    def _compare(self, node: Node, parts: list[Shapes]) -> None:
        for side, other in ((0, 1), (1, 0)):
            word = node.parts[other]
            if word.kind == "literal" and isinstance(word.value, str):
                words = spellings(parts[side], raw=True)
                if words is not None and word.value not in words:
                    shown = tuple(sorted(words - {"null"}))
                    self.nevers.append(Never(path_of(node.parts[side]), word.value, shown))

    def _call(  # noqa: PLR0911 - one return a group of functions
        self, node: Node, given: Shapes, known: Mapping[str, Shapes]
    ) -> Shapes:
        results = self._arguments(node, given, known)
        if node.name in _STRINGS.split():
            return (STRING,)
        if node.name in _NUMBERS.split():
            return (NUMBER,)
        if node.name in _BOOLEANS.split():
            return (BOOLEAN,)
        if node.name in _SAME.split():
            return given
        if node.name == "map" and results and results[0] is not None:
            return ({"type": "array", "items": {"anyOf": list(results[0])}},)
        if node.name in ("empty", "error", "halt"):
            return ()
        if node.name in ("keys", "keys_unsorted"):
            return ({"type": "array", "items": STRING},)
        if node.name in _ONE and (node.name.endswith("_by") or not node.parts):
            found = elements(given)
            return None if found is None or isinstance(found, str) else (*found, NULL)
        return None

    def _arguments(self, node: Node, given: Shapes, known: Mapping[str, Shapes]) -> list[Shapes]:
        """What the arguments of a function find in what it hands them."""
        inside: Shapes = None
        if node.name in _PER_ELEMENT.split() and len(node.parts) == 1:
            found = elements(given)
            inside = None if isinstance(found, str) else found
        elif node.name in ("any", "all") and node.parts:
            inside = self.run(node.parts[0], given, known)
            return [inside, *(self.run(part, inside, known) for part in node.parts[1:])]
        elif node.name in _OVER_INPUT.split():
            inside = given
        return [self.run(part, inside, known) for part in node.parts]


def _either(parts: list[Shapes]) -> Shapes:
    found: list[Schema] = []
    for part in parts:
        if part is None:
            return None
        found.extend(part)
    return tuple(found)


def _sum(parts: list[Shapes]) -> Shapes:
    kinds = {kind_of(one) for part in parts if part is not None for one in alternatives(part)}
    known = all(part is not None for part in parts)
    return ({"type": kinds.pop()},) if known and kinds in ({"number"}, {"string"}) else None


def _literal(value: Value) -> Shapes:
    match value:
        case None:
            return (NULL,)
        case bool():
            return ({"type": "boolean", "enum": [value]},)
        case str():
            return ({"type": "string", "const": value},)
        case _:
            return (NUMBER,)


def path_of(node: Node) -> str:
    """A path as people write it."""
    match node.kind:
        case "field":
            return f"{path_of(node.parts[0]).removesuffix('.')}.{node.name}"
        case "each":
            return f"{path_of(node.parts[0])}[]"
        case "index":
            inside = node.parts[1].value
            return f"{path_of(node.parts[0])}[{int(inside) if isinstance(inside, float) else '…'}]"
        case "try":
            return f"{path_of(node.parts[0])}?"
        case "identity":
            return "."
        case _:
            return ""


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "ao" else f"a {kind}"


def _no_field(name: str, base: tuple[Schema, ...], kind: str) -> str:
    if kind == "array":
        return f"an array has no field {name!r}; its elements may: `[]` or `[0]` before it"
    if kind != "object":
        return f"{_article(kind)} has no fields"
    names = names_in(base)
    meant = guess(name, names)
    if meant is not None:
        return f"there is no {name!r}, did you mean {meant!r}?"
    for shape in alternatives(base):
        for outer, inner in shape.get("properties", {}).items():
            if name in names_in((inner,)):
                return f"there is no {name!r} here; it is in {outer!r}"
            items = [one["items"] for one in alternatives((inner,)) if one.get("items")]
            if any(name in names_in((one,)) for one in items):
                return f"there is no {name!r} here; it is in the elements of {outer!r}"
    shown = sorted(names)[:_MOST_SHOWN]
    more = ", …" if len(names) > _MOST_SHOWN else ""
    return f"there is no {name!r}; there are {', '.join(shown)}{more}"
