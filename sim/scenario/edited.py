"""A scenario file's text with some of its fields changed, as somebody would by hand.

Text in, text out. Only the words that differ are touched: comments, quotes, order and line breaks
stay, and a change that changes nothing gives the same bytes. What is written is read back with
the trainer's own reader.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from sim.errors import Unusable
from sim.scenario.yaml_lines import parse_yaml
from sim.scenario.yaml_text import block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHORT, _WIDTH = 60, 100
"""Characters of a text that stays on one line, and of a folded line, as the scenarios have them."""

Where = tuple[str | int, ...]
"""A field: `("injects", 2, "text")`."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change.

    Attributes:
        where: the field, or the item of a list.
        value: what it becomes; None takes it away. Of a list that is named itself, an item that is
            added at its end.
    """

    where: Where
    value: Any = None


def _compose(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode), "a scenario is a mapping"
    return node


def _find(node: yaml.Node, where: Where) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key (None of a list's item) and the value; both None where there is none."""
    key: yaml.Node | None = None
    for part in where:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = (None, node.value[part]) if part < len(node.value) else None
        if found is None:
            return None, None
        key, node = found
    return key, node


def _end(text: str, node: yaml.Node) -> int:
    """Where a value's own characters end, the empty lines behind it not counted."""
    start, end = node.start_mark.index, node.end_mark.index
    return int(start + len(text[start:end].rstrip()))


def _words(text: str) -> list[tuple[str, int, int]]:
    """Words with their places."""
    found, place = [], 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        found.append((word, start, place))
    return found


def _by_words(source: str, old: str, new: str) -> str | None:
    """The scalar's source with only the words that differ put in; None where words do not tell."""
    if "\n" in new.strip("\n") or old.strip() == new.strip():
        return None
    # What stands before the words: quotes, or the sign of a folded text with its line end.
    there = _words(source)
    before, after = old.split(), new.split()
    if " ".join(after) != new.strip() or not after:
        return None
    offset = next((n for n in range(len(there)) if [w for w, _, _ in there[n:]] == before), None)
    if offset is None:
        return None
    there = there[offset:]
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    fresh = " ".join(after[head : len(after) - tail])
    if head + tail == len(before):  # words are only put in
        if head == 0:
            return f"{source[: there[0][1]]}{fresh} {source[there[0][1] :]}"
        at = there[head - 1][2]
        return f"{source[:at]} {fresh}{source[at:]}"
    start, end = there[head][1], there[len(before) - tail - 1][2]
    if not fresh:  # words are only taken out
        start = there[head - 1][2] if head else start
        end = end if head else there[head + len(before) - tail][1]
    return source[:start] + fresh + source[end:]


def _by_lines(source: str, old: str, new: str, indent: str) -> str | None:
    """The same of a literal text (`|`): only the lines that differ."""
    head_line, _, body = source.partition("\n")
    lines = body.split("\n")
    before, after = old.rstrip("\n").split("\n"), new.rstrip("\n").split("\n")
    if len(lines) != len(before):
        return None
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    fresh = [f"{indent}{line}" if line else "" for line in after[head : len(after) - tail]]
    made = [*lines[:head], *fresh, *lines[len(lines) - tail :]] if tail else [*lines[:head], *fresh]
    return "\n".join([head_line, *made])


def _rendered(key: str, value: Any, column: int, style: str | None) -> str:
    """`key: value` as the house writes it, its further lines indented."""
    indent = " " * column
    if isinstance(value, str) and "\n" in value.strip("\n"):
        body = "\n".join(f"{indent}  {line}" if line else "" for line in value.rstrip().split("\n"))
        chomp = "" if value.endswith("\n") else "-"
        return f"{key}: |{chomp}\n{body}"
    if isinstance(value, str) and style == ">" and len(value) > _SHORT:
        lines, line = [], ""
        for word in value.split():
            if line and column + 2 + len(line) + 1 + len(word) > _WIDTH:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        body = "\n".join(f"{indent}  {one}" for one in (*lines, line))
        return f"{key}: >-\n{body}"
    text = block({key: value}).rstrip("\n")
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{indent}{one}" if one else "" for one in rest)])


