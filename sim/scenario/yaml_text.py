"""YAML for people, written by ruamel: the house's indentation, comments and quotes kept.

Text in, text out. Reading a file strictly, with its line numbers, is `yaml_lines`' work.
"""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

_WIDTH = 96


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


def block(data: Any) -> str:
    """A part of a file that `yaml_lines` is to read, which takes `on` and `12:30` for no texts."""
    yaml = _yaml()
    yaml.version = (1, 1)
    yaml.explicit_start = True
    out = io.StringIO()
    yaml.dump(data, out)
    text = out.getvalue().split("---\n", 1)[1]
    # ruamel leaves the space at which it breaks a line; where lines are folded it means nothing.
    return re.sub(" +$", "", text, flags=re.MULTILINE)


def on_one_line(data: dict[str, Any]) -> CommentedMap:
    """A mapping written as `{after: alert, wait: 5m}`."""
    made = CommentedMap(data)
    made.fa.set_flow_style()
    return made
