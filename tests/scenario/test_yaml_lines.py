"""YAML is read with lines, without surprises, and refused quickly when it is hostile."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import BadFile, Finding, NotFound
from sim.scenario.load import load_scenario
from sim.scenario.yaml_lines import (
    MAX_BYTES,
    MAX_DEPTH,
    _carefully,
    _quickly,
    parse_yaml,
    read_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_place_has_its_line() -> None:
    file = parse_yaml("a: 1\nb:\n  - x\n  - c: 2\n", "x.yaml")
    assert file.data == {"a": 1, "b": ["x", {"c": 2}]}
    assert file.lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "c"): 4,
    }
    assert file.line_of(("b", 1, "missing", "deeper")) == 4


def test_only_plain_words_mean_something_else_than_text() -> None:
    """Yes, on, base-sixty numbers and dates stay text; numbers, true and null do not."""
    written = (
        "[yes, on, 1:30, 2026-03-03, 0x1f, .inf, '1', 007, -2, 1.5, 1e3, true, False, ~, null]"
    )
    read = parse_yaml(f"a: {written}", "x.yaml").data["a"]
    assert read == [
        *("yes", "on", "1:30", "2026-03-03", "0x1f", ".inf", "1"),
        *(7, -2, 1.5, 1000.0, True, False, None, None),
    ]


REFUSED = {
    "duplicate key": ("a: 1\nb: 2\na: 3", "3: a: is written twice, first in line 1"),
    "duplicate deeper": (
        "a:\n- {b: 1,\n b: 2}",
        "3: a[0].b: is written twice, first in line 2",
    ),
    "anchor": ("a: &x 1", "1: a: the anchor '&x' is not allowed; write it out"),
    "alias": ("a: *x", "1: a: the alias '*x' is not allowed; write it out"),
    "tag": ("a: !python/object 1", "1: a: the tag '!python/object' is not allowed; remove it"),
    "number as key": ("1: a", '1: a field\'s name must be text, not 1; write "1"'),
    "truth as key": ("true: a", '1: a field\'s name must be text, not true; write "true"'),
    "list as key": ("[a]: 1", "1: a field's name must be text"),
    "empty": ("", " is empty; see scenarios/README.md for an example"),
    "only comments": ("# later\n", " is empty; see scenarios/README.md for an example"),
    "list on top": ("- a", "1: must be `field: value` lines at the top, not a list"),
    "text on top": ("hello", "1: must be `field: value` lines at the top, not 'hello'"),
    "two documents": ("a: 1\n---\nb: 1", "2: a second document begins here; keep one in a file"),
    "tab": (
        "a:\n\tb: 1",
        "2: not valid YAML: a tab cannot indent or begin a value; use spaces",
    ),
    "two colons": (
        "a: b: c",
        (
            "1: not valid YAML: a second `: ` in this line (put the text in quotes), or a line "
            "indented too far"
        ),
    ),
    "indentation": (
        "a:\n    b: 1\n  c: 2",
        "3: not valid YAML: this field is indented differently from its neighbours; line them up",
    ),
    "no colon": (
        "a: 1\nb\nc: 2",
        (
            "3: not valid YAML: this is not `field: value`; add the colon, or indent a line that "
            "continues a text"
        ),
    ),
    "open bracket": (
        "a: [1, 2",
        "1: not valid YAML: the file ends inside brackets; close them",
    ),
    "open quote": ("a: 'b", "1: not valid YAML: the file ends inside quotes; close them"),
    "control character": ("a: 1\nb: \x07", "2: contains the control character U+0007; remove it"),
    "half a pair": (
        'a: "\\ud800"',
        "1: a: contains half of a surrogate pair; write the character itself",
    ),
    "impossible escape": (
        'a: "\\UFFFFFFFF"',
        "1: an escape or a number here is out of range",
    ),
    "huge number": ("a: 1e999", "1: a: the number 1e999… is too large"),
    "endless number": ("a: " + "9" * 5000, f"1: a: the number {'9' * 20}… is too large"),
    "too deep": (
        "a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        f"1: is nested more than {MAX_DEPTH} levels deep",
    ),
}


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, line: str) -> None:
    """What cannot be read says where and why."""
    with pytest.raises(BadFile) as caught:
        parse_yaml(text, "x.yaml")
    assert str(caught.value.findings[0]) == f"x.yaml:{line}"


def test_the_deepest_allowed_nesting_is_read() -> None:
    levels = MAX_DEPTH - 1
    assert parse_yaml("a: " + "[" * levels + "]" * levels, "x.yaml").data["a"] is not None


LAUGHS = "a0: &a0 [lol]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)

HOSTILE = {
    "billion laughs": LAUGHS,
    "brackets": "[" * 200_000,
    "braces": "a: " + "{a: " * 60_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_quickly(text: str) -> None:
    began = time.monotonic()
    with pytest.raises(BadFile):
        parse_yaml(text, "x.yaml")
    assert time.monotonic() - began < 3


def test_a_file_may_be_large_but_not_larger(save: Callable[..., Path]) -> None:
    body = "a: 1\n"
    assert read_yaml(save(body + "#" * (MAX_BYTES - len(body)))).data == {"a": 1}
    with pytest.raises(BadFile, match=r"^small\.yaml: is larger than 256 KiB"):
        read_yaml(save(body + "#" * MAX_BYTES))


def test_other_encodings_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: schön\n".encode("latin-1"))
    with pytest.raises(BadFile) as caught:
        read_yaml(path)
    assert str(caught.value) == f"{path}:2: is not UTF-8 text; save the file as UTF-8"


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).data == {"a": 1}


def test_a_missing_file_knows_its_neighbours(save: Callable[..., Path]) -> None:
    save("a: 1")
    with pytest.raises(NotFound) as caught:
        read_yaml(Path("smal.yaml"))
    assert (caught.value.kind, caught.value.name) == ("file", "smal.yaml")
    assert caught.value.known == ("small.yaml",)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        read_yaml(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is a directory; name a file in it"


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"], ids=["endless name", "null byte"])
def test_an_impossible_path_is_one_line(name: str) -> None:
    with pytest.raises(BadFile, match="cannot be read: "):
        read_yaml(Path(name))


INDICATORS = st.text(alphabet="ab1: -?[]{}&*!|>'\"%@`#,~\n\t.\\ux0\ud7ff\u2028é", max_size=80)


PIECES = [
    *(b"", b"[", b"]", b"{", b"}", b": ", b"- ", b"null", b"1", b"-1", b"1e400", b"'", b'"'),
    *(b"[]", b"{}", b"\n", b"\t", b"9h", b"r2_slow", b"&a ", b"*a", b"!x ", b"true", b"\xff"),
]


def findings_of(read: Callable[..., object], *arguments: object) -> tuple[Finding, ...]:
    try:
        read(*arguments)
    except BadFile as error:
        return error.findings
    return ()


@given(text=st.text(max_size=200) | INDICATORS)
def test_random_text_is_data_or_findings(text: str) -> None:
    """Nothing but BadFile ever comes out, whatever is in the file."""
    findings = findings_of(parse_yaml, text, "x.yaml")
    assert all("\n" not in str(finding) for finding in findings)


@given(data=st.data())
def test_random_edits_of_a_scenario_are_fine_or_findings(
    data: st.DataObject, minimal: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cut, doubled and overwritten pieces of a valid file never raise anything else."""
    text = minimal.encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        pieces = st.sampled_from(PIECES) | st.binary(max_size=6) | st.just(text[start:end] * 2)
        text = text[:start] + data.draw(pieces) + text[end:]
    path = tmp_path_factory.getbasetemp() / "small.yaml"
    path.write_bytes(text)
    findings = findings_of(load_scenario, path)
    assert all("\n" not in str(finding) for finding in findings)


