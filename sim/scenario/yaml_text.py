"""YAML for people, written by ruamel: the house's indentation, comments and quotes kept.

Text in, text out. Reading a file strictly, with its line numbers, is `yaml_lines`' work.
"""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

_WIDTH = 96
_ENDLESS = 1 << 20
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""Line ends of YAML 1.1 that are none in a text."""


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.preserve_quotes = True
    return yaml


def loaded(text: str) -> Any:
    """The data of a file, to be changed and given to `dumped`: comments and quotes come along."""
    return _yaml().load(text)


def dumped(data: Any, head: str = "") -> str:
    """The text of a file; `head` becomes the comment at its beginning."""
    yaml = _yaml()
    if head:
        data = CommentedMap(data)
        data.yaml_set_start_comment(head)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def literal(data: Any) -> Any:
    """The data with texts of several lines written as they are, each line on its own."""
    if isinstance(data, str):
        return LiteralScalarString(data) if "\n" in data else data
    if isinstance(data, dict):
        return {key: literal(value) for key, value in data.items()}
    if isinstance(data, list):
        return [literal(value) for value in data]
    return data


def block(data: Any) -> str:
    """A part of a file that `yaml_lines` is to read, which takes `on` and `12:30` for no texts."""
    text = _block(data, _WIDTH)
    # A fold at one of two spaces, or at a sign that YAML 1.1 takes for a line's end, reads back as
    # another text: then lines stay as long as they are.
    return text if _yaml_1_1().load(f"---\n{text}") == data else _block(data, _ENDLESS)


def _block(data: Any, width: int) -> str:
    yaml = _yaml_1_1()
    yaml.width = width
    out = io.StringIO()
    yaml.dump(_quoted(data), out)
    text = out.getvalue().split("---\n", 1)[1]
    # ruamel leaves the space at which it breaks a line; where lines are folded it means nothing.
    return re.sub(" +$", "", text, flags=re.MULTILINE)


def _yaml_1_1() -> YAML:
    yaml = _yaml()
    yaml.version = (1, 1)
    yaml.explicit_start = True
    return yaml


def _quoted(data: Any) -> Any:
    """The data with texts that hold a foreign line end in double quotes, which escape it."""
    if isinstance(data, str):
        return DoubleQuotedScalarString(data) if _LINE_ENDS.search(data) else data
    if isinstance(data, dict) and not isinstance(data, CommentedMap):
        return {key: _quoted(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_quoted(value) for value in data]
    return data


def on_one_line(data: dict[str, Any]) -> CommentedMap:
    """A mapping written as `{after: alert, wait: 5m}`."""
    made = CommentedMap(data)
    made.fa.set_flow_style()
    return made