def _replaced(text: str, edit: Edit, key: yaml.Node, node: yaml.Node) -> list[str]:
    """Ways to put a new value in place of the one there is, the least first."""
    start, end = node.start_mark.index, _end(text, node)
    column, made = key.start_mark.column, []
    value = edit.value
    if isinstance(node, yaml.ScalarNode) and isinstance(value, str):
        source = text[start:end]
        if node.style == "|":
            first = source.partition("\n")[2]
            pad = first[: len(first) - len(first.lstrip(" "))]
            one = _by_lines(source, node.value, value, pad)
        else:
            mark = source[0] if node.style in {'"', "'"} else ""
            inner = source[len(mark) : len(source) - len(mark)]
            one = _by_words(inner, node.value, value)
            one = None if one is None else f"{mark}{one}{mark}"
        if one is not None:
            made.append(text[:start] + one + text[end:])
        style = node.style
    else:
        style = None
    whole = _rendered(str(key.value), value, column, style)
    made.append(text[: key.start_mark.index] + whole + text[end:])
    quoted = f"{key.value}: {json.dumps(value, ensure_ascii=False)}"
    made.append(text[: key.start_mark.index] + quoted + text[end:])
    return made


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _taken_out(text: str, start: int, end: int) -> str:
    """Whole lines go."""
    return text[: _line_start(text, start)] + text[_line_end(text, end) :]


def _item(value: dict[str, Any], column: int) -> str:
    """An item of a list, its dash at this column."""
    lines = block({"x": [value]}).split("\n")[1:]
    pad = " " * column
    return "".join(f"{pad}{line[2:]}\n" if line else "" for line in lines)


def _added(text: str, root: yaml.Node, edit: Edit) -> str:
    """The text with an item at the end of a list, or a field behind the others of its mapping."""
    _, node = _find(root, edit.where)
    if isinstance(node, yaml.SequenceNode) and node.value:
        at = _line_end(text, _end(text, node.value[-1]) - 1)
        text = text if text[:at].endswith("\n") else f"{text}\n"
        column = node.start_mark.column
        return text[:at] + _item(edit.value, column) + text[at:]
    if node is None and isinstance(edit.value, dict):  # the list itself is not there yet
        at = text.index("\nobjectives:") + 1
        return f"{text[:at]}{edit.where[-1]}:\n{_item(edit.value, 2)}\n{text[at:]}"
    _, parent = _find(root, edit.where[:-1])
    if not isinstance(parent, yaml.MappingNode) or parent.flow_style:
        raise Unusable(f"{edit.where[-1]}: this part of the file has to be edited by hand")
    key, last = parent.value[-1]
    column = key.start_mark.column
    at = _line_end(text, _end(text, last) - 1)
    made = _rendered(str(edit.where[-1]), edit.value, column, None)
    return f"{text[:at]}{' ' * column}{made}\n{text[at:]}"


def _removed(text: str, key: yaml.Node | None, node: yaml.Node) -> str:
    return _taken_out(text, (key or node).start_mark.index, _end(text, node) - 1)


def _applied(data: Any, edit: Edit) -> None:
    """The same change on the data, which the text has to come to."""
    root = data
    *way, last = edit.where
    for part in way:
        data = data[part]
    if isinstance(data, dict) and isinstance(data.get(last), list) and edit.value is not None:
        data[last].append(edit.value)
    elif edit.value is None:
        if isinstance(data, dict):
            data.pop(last, None)
        else:
            del data[last]
            if not data:  # an empty list would be a field without a value
                _applied(root, Edit(tuple(way)))
    elif isinstance(edit.value, dict) and isinstance(data, dict) and last == "injects":
        data[last] = [edit.value]
    else:
        data[last] = edit.value


def _same(text: str, data: Any, name: str) -> bool:
    try:
        return bool(parse_yaml(text, name).data == data)
    except Exception:  # noqa: BLE001 - a way to write it that does not read back is not taken
        return False


def edited(text: str, edits: Sequence[Edit] | Iterable[Edit], name: str) -> str:
    """The file with these changes.

    Args:
        text: the file.
        edits: the changes, in order; removals of a list's items from its end on.
        name: the file's name, for messages.

    Raises:
        BadFile: the file is no YAML.
        Unusable: a change cannot be written so that it reads back.
    """
    data = json.loads(json.dumps(parse_yaml(text, name).data))
    for edit in edits:
        _applied(data, edit)
        root = _compose(text)
        key, node = _find(root, edit.where)
        if edit.value is None:
            ways = [text] if node is None else [_removed(text, key, node)]
            _, around = _find(root, edit.where[:-1])
            if isinstance(around, yaml.SequenceNode) and len(around.value) == 1:
                name_of, whole = _find(root, edit.where[:-1])
                assert whole is not None, "it was found above"
                ways = [_removed(text, name_of, whole)]
        elif node is None or isinstance(node, yaml.SequenceNode):
            ways = [_added(text, root, edit)]
        else:
            assert key is not None, "only a list's items have no key, and they are not replaced"
            ways = _replaced(text, edit, key, node)
        found = next((way for way in ways if _same(way, data, name)), None)
        if found is None:
            where = ".".join(map(str, edit.where))
            raise Unusable(f"{where}: cannot be written into the file; edit it by hand")
        text = found
    return text