_PIECES = st.sampled_from(
    [
        *("a: ", "bc: ", "- ", "? ", ": ", "  ", "    ", " ", "\n", "\n", "\n  ", "\n- ", "\n  - "),
        *("x", "1", "-2.5", "null", "yes", "~", "12:30", "±", "ä", "“", "\U0001f600", "\t", "\r"),
        *('"', "'", '"x"', "'y z'", '"\\n"', "|", ">", "|-\n  ", ">\n    ", "#", " # so", "\\"),
        *("{", "}", "[", "]", ",", "{b: 1}", "[x, y]", "&a ", "*a", "!t ", "---\n", "...\n", "%"),
        *("@", "`", "key" * 400, "\x85", "\u2028", "\ufeff", "\x07", "\ud800"),
    ]
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@given(text=st.lists(_PIECES, max_size=14).map("".join))
def test_the_fast_parser_reads_nothing_else_than_the_careful_one(text: str) -> None:
    """What libyaml takes, PyYAML takes as well: the same data and the same lines."""
    quick = _quickly(text, "x.yaml", frozenset())
    if quick is not None:
        assert quick == _carefully(text, "x.yaml", frozenset())


@pytest.mark.slow
def test_every_shipped_file_is_read_by_the_fast_parser() -> None:
    """Nothing that is shipped needs the slow one, and both read it alike."""
    files = sorted(Path("scenarios").rglob("*.yaml"))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        quick = _quickly(text, str(path), frozenset())
        assert quick is not None, path
        assert quick == _carefully(text, str(path), frozenset())
