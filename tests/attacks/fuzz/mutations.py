"""How an input is spoiled: a good one, cut, doubled, and sprinkled with what has hurt before."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

NASTY = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\x1b]0;gone\x07",
    b"\r\n",
    b"\xe2\x80\xae",
    b"\xc2\xb2",
    b"9" * 400,
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b"true",
    b"[" * 3000,
    b"{" * 3000,
    b'"\\ud800"',
    b"&a [*a, *a]",
    b"*a",
    b"!!python/object:os.system x",
    b"<<: {}",
    b"---\n",
    b"\t",
    b"'",
    b'"',
    b"`",
    b"```",
    b"$(",
    b"<<END\n",
    b"=1+1",
    b"../" * 20,
    b"n" * 5000,
    b"99999h",
    b"0m",
    b"2026-13-45T99:99:99Z",
    "𝟙٣東京🔥".encode(),
)
"""Pieces that break readers: encodings, escapes, numbers, depth, ends of things, names."""


@st.composite
def spoiled(draw: st.DrawFn, good: Sequence[bytes]) -> bytes:
    """One of the good inputs after a few changes; sometimes none at all, or bytes from nowhere."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=300))
    data = draw(st.sampled_from(good))
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        how = draw(st.sampled_from(("cut", "put", "over", "twice", "line", "end", "byte")))
        piece = draw(st.sampled_from(NASTY)) if how in {"put", "over"} else b""
        match how:
            case "cut":
                data = data[:start] + data[end:]
            case "put":
                data = data[:start] + piece + data[start:]
            case "over":
                data = data[:start] + piece + data[end:]
            case "twice":
                data = data[:end] + data[start:]
            case "line":
                data = _moved(data, start)
            case "end":
                data = data[:start]
            case _:
                data = data[:start] + bytes([draw(st.integers(0, 255))]) + data[start + 1 :]
    return data


def _moved(data: bytes, at: int) -> bytes:
    """The line at this place, taken to the front."""
    lines = data.splitlines(keepends=True)
    number = data.count(b"\n", 0, at)
    return b"".join((*lines[number : number + 1], *lines[:number], *lines[number + 1 :]))


VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "\x1b]0;gone\x07",
    "\ud800",
    "n" * 5000,
    "resolved",
    "works",
    [],
    {},
    [[[]]],
    {"kind": "window"},
)
"""Values of other types and sizes than those that a line has."""


@st.composite
def bent_lines(draw: st.DrawFn, good: bytes) -> bytes:
    """JSON Lines in which values are of another type, keys are gone or new, lines are moved."""
    lines = [json.loads(line) for line in good.splitlines()]
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(("bend", "bend", "bend", "drop", "add", "twice", "gone")))
        if how == "twice":
            lines.insert(draw(st.integers(0, len(lines))), copy.deepcopy(lines[number]))
        elif how == "gone" and len(lines) > 1:
            del lines[number]
        else:
            _bend(draw, how, lines[number])
    for place, line in enumerate(lines if draw(st.booleans()) else ()):
        line["seq"] = place
    return b"\n".join(json.dumps(line).encode() for line in lines) + b"\n"


def _bend(draw: st.DrawFn, how: str, value: object) -> None:
    """Change one thing somewhere in a value."""
    while isinstance(value, (dict, list)) and value:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = draw(st.sampled_from(keys))
        inner = value[key]
        if isinstance(inner, (dict, list)) and inner and draw(st.booleans()):
            value = inner
            continue
        if how == "drop":
            del value[key]
        elif how == "add" and isinstance(value, dict):
            value["unheard_of"] = draw(st.sampled_from(VALUES))
        else:
            value[key] = draw(st.sampled_from(VALUES))
        return
