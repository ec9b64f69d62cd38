"""A jq program as a tree, as far as a linter needs it; pure.

Knows jq's grammar without definitions, labels and destructuring; a program with one of those is
not read at all, which means: nothing is said about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DEEPEST = 60

Value = str | float | bool | None
"""A constant of a program."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<comment>\#[^\n]*)
    |(?P<field>\.[A-Za-z_]\w*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<format>@[A-Za-z]\w*)
    |(?P<variable>\$(?:__loc__|[A-Za-z_]\w*))
    |(?P<name>[A-Za-z_]\w*(?:::\w+)*)
    |(?P<string>")
    |(?P<sign>\?//|\.\.|//=|==|!=|<=|>=|\|=|\+=|-=|\*=|/=|%=|//|[.\[\]{}()|,:;?=<>+\-*/%]))""",
    re.VERBOSE,
)
_BINARY: tuple[tuple[str, ...], ...] = (
    ("//",),
    ("=", "|=", "+=", "-=", "*=", "/=", "%=", "//="),
    ("or",),
    ("and",),
    ("==", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
"""Operators, loosest first."""

_ENDS = frozenset(("then", "else", "elif", "end", "as", "and", "or", "def", "catch"))
_NOT_READ = frozenset(("def", "label", "import", "include", "foreach", "__loc__"))


class NotRead(Exception):  # noqa: N818 - a way out, caught by who asked
    """The program uses what is not read here, or is no program."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a program.

    Attributes:
        kind: identity, field, index, each, slice, pipe, comma, alternative, compare, combine,
            call, array, object, text, literal, if, try, variable, bind, descend.
        name: the field's, function's or variable's name, or the operator.
        parts: the parts it is made of.
        value: of a literal.
    """

    kind: str
    name: str = ""
    parts: tuple[Node, ...] = ()
    value: Value = None


IDENTITY = Node("identity")


def read_program(text: str) -> Node:
    """Read a program.

    Raises:
        NotRead: it cannot be read, or not by this.
    """
    reader = _ProgramReader(text)
    node = reader.pipe()
    if reader.peek():
        raise NotRead
    return node


class _ProgramReader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._kind = ""
        self._word = ""
        self._next()

    def _next(self) -> None:
        """Step to the next token."""
        while True:
            found = _TOKEN.match(self._text, self._at)
            if found is None:
                if self._text[self._at :].strip():
                    raise NotRead
                self._kind, self._word = "", ""
                return
            self._at = found.end()
            self._kind = str(found.lastgroup)
            self._word = found.group(self._kind)
            if self._kind != "comment":
                return

    def peek(self) -> str:
        """The token it stands at; "" at the end."""
        return self._word

    def _take(self, word: str) -> bool:
        if self._kind != "string" and self._word == word:
            self._next()
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise NotRead

    def pipe(self) -> Node:
        """A whole expression."""
        self._depth += 1
        if self._depth > DEEPEST or self._word in _NOT_READ:
            raise NotRead
        node = self._comma()
        if self._take("as"):
            name = self._word
            if self._kind != "variable":
                raise NotRead
            self._next()
            self._need("|")
            node = Node("bind", name, (node, self.pipe()))
        elif self._take("|"):
            node = Node("pipe", parts=(node, self.pipe()))
        self._depth -= 1
        return node

    def _comma(self) -> Node:
        node = self._binary(0)
        while self._take(","):
            node = Node("comma", parts=(node, self._binary(0)))
        return node

    def _binary(self, level: int) -> Node:
        if level == len(_BINARY):
            return self._unary()
        node = self._binary(level + 1)
        while self._kind != "string" and self._word in _BINARY[level]:
            operator = self._word
            self._next()
            # jq binds `//` to the right, all other operators to the left.
            right = self._binary(level if operator == "//" else level + 1)
            if operator == "//":
                node = Node("alternative", parts=(node, right))
            elif operator in ("==", "!="):
                node = Node("compare", operator, (node, right))
            else:
                node = Node("combine", operator, (node, right))
        return node

    def _unary(self) -> Node:
        if self._take("-"):
            return Node("combine", "-", (Node("literal", value=0), self._unary()))
        return self._postfix()

    def _postfix(self) -> Node:
        node = self._primary()
        while True:
            if self._kind == "field":
                node = Node("field", self._word[1:], (node,))
                self._next()
            elif self._kind == "sign" and self._word == ".":
                self._next()
                if self._kind == "string":
                    node = self._named(node)
                elif self._word != "[":
                    raise NotRead
            elif self._kind == "sign" and self._word == "[":
                node = self._bracket(node)
            elif self._kind == "sign" and self._word == "?":
                self._next()
                node = Node("try", parts=(node,))
            else:
                return node

    def _named(self, node: Node) -> Node:
        """A field whose name stands in quotes."""
        text = self._string()
        if text.kind != "literal":
            return Node("index", parts=(node, text))
        return Node("field", str(text.value), (node,))

    def _bracket(self, node: Node) -> Node:
        self._need("[")
        if self._take("]"):
            return Node("each", parts=(node,))
        if self._take(":"):
            end = self.pipe()
            self._need("]")
            return Node("slice", parts=(node, end))
        inside = self.pipe()
        if self._take(":"):
            parts = (node, inside) if self._word == "]" else (node, inside, self.pipe())
            self._need("]")
            return Node("slice", parts=parts)
        self._need("]")
        if inside.kind == "literal" and isinstance(inside.value, str):
            return Node("field", inside.value, (node,))
        return Node("index", parts=(node, inside))

    def _primary(self) -> Node:  # noqa: PLR0911 - one return a kind of token
        kind, word = self._kind, self._word
        match kind:
            case "field":
                self._next()
                return Node("field", word[1:], (IDENTITY,))
            case "number":
                self._next()
                return Node("literal", value=float(word))
            case "string":
                return self._string()
            case "variable":
                self._next()
                return Node("variable", word)
            case "format":
                self._next()
                return self._string() if self._kind == "string" else Node("call", word)
            case "name":
                return self._name()
            case _:
                return self._sign()

    def _sign(self) -> Node:
        if self._take(".."):
            return Node("descend")
        if self._take("."):
            if self._kind == "string":
                return self._named(IDENTITY)
            return self._bracket(IDENTITY) if self._word == "[" else IDENTITY
        if self._take("("):
            node = self.pipe()
            self._need(")")
            return node
        if self._take("["):
            parts = () if self._word == "]" else (self.pipe(),)
            self._need("]")
            return Node("array", parts=parts)
        if self._take("{"):
            return self._object()
        raise NotRead

    def _name(self) -> Node:
        word = self._word
        if word in _NOT_READ or word in _ENDS:
            raise NotRead
        self._next()
        if word in ("true", "false", "null"):
            return Node("literal", value={"true": True, "false": False, "null": None}[word])
        if word == "if":
            return self._condition()
        if word == "try":
            parts = (self._postfix(),)
            if self._take("catch"):
                self._postfix()
            return Node("try", parts=parts)
        if word == "reduce":
            raise NotRead
        arguments = []
        if self._take("("):
            arguments.append(self.pipe())
            while self._take(";"):
                arguments.append(self.pipe())
            self._need(")")
        return Node("call", word, tuple(arguments))

    def _condition(self) -> Node:
        parts = [self.pipe()]
        self._need("then")
        parts.append(self.pipe())
        if self._take("elif"):
            parts.append(self._condition())
            return Node("if", parts=tuple(parts))
        parts.append(self.pipe() if self._take("else") else IDENTITY)
        self._need("end")
        return Node("if", parts=tuple(parts))

    def _object(self) -> Node:
        names, values = [], []
        while not self._take("}"):
            name, value = self._entry()
            names.append(name)
            values.append(value)
            if not self._take(",") and self._word != "}":
                raise NotRead
        return Node("object", "\0".join(names), tuple(values))

    def _entry(self) -> tuple[str, Node]:
        kind, word = self._kind, self._word
        if kind == "string":
            text = self._string()
            name = str(text.value) if text.kind == "literal" else "*"
            value = Node("field", name, (IDENTITY,)) if name != "*" else text
        elif kind == "variable":
            self._next()
            name, value = word[1:], Node("variable", word)
        elif kind == "name":
            self._next()
            name, value = word, Node("field", word, (IDENTITY,))
        elif self._take("("):
            self.pipe()
            self._need(")")
            name, value = "*", IDENTITY
        else:
            raise NotRead
        if self._take(":"):
            # No `,`, which begins the next entry, and no `//` or `=`, which need parentheses here.
            value = self._binary(2)
            while self._take("|"):
                value = Node("pipe", parts=(value, self._binary(2)))
        return name, value

    def _string(self) -> Node:
        """A string, from just behind its opening quote."""
        text: list[str] = []
        parts: list[Node] = []
        while True:
            char = self._text[self._at : self._at + 1]
            if not char:
                raise NotRead
            self._at += 1
            if char == '"':
                break
            if char != "\\":
                text.append(char)
            elif self._text[self._at : self._at + 1] == "(":
                self._at += 1
                self._next()
                parts.append(self.pipe())
                if self._word != ")":
                    raise NotRead
            else:
                text.append(self._text[self._at : self._at + 1])
                self._at += 1
        self._next()
        if parts:
            return Node("text", parts=tuple(parts))
        return Node("literal", value="".join(text))
